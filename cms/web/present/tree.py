"""A nested collection as its template draws it: nodes of a level, and the levels that are open below them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from msgspec import Struct

from cms.actions import TreeLevel
from cms.entries import entry_folder, file_of, owns_folder
from cms.index import EntryRow, LevelItem
from cms.web.present.icons import icon_named
from cms.web.present.words import Avatar, avatar, count_of, entry_noun, entry_nouns, full_time, time_ago

__all__ = ["LevelView", "NodeView", "ReadLevel", "TreeView", "tree_view"]

ReadLevel = Callable[[str], TreeLevel]
Link = Callable[[EntryRow], str]  # an entry's address on the live site, "" where that is not known

MOST_OPEN = 40  # levels that one page draws


class NodeView(Struct, frozen=True):
    """One node. `folder` is its path if it is one, `slug` its entry's, if it has one; `within` says what it holds.

    `level` is the level below it, if that is open.
    """

    label: str
    folder: str
    slug: str
    icon: str
    within: str
    note: str
    edited: str
    edited_full: str
    edited_iso: str
    by: Avatar | None
    repair: bool
    openable: bool
    deletable: bool
    begins: bool  # a page of its own can be made for it
    live: str = ""  # its address on the site
    level: LevelView | None = None


class LevelView(Struct, frozen=True):
    """Some of a level's nodes. `going_on` is the cursor of the next page; `total` are all of its nodes."""

    folder: str
    nodes: tuple[NodeView, ...]
    total: int
    going_on: str


class TreeView(Struct, frozen=True):
    """The page: the level of its folder, and what is said around it."""

    level: LevelView
    summary: str
    label: str
    newest: datetime | None


def tree_view(top: TreeLevel, opened: Collection[str], read: ReadLevel, now: datetime, link: Link) -> TreeView:
    """A level with all that is open below it. `opened` are the folders that are; `read` gives the level of a folder."""
    drawing = _Drawing(set(opened), read, now, link)
    level = drawing.level(top)
    collection = top.collection
    words = count_of(top.entries, entry_noun(collection), entry_nouns(collection, 2))
    return TreeView(level, words, top.trail[-1][1] if top.trail else collection.label, drawing.newest)


class _Drawing:
    def __init__(self, opened: set[str], read: ReadLevel, now: datetime, link: Link) -> None:
        self._link = link
        self._opened = opened
        self._read = read
        self._now = now
        self._left = MOST_OPEN
        self.newest: datetime | None = None

    def level(self, level: TreeLevel) -> LevelView:
        page = level.page
        return LevelView(level.folder, tuple(self._node(level, item) for item in page.items), page.total, page.next)

    def _node(self, above: TreeLevel, item: LevelItem) -> NodeView:
        collection, row = above.collection, item.row
        openable = bool(item.path) and item.below > 0
        inner = None
        if openable and item.path in self._opened and self._left > 0:
            self._left -= 1
            inner = self.level(self._read(item.path))
        updated = row.updated if row is not None else None
        if updated is not None:
            self.newest = max(self.newest or updated, updated)
        own = file_of(collection, row.slug) if row is not None else None
        return NodeView(
            label=item.label,
            folder=item.path,
            slug=row.slug if row is not None else "",
            icon=_icon(item, own.icon if own is not None else "", top=not item.path and _is_top(above, row)),
            within=count_of(item.below, entry_noun(collection), entry_nouns(collection, 2)) if openable else "",
            note=own.label if own is not None and own.label != item.label else "",
            edited=time_ago(updated, self._now) if updated else "",
            edited_full=full_time(updated, self._now) if updated else "",
            edited_iso=updated.isoformat() if updated else "",
            by=avatar(row.updated_by) if row is not None and row.updated_by else None,
            repair=row is not None and not row.values and any(each.severity == "error" for each in row.problems),
            openable=openable,
            deletable=row is not None and (own.delete if own is not None else collection.delete),
            begins=row is None and collection.create and _has_index(above),
            live=self._link(row) if row is not None else "",
            level=inner,
        )


def _icon(item: LevelItem, named: str, *, top: bool) -> str:
    if item.path:
        return "folder" if item.row is None or item.below else "file-text"
    return icon_named(named) if named else "house" if top else "file-text"


def _is_top(level: TreeLevel, row: EntryRow | None) -> bool:
    """Whether an entry is the top of the tree itself."""
    return row is not None and not entry_folder(row.slug) and owns_folder(level.collection, f"x/{row.slug}")


def _has_index(level: TreeLevel) -> bool:
    nested, own = level.collection.nested, level.collection.index_file
    return own is not None or (nested is not None and nested.subfolders and bool(nested.index_file))
