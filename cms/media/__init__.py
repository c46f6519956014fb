"""The media library: names and checks of uploads, how files are served, lists and thumbnails.

Values in, values out: no repository, no Flask, no disk.
"""

from cms.media.changing import PictureChange
from cms.media.kinds import UPLOAD_EXTENSIONS, MediaType, accepted_extensions, content_type_of, media_kind
from cms.media.names import unique_name
from cms.media.pictures import picture_size, thumbnail
from cms.media.uploads import UPLOAD_LIMIT, CheckedUpload, check_upload

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
