"""What stands around every page: the site's name, the collections, who is signed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from cms.actions import CollectionSummary
from cms.config import SINGLETONS, Collection, SiteConfig
from cms.web.present.icons import collection_icon, icon_named
from cms.web.present.words import entry_noun

__all__ = ["AddItem", "SideGroup", "SideItem", "add_items", "media_in_navigation", "side_groups", "site_mark"]


class SideItem(Struct, frozen=True):
    """One line of the left column. `slug` is that of the one entry it leads to, else "" for the whole collection."""

    name: str
    label: str
    icon: str
    count: int | None
    slug: str = ""
    divided: bool = False  # a line stands before it


class SideGroup(Struct, frozen=True):
    label: str
    items: tuple[SideItem, ...]


class AddItem(Struct, frozen=True):
    """One item of the Add menu."""

    name: str
    label: str
    icon: str


def side_groups(summaries: Sequence[CollectionSummary]) -> tuple[SideGroup, ...]:
    """Collections of many entries first, then the site's own pages and settings."""
    folders = tuple(_item(summary) for summary in summaries if summary.collection.kind == "folder")
    files = tuple(item for summary in summaries if summary.collection.kind == "files" for item in _files(summary))
    return tuple(SideGroup(label, items) for label, items in (("Collections", folders), ("Site", files)) if items)


def add_items(summaries: Sequence[CollectionSummary]) -> tuple[AddItem, ...]:
    """What may be added: one item per collection with `create: true` whose `limit` is not reached."""
    return tuple(
        AddItem(item.name, _add_label(item), collection_icon(item))
        for item, count in ((summary.collection, summary.count) for summary in summaries)
        if item.create and item.kind == "folder" and (item.limit is None or count < item.limit)
    )


def media_in_navigation(config: SiteConfig) -> bool:
    """Whether the library stands in the header: Static CMS's `media_library.display_in_navigation`."""
    library = config.options.get("media_library")
    return not (isinstance(library, dict) and library.get("display_in_navigation") is False)


def site_mark(title: str) -> str:
    """The letter on the site's mark."""
    return next((letter.upper() for letter in title if letter.isalnum()), "Q")


def _item(summary: CollectionSummary) -> SideItem:
    collection = summary.collection
    icon = collection_icon(collection)
    return SideItem(collection.name, collection.label, icon, summary.count, divided=collection.divider)


def _files(summary: CollectionSummary) -> Iterator[SideItem]:
    """A file collection; of singletons each file by itself."""
    collection = summary.collection
    if collection.name != SINGLETONS:
        yield _item(summary)
        return
    for file in collection.files:
        if not file.hide:
            icon = icon_named(file.icon) if file.icon else "file-text"
            yield SideItem(collection.name, file.label, icon, None, file.name, file.divider)


def _add_label(collection: Collection) -> str:
    noun = entry_noun(collection)
    return collection.label if noun == "entry" else noun[0].upper() + noun[1:]
