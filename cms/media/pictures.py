"""Pictures of pixels: proven by decoding, measured, made small.

Pillow decodes in this process, with the one format the content claims, never more than 50 megapixels, and only after
the size in the header was checked. A worker process with its own memory limit would bound it harder.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO

from PIL import Image, ImageOps

from cms.errors import InvalidUpload
from cms.media.kinds import FileKind, kinds_of_content

__all__ = ["MAX_FRAMES", "MAX_PIXELS", "check_picture", "picture_size", "thumbnail"]

MAX_PIXELS = 50_000_000
MAX_FRAMES = 500

# Pillow only warns between one and two times its limit; a warning alone would let such a picture through.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

_TOO_LARGE = (Image.DecompressionBombWarning, Image.DecompressionBombError)
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, OverflowError, struct.error, zlib.error)


def check_picture(name: str, data: bytes, kind: FileKind) -> tuple[int, int]:
    """Width and height in pixels of a picture that decodes. Raises InvalidUpload for broken and for huge ones."""
    if kind.name == "GIF" and _gif_frames(data) > MAX_FRAMES:
        raise _too_many_frames(name)
    try:
        with _opened(data, kind) as picture:
            if getattr(picture, "n_frames", 1) > MAX_FRAMES:
                raise _too_many_frames(name)
            picture.load()
            return picture.size
    except _TOO_LARGE:
        message = f"{name} has more than {MAX_PIXELS // 1_000_000} megapixels. Make it smaller and add it again."
        raise InvalidUpload(message, code="upload-pixels") from None
    except _BROKEN:
        message = f"{name} is damaged or not a whole {kind.name} picture. Save it anew and add it again."
        raise InvalidUpload(message, code="upload-content") from None


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels as the header says, or None when it is no picture of pixels."""
    kind = _raster(data)
    if kind is None:
        return None
    try:
        with _opened(data, kind) as picture:
            return picture.size
    except (*_TOO_LARGE, *_BROKEN):
        return None


def thumbnail(data: bytes, box: tuple[int, int]) -> bytes | None:
    """The picture as a WebP that fits into `box` (pixels), upright; None for all that is no sound picture of pixels."""
    kind = _raster(data)
    if kind is None:
        return None
    try:
        with _opened(data, kind) as picture:
            picture.draft("RGB", (box[0] * 2, box[1] * 2))
            picture.load()
            return _small(picture, box)
    except (*_TOO_LARGE, *_BROKEN):
        return None


def _small(picture: Image.Image, box: tuple[int, int]) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    small = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    small.thumbnail(box)
    out = BytesIO()
    small.save(out, "WEBP", quality=80)
    return out.getvalue()


def _opened(data: bytes, kind: FileKind) -> Image.Image:
    return Image.open(BytesIO(data), formats=(kind.pillow,))


def _raster(data: bytes) -> FileKind | None:
    return next((kind for kind in kinds_of_content(data) if kind.pillow), None)


def _too_many_frames(name: str) -> InvalidUpload:
    message = f"{name} has more than {MAX_FRAMES} frames. Save it as a video, or with fewer frames, and add it again."
    return InvalidUpload(message, code="upload-frames")


def _gif_frames(data: bytes) -> int:
    """How many pictures a GIF holds, counted without decoding them: Pillow counts by walking through every one."""
    if len(data) < 13:
        return 0
    place = 13 + _palette(data[10])
    frames = 0
    while place < len(data) and frames <= MAX_FRAMES:
        if data[place] == 0x2C and place + 9 < len(data):
            frames += 1
            place = _skip_blocks(data, place + 11 + _palette(data[place + 9]))
        elif data[place] == 0x21:
            place = _skip_blocks(data, place + 2)
        else:
            break
    return frames


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _skip_blocks(data: bytes, place: int) -> int:
    while place < len(data) and data[place]:
        place += data[place] + 1
    return place + 1
