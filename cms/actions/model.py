"""What actions take and give: the values between the shells and the house."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath

from msgspec import Struct, field

from cms.config import Collection, CollectionFile, Field, ViewRule
from cms.documents import Document
from cms.entries import MediaPlace, MediaRules, Origins
from cms.entries.merge import Merge
from cms.errors import Conflict, InvalidInput
from cms.fields import FormData, Problem
from cms.index import EntryRow, Hit
from cms.media import PictureChange
from cms.state import Person
from cms.syntax import Value

__all__ = [
    "EntryConflict",
    "EntryDeleted",
    "EntryList",
    "FilterChoice",
    "InvalidEntry",
    "LibraryPlace",
    "ListPart",
    "ListWish",
    "Marks",
    "MediaFolderItem",
    "MediaItem",
    "MediaList",
    "OpenEntry",
    "SaveOutcome",
    "SortOption",
    "Upload",
    "Version",
]


class OpenEntry(Struct, frozen=True):
    """One entry as the editor opens it. A new entry has no `slug`, `path` and `oid`.

    `base` is what a form must send back to be saved: the oid of the blob it was opened from ("" for a new entry).
    `values` are those of `locale`; `document` is None when the file cannot be read, and `problem` says why; then
    `source` is all there is to show. `below` is where a new entry of a nested collection will stand (`meta.path`).
    `translated` says whether the entry is there in `locale`; if not, `values` are what it begins with, and `origin` is
    the language that it can be translated from. `start` is the blob whose text it starts from, or "". `origins` tell
    where the items of its lists come from, when they were typed in a form.
    """

    collection: Collection
    file: CollectionFile | None
    fields: tuple[Field, ...]
    slug: str = ""
    locale: str = ""
    locales: tuple[str, ...] = ()
    path: PurePosixPath | None = None
    base: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    document: Document | None = None
    source: bytes = b""
    problem: str = ""
    title: str = ""
    updated: datetime | None = None
    updated_by: str = ""
    below: str = ""
    wanted_slug: str = ""  # of a new entry: what was typed as its address
    translated: bool = False
    origin: str = ""
    start: str = ""
    origins: Origins = field(default_factory=Origins)

    @property
    def exists(self) -> bool:
        """Whether the file is there already; a file collection's may be missing."""
        return bool(self.base)

    @property
    def address(self) -> str:
        """`COLLECTION/SLUG`, as the command line names an entry."""
        return f"{self.collection.name}/{self.slug}"


class Marks(Struct, frozen=True):
    """What a form carries of a language: the blob it was opened from, and the one a translation's text starts from."""

    locale: str = ""
    base: str = ""
    start: str = ""


class SortOption(Struct, frozen=True):
    """One way to sort a list. `value` is what the URL carries (`-date` is descending); `label` is in words."""

    value: str
    label: str


class FilterChoice(Struct, frozen=True):
    """A view filter: whether it is on, and how many entries of the collection it lets through.

    One that does not run (its pattern is of a kind that Quire does not have) is never on.
    """

    name: str
    label: str
    on: bool
    count: int
    runs: bool = True


class ListPart(Struct, frozen=True):
    """One part of a grouped list, with those of its rows that stand on the page.

    `value` is what addresses call it, `count` how many entries it has in all; `begun` says that the page before has
    rows of it too.
    """

    value: str
    label: str
    count: int
    rows: tuple[EntryRow, ...]
    begun: bool = False


class ListWish(Struct, frozen=True):
    """What somebody wants to see of a list, as an address says it; None: what the configuration wants at first.

    `filters` and `group` are names (of none: nothing is filtered, not grouped), `part` the value of a group's one part.
    With `locale` the titles are sorted as they are in that language.
    """

    sort: str = ""
    search: str = ""
    after: str = ""
    filters: tuple[str, ...] | None = None
    group: str | None = None
    part: str | None = None
    locale: str = ""


class EntryList(Struct, frozen=True):
    """One page of a collection: the one after the cursor `after`; `next` is that of the page after it, if any.

    Of a search at most 5,000 hits are counted; `more` says that there are others, and
    `hits` are, by slug, what the rows were found by. `parts` are the same rows in their
    groups, when `group` names one; `part` is the one that alone is shown. `left` says how many more entries the
    collection may have, None: any number.
    """

    collection: Collection
    rows: tuple[EntryRow, ...]
    total: int
    sort: str
    sort_options: tuple[SortOption, ...]
    search: str = ""
    after: str = ""
    next: str = ""
    more: bool = False
    hits: Mapping[str, Hit] = field(default_factory=dict)
    filters: tuple[FilterChoice, ...] = ()
    group: ViewRule | None = None
    parts: tuple[ListPart, ...] = ()
    part: str | None = None
    left: int | None = None

    @property
    def may_create(self) -> bool:
        """Whether an entry may be added: the collection allows it, and its `limit` is not reached."""
        return self.collection.create and self.collection.kind == "folder" and self.left != 0


