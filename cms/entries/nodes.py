"""The tree of a nested collection: where in it an entry stands, which one is its folder's own, and moving a node.

A folder is a node, with an entry of its own or without one; every other entry is a leaf of its folder. Paths are
relative to the collection's folder, "" is its top. Source: `nested` and `meta.path` of Decap, `index_file` of Sveltia.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from cms.config import Collection, SiteConfig
from cms.entries.listing import localised_path, renamed_path
from cms.entries.slugs import slugify
from cms.errors import InvalidInput
from cms.paths import clean_path

__all__ = [
    "Node",
    "entry_folder",
    "folder_moves",
    "moved_slug",
    "node_moves",
    "node_of",
    "owns_folder",
    "parent_folder",
    "tidy_folder",
]

USUAL_NAMES = ("_index", "index", "README", "readme")


class Node(Struct, frozen=True):
    """An entry's place. `rank` 0: a page of the folder; else its claim to be the folder's own, 1 being the best."""

    folder: str
    name: str
    rank: int = 0
    label: str = ""


def node_of(collection: Collection, slug: str, label: str = "") -> Node | None:
    """Where an entry stands in the tree; None in a collection that has none."""
    if collection.nested is None:
        return None
    folder, _, name = slug.rpartition("/")
    names = _index_names(collection)
    return Node(folder, name, names.index(name) + 1 if name in names else 0, label)


def owns_folder(collection: Collection, slug: str) -> bool:
    """Whether an entry is a folder with its index (page bundle, nested page), so that files beside it are its own."""
    folder, _, name = slug.rpartition("/")
    names = _index_names(collection) if collection.nested is not None else USUAL_NAMES[:2]
    return bool(folder) and name in names


def entry_folder(slug: str) -> str:
    """The folder that an entry stands in: what the field of `meta.path` holds."""
    return slug.rpartition("/")[0]


def parent_folder(collection: Collection, slug: str) -> str:
    """The folder in whose level an entry is listed."""
    folder = entry_folder(slug)
    return entry_folder(folder) if owns_folder(collection, slug) else folder


def moved_slug(slug: str, folder: str) -> str:
    """The slug of an entry whose file keeps its name and gets another folder."""
    name = slug.rpartition("/")[2]
    return f"{folder}/{name}" if folder else name


def tidy_folder(
    collection: Collection, site: SiteConfig, typed: str, exists: Callable[[str], bool], *, more: int = 0
) -> str:
    """A typed folder as it may be stored: names that are there stay as they are, new ones become fit for an address.

    `exists` tells whether there is a folder; `more` is how many levels will stand below it. Raises InvalidInput for
    what leads outside, leaves nothing, or is deeper than the collection's `depth`, InvalidPath for unsafe names.
    """
    names = typed.strip().strip("/").split("/") if typed.strip().strip("/") else []
    found = ""
    for name in map(str.strip, names):
        if name in (".", "..") or "\\" in name:
            raise InvalidInput(f"The path {typed!r} leads outside of {collection.label}. Choose a folder in it.")
        there = f"{found}/{name}".strip("/")
        new = name if name and exists(there) else slugify(name, site.slug, site.dialect)
        if not new:
            raise InvalidInput(f"The path {typed!r} holds a name that leaves nothing for an address. Use letters.")
        found = f"{found}/{new}".strip("/")
    if found:
        clean_path(found)
    depth = collection.nested.depth if collection.nested is not None else None
    if depth is not None and len(names) + more > depth - 1:
        raise InvalidInput(f"{collection.label} has at most {depth} levels (`nested.depth`). Choose a place higher up.")
    return found


def node_moves(
    collection: Collection, site: SiteConfig, files: Mapping[str, PurePosixPath], slug: str, wanted: str
) -> dict[PurePosixPath, PurePosixPath]:
    """Old path → new path of all that goes along: whole folders in every language, or the entry's own files.

    `files` are the entry's, by language. Folders that are named need not be there.
    """
    own = {path: renamed_path(collection, site, path, slug, wanted) for path in files.values()}
    if not owns_folder(collection, slug) or not entry_folder(wanted):
        return own
    return {old.parent: new.parent for old, new in own.items()} | folder_moves(
        collection, entry_folder(slug), entry_folder(wanted)
    )


def folder_moves(collection: Collection, folder: str, wanted: str) -> dict[PurePosixPath, PurePosixPath]:
    """The same for a folder, whether it has an entry of its own or not."""
    found = {}
    for locale in _locales(collection):
        old, new = (localised_path(collection, f"{each}/x", locale).parent for each in (folder, wanted))
        found[old] = new
    return found


def _locales(collection: Collection) -> Iterable[str]:
    if collection.i18n is not None:
        return collection.i18n.locales
    return () if "{{locale}}" in str(collection.folder) else ("",)


def _index_names(collection: Collection) -> tuple[str, ...]:
    """Names that make an entry its folder's own. With `subfolders: false` files are files, but for an index file."""
    nested, own = collection.nested, collection.index_file
    named = [own.name] if own is not None else []
    if nested is None or not nested.subfolders:
        return tuple(named)
    configured = [*named, *((nested.index_file,) if nested.index_file else ())]
    return tuple(dict.fromkeys((*configured, *USUAL_NAMES)))
