"""Entry records as rows of the database, and back.

Names in git are bytes that need not be UTF-8: paths and slugs are stored as bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from cms.entries import EntryRecord, RecordProblem
from cms.index.model import EntryRow
from cms.index.sorting import folded, sort_key
from cms.syntax import Timestamp, Value

__all__ = ["COLUMNS", "INSERT", "encoded", "facts_of", "held_of", "held_text", "row_of", "stored"]

_STORED = (
    "collection, slug, path, oid, files, title, title_key, search, summary, date, sort_date, image, data, problems"
)
INSERT = f"INSERT INTO entries ({_STORED}) VALUES ({', '.join('?' * 14)})"  # noqa: S608
COLUMNS = (
    "e.collection, e.slug, e.path, e.oid, e.files, e.title, e.summary, e.date, e.sort_date, e.image, e.data, "
    "e.problems, e.moment, e.author"
)
MAX_HELD = 300  # characters of a value by which lists are filtered
MAX_FACTS = 1000  # fields of an entry, and items of a list, by which lists are sorted and filtered
_DATE = "\0date"  # no key of a file holds a NUL


def encoded(text: str | PurePosixPath) -> bytes:
    """A name as git's bytes."""
    return str(text).encode("utf-8", "surrogateescape")


def stored(record: EntryRecord) -> tuple[str | bytes, ...]:
    """The values of INSERT."""
    title, summary = _plain(record.title), _plain(record.summary)
    key = sort_key(title)
    return (
        record.collection,
        encoded(record.slug),
        encoded(record.path),
        record.oid,
        json.dumps({locale: str(path) for locale, path in record.files.items()}),
        title,
        key.text if key is not None else "",
        folded(title if title == summary else f"{title}\n{summary}"),
        summary,
        _plain(record.date),
        record.sort_date,
        _plain(record.image),
        json.dumps(_tagged(dict(record.values))),
        json.dumps([[str(p.path), p.line, p.column, p.severity, p.code, p.message] for p in record.problems]),
    )


def row_of(row: tuple[Any, ...]) -> EntryRow:
    """The entry of a row of COLUMNS."""
    collection, slug, path, oid, files, title, summary, date, sort_date, image, data, problems, moment, author = row
    return EntryRow(
        collection,
        _decoded(slug),
        PurePosixPath(_decoded(path)),
        oid,
        {locale: PurePosixPath(text) for locale, text in json.loads(files).items()},
        title,
        summary,
        date,
        sort_date,
        image,
        _untagged(json.loads(data)),
        problems_of(problems),
        datetime.fromisoformat(moment) if moment else None,
        author,
    )


def problems_of(text: str) -> tuple[RecordProblem, ...]:
    return tuple(RecordProblem(PurePosixPath(path), *rest) for path, *rest in json.loads(text))


def facts_of(values: Mapping[str, Value]) -> Iterator[tuple[str, int, float, str]]:
    """What lists are sorted by: dotted field, and its key."""
    for name, value in islice(_leaves(values), MAX_FACTS):
        if key := sort_key(value):
            yield _plain(name), key.rank, key.number, _plain(key.text)


def held_of(values: Mapping[str, Value]) -> set[tuple[str, str]]:
    """What lists are filtered by: dotted field, and its value or each item of its list, as text."""
    found = set()
    for name, value in islice(_leaves(values), MAX_FACTS):
        for item in value[:MAX_FACTS] if isinstance(value, list) else [value]:
            if not isinstance(item, (dict, list)):
                found.add((_plain(name), held_text(item)))
    return found


def held_text(value: Value) -> str:
    """A value as filters compare it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else _plain(str(value)[:MAX_HELD])


def _leaves(values: Mapping[str, Value], before: str = "", depth: int = 0) -> Iterator[tuple[str, Value]]:
    for key, value in values.items():
        if isinstance(value, dict) and depth < 4:
            yield from _leaves(value, f"{before}{key}.", depth + 1)
        else:
            yield f"{before}{key}", value


def _plain(text: str) -> str:
    """Half characters, which JSON can spell and SQLite does not take, as question marks."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _decoded(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _tagged(value: Value) -> Any:
    """Values as JSON; a date as spelt keeps that it is one."""
    if isinstance(value, dict):
        return {key: _tagged(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_tagged(item) for item in value]
    return {_DATE: str(value)} if isinstance(value, Timestamp) else value


def _untagged(value: Any) -> Any:
    if isinstance(value, dict):
        if _DATE in value:
            return Timestamp(value[_DATE])
        return {key: _untagged(item) for key, item in value.items()}
    return [_untagged(item) for item in value] if isinstance(value, list) else value
