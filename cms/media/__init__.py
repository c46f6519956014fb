"""The media library: names and checks of uploads, how files are served, lists and thumbnails.

Values in, values out: no repository, no Flask, no disk.
"""

from cms.media.kinds import UPLOAD_EXTENSIONS, MediaType, content_type_of
from cms.media.library import MEDIA_SORTS, MediaFile, list_files, media_folders
from cms.media.names import unique_name
from cms.media.pictures import picture_size, thumbnail
from cms.media.uploads import CheckedUpload, check_upload

__all__ = [
    "MEDIA_SORTS",
    "UPLOAD_EXTENSIONS",
    "CheckedUpload",
    "MediaFile",
    "MediaType",
    "check_upload",
    "content_type_of",
    "list_files",
    "media_folders",
    "picture_size",
    "thumbnail",
    "unique_name",
]
