"""Entry records as rows of the database, and back.

Names in git are bytes that need not be UTF-8: paths and slugs are stored as bytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from cms.entries import EntryRecord, Node, RecordProblem
from cms.index.model import EntryRow, IndexedFields
from cms.index.sorting import NOTHING, SortKey, sort_key
from cms.index.words import paired
from cms.syntax import Timestamp, Value

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = [
    "COLUMNS",
    "COMMIT_SORTS",
    "INSERT",
    "UPSERT",
    "Prepared",
    "decoded",
    "encoded",
    "held_text",
    "plain",
    "prepare",
    "problems_of",
    "row_of",
    "unpacked",
    "value_in",
    "values_of",
]

_STORED = ("slug", "path", "oid", "files_key", "files", "title", "summary", "date", "sort_date", "image", "data")
_ALL = (*_STORED, "languages", "problems", "collection")
INSERT = f"INSERT INTO entries (id, {', '.join(_ALL)}) VALUES ({', '.join('?' * 15)})"  # noqa: S608
UPSERT = f"{INSERT} ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _ALL)}"
COLUMNS = (
    "c.name, e.slug, e.path, e.oid, e.files, e.title, e.summary, e.date, e.sort_date, e.image, e.data, "
    "e.languages, e.problems, e.moment, e.author"
)
COMMIT_SORTS = ("commit_date", "commit_author")  # their keys come from the history
MAX_HELD = 300  # characters of a value by which lists are filtered
MAX_NAME = 1000  # characters of a path by which lists are sorted
MAX_ITEMS = 1000  # items of a list that are looked at
_DATE = "\0date"  # no key of a file holds a NUL


class Prepared(NamedTuple):
    """A record as rows: all that can be worked out without the database, also in another process."""

    collection: str
    row: tuple[str | bytes, ...]  # the values of INSERT but the first and the last
    places: tuple[bytes, ...]  # the entry's files when there are several
    keys: tuple[tuple[str, int, float, str], ...]  # order, and the key's parts
    held: tuple[tuple[str, str], ...]  # field and value
    views: tuple[tuple[str, str], ...]  # view and value
    pointers: tuple[tuple[str, str, str], ...]
    packed: bytes
    texts: tuple[str, str, str]  # title, words and body as the full-text index holds them
    node: Node | None = None  # in the tree of a nested collection

    @property
    def slug(self) -> bytes:
        """The entry's slug, as git's bytes."""
        return encoded(self.row[0]) if isinstance(self.row[0], str) else self.row[0]


def prepare(record: EntryRecord, fields: IndexedFields) -> Prepared:
    """The rows of a record in a collection with these orders and filters."""
    title = plain(record.title)
    summary = plain(record.summary)
    texts = (title if title == summary else f"{title}\n{summary}", plain(record.words), plain(record.body))
    paths = {record.path, *record.files.values()}
    return Prepared(
        record.collection,
        (
            encoded(record.slug),
            encoded(record.path),
            record.oid,
            record.files_key or record.oid,
            "" if record.files == {"": record.path} else json.dumps({k: str(path) for k, path in record.files.items()}),
            title,
            summary,
            plain(record.date),
            record.sort_date,
            plain(record.image),
            json.dumps(_tagged(dict(record.values))),
            _languages_text(record),
            _problems_text(record.problems) if record.problems else "[]",
        ),
        tuple(sorted(encoded(path) for path in paths)) if len(paths) > 1 else (),
        tuple((name, *_key(record, name)) for name in fields.sorts if name not in COMMIT_SORTS),
        tuple(sorted({*_held(record.values, fields.filters), *_targets(record, fields.filters)})),
        tuple((name, held_text(value)) for name, value in record.views if name in fields.views),
        tuple((item.kind, plain(item.key), plain(item.value)) for item in record.references),
        zstd.compress("\0".join(texts).encode(), 1),
        (paired(texts[0]), paired(texts[1]), paired(texts[2])),
        record.node,
    )


def encoded(text: str | PurePosixPath) -> bytes:
    """A name as git's bytes."""
    return str(text).encode("utf-8", "surrogateescape")


def row_of(row: tuple[Any, ...]) -> EntryRow:
    """The entry of a row of COLUMNS."""
    collection, slug, path, oid, files, title, summary, date, sort_date, image, data, languages, *rest = row
    problems, moment, author = rest
    place = PurePosixPath(decoded(path))
    return EntryRow(
        collection,
        decoded(slug),
        place,
        oid,
        {locale: PurePosixPath(text) for locale, text in json.loads(files).items()} if files else {"": place},
        title,
        summary,
        date,
        sort_date,
        image,
        values_of(data),
        problems_of(problems),
        datetime.fromisoformat(moment) if moment else None,
        author,
        {locale: (title, summary) for locale, (title, summary) in json.loads(languages).items()} if languages else {},
    )


