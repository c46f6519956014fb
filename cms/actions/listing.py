"""Lists: what the index says of a collection, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from cms.actions.limits import room_left
from cms.actions.model import EntryList, ListWish, SortOption, Version
from cms.actions.opening import collection_named
from cms.actions.site import Site
from cms.actions.summaries import with_commits
from cms.actions.viewing import Views, grouped
from cms.config import Collection, SiteConfig
from cms.entries import date_field, identifier_field, inferred_sorts
from cms.errors import InvalidInput, NotFound
from cms.index import EntryRow, ListQuery, SearchPage, SearchQuery
from cms.state import Person
from cms.syntax import Value

__all__ = ["CollectionSummary", "collections", "history", "list_entries", "list_rows", "search_site"]

PER_PAGE = 50


class CollectionSummary(Struct, frozen=True):
    collection: Collection
    count: int


def collections(site: Site) -> tuple[CollectionSummary, ...]:
    """The collections that are shown, with their number of entries."""
    counts = site.index.counts()
    return tuple(
        CollectionSummary(item, counts.get(item.name, 0) if item.kind == "folder" else _shown_files(item))
        for item in site.config.collections
        if not item.hide
    )


def _shown_files(collection: Collection) -> int:
    return sum(not file.hide for file in collection.files)


def list_entries(
    site: Site, collection_name: str, wish: ListWish | None = None, *, per_page: int = PER_PAGE
) -> EntryList:
    """A page of the entries of a collection: the first, or the one after a cursor (`EntryList.next`).

    An unknown sort falls back to the default, an unknown cursor to the first page; unknown filters and groups are not.
    """
    collection = collection_named(site, collection_name)
    wish = wish or ListWish()
    options = sort_options(site.config, collection)
    known = {option.value for option in options}
    chosen = wish.sort if wish.sort in known else _default_sort(collection, options)
    views = Views(site, collection, wish)
    blank = EntryList(
        collection,
        (),
        0,
        chosen,
        options,
        wish.search,
        wish.after,
        filters=views.choices(),
        group=views.group,
        part=views.part,
        left=room_left(site, collection),
    )
    if collection.kind == "files" and not wish.search and wish.sort not in known:
        return _files(site, blank)
    if wish.search and wish.sort not in known and not views.narrow and views.group is None:
        return _best_first(site, blank, per_page)
    order = _sort(chosen)
    if wish.locale and order[0] in _titles(collection):
        order = f"title@{wish.locale}", order[1]
    query = ListQuery(
        collection.name,
        sort=order,
        views=views.conditions,
        search=wish.search,
        limit=per_page,
        after=wish.after,
    )
    if views.group is not None:
        return _with_passages(site, grouped(site, blank, query, views))
    found = site.index.page(query)
    rows = with_commits(site, collection, found.rows)
    return _with_passages(site, replace(blank, rows=rows, total=found.total, next=found.next, more=found.more))


def _with_passages(site: Site, found: EntryList) -> EntryList:
    """The list with the passages by which a search found its rows."""
    if not found.search:
        return found
    return replace(found, hits={hit.row.slug: hit for hit in site.index.hits(found.search, found.rows)})


def _files(site: Site, blank: EntryList) -> EntryList:
    """The files of a file collection in the order of the configuration, those too that are not there yet."""
    collection = blank.collection
    there = {row.slug: row for row in site.index.page(ListQuery(collection.name, limit=None)).rows}
    rows = tuple(
        there.get(file.name) or EntryRow(collection.name, file.name, file.file, "", {}, file.label, file.label)
        for file in collection.files
        if not file.hide
    )
    return replace(blank, rows=rows, total=len(rows), sort="")


def _best_first(site: Site, blank: EntryList, per_page: int) -> EntryList:
    """The hits of a search, the best first, with the passages they were found by. Its cursor is the number of hits."""
    after = blank.after
    offset = int(after) if after.isascii() and after.isdigit() and len(after) < 6 else 0
    found = site.index.search(SearchQuery(blank.search, (blank.collection.name,), limit=per_page, offset=offset))
    going_on = str(offset + per_page) if offset + per_page < found.total else ""
    hits = {hit.row.slug: hit for hit in found.hits}
    rows = with_commits(site, blank.collection, tuple(hit.row for hit in found.hits))
    return replace(blank, rows=rows, total=found.total, sort="", next=going_on, more=found.more, hits=hits)


def search_site(site: Site, text: str, *, limit: int = 20, offset: int = 0) -> SearchPage:
    """The best hits in all collections that are shown; `collection:` takes a collection's name or its label."""
    shown = [item for item in site.config.collections if not item.hide]
    for item in shown:
        text = text.replace(f'collection:"{item.label}"', f"collection:{item.name}")
    return site.index.search(SearchQuery(text, tuple(item.name for item in shown), limit=limit, offset=offset))


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
    )
    return with_commits(site, collection, site.index.page(query).rows)


def sort_options(config: SiteConfig, collection: Collection) -> tuple[SortOption, ...]:
    """The ways to sort a collection, in words: its `sortable_fields`, or the inferred ones."""
    found: list[SortOption] = []
    if collection.reorder is not None:
        found.append(SortOption(collection.reorder.key, "In their order"))
    for field, label, kind in inferred_sorts(config, collection):
        if collection.reorder is not None and field == collection.reorder.key:
            continue
        up, down = _directions(label, kind)
        both = [SortOption(field, up), SortOption(f"-{field}", down)]
        found += reversed(both) if kind in ("date", "edit") else both
    return tuple(found)


def history(site: Site, collection_name: str, slug: str, limit: int = 50) -> tuple[Version, ...]:
    """The commits that touched an entry, newest first, those before a rename included."""
    row = site.index.find(collection_named(site, collection_name).name, slug)
    if row is None:
        raise NotFound(f"There is no entry {collection_name}/{slug}. It may have been renamed or deleted.")
    paths = tuple(dict.fromkeys((row.path, *row.files.values())))
    return tuple(
        Version(item.oid, Person(item.name, item.email), item.authored, item.subject, item.path)
        for item in site.index.history(paths, limit)
    )


def listed_sort(collection: Collection, options: tuple[SortOption, ...], sort: str) -> str:
    """The order a list has: the one asked for, if there is such a one, else the default."""
    return sort if sort in {option.value for option in options} else _default_sort(collection, options)


def _default_sort(collection: Collection, options: tuple[SortOption, ...]) -> str:
    if collection.reorder is not None:
        return collection.reorder.key
    if collection.default_sort is not None:
        field, descending = collection.default_sort
        return f"-{field}" if descending else field
    dated = date_field(collection.fields)
    newest = f"-{dated.name}" if dated is not None else ""
    known = [option.value for option in options]
    return newest if newest in known else known[0] if known else "title"


def _titles(collection: Collection) -> tuple[str, ...]:
    """The fields by which a list is sorted by title."""
    field = identifier_field(collection)
    return ("title", field.name) if field is not None else ("title",)


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
