"""Full-text search over all collections: ranked, with the words marked."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence

from cms.index.conditions import MOST_COUNTED, best_match
from cms.index.listing import rows_of
from cms.index.model import EntryRow, Hit, SearchPage, SearchQuery
from cms.index.passages import marked, passage
from cms.index.query import Search, parse_search
from cms.index.rows import encoded, unpacked

__all__ = ["hits_of", "search_page"]

RANKED = 1_500  # hits that are ranked; ranking a word that is everywhere costs a hundred times what finding it does
_BEST = "bm25(search, 10.0, 3.0, 1.0)"  # a word in a title counts most, then one in a field


def search_page(connection: sqlite3.Connection, query: SearchQuery) -> SearchPage:
    """The best hits, from `offset` on."""
    search = parse_search(query.text)
    chosen = _collections(connection, query, search)
    if not search.match or not chosen:
        return SearchPage((), 0)
    match = best_match(connection, search)
    hits = _hits(connection, search, match, chosen, MOST_COUNTED)
    if query.limit <= 0:  # only how many there are is asked for
        ids = []
    else:
        # Titles first: the weights alone let a word that a text repeats come before one in a title.
        titles = _ranked(connection, search, search.in_titles(match), chosen, RANKED)
        few = len(hits) <= RANKED
        others = _ranked(connection, search, match, chosen, len(hits)) if few else [entry for entry, _ in hits]
        ids = list(dict.fromkeys((*titles, *others)))
    names = {number: name for name, number in chosen.items()}
    counts = Counter(names[collection] for _, collection in hits)
    page = ids[query.offset : query.offset + query.limit]
    rows = rows_of(connection, page)
    found = tuple(_hit(row, search, _texts(connection, entry)) for entry, row in zip(page, rows, strict=True))
    return SearchPage(found, len(hits), len(hits) >= MOST_COUNTED, counts)


def hits_of(connection: sqlite3.Connection, text: str, rows: Sequence[EntryRow]) -> tuple[Hit, ...]:
    """What a search finds in entries that were found by it, in any order."""
    search = parse_search(text)
    if not search.terms:
        return ()
    select = "SELECT e.id FROM entries e JOIN collections c ON c.id = e.collection WHERE c.name = ? AND e.slug = ?"
    ids = [connection.execute(select, (row.collection, encoded(row.slug))).fetchone() for row in rows]
    there = [(row, found[0]) for row, found in zip(rows, ids, strict=True) if found is not None]
    return tuple(_hit(row, search, _texts(connection, entry)) for row, entry in there)


def _hit(row: EntryRow, search: Search, texts: tuple[str, ...]) -> Hit:
    return Hit(row, marked(row.summary or row.title, search.terms), passage(texts, search.terms))


def _texts(connection: sqlite3.Connection, entry: int) -> tuple[str, ...]:
    """An entry's body and the words of its fields."""
    packed = connection.execute("SELECT packed FROM texts WHERE entry = ?", (entry,)).fetchone()
    _, words, body = unpacked(packed[0])
    return body, words.replace("\n", " · ")


def _collections(connection: sqlite3.Connection, query: SearchQuery, search: Search) -> dict[str, int]:
    known = dict(connection.execute("SELECT name, id FROM collections").fetchall())
    for wanted in (query.collections, search.collections or None):
        if wanted is not None:
            known = {name: number for name, number in known.items() if name in wanted}
    return known


def _hits(
    connection: sqlite3.Connection, search: Search, match: str, chosen: dict[str, int], most: int
) -> list[tuple[int, int]]:
    where, values = _where(search, chosen)
    return connection.execute(
        f"SELECT e.id, e.collection FROM search s CROSS JOIN {_entries(search)} ON e.id = s.rowid"  # noqa: S608
        f" WHERE s.search MATCH ? AND {where} LIMIT ?",
        (match, *values, most),
    ).fetchall()


def _ranked(connection: sqlite3.Connection, search: Search, match: str, chosen: dict[str, int], most: int) -> list[int]:
    where, values = _where(search, chosen)
    some = (  # without an order, so that no more than `most` are looked at
        f"SELECT e.id, {_BEST} AS rank FROM search CROSS JOIN {_entries(search)} ON e.id = search.rowid"  # noqa: S608
        f" WHERE search MATCH ? AND {where} LIMIT ?"
    )
    ranked = connection.execute(f"SELECT id FROM ({some}) ORDER BY rank, id", (match, *values, most))  # noqa: S608
    return [row[0] for row in ranked]


def _entries(search: Search) -> str:
    """The entries as a query reads them: by an index that holds no more than the collection, if that is enough."""
    return "entries e" if search.fields else "entries e INDEXED BY entries_collections"


def _where(search: Search, chosen: dict[str, int]) -> tuple[str, list[object]]:
    parts = [f"e.collection IN ({', '.join('?' * len(chosen))})"]
    values: list[object] = list(chosen.values())
    for name, text in search.fields:
        parts.append("field_has(e.data, ?, ?)")
        values += [name, text]
    return " AND ".join(parts), values