def values_of(data: str) -> dict[str, Value]:
    """The values of a row's `data`."""
    found: dict[str, Value] = _untagged(json.loads(data))
    return found


def value_in(data: str, name: str) -> Value:
    """The value under a dotted name in a row's `data`, without reading the others; None when there is none."""
    found = json.loads(data)
    value = found[name] if name in found else _at(found, name)
    if value is None:
        value = next((each for key, each in found.items() if key.lower() == name.lower()), None)
    return _untagged(value)  # type: ignore[no-any-return]


def problems_of(text: str) -> tuple[RecordProblem, ...]:
    """The problems of a row's `problems`."""
    return tuple(RecordProblem(PurePosixPath(path), *rest) for path, *rest in json.loads(text))


def _languages_text(record: EntryRecord) -> str:
    """The languages of an entry, with its title and summary in each; "" when it has none."""
    if not record.languages:
        return ""
    return json.dumps({locale: [plain(text) for text in texts] for locale, texts in record.languages.items()})


def _problems_text(problems: tuple[RecordProblem, ...]) -> str:
    return json.dumps([[str(p.path), p.line, p.column, p.severity, p.code, p.message] for p in problems])


def unpacked(packed: bytes) -> tuple[str, str, str]:
    """Title, words and body of a row's `packed`, as they were read."""
    title, words, body = zstd.decompress(packed).decode().split("\0")
    return title, words, body


def held_text(value: Value) -> str:
    """A value as filters compare it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else plain(str(value)[:MAX_HELD])


def _key(record: EntryRecord, name: str) -> SortKey:
    if name == "title":
        return sort_key(plain(record.title)) or NOTHING
    if name.startswith("title@"):
        title = record.languages.get(name.removeprefix("title@"), (record.title, ""))[0]
        return sort_key(plain(title)) or NOTHING
    if name == "date" and record.sort_date:
        return SortKey(1, 0.0, record.sort_date)
    if name in ("path", "slug"):
        return SortKey(1, 0.0, plain(str(record.path if name == "path" else record.slug)))
    found = sort_key(_at(record.values, name)) or NOTHING
    return SortKey(found.rank, found.number, plain(found.text))


def _targets(record: EntryRecord, names: tuple[str, ...]) -> set[tuple[str, str]]:
    """What relations store of the entry, where a template or a path through lists says so."""
    return {(name, held_text(value)) for name, values in record.targets.items() if name in names for value in values}


def _held(values: Mapping[str, Value], names: tuple[str, ...]) -> set[tuple[str, str]]:
    found = set()
    for name in names:
        if "{{" in name or "*" in name:
            continue
        value = _at(values, name)
        for item in value[:MAX_ITEMS] if isinstance(value, list) else [value]:
            if not isinstance(item, (dict, list)):
                found.add((name, held_text(item)))
    return found


def _at(values: Mapping[str, Value], name: str) -> Value:
    """The value under a dotted name, a whole name before its parts; None when there is none."""
    if name in values:
        return values[name]
    before, _, after = name.partition(".")
    inner = values.get(before)
    return _at(inner, after) if after and isinstance(inner, dict) else None


def plain(text: str) -> str:
    """Half characters, which JSON can spell and SQLite does not take, as question marks; no NUL."""
    return text if text.isascii() and "\0" not in text else text.replace("\0", " ").encode("utf-8", "replace").decode()


def decoded(name: bytes) -> str:
    """A name from git's bytes."""
    return name.decode("utf-8", "surrogateescape")


def _tagged(value: Value) -> Any:
    """Values as JSON; a date as spelt keeps that it is one."""
    if isinstance(value, str):
        return {_DATE: str(value)} if isinstance(value, Timestamp) else value
    if isinstance(value, dict):
        return {key: _tagged(item) for key, item in value.items()}
    return [_tagged(item) for item in value] if isinstance(value, list) else value


def _untagged(value: Any) -> Any:
    if isinstance(value, dict):
        if _DATE in value:
            return Timestamp(value[_DATE])
        return {key: _untagged(item) for key, item in value.items()}
    return [_untagged(item) for item in value] if isinstance(value, list) else value
