"""Which files move when an entry gets another address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from cms.config import Collection, SiteConfig
from cms.entries.listing import renamed_path, slug_from_path
from cms.entries.nodes import USUAL_NAMES, owns_folder
from cms.paths import is_inside

__all__ = [
    "entry_moves",
    "is_folder_entry",
    "short_address",
    "slugs_told",
    "tells_by_path",
    "told_slug",
    "whole_address",
]

MAX_SLUG = 1000  # characters of a slug that are looked at
_TAG = re.compile(r"\{\{[^{}]*\}\}")


def entry_moves(
    collection: Collection,
    site: SiteConfig,
    files: Mapping[str, PurePosixPath],
    slug: str,
    wanted: str,
    paths: Iterable[PurePosixPath],
) -> dict[PurePosixPath, PurePosixPath]:
    """Old path → new path of all that goes along: the entry in every language, and its folder if it is one.

    `files` are the entry's, by language; `paths` all files of the repository. Nothing of a page bundle stays behind.
    A file that has a name of its own in its language stays where it is.
    """
    moves = {
        path: renamed_path(collection, site, path, slug, wanted) if slug_from_path(collection, path) == slug else path
        for path in files.values()
    }
    if not is_folder_entry(collection, slug):
        return moves
    folders = {old.parent: new.parent for old, new in moves.items() if old.parent != new.parent}
    for path in paths if folders else ():
        for old, new in folders.items():
            if is_inside(path, old):
                moves.setdefault(path, new / path.relative_to(old))
    return moves


def is_folder_entry(collection: Collection, slug: str) -> bool:
    """Whether an entry is a folder with its index (page bundle, nested page), so that files beside it are its own."""
    return owns_folder(collection, slug)


def short_address(collection: Collection, slug: str) -> str:
    """The slug as people know it: of an entry that is a folder with its index, the folder (`plums/index` → `plums`)."""
    return slug.rpartition("/")[0] if is_folder_entry(collection, slug) else slug


def told_slug(collection: Collection, slug: str) -> str:
    """The slug as templates and relations take it: Decap's is the whole path below the collection's folder.

    Sveltia's is what stands there in the place of `{{slug}}` in the collection's `path`; else the folder of an index.
    """
    if not collection.short_slugs:
        return slug
    return _named_in(collection.path, slug) or short_address(collection, slug)


def tells_by_path(collection: Collection) -> bool:
    """Whether its slugs cannot be told from what relations hold of them: the `path` has more in it than `{{slug}}`."""
    return collection.short_slugs and "{{slug}}" in collection.path and collection.path.count("{{") > 1


def slugs_told(collection: Collection, told: str) -> tuple[str, ...]:
    """The slugs of entries that may be told by this one."""
    if not collection.short_slugs:
        return (told,)
    own = collection.nested.index_file if collection.nested is not None else ""
    placed = collection.path.replace("{{slug}}", told) if "{{slug}}" in collection.path else told
    return (told, placed, *(f"{told}/{name}" for name in dict.fromkeys((own, *USUAL_NAMES[:2])) if name))


def whole_address(collection: Collection, slug: str, wanted: str) -> str:
    """The slug that a wanted address means for an entry: one that is a folder stays a folder with its index."""
    if is_folder_entry(collection, slug) and not is_folder_entry(collection, wanted):
        return f"{wanted}/{slug.rpartition('/')[2]}"
    return wanted


@lru_cache(maxsize=64)
def _shape(path: str) -> re.Pattern[str] | None:
    """A `path` template as an expression, whose group is its `{{slug}}`; None where it has none (Sveltia's rule)."""
    if "{{slug}}" not in path:
        return None
    before, _, after = path.partition("{{slug}}")
    parts = ("[^/]+".join(map(re.escape, _TAG.split(text))) for text in (before, after))
    return re.compile("(.+)".join(parts), re.DOTALL)


def _named_in(path: str, slug: str) -> str:
    shape = _shape(path)
    found = shape.fullmatch(slug) if shape is not None and len(slug) <= MAX_SLUG else None
    return found[1] if found is not None else ""
