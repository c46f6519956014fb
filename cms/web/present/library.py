"""The media library as its template draws it: places, folders, kinds, tiles, the details of one file."""

from __future__ import annotations

from pathlib import PurePosixPath

from msgspec import Struct

from cms.actions import LibraryPlace, MediaItem, MediaList
from cms.web.present.icons import icon_named
from cms.web.present.words import count_of, file_size

__all__ = ["FolderView", "LibraryView", "PlaceView", "TileView", "library_view", "tile_view"]

_ICONS = {"audio": "file-audio", "video": "file-video", "document": "file-text"}


class TileView(Struct, frozen=True):
    """One file. `picture` says whether a thumbnail can be asked for; `value` is "" where it depends on the entry."""

    path: str
    name: str
    value: str
    oid: str
    picture: bool
    icon: str
    measure: str
    size: str
    folder: str
    place: str


class FolderView(Struct, frozen=True):
    """A folder of the library; `path` is relative to the library's place, `value` what a field stores for it."""

    path: str
    label: str
    count: int
    value: str = ""


class PlaceView(Struct, frozen=True):
    """A place of the library, by the name that addresses carry."""

    name: str
    label: str
    icon: str
    count: int
    current: bool


class LibraryView(Struct, frozen=True):
    """`going_on` is the cursor of the next page; `above` the folders around the present one, the outermost first."""

    tiles: tuple[TileView, ...]
    places: tuple[PlaceView, ...]
    folders: tuple[FolderView, ...]
    above: tuple[FolderView, ...]
    title: str
    takes: bool
    total: str
    pictures: str
    others: str
    going_on: str
    summary: str


def library_view(found: MediaList, *, kind: str = "") -> LibraryView:
    """A page of the library. `kind` is the one that is shown (`image`, `other` or all)."""
    others = found.total - found.pictures
    shown = {"image": found.pictures, "other": others}.get(kind, found.total)
    name = PurePosixPath(found.folder).name
    return LibraryView(
        tiles=tuple(tile_view(item, found.place) for item in found.items),
        places=tuple(_place(item, found.place) for item in found.places),
        folders=tuple(FolderView(item.path, item.name, item.files, item.value) for item in found.folders),
        above=tuple(_above(found.folder)),
        title=name or found.place.label,
        takes=found.place.takes,
        total=_number(found.total, more=found.more),
        pictures=_number(found.pictures),
        others=_number(others),
        going_on=found.next,
        summary=f"{shown:,}+ files" if found.more else count_of(shown, "file"),
    )


def tile_view(item: MediaItem, place: LibraryPlace | None = None) -> TileView:
    """One file of the library."""
    root = place.place.folder if place is not None else PurePosixPath(".")
    inner = item.path.relative_to(root) if item.path.is_relative_to(root) else item.path
    measured = f"{item.width} × {item.height}" if item.width and item.height else file_size(item.size)
    return TileView(
        path=str(item.path),
        name=item.name,
        value=item.value,
        oid=item.oid,
        picture=item.kind == "image",
        icon=_ICONS.get(item.kind, "file"),
        measure=measured,
        size=file_size(item.size),
        folder="" if str(inner.parent) == "." else str(inner.parent),
        place=item.place,
    )


def _place(item: LibraryPlace, current: LibraryPlace) -> PlaceView:
    icon = icon_named(item.icon) if item.icon else "folder" if item.name else "images"
    return PlaceView(item.name, item.label, icon, item.files, item.name == current.name)


def _above(folder: str) -> list[FolderView]:
    if not folder:
        return []
    path = PurePosixPath(folder)
    return [FolderView(str(each), each.name, 0) for each in reversed([path, *path.parents][:-1])]


def _number(count: int, *, more: bool = False) -> str:
    return f"{count:,}+" if more else f"{count:,}".replace(",", " ")
