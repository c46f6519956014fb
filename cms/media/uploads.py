"""Uploads: the one check every file passes before it is committed.

In this order, each step cheaper than the next: the name, the size, the type by content, decoding.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from cms.errors import InvalidUpload
from cms.media.exif import without_position
from cms.media.kinds import UPLOAD_EXTENSIONS, FileKind, kind_of, kinds_of_content
from cms.media.names import split_name
from cms.media.pictures import check_picture
from cms.media.svg import clean_svg
from cms.paths import clean_path

__all__ = ["CheckedUpload", "check_upload"]

_CAN_BE_PICTURES = frozenset(["tif", "tiff", "heic", "heif", "bmp", "eps", "ps", "psd", "raw", "dng", "jxl", "ico"])
_CAN_BE_ZIPPED = frozenset(["pages", "numbers", "key", "rtf"])


@dataclass(frozen=True, slots=True)
class CheckedUpload:
    """A file that may be stored: a free-standing name, the bytes to commit, what it is, and a picture's pixels."""

    name: str
    data: bytes
    kind: str  # image, audio, video, document or other
    content_type: str
    width: int | None = None
    height: int | None = None


def check_upload(
    name: str,
    data: bytes,
    *,
    limit: int,
    accept: str = "",
    allowed: Collection[str] = UPLOAD_EXTENSIONS,
    keep_position: bool = False,
) -> CheckedUpload:
    """The file as it may be stored. Raises InvalidUpload with what to do instead.

    `limit` is in bytes. `allowed` are extensions (the operator's list); `accept` narrows it as HTML's `accept` does
    (`image/*`, `.pdf`, `application/pdf`), never widens it. The type comes from the content alone: a PNG called
    `a.jpg` becomes `a.png`. An SVG is sanitised; a clean one keeps its bytes. From a JPEG the place where it was taken
    is blanked unless `keep_position`; other bytes stay. Pictures are decoded in this process, up to 50 megapixels.
    """
    stem, extension = split_name(name)
    shown = f"{stem}.{extension}" if extension else stem
    if extension not in allowed or kind_of(f"x.{extension}") is None:
        raise _refused_kind(shown, extension)
    _check_size(shown, len(data), limit)
    kind = _kind(shown, extension, data, allowed)
    if extension not in kind.extensions:
        extension = kind.extensions[0]
    if not _accepted(kind, extension, accept):
        raise InvalidUpload(
            f"{shown} does not fit here: only {accept} is taken. Choose another file.", code="upload-accept"
        )
    final = str(clean_path(f"{stem}.{extension}"))
    return _decoded(final, data, kind, keep_position)


def _check_size(shown: str, size: int, limit: int) -> None:
    if size == 0:
        raise InvalidUpload(
            f"{shown} is empty. Save it again where it comes from, and add it again.", code="upload-empty"
        )
    if size > limit:
        message = f"{shown} is {_size(size)}; the limit is {_size(limit)}. Make it smaller and add it again."
        raise InvalidUpload(message, code="upload-size")


def _kind(shown: str, extension: str, data: bytes, allowed: Collection[str]) -> FileKind:
    """What the bytes are: what the name says if they can be that, else the picture they are."""
    claimed = kind_of(shown)
    found = tuple(kinds_of_content(data))
    if claimed is not None and (claimed in found or not claimed.starts):
        return claimed
    picture = next((kind for kind in found if kind.pillow and kind.extensions[0] in allowed), None)
    if picture is None or claimed is None or not claimed.pillow:
        what = claimed.name if claimed else extension
        message = f"{shown} is not what its name says ({what}). Save it anew in that format and add it again."
        raise InvalidUpload(message, code="upload-content")
    return picture


def _decoded(name: str, data: bytes, kind: FileKind, keep_position: bool) -> CheckedUpload:
    width: int | None = None
    height: int | None = None
    if kind.pillow:
        width, height = check_picture(name, data, kind)
        if kind.name == "JPEG" and not keep_position:
            data = without_position(data)
    elif kind.name == "SVG":
        drawing = clean_svg(name, data)
        data, width, height = drawing.data, drawing.width, drawing.height
    return CheckedUpload(name, data, kind.group, kind.content_type, width, height)


def _accepted(kind: FileKind, extension: str, accept: str) -> bool:
    wanted = [word.strip().lower() for word in accept.split(",") if word.strip()]
    bare = kind.content_type.partition(";")[0]
    names = {f".{extension}", extension, bare, bare.partition("/")[0] + "/*", "*/*", "*"}
    return not wanted or not names.isdisjoint(wanted)


def _refused_kind(shown: str, extension: str) -> InvalidUpload:
    advice = "Choose another file."
    if extension in _CAN_BE_PICTURES:
        advice = "Save it as JPEG or PNG and add it again."
    elif extension in _CAN_BE_ZIPPED:
        advice = "Save it as PDF and add it again."
    elif extension == "svgz":
        advice = "Save it as plain SVG and add it again."
    elif not extension:
        advice = "Give its name the ending of its type, such as .jpg or .pdf, and add it again."
    return InvalidUpload(f"{shown} is not a kind the site shows. {advice}", code="upload-kind")


def _size(number: int) -> str:
    for unit, size in (("MB", 1024 * 1024), ("KB", 1024)):
        if number >= size:
            return f"{number / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{number} bytes"
