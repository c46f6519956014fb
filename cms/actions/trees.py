"""The trees of nested collections: their levels, the way to a folder, and where an entry stands in them."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from cms.actions.listing import listed_sort, sort_options
from cms.actions.model import FilterChoice, ListWish, SortOption
from cms.actions.opening import collection_named
from cms.actions.site import Site
from cms.actions.viewing import Views
from cms.config import Collection
from cms.errors import NotFound
from cms.index import LevelPage, LevelQuery

__all__ = ["TreeLevel", "folder_choices", "trail", "tree_level", "with_filters"]

PER_LEVEL = 50
CHOICES = 300  # folders that a form offers


class TreeLevel(Struct, frozen=True):
    """A page of one level of a tree. `trail` leads to its folder: path and label of each, the uppermost first."""

    collection: Collection
    folder: str
    page: LevelPage
    sort: str
    sort_options: tuple[SortOption, ...]
    trail: tuple[tuple[str, str], ...]
    entries: int  # in the folder and below it
    filters: tuple[FilterChoice, ...] = ()  # those of the collection, none of them on: they lead to a flat list


def tree_level(site: Site, collection_name: str, folder: str = "", *, sort: str = "", after: str = "") -> TreeLevel:
    """What stands in a folder of a nested collection, as of the index. Raises NotFound for a folder without entries.

    An unknown sort falls back to the default, an unknown cursor to the first page.
    """
    collection = collection_named(site, collection_name)
    options = sort_options(site.config, collection)
    chosen = listed_sort(collection, options, sort)
    levels, descending = site.index.levels, chosen.startswith("-")
    entries = levels.count(collection.name, folder) if folder else site.index.counts().get(collection.name, 0)
    if folder and not entries:
        raise NotFound(f"There is no folder {folder} in {collection.label}. It may have been moved or deleted.")
    query = LevelQuery(collection.name, folder, (chosen.removeprefix("-"), descending), PER_LEVEL, after)
    page = levels.page(query)
    return TreeLevel(collection, folder, page, chosen, options, levels.trail(collection.name, folder), entries)


def trail(site: Site, collection: Collection, folder: str) -> tuple[tuple[str, str], ...]:
    """The folders that lead to a folder, path and label of each; a name stands for a label where nothing is yet."""
    return site.index.levels.trail(collection.name, folder)


def with_filters(site: Site, level: TreeLevel) -> TreeLevel:
    """The level with the view filters of its collection."""
    return replace(level, filters=Views(site, level.collection, ListWish(filters=(), group="")).choices())


def folder_choices(site: Site, collection: Collection) -> tuple[str, ...]:
    """The folders a form offers; of many the upper ones."""
    return site.index.levels.folders(collection.name, CHOICES)