class SaveOutcome(Struct, frozen=True):
    """What a save came to. `commit` is the new head, or the present one when nothing changed (`changed` False).

    `joined` are fields that somebody else changed meanwhile and that were taken over; `left_alone` are checked-out
    files that have uncommitted work and were not touched. `pointing` are entries that still point to a former address,
    `pictures` is what was done to the pictures sent with it. `plain` says that a folder moved with so many entries that
    nothing was written in them, nor in those that point to them.
    """

    commit: str
    slug: str
    path: PurePosixPath
    changed: bool = True
    joined: tuple[str, ...] = ()
    joined_by: str = ""
    left_alone: tuple[PurePosixPath, ...] = ()
    warnings: tuple[str, ...] = ()
    pictures: tuple[PictureChange, ...] = ()
    pointing: tuple[str, ...] = ()
    plain: bool = False


class Upload(Struct, frozen=True):
    """A file as the browser sent it. The name and type are the sender's claim."""

    name: str
    data: bytes


class MediaItem(Struct, frozen=True):
    """One file of the library. `value` is what an image or file field stores for it ("": depends on the entry).

    `change` says what was done to it when it was added just now.
    """

    path: PurePosixPath
    name: str
    oid: str
    size: int
    kind: str
    value: str
    width: int | None = None
    height: int | None = None
    change: PictureChange | None = None
    place: str = ""  # the name of its place in the library


class LibraryPlace(Struct, frozen=True):
    """A folder of the library: the media folder (`name` ""), an asset collection, a collection's or a field's own.

    `takes` is whether files can be added there now; `field` whether it is where the field at hand keeps its files;
    `files` is how many stand there.
    """

    name: str
    label: str
    icon: str
    place: MediaPlace
    takes: bool = True
    field: bool = False
    files: int = 0


class MediaList(Struct, frozen=True):
    """One page of the library: the files of `place` below `folder` (relative to it, "" for all).

    `folders` are the ones just below, with how many files each holds; `choose_folder` is whether one of them is to be
    chosen in the place of a file. `total` and `pictures` count all kinds. `accept` and `rules` are those of the field.
    """

    place: LibraryPlace
    places: tuple[LibraryPlace, ...]
    folder: str
    folders: tuple[MediaFolderItem, ...]
    items: tuple[MediaItem, ...]
    total: int
    pictures: int
    next: str = ""
    more: bool = False
    choose_folder: bool = False
    accept: str = ""
    rules: MediaRules = field(default_factory=MediaRules)


class MediaFolderItem(Struct, frozen=True):
    """A folder of the library: its name, its path below the place, what a field stores for it, the files in it."""

    name: str
    path: str
    value: str
    files: int


class Version(Struct, frozen=True):
    """One commit of an entry's history. `subject` is its first line, `path` where the entry's file was then."""

    commit: str
    author: Person
    when: datetime
    subject: str
    path: PurePosixPath


class InvalidEntry(InvalidInput):
    """The form has problems. `problems` name the fields; `form` is what was typed, to be shown again.

    `beside` are those of the form's second language.
    """

    code = "invalid-entry"

    def __init__(
        self,
        message: str,
        problems: tuple[Problem, ...],
        form: FormData | None = None,
        beside: tuple[Problem, ...] = (),
    ) -> None:
        super().__init__(message)
        self.problems = problems
        self.form = form
        self.beside = beside


class EntryConflict(Conflict):
    """The same field was changed by two people. Nothing was saved; `merge` holds both texts of each.

    In a form of two languages the paths of the second one's fields begin with `@` and its tag. `theirs` names what the
    branch holds, for the choices that are made.
    """

    code = "entry-conflict"

    def __init__(
        self, message: str, *, entry: OpenEntry, current: OpenEntry, merge: Merge, by: str = "", theirs: str = ""
    ) -> None:
        super().__init__(message)
        self.theirs = theirs or current.base
        self.entry = entry  # as the form was opened
        self.current = current  # as it stands now
        self.merge = merge
        self.by = by


class EntryDeleted(Conflict):
    """The entry was deleted while the form was open. Nothing was saved; the form still holds what was typed."""

    code = "entry-deleted"

    def __init__(self, message: str, *, entry: OpenEntry, by: str = "") -> None:
        super().__init__(message)
        self.entry = entry
        self.by = by
