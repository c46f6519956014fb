"""The media library: names and checks of uploads, how files are served, lists and thumbnails.

Values in, values out: no repository, no Flask, no disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cms.media.kinds import UPLOAD_EXTENSIONS, MediaType, accepted_extensions, content_type_of, media_kind
from cms.media.model import UPLOAD_LIMIT, CheckedUpload, PictureChange
from cms.media.names import unique_name

if TYPE_CHECKING:
    from cms.media.pictures import picture_size, thumbnail
    from cms.media.uploads import check_upload

__all__ = [
    "UPLOAD_EXTENSIONS",
    "UPLOAD_LIMIT",
    "CheckedUpload",
    "MediaType",
    "PictureChange",
    "accepted_extensions",
    "check_upload",
    "content_type_of",
    "media_kind",
    "picture_size",
    "thumbnail",
    "unique_name",
]


def __getattr__(name: str) -> Any:
    """What reads pictures and drawings when it is first asked for: Pillow and the XML parser take long to import."""
    if name == "check_upload":
        from cms.media import uploads

        return uploads.check_upload
    if name in ("picture_size", "thumbnail"):
        from cms.media import pictures

        return getattr(pictures, name)
    raise AttributeError(name)
