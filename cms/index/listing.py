"""Reading lists: pages by key, filters, and search within a collection."""

from __future__ import annotations

import base64
import binascii
import json
import math
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from cms.index.conditions import MOST_COUNTED, Condition
from cms.index.model import EntryRow, ListPage, ListQuery
from cms.index.query import parse_search
from cms.index.rows import COLUMNS, held_text, plain, row_of, value_in
from cms.index.sorting import NOTHING, SortKey, sort_key
from cms.index.words import folded

__all__ = ["add_functions", "count_parts", "list_page", "one_entry", "rows_of"]

MAX_CURSOR = 20_000  # characters; its longest part is the name of a file
FEW = 2_000  # entries that are sorted by themselves; of more, the order is walked until a page is full
_FROM = "entries e JOIN collections c ON c.id = e.collection"


def add_functions(connection: sqlite3.Connection) -> None:
    """The functions that queries use."""
    connection.create_function("field_has", 3, _field_has, deterministic=True)
    connection.create_function("value_is", 3, _value_is, deterministic=True)


def list_page(connection: sqlite3.Connection, query: ListQuery) -> ListPage:
    """One page of a list."""
    found = connection.execute("SELECT id, entries FROM collections WHERE name = ?", (query.collection,)).fetchone()
    if found is None:
        return ListPage((), 0)
    collection, total = found
    search = parse_search(query.search)
    condition = Condition(connection, collection, query, search)
    if query.search.strip() and not search.match:
        return ListPage((), 0)
    if condition:
        total = condition.count() if query.counted else 0
    orders = dict(
        connection.execute("SELECT name, id FROM orders WHERE collection = ? AND kind = 'sort'", (collection,))
    )
    limit = -1 if query.limit is None else max(query.limit, 0)
    name, descending = query.sort
    if name in orders:
        ids, cursor = _walk(connection, orders[name], descending, condition, query.after, limit)
    else:
        ids, cursor = _sorted_by_value(connection, collection, query, condition, limit)
    more = bool(condition.match) and total >= MOST_COUNTED
    return ListPage(rows_of(connection, ids), total, cursor, more)


def count_parts(connection: sqlite3.Connection, query: ListQuery, view: str) -> dict[str, int]:
    """How many entries of a query a view holds each of its values of."""
    found = connection.execute(
        "SELECT c.id, o.id FROM collections c JOIN orders o ON o.collection = c.id AND o.kind = 'view' AND o.name = ?"
        " WHERE c.name = ?",
        (view, query.collection),
    ).fetchone()
    if found is None:
        return {}
    return Condition(connection, found[0], query, parse_search(query.search)).parts(found[1])


def rows_of(connection: sqlite3.Connection, ids: Sequence[int]) -> tuple[EntryRow, ...]:
    """The entries of these ids, in this order."""
    select = f"SELECT {COLUMNS} FROM {_FROM} WHERE e.id = ?"  # noqa: S608
    found = (connection.execute(select, (each,)).fetchone() for each in ids)
    return tuple(row_of(row) for row in found if row is not None)


def one_entry(connection: sqlite3.Connection, condition: str, values: Sequence[str | bytes]) -> EntryRow | None:
    """The first entry of a condition."""
    select = f"SELECT {COLUMNS} FROM {_FROM} WHERE {condition} ORDER BY e.id LIMIT 1"  # noqa: S608
    row = connection.execute(select, values).fetchone()
    return row_of(row) if row is not None else None


