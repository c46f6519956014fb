"""What a search over the whole site found, as its page draws it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from cms.config import Collection
from cms.index import Fragment, Hit, SearchPage
from cms.web.present.words import Avatar, avatar, count_of, date_in_words, full_time, time_ago

__all__ = ["HitView", "NarrowView", "SearchView", "hit_view", "is_long_enough", "search_view", "without_collections"]

_COLLECTION = re.compile(r'(?<!\S)collection:(?:"[^"]*"?|\S+)\s*')
_ONE_IS_ENOUGH = (  # compiled when it is used: that takes milliseconds
    "[\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)


class HitView(Struct, frozen=True):
    """One entry that was found."""

    name: str
    slug: str
    collection: Collection
    title: tuple[Fragment, ...]
    passage: tuple[Fragment, ...]
    date: str
    edited: str
    edited_full: str
    edited_iso: str
    by: Avatar | None


class NarrowView(Struct, frozen=True):
    """A collection with hits, and the search in it alone."""

    label: str
    count: str
    query: str
    current: bool


class SearchView(Struct, frozen=True):
    """`going_on` is how many hits come before the next page, 0 on the last; `words` searches all collections."""

    hits: tuple[HitView, ...]
    summary: str
    narrows: tuple[NarrowView, ...]
    words: str
    narrowed: bool
    going_on: int


def is_long_enough(text: str) -> bool:
    """Whether a text is worth searching for: two characters; of Chinese, Japanese and Korean one."""
    return len(text.strip()) >= 2 or re.search(_ONE_IS_ENOUGH, text) is not None


def without_collections(text: str) -> str:
    """The search without its `collection:` parts."""
    return _COLLECTION.sub("", text).strip()


def search_view(
    found: SearchPage,
    everywhere: SearchPage,
    *,
    text: str,
    collections: Sequence[Collection],
    now: datetime,
    after: int = 0,
) -> SearchView:
    """A page of hits. `everywhere` is the same search in all `collections`, for its counts."""
    words = without_collections(text)
    narrowed = words != text
    end = after + len(found.hits)
    known = {item.name: item for item in collections}
    return SearchView(
        hits=tuple(hit_view(hit, known[hit.row.collection], now) for hit in found.hits),
        summary=total_words(found),
        narrows=_narrows(everywhere.counts, found.counts if narrowed else {}, collections, words),
        words=words,
        narrowed=narrowed,
        going_on=end if found.hits and end < found.total else 0,
    )


def total_words(found: SearchPage) -> str:
    """`1 entry`, `31 entries`, `5,000+ entries`."""
    return f"{found.total:,}+ entries" if found.more else count_of(found.total, "entry")


def hit_view(hit: Hit, collection: Collection, now: datetime) -> HitView:
    """One hit."""
    row = hit.row
    return HitView(
        name=collection.name,
        slug=row.slug,
        collection=collection,
        title=hit.title,
        passage=hit.passage,
        date=date_in_words(row.date),
        edited=time_ago(row.updated, now) if row.updated else "",
        edited_full=full_time(row.updated, now) if row.updated else "",
        edited_iso=row.updated.isoformat() if row.updated else "",
        by=avatar(row.updated_by) if row.updated_by else None,
    )


def _narrows(
    counts: Mapping[str, int], chosen: Mapping[str, int], collections: Sequence[Collection], words: str
) -> tuple[NarrowView, ...]:
    return tuple(
        NarrowView(item.label, f"{counts[item.name]:,}", f"{_named(item.name)} {words}", item.name in chosen)
        for item in collections
        if item.name in counts
    )


def _named(name: str) -> str:
    return f'collection:"{name}"' if re.search(r"\s", name) else f"collection:{name}"
