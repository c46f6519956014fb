"""What the index keeps of one entry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from msgspec import Struct, field

from cms.entries.nodes import Node
from cms.entries.references import Reference
from cms.syntax import Value

__all__ = ["EntryRecord", "RecordProblem"]


class RecordProblem(Struct, frozen=True):
    """Something wrong with an entry's file. Lines and columns count from 1; 0 means not known."""

    path: PurePosixPath
    line: int
    column: int
    severity: str  # "error" or "warning"
    code: str
    message: str


class EntryRecord(Struct, frozen=True):
    """One entry as lists, filters, sorting and search need it. `oid` is the blob of `path`, the default locale's file.

    `values` are those of the default locale without the body; empty when the file cannot be read. `date` is the entry's
    date as spelt; `sort_date` the same as sortable text (UTC, ISO 8601) or "".
    `languages` are those the entry has, each with its title and its summary; none when it is not localised.
    `words` are the texts of all fields in all languages and `body` those below the headers, for searching; `files_key`
    tells this state of the entry's files from any other.
    """

    collection: str
    slug: str
    path: PurePosixPath
    oid: str
    files: Mapping[str, PurePosixPath]  # locale → path; {"": path} when not localised
    title: str
    summary: str
    date: str = ""
    sort_date: str = ""
    image: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    problems: tuple[RecordProblem, ...] = ()
    words: str = ""
    body: str = ""
    references: tuple[Reference, ...] = ()
    files_key: str = ""
    node: Node | None = None  # in the tree of a nested collection
    views: tuple[tuple[str, str], ...] = ()  # the filters and groups it is in, see `entries.views`
    languages: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    targets: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)  # what relations store, by `value_field`
