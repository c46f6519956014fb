"""What the index is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from msgspec import Struct, field

from cms.entries import DueTest, RecordProblem
from cms.syntax import Value

__all__ = [
    "Change",
    "EntryRow",
    "Fragment",
    "HistoryCommit",
    "HistoryRow",
    "Hit",
    "InView",
    "IndexedFields",
    "LevelItem",
    "LevelPage",
    "LevelQuery",
    "ListPage",
    "ListQuery",
    "MediaFolder",
    "MediaPage",
    "MediaQuery",
    "MediaRow",
    "SearchPage",
    "SearchQuery",
]


class IndexedFields(Struct, frozen=True):
    """By which fields the entries of a collection can be sorted and filtered without reading them all.

    Names are dotted paths. Others can be named as well; that reads every entry of the collection. `views` are the
    names under which records say in which filters and groups they are; `flags` are those of them of which an entry has
    `1` or nothing, and that narrow each other.
    """

    sorts: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


class Holding(Struct, frozen=True):
    """Entries that hold one of these values in a field that filters know; with `exclude`, none of them."""

    field: str
    values: tuple[Value, ...]
    exclude: bool = False


class Change(Struct, frozen=True):
    """What a commit did to one file. `old_path` is where it was before, when it was renamed."""

    path: PurePosixPath
    old_path: PurePosixPath | None = None
    deleted: bool = False


class HistoryCommit(Struct, frozen=True):
    """One commit, and the files it touched. `committed` is in Unix seconds."""

    oid: str
    parents: tuple[str, ...]
    committed: int
    authored: datetime
    name: str
    email: str
    subject: str
    changes: tuple[Change, ...] = ()


class HistoryRow(Struct, frozen=True):
    """One version of a file, and where the file was then."""

    oid: str
    path: PurePosixPath
    authored: datetime
    name: str
    email: str
    subject: str
    deleted: bool


class EntryRow(Struct, frozen=True):
    """One entry of a list: its record, and who last touched it."""

    collection: str
    slug: str
    path: PurePosixPath
    oid: str
    files: Mapping[str, PurePosixPath]
    title: str
    summary: str
    date: str = ""
    sort_date: str = ""
    image: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    problems: tuple[RecordProblem, ...] = ()
    updated: datetime | None = None
    updated_by: str = ""
    languages: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # title and summary in each


class InView(Struct, frozen=True):
    """Of which entries a view holds a value, and whose fields compare so with the present time; `without`: the others.

    The fields of `due` are among those by which the collection is sorted.
    """

    view: str
    value: str
    due: tuple[DueTest, ...] = ()
    without: bool = False


class ListQuery(Struct, frozen=True):
    """Which entries, in which order. `sort` is a field and whether it descends; entries without a value come last.

    `filters` maps dotted fields to a value, compared as text; a list passes if it holds it, a missing one as "".
    `views` are further conditions. `search` is a search as people type it (see `parse_search`), for entries of this
    collection. `after` is the cursor of the row that the page before ended with (`ListPage.next`). `limit` None means
    all. Without `counted` a page with conditions does not say how many entries fulfil them.
    """

    collection: str
    sort: tuple[str, bool] = ("title", False)
    filters: Mapping[str, Value] = field(default_factory=dict)
    views: tuple[InView, ...] = ()
    search: str = ""
    limit: int | None = 50
    after: str = ""
    counted: bool = True


class ListPage(Struct, frozen=True):
    """Some rows, how many there are in all, and the cursor from which the next page goes on ("" after the last).

    Of a search `total` counts up to a limit; `more` says that there are further ones.
    """

    rows: tuple[EntryRow, ...]
    total: int
    next: str = ""
    more: bool = False


class LevelQuery(Struct, frozen=True):
    """Which level of a nested collection's tree: that of a folder ("" is the top), its nodes sorted as in a list."""

    collection: str
    folder: str = ""
    sort: tuple[str, bool] = ("title", False)
    limit: int | None = 50
    after: str = ""


class LevelItem(Struct, frozen=True):
    """A node: a folder (`path`) with `below` entries in it besides its own, or an entry. `row` is its entry, if any."""

    label: str
    path: str
    row: EntryRow | None
    below: int = 0


class LevelPage(Struct, frozen=True):
    """Some nodes of a level, how many it has, and the cursor from which the next page goes on."""

    items: tuple[LevelItem, ...]
    total: int
    next: str = ""


class SearchQuery(Struct, frozen=True):
    """A search over all collections, or over some. `text` is as people type it, see `parse_search`."""

    text: str
    collections: tuple[str, ...] | None = None
    limit: int = 20
    offset: int = 0


class Fragment(NamedTuple):
    """A piece of text, and whether it is what was searched for."""

    text: str
    hit: bool


class Hit(Struct, frozen=True):
    """An entry that was found: its title with the words marked, and a passage of its text around them."""

    row: EntryRow
    title: tuple[Fragment, ...]
    passage: tuple[Fragment, ...]


class SearchPage(Struct, frozen=True):
    """The best hits. `total` counts up to a limit; `more` says that there are further ones than it says."""

    hits: tuple[Hit, ...]
    total: int
    more: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)  # by collection


class MediaRow(NamedTuple):
    """One media file of the tree. `size` in bytes; `kind` is image, audio, video, document or other."""

    path: PurePosixPath
    oid: str
    size: int
    kind: str


class MediaQuery(Struct, frozen=True):
    """Which media files, in which order.

    Those below any of `folders`, at any depth; of `kind` (`image`, `other` for all else, "" for all), with one of the
    `extensions` (None: with any). `search`: every word begins a word of the name or of a folder. `sort` is `name` or
    `size`, and whether it descends. `after` is the cursor of the page before (`MediaPage.next`).
    """

    folders: tuple[PurePosixPath, ...]
    kind: str = ""
    extensions: frozenset[str] | None = None
    search: str = ""
    sort: tuple[str, bool] = ("name", False)
    limit: int = 120
    after: str = ""


class MediaPage(Struct, frozen=True):
    """Some files, how many there are in all (up to a limit; then `more`), and how many of them are pictures.

    `total` and `pictures` do not look at the query's `kind`; `next` is "" after the last page.
    """

    rows: tuple[MediaRow, ...]
    total: int
    pictures: int
    next: str = ""
    more: bool = False


class MediaFolder(NamedTuple):
    """A folder, and how many files stand in it and below it."""

    path: PurePosixPath
    files: int
