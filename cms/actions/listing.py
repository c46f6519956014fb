"""Lists: what the index says of a collection, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cms.actions.model import EntryList, SortOption, Version
from cms.actions.opening import collection_named
from cms.actions.site import Site
from cms.config import Collection, SiteConfig
from cms.entries import date_field, inferred_sorts
from cms.errors import InvalidInput, NotFound
from cms.index import EntryRow, ListQuery
from cms.state import Person
from cms.syntax import Value

__all__ = ["CollectionSummary", "collections", "history", "list_entries", "list_rows"]

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class CollectionSummary:
    collection: Collection
    count: int


def collections(site: Site) -> tuple[CollectionSummary, ...]:
    """The collections that are shown, with their number of entries."""
    counts = site.index.counts()
    return tuple(
        CollectionSummary(item, counts.get(item.name, 0) if item.kind == "folder" else len(item.files))
        for item in site.config.collections
        if not item.hide
    )


def list_entries(
    site: Site, collection_name: str, *, sort: str = "", search: str = "", page: int = 1, per_page: int = PER_PAGE
) -> EntryList:
    """The entries of a collection up to and with page `page`. An unknown sort falls back to the default."""
    collection = collection_named(site, collection_name)
    options = sort_options(site.config, collection)
    known = {option.value for option in options}
    chosen = sort if sort in known else _default_sort(collection, options)
    query = ListQuery(collection.name, sort=_sort(chosen), search=search, limit=per_page * max(page, 1), offset=0)
    found = site.index.page(query)
    pages = max(1, -(-found.total // per_page))
    return EntryList(collection, found.rows, found.total, min(max(page, 1), pages), pages, chosen, options, search)


def list_rows(
    site: Site,
    collection_name: str,
    *,
    sort: str = "",
    filters: Mapping[str, Value] | None = None,
    search: str = "",
    limit: int | None = None,
) -> tuple[EntryRow, ...]:
    """The entries of a collection as `cms list` prints them: all, unless limited; by path when no sort is named."""
    collection = collection_named(site, collection_name)
    if limit is not None and limit < 0:
        raise InvalidInput("`--limit` should be 0 or more.")
    query = ListQuery(
        collection.name,
        sort=_sort(sort) if sort else ("path", False),
        filters=filters or {},
        search=search,
        limit=limit,
        offset=0,
    )
    return site.index.page(query).rows


def sort_options(config: SiteConfig, collection: Collection) -> tuple[SortOption, ...]:
    """The ways to sort a collection, in words: its `sortable_fields`, or the inferred ones."""
    found: list[SortOption] = []
    for field, label, kind in inferred_sorts(config, collection):
        up, down = _directions(label, kind)
        both = [SortOption(field, up), SortOption(f"-{field}", down)]
        found += reversed(both) if kind in ("date", "edit") else both
    return tuple(found)


def history(site: Site, collection_name: str, slug: str, limit: int = 50) -> tuple[Version, ...]:
    """The commits that touched an entry, newest first."""
    row = site.index.find(collection_named(site, collection_name).name, slug)
    if row is None:
        raise NotFound(f"There is no entry {collection_name}/{slug}. It may have been renamed or deleted.")
    return tuple(
        Version(item.oid, Person(item.author.name, item.author.email), item.authored, item.message.split("\n", 1)[0])
        for item in site.repository.log(row.path, limit=limit)
    )


def _default_sort(collection: Collection, options: tuple[SortOption, ...]) -> str:
    if collection.default_sort is not None:
        field, descending = collection.default_sort
        return f"-{field}" if descending else field
    dated = date_field(collection.fields)
    newest = f"-{dated.name}" if dated is not None else ""
    known = [option.value for option in options]
    return newest if newest in known else known[0] if known else "title"


def _sort(text: str) -> tuple[str, bool]:
    return (text[1:], True) if text.startswith("-") else (text, False)


def _directions(label: str, kind: str) -> tuple[str, str]:
    if kind == "date":
        return f"{label}: oldest first", f"{label}: newest first"
    if kind == "edit":
        return "Edited longest ago", "Last edited"
    if kind == "number":
        return f"{label}: lowest first", f"{label}: highest first"
    return f"{label}: A to Z", f"{label}: Z to A"
