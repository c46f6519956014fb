"""The media library as its template draws it: folders, kinds, tiles, the details of one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from cms.actions import MediaItem
from cms.web.present.words import count_of, file_size

__all__ = ["FolderView", "LibraryView", "TileView", "library_view", "tile_view"]

PAGE = 120  # tiles a page shows before "Show more"
_ICONS = {"audio": "file-audio", "video": "file-video", "document": "file-text"}


@dataclass(frozen=True, slots=True)
class TileView:
    """One file. `picture` says whether a thumbnail can be asked for."""

    path: str
    name: str
    value: str
    oid: str
    picture: bool
    icon: str
    measure: str
    size: str
    folder: str


@dataclass(frozen=True, slots=True)
class FolderView:
    """A folder of the library; `path` is relative to the library's own folder."""

    path: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class LibraryView:
    tiles: tuple[TileView, ...]
    folders: tuple[FolderView, ...]
    total: int
    pictures: int
    others: int
    more: int
    summary: str


def library_view(
    items: Sequence[MediaItem], root: str, *, folder: str = "", kind: str = "", page: int = 1
) -> LibraryView:
    """The tiles of one folder (all below it) and one kind (`image`, `other` or all)."""
    counted = Counter(str(ancestor) for item in items for ancestor in _folders(item.path, root))
    inside = [item for item in items if not folder or folder in map(str, _folders(item.path, root))]
    pictures = sum(item.kind == "image" for item in inside)
    chosen = [item for item in inside if not kind or (item.kind == "image") == (kind == "image")]
    shown = chosen[: PAGE * max(page, 1)]
    return LibraryView(
        tiles=tuple(tile_view(item, root) for item in shown),
        folders=tuple(FolderView(path, path, counted[path]) for path in sorted(counted)),
        total=len(inside),
        pictures=pictures,
        others=len(inside) - pictures,
        more=min(PAGE, len(chosen) - len(shown)),
        summary=count_of(len(chosen), "file"),
    )


def tile_view(item: MediaItem, root: str = "") -> TileView:
    """One file of the library."""
    measured = f"{item.width} × {item.height}" if item.width and item.height else file_size(item.size)
    parents = list(_folders(item.path, root))
    return TileView(
        path=str(item.path),
        name=item.name,
        value=item.value,
        oid=item.oid,
        picture=item.kind == "image",
        icon=_ICONS.get(item.kind, "file"),
        measure=measured,
        size=file_size(item.size),
        folder=str(parents[0]) if parents else "",
    )


def _folders(path: PurePosixPath, root: str) -> tuple[PurePosixPath, ...]:
    """The folders of a file below the library's root, innermost first."""
    base = PurePosixPath(root or ".")
    inner = path.relative_to(base) if path.is_relative_to(base) else path
    return tuple(parent for parent in inner.parents if str(parent) != ".")
