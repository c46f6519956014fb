"""Many entries at once, by their addresses or by what they hold: what relations ask for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from cms.index.listing import rows_of
from cms.index.model import EntryRow, Holding
from cms.index.rows import encoded, held_text

__all__ = ["entries_holding", "entries_named", "entries_that_hold"]

_T = TypeVar("_T")
AT_ONCE = 500  # values in one statement
_NAMED = "SELECT e.id FROM entries e JOIN collections c ON c.id = e.collection WHERE c.name = ?"
_ORDER = (
    "SELECT o.id FROM orders o JOIN collections c ON c.id = o.collection WHERE c.name = ? AND o.name = ? AND o.kind = ?"
)


def entries_named(connection: sqlite3.Connection, collection: str, slugs: Iterable[str]) -> tuple[EntryRow, ...]:
    """The entries of these addresses that are there."""
    ids: list[int] = []
    for some in _chunks(map(encoded, slugs)):
        select = f"{_NAMED} AND e.slug IN ({_marks(some)})"
        ids += [row[0] for row in connection.execute(select, (collection, *some))]
    return rows_of(connection, ids)


def entries_holding(
    connection: sqlite3.Connection, collection: str, field: str, values: Iterable[str]
) -> tuple[EntryRow, ...]:
    """For each value the first entry that holds it in a field."""
    order = connection.execute(_ORDER, (collection, field, "filter")).fetchone()
    if order is None:
        return ()
    ids: dict[int, None] = {}
    for some in _chunks(map(held_text, values)):
        select = f"SELECT min(entry) FROM held WHERE field = ? AND value IN ({_marks(some)}) GROUP BY value"  # noqa: S608
        ids.update((row[0], None) for row in connection.execute(select, (order[0], *some)))
    return rows_of(connection, list(ids))


def entries_that_hold(
    connection: sqlite3.Connection, collection: str, rules: Sequence[Holding], limit: int
) -> tuple[EntryRow, ...]:
    """The first entries, by title, that hold what all of the rules want."""
    title = connection.execute(_ORDER, (collection, "title", "sort")).fetchone()
    if title is None:
        return ()
    conditions, given = ["sort = ?"], list[int | str]([title[0]])
    for rule in rules:
        order = connection.execute(_ORDER, (collection, rule.field, "filter")).fetchone()
        texts = [held_text(value) for value in rule.values[:AT_ONCE]]
        inside = f"SELECT entry FROM held WHERE field = ? AND value IN ({_marks(texts)})"  # noqa: S608
        conditions.append(f"entry {'NOT ' if rule.exclude else ''}IN ({inside})")
        given += [order[0] if order is not None else -1, *texts]
    select = f"SELECT entry FROM keys WHERE {' AND '.join(conditions)} ORDER BY rank, number, text, entry LIMIT ?"  # noqa: S608
    return rows_of(connection, [row[0] for row in connection.execute(select, (*given, limit))])


def _chunks(values: Iterable[_T]) -> Iterator[list[_T]]:
    remaining = iter(values)
    while some := list(islice(remaining, AT_ONCE)):
        yield some


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
