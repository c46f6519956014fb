"""Which files move when an entry gets another address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from cms.config import Collection, SiteConfig
from cms.entries.listing import renamed_path, slug_from_path
from cms.entries.nodes import USUAL_NAMES, owns_folder
from cms.paths import is_inside

__all__ = ["entry_moves", "is_folder_entry", "short_address", "slugs_told", "told_slug", "whole_address"]


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
    """The slug as templates and relations take it: Decap's is the whole path, Sveltia's that of the folder."""
    return short_address(collection, slug) if collection.short_slugs else slug


def slugs_told(collection: Collection, told: str) -> tuple[str, ...]:
    """The slugs of entries that may be told by this one."""
    if not collection.short_slugs:
        return (told,)
    own = collection.nested.index_file if collection.nested is not None else ""
    return (told, *(f"{told}/{name}" for name in dict.fromkeys((own, *USUAL_NAMES[:2])) if name))


def whole_address(collection: Collection, slug: str, wanted: str) -> str:
    """The slug that a wanted address means for an entry: one that is a folder stays a folder with its index."""
    if is_folder_entry(collection, slug) and not is_folder_entry(collection, wanted):
        return f"{wanted}/{slug.rpartition('/')[2]}"
    return wanted
