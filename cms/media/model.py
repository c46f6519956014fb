"""What comes of an upload."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["UPLOAD_LIMIT", "CheckedUpload", "PictureChange"]

UPLOAD_LIMIT = 10 * 1024 * 1024  # bytes; a configuration may ask for less


class PictureChange(Struct, frozen=True):
    """What was done to a file: format, pixels and bytes before and after. `left` says why nothing could be done."""

    name: str
    kind: str
    new_kind: str
    pixels: tuple[int, int] | None
    new_pixels: tuple[int, int] | None
    size: int
    new_size: int
    cut: bool = False
    stripped: bool = False
    left: str = ""


class CheckedUpload(Struct, frozen=True):
    """A file that may be stored: a free-standing name, the bytes to commit, what it is, and a picture's pixels.

    `change` says what was done to a picture, or why nothing could be done.
    """

    name: str
    data: bytes
    kind: str  # image, audio, video, document or other
    content_type: str
    width: int | None = None
    height: int | None = None
    change: PictureChange | None = None
