"""The media library as a list: which files of a tree belong to it, found and sorted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from cms.media.kinds import content_type_of, kind_of

__all__ = ["MEDIA_SORTS", "MediaFile", "list_files", "media_folders"]

_NO_SIZES: Mapping[str, tuple[int, int]] = {}


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file of the library. `size` in bytes; `width` and `height` in pixels where they are known."""

    path: PurePosixPath
    name: str
    oid: str
    size: int
    kind: str  # image, audio, video, document or other
    width: int | None = None
    height: int | None = None


def list_files(
    entries: Iterable[tuple[PurePosixPath, str, int]],
    *,
    search: str = "",
    kind: str = "",
    sort: str = "",
    folder: PurePosixPath | None = None,
    pixels: Mapping[str, tuple[int, int]] = _NO_SIZES,
) -> tuple[MediaFile, ...]:
    """The media files among tree entries (path, oid, size in bytes).

    Every word of `search` must be in the path, in any case. `kind` is image, audio, video, document or other. `sort`
    is one of `MEDIA_SORTS`, with `-` before it for the other way; unknown ones sort by name. `folder` keeps what
    stands directly in it. `pixels` knows pictures' sizes by oid.
    """
    words = search.casefold().split()
    found = [file for file in _media(entries, pixels) if not kind or file.kind == kind]
    found = [file for file in found if all(word in str(file.path).casefold() for word in words)]
    if folder is not None:
        found = [file for file in found if file.path.parent == folder]
    key = MEDIA_SORTS.get(sort.removeprefix("-"), MEDIA_SORTS["name"])
    found.sort(key=_by_name)
    found.sort(key=key, reverse=sort.startswith("-"))
    return tuple(found)


def media_folders(files: Iterable[MediaFile]) -> tuple[tuple[PurePosixPath, int], ...]:
    """The folders that hold files, with how many stand directly in each, in order."""
    counts: dict[PurePosixPath, int] = {}
    for file in files:
        counts[file.path.parent] = counts.get(file.path.parent, 0) + 1
    return tuple(sorted(counts.items()))


def _media(
    entries: Iterable[tuple[PurePosixPath, str, int]], pixels: Mapping[str, tuple[int, int]]
) -> Iterable[MediaFile]:
    for path, oid, size in entries:
        found = kind_of(path)
        if found is not None and content_type_of(path) is not None:
            width, height = pixels.get(oid, (None, None))
            yield MediaFile(path, path.name, oid, size, found.group, width, height)


def _by_name(file: MediaFile) -> tuple[tuple[tuple[int, str], ...], str]:
    """`photo-9` before `photo-10`, in any case; the path decides between equals."""
    parts = re.split(r"([0-9]+)", file.name.casefold())
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in parts), str(file.path)


def _by_size(file: MediaFile) -> int:
    return file.size


def _by_kind(file: MediaFile) -> tuple[str, str]:
    return file.kind, file.path.suffix.lower()


def _by_folder(file: MediaFile) -> PurePosixPath:
    return file.path.parent


MEDIA_SORTS: Mapping[str, Callable[[MediaFile], Any]] = {
    "name": _by_name,
    "size": _by_size,
    "kind": _by_kind,
    "folder": _by_folder,
}
"""The orders of a list of files, by the word that asks for them."""
