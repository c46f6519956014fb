"""Uploads: the one check every file passes before it is committed.

In this order, each step cheaper than the next: the name, the size, the type by content, decoding; then pictures are
changed as the rules say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cms.entries import PictureRule
from cms.errors import InvalidUpload
from cms.media.changing import change_picture
from cms.media.exif import without_position
from cms.media.kinds import UPLOAD_EXTENSIONS, FileKind, accepts, kind_of, kinds_of_content
from cms.media.model import UPLOAD_LIMIT, CheckedUpload, PictureChange
from cms.media.names import split_name
from cms.media.pictures import check_picture
from cms.media.svg import clean_svg
from cms.paths import clean_path

__all__ = ["check_upload"]

_CAN_BE_PICTURES = frozenset(["tif", "tiff", "heic", "heif", "bmp", "eps", "ps", "psd", "raw", "dng", "jxl", "ico"])
_CAN_BE_ZIPPED = frozenset(["pages", "numbers", "key", "rtf"])


def check_upload(
    name: str,
    data: bytes,
    *,
    limit: int = UPLOAD_LIMIT,
    accept: str = "",
    allowed: Collection[str] = UPLOAD_EXTENSIONS,
    keep_position: bool = False,
    pictures: Mapping[str, PictureRule] | None = None,
    optimise_svg: bool = False,
) -> CheckedUpload:
    """The file as it may be stored. Raises InvalidUpload with what to do instead.

    `limit` is in bytes, of the file as it is stored; what is sent never has more than UPLOAD_LIMIT. `allowed` are
    extensions (the operator's list); `accept` narrows it as HTML's `accept` does (`image/*`, `.pdf`,
    `application/pdf`), never widens it. The type comes from the content alone: a PNG called `a.jpg` becomes `a.png`.
    An SVG is sanitised; a clean one keeps its bytes unless `optimise_svg`. From a JPEG the place where it was taken is
    blanked unless `keep_position`; other bytes stay, but where `pictures` has a rule for its kind (jpeg, png, gif,
    webp, avif). Pictures are decoded in this process, up to 50 megapixels.
    """
    stem, extension = split_name(name)
    shown = f"{stem}.{extension}" if extension else stem
    if extension not in allowed or kind_of(f"x.{extension}") is None:
        raise _refused_kind(shown, extension)
    _check_size(shown, len(data), UPLOAD_LIMIT)
    kind = _kind(shown, extension, data, allowed)
    if extension not in kind.extensions:
        extension = kind.extensions[0]
    if not accepts(accept, kind, extension):
        raise InvalidUpload(
            f"{shown} does not fit here: only {accept} is taken. Choose another file.", code="upload-accept"
        )
    final = str(clean_path(f"{stem}.{extension}"))
    rule = (pictures or {}).get(kind.name.lower())
    if rule is None and not (kind.name == "SVG" and optimise_svg):
        _check_size(shown, len(data), limit)
    if kind.name == "SVG":
        drawing = clean_svg(name, data, optimise=optimise_svg)
        made = drawing.data
        smaller = optimise_svg and len(made) < len(data)
        change = PictureChange(final, kind.name, kind.name, None, None, len(data), len(made)) if smaller else None
        fit = CheckedUpload(final, made, kind.group, kind.content_type, drawing.width, drawing.height, change)
    elif kind.pillow:
        fit = _picture(final, data, kind, rule, keep_position=keep_position)
    else:
        fit = CheckedUpload(final, data, kind.group, kind.content_type)
    _check_size(fit.name, len(fit.data), limit)
    return fit


def _picture(name: str, data: bytes, kind: FileKind, rule: PictureRule | None, *, keep_position: bool) -> CheckedUpload:
    width, height = check_picture(name, data, kind)
    if kind.name == "JPEG" and not keep_position:
        data = without_position(data)
    made = change_picture(name, data, kind, rule) if rule is not None else None
    if made is None or isinstance(made, PictureChange):
        return CheckedUpload(name, data, kind.group, kind.content_type, width, height, made)
    if made.kind is not kind:
        name = f"{name.rpartition('.')[0]}.{made.kind.extensions[0]}"
    return CheckedUpload(name, made.data, made.kind.group, made.kind.content_type, *made.pixels, made.change)


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