def _walk(
    connection: sqlite3.Connection, order: int, descending: bool, condition: Condition, after: str, limit: int
) -> tuple[list[int], str]:
    """The ids of a page in an order of the index; entries without a value come last, up and down."""
    source, where = "keys k", ""
    given: list[Any] = []
    values: list[Any] = []
    if (few := condition.fewer_than(FEW)) is not None:
        source, given, where = "json_each(?) j CROSS JOIN keys k ON k.entry = j.value", [json.dumps(few)], "1"
    else:
        where, values = condition.where("k.entry")
    cursor = _read_cursor(after)
    ids: list[tuple[int, SortKey]] = []
    for empty in (False, True):
        wanted = -1 if limit < 0 else limit + 1 - len(ids)
        if wanted == 0 or (cursor is not None and cursor[0].rank == 2 and not empty):
            continue
        down = descending and not empty
        part, extra = ("k.rank = 2", []) if empty else ("k.rank < 2", [])
        if cursor is not None and (cursor[0].rank == 2) == empty:
            part += f" AND (k.rank, k.number, k.text, k.entry) {'<' if down else '>'} (?, ?, ?, ?)"
            extra = [*cursor[0], cursor[1]]
        way = " DESC" if down else ""
        by = ", ".join(f"k.{column}{way}" for column in ("rank", "number", "text", "entry"))
        found = connection.execute(
            f"SELECT k.entry, k.rank, k.number, k.text FROM {source}"  # noqa: S608
            f" WHERE k.sort = ? AND {part} AND {where} ORDER BY {by} LIMIT ?",
            (*given, order, *extra, *values, wanted),
        )
        ids += [(entry, SortKey(rank, number, text)) for entry, rank, number, text in found]
    more = 0 <= limit < len(ids)
    page = ids[:limit] if limit >= 0 else ids
    return [entry for entry, _ in page], _write_cursor(page[-1][1], page[-1][0]) if more and page else ""


def _sorted_by_value(
    connection: sqlite3.Connection, collection: int, query: ListQuery, condition: Condition, limit: int
) -> tuple[list[int], str]:
    """The ids of a page in an order that the index does not hold: every entry is read."""
    where, values = condition.where("f.id")
    select = f"SELECT f.id, f.data FROM entries f WHERE f.collection = ? AND {where}"  # noqa: S608
    name, descending = query.sort
    keyed: list[tuple[SortKey, int]] = []
    for entry, data in connection.execute(select, (collection, *values)):
        key = sort_key(value_in(data, name)) or NOTHING
        keyed.append((key._replace(text=plain(key.text)), entry))
    present = sorted((item for item in keyed if item[0].rank < 2), reverse=descending)
    order = [*present, *sorted(item for item in keyed if item[0].rank == 2)]
    if (cursor := _read_cursor(query.after)) is not None:
        order = [item for item in order if _is_after(item, cursor, descending)]
    page = order[:limit] if limit >= 0 else order
    return [entry for _, entry in page], _write_cursor(*page[-1]) if page and len(page) < len(order) else ""


def _is_after(item: tuple[SortKey, int], cursor: tuple[SortKey, int], descending: bool) -> bool:
    """Whether an entry stands after another one; those without a value stand last and go up, always."""
    empty = item[0].rank == 2
    if empty != (cursor[0].rank == 2):
        return empty
    return item < cursor if descending and not empty else item > cursor


def _write_cursor(key: SortKey, entry: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([*key, entry]).encode()).decode().rstrip("=")


def _read_cursor(text: str) -> tuple[SortKey, int] | None:
    """The place a cursor stands for; None for none, and for anything that is no cursor."""
    if not text or len(text) > MAX_CURSOR:
        return None
    try:
        rank, number, key, entry = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        str(key).encode()  # half characters are in no key
        place = SortKey(int(rank), float(number), str(key)), int(entry)
    except (ValueError, TypeError, OverflowError, binascii.Error, RecursionError):
        return None
    known = 0 <= place[0].rank <= 2 and not math.isnan(place[0].number) and 0 <= place[1] < 1 << 63
    return place if known else None


def _on_values(check: Callable[[str, object], bool]) -> Callable[[str, str, str], int]:
    def on_row(data: str, name: str, wanted: str) -> int:
        value = value_in(data, name)
        return any(check(wanted, item) for item in (value if isinstance(value, list) else [value]))

    return on_row


def _says(wanted: str, value: object) -> bool:
    return isinstance(value, (str, int, float)) and wanted in folded(held_text(value))


def _is(wanted: str, value: object) -> bool:
    return not isinstance(value, (dict, list)) and held_text(value) == wanted  # type: ignore[arg-type]  # a leaf


_field_has = _on_values(_says)
_value_is = _on_values(_is)
