"""What the entries of a list have to fulfil, as conditions of SQL: filters, views, a search."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from cms.entries import DueTest
from cms.index.model import InView, ListQuery
from cms.index.query import Search
from cms.index.rows import held_text, plain
from cms.index.sorting import SortKey, sort_key

__all__ = ["MOST_COUNTED", "Condition", "best_match"]

MOST_COUNTED = 5_000  # hits of a search that are counted
ENOUGH = 100  # hits of a whole word with which nobody looks for longer ones
_HITS = "SELECT rowid FROM search WHERE search MATCH ?"
_HELD = "held WHERE field = ? AND value = ?"
_NONE = "held WHERE 0"
_DATES = "text > '0001' AND text < ':'"  # keys that are moments: an ISO date, nothing else sorts there
_SIGNS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}

Deep = tuple[str, tuple[Any, ...]]


def best_match(connection: sqlite3.Connection, search: Search) -> str:
    """The match to look for: the last word as it stands if that is often found, else also what begins with it."""
    if search.finished == search.match or not search.match:
        return search.match
    found = connection.execute(f"{_HITS} LIMIT ?", (search.finished, ENOUGH)).fetchall()
    return search.finished if len(found) >= ENOUGH else search.match


class _Source(Struct, frozen=True):
    """Where the entries stand that fulfil something (or, `negative`, those that do not): a table and its condition.

    It names an entry once.
    """

    text: str
    values: tuple[Any, ...] = ()
    negative: bool = False
    view: bool = False  # its entries are tallied
    bit: int = 0  # of a filter: what it is in the tallies' masks

    def exists(self, entry: str) -> str:
        return f"{'NOT ' if self.negative else ''}EXISTS (SELECT 1 FROM {self.text} AND entry = {entry})"  # noqa: S608


class _Term(Struct, frozen=True):
    """Sources that must all name the entry; `without`: that must not all do so."""

    sources: tuple[_Source, ...]
    without: bool = False

    def text(self, entry: str) -> str:
        inner = " AND ".join(source.exists(entry) for source in self.sources) or "1"
        return f"NOT ({inner})" if self.without else inner

    @property
    def view(self) -> _Source | None:
        """The view that it is about, if it is about nothing else."""
        only = self.sources[0] if len(self.sources) == 1 and not self.without else None
        return only if only is not None and only.view else None

    @property
    def values(self) -> tuple[Any, ...]:
        return tuple(value for source in self.sources for value in source.values)


class Condition:
    """What rows have to fulfil. False when there is nothing to fulfil."""

    def __init__(self, connection: sqlite3.Connection, collection: int, query: ListQuery, search: Search) -> None:
        self._connection = connection
        self._collection = collection
        self._terms: list[_Term] = []
        self._deep: list[Deep] = []  # conditions on the entry's own row
        self.match = best_match(connection, search)
        known = connection.execute("SELECT kind, name, id, bit FROM orders WHERE collection = ?", (collection,))
        orders = known.fetchall()
        self._orders = {(kind, name): number for kind, name, number, _ in orders}
        self._bits = {number: bit for _, _, number, bit in orders}
        for name, wanted in query.filters.items():
            text = held_text(wanted)
            if (number := self._orders.get(("filter", name))) is not None:
                self._terms.append(_Term((_Source(_HELD, (number, text)),)))
            else:
                self._deep.append(("value_is(e.data, ?, ?)", (plain(name), text)))
        self._terms += [_Term(tuple(self._sources(view)), view.without) for view in query.views]
        for name, text in search.fields:
            self._deep.append(("field_has(e.data, ?, ?)", (name, text)))

    def __bool__(self) -> bool:
        return bool(self._terms or self._deep or self.match)

    def where(self, entry: str, *, match: bool = True) -> tuple[str, list[Any]]:
        """The condition on the id in column `entry`, and its values."""
        return self._where(entry, self._terms, match=match)

    def count(self) -> int:
        """How many entries of the collection fulfil it; of a search at most MOST_COUNTED."""
        return len(self.few(MOST_COUNTED)) if self.match else self._count_all()

    def parts(self, view: int) -> dict[str, int]:
        """How many of the entries a view holds each of its values of."""
        if (mask := self._mask(self._terms)) is not None:
            found = self._connection.execute(
                "SELECT value, sum(entries) FROM tallies WHERE field = ? AND mask & ? = ? GROUP BY value",
                (view, mask, mask),
            )
        else:
            where, values = self.where("h.entry")
            found = self._connection.execute(
                f"SELECT h.value, count(*) FROM held h WHERE h.field = ? AND {where} GROUP BY h.value",  # noqa: S608
                (view, *values),
            )
        return dict(found.fetchall())

    def fewer_than(self, most: int) -> list[int] | None:
        """The entries that fulfil it, in no order; None if they are so many, or cannot be found but one by one."""
        if not self.match and not any(map(_can_lead, self._terms)):
            return None
        if self._terms and (tallied := self._from_tallies()) is not None and not 0 < tallied < most:
            return None if tallied else []
        found = self.few(most)
        return found if len(found) < most else None

    def few(self, most: int) -> list[int]:
        """Up to so many of the entries that fulfil it, in no order."""
        if self.match:
            where, values = self.where("s.rowid", match=False)
            found = self._connection.execute(
                "SELECT s.rowid FROM search s CROSS JOIN entries f INDEXED BY entries_collections"  # noqa: S608
                f" ON f.id = s.rowid AND f.collection = ? WHERE s.search MATCH ? AND {where} LIMIT ?",
                (self._collection, self.match, *values, most),
            )
            return [row[0] for row in found]
        select, values = self._select("entry")
        return [row[0] for row in self._connection.execute(f"{select} LIMIT ?", (*values, most))]

    def _count_all(self) -> int:
        if (tallied := self._from_tallies()) is not None:
            return tallied
        select, values = self._select("count(*)")
        return int(self._connection.execute(select, values).fetchone()[0])

    def _from_tallies(self) -> int | None:
        """How many entries there are, where the tallies say so."""
        for each in self._terms:
            others = [term for term in self._terms if term is not each]
            if (view := each.view) is not None and (mask := self._mask(others)) is not None:
                tally = "SELECT total(entries) FROM tallies WHERE field = ? AND value = ? AND mask & ? = ?"
                return int(self._connection.execute(tally, (*view.values, mask, mask)).fetchone()[0])
        return None

    def _mask(self, terms: list[_Term]) -> int | None:
        """What filters that are all that is wanted are in the tallies; None when there is more to it."""
        if self._deep or self.match:
            return None
        mask = 0
        for term in terms:
            view = term.view
            if view is None or not view.bit:
                return None
            mask |= view.bit
        return mask

    def _select(self, what: str) -> tuple[str, list[Any]]:
        """A query for all entries that fulfil it, from where the fewest have to be looked at."""
        lead = self._lead()
        if lead is None:
            where, values = self.where("f.id")
            what = what.replace("entry", "f.id")
            return f"SELECT {what} FROM entries f WHERE f.collection = ? AND {where}", [self._collection, *values]  # noqa: S608
        source = lead.sources[0]
        where, values = self._where("l.entry", [term for term in self._terms if term is not lead])
        rest = lead.sources[1:]
        more = "".join(f" AND {each.exists('l.entry')}" for each in rest)
        table = source.text.replace(" WHERE ", " l WHERE ", 1)
        given = [*source.values, *values, *(value for each in rest for value in each.values)]
        return f"SELECT {what} FROM {table} AND {where}{more}", given  # noqa: S608

    def _lead(self) -> _Term | None:
        """A term whose entries can be listed, the one with the fewest."""
        able = [term for term in self._terms if _can_lead(term)]
        return min(able, key=self._size, default=None) if len(able) > 1 else next(iter(able), None)

    def _size(self, term: _Term) -> int:
        source = term.sources[0]
        select = f"SELECT count(*) FROM (SELECT 1 FROM {source.text} LIMIT ?)"  # noqa: S608
        return int(self._connection.execute(select, (*source.values, ENOUGH * ENOUGH)).fetchone()[0])

    def _where(self, entry: str, terms: list[_Term], *, match: bool = True) -> tuple[str, list[Any]]:
        parts = [term.text(entry) for term in terms]
        values = [value for term in terms for value in term.values]
        if self.match and match:
            parts.append(f"{entry} IN ({_HITS})")
            values.append(self.match)
        if self._deep:
            deep = " AND ".join(text for text, _ in self._deep)
            parts.append(f"EXISTS (SELECT 1 FROM entries e WHERE e.id = {entry} AND {deep})")  # noqa: S608
            values += [value for _, given in self._deep for value in given]
        return " AND ".join(parts) or "1", values

    # ------------------------------------------------------------------ views
    def _sources(self, view: InView) -> Iterator[_Source]:
        """Those of a comparison with the present time first: they are often fewer."""
        due = [self._due(test) for test in view.due]
        yield from sorted(due, key=lambda source: source.negative)
        if view.view:
            number = self._orders.get(("view", view.view))
            if number is None:
                yield _Source(_NONE)
            else:
                held = (number, held_text(view.value))
                yield _Source(_HELD, held, view=True, bit=self._bits[number] if view.value == "1" else 0)
        elif not due:
            yield _Source(_NONE)

    def _due(self, test: DueTest) -> _Source:
        number = self._orders.get(("sort", test.field))
        if number is None:
            return _Source(_NONE)
        ranges = [part for value in test.values for part in _ranges(test.operator, value)]
        text = " OR ".join(f"({part})" for part, _ in ranges) or "0"
        values = tuple(value for _, given in ranges for value in given)
        return _Source(f"keys WHERE sort = ? AND ({text})", (number, *values), test.operator in ("ne", "not_in"))


def _can_lead(term: _Term) -> bool:
    """Whether its entries can be listed."""
    return not term.without and not term.sources[0].negative


def _ranges(operator: str, text: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The keys that compare so with a value: moments with moments, numbers with numbers, texts with texts."""
    sign = _SIGNS.get(operator, "=")
    key = sort_key(text)
    if key is not None:
        dates = f" AND {_DATES}" if _is_moment(key) else ""
        yield f"rank = 1 AND number = 0 AND text {sign} ?{dates}", (key.text,)
    try:
        yield f"rank = 0 AND number {sign} ?", (float(text),)
    except ValueError:
        return


def _is_moment(key: SortKey) -> bool:
    return key.text[4:5] == "-" and key.text[10:11] == "T"
