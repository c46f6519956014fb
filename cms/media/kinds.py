"""Which files the media library knows, how their bytes begin, and how a browser may have them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePosixPath

from msgspec import Struct

__all__ = [
    "UPLOAD_EXTENSIONS",
    "FileKind",
    "MediaType",
    "accepted_extensions",
    "accepts",
    "content_type_of",
    "extension_of",
    "kind_of",
    "kinds_of_content",
    "media_kind",
]


class FileKind(Struct, frozen=True):
    """One type of file. `group` is what a person calls it: image, audio, video, document or other."""

    name: str
    extensions: tuple[str, ...]  # the first is the one a renamed file gets
    content_type: str
    group: str
    starts: tuple[bytes, ...] = ()  # none: the content cannot be told by its first bytes
    pillow: str = ""  # the one Pillow format that may decode it; empty: never decoded
    inline: bool = False  # whether a browser may show it as a page


class MediaType(Struct, frozen=True):
    """How to serve a file: its Content-Type, and whether `inline` or as an attachment."""

    content_type: str
    inline: bool


_ZIP = (b"PK\x03\x04",)
_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_MP3 = (b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2")

_PICTURES = (
    FileKind("PNG", ("png",), "image/png", "image", (b"\x89PNG\r\n\x1a\n",), "PNG", True),
    FileKind("JPEG", ("jpg", "jpeg"), "image/jpeg", "image", (b"\xff\xd8\xff",), "JPEG", True),
    FileKind("GIF", ("gif",), "image/gif", "image", (b"GIF87a", b"GIF89a"), "GIF", True),
    FileKind("WebP", ("webp",), "image/webp", "image", (b"RIFF....WEBP",), "WEBP", True),
    FileKind("AVIF", ("avif",), "image/avif", "image", (b"....ftypavif", b"....ftypavis"), "AVIF", True),
    FileKind("SVG", ("svg",), "image/svg+xml", "image"),
)
_SOUND_AND_VIDEO = (
    FileKind("MP3", ("mp3",), "audio/mpeg", "audio", _MP3, inline=True),
    FileKind("Ogg audio", ("ogg", "oga", "opus"), "audio/ogg", "audio", (b"OggS",), inline=True),
    FileKind("WAV", ("wav",), "audio/wav", "audio", (b"RIFF....WAVE",), inline=True),
    FileKind("FLAC", ("flac",), "audio/flac", "audio", (b"fLaC",), inline=True),
    FileKind("M4A", ("m4a",), "audio/mp4", "audio", (b"....ftyp",), inline=True),
    FileKind("MP4", ("mp4", "m4v"), "video/mp4", "video", (b"....ftyp",), inline=True),
    FileKind("QuickTime", ("mov",), "video/quicktime", "video", (b"....ftyp", b"....moov"), inline=True),
    FileKind("WebM", ("webm",), "video/webm", "video", (b"\x1a\x45\xdf\xa3",), inline=True),
    FileKind("Ogg video", ("ogv",), "video/ogg", "video", (b"OggS",), inline=True),
)
_DOCUMENTS = (
    FileKind("PDF", ("pdf",), "application/pdf", "document", (b"%PDF-",)),
    FileKind("Word", ("docx",), _OOXML + "wordprocessingml.document", "document", _ZIP),
    FileKind("Excel", ("xlsx",), _OOXML + "spreadsheetml.sheet", "document", _ZIP),
    FileKind("PowerPoint", ("pptx",), _OOXML + "presentationml.presentation", "document", _ZIP),
    FileKind("OpenDocument text", ("odt",), _ODF + "text", "document", _ZIP),
    FileKind("OpenDocument sheet", ("ods",), _ODF + "spreadsheet", "document", _ZIP),
    FileKind("OpenDocument slides", ("odp",), _ODF + "presentation", "document", _ZIP),
    FileKind("Word 97", ("doc",), "application/msword", "document", _OLE),
    FileKind("Excel 97", ("xls",), "application/vnd.ms-excel", "document", _OLE),
    FileKind("PowerPoint 97", ("ppt",), "application/vnd.ms-powerpoint", "document", _OLE),
)
_LISTED_ONLY = (
    FileKind("ZIP", ("zip",), "application/zip", "other", _ZIP),
    FileKind("TIFF", ("tif", "tiff"), "image/tiff", "image", (b"II*\0", b"MM\0*")),
    FileKind("HEIC", ("heic", "heif"), "image/heic", "image", (b"....ftyphei", b"....ftypmif1")),
    FileKind("BMP", ("bmp",), "image/bmp", "image", (b"BM",)),
    FileKind("icon", ("ico",), "image/x-icon", "image", (b"\0\0\x01\0",)),
    FileKind("EPUB", ("epub",), "application/epub+zip", "document", _ZIP),
    FileKind("plain text", ("txt",), "text/plain; charset=utf-8", "document"),
    FileKind("CSV", ("csv",), "text/csv; charset=utf-8", "document"),
    FileKind("calendar", ("ics",), "text/calendar; charset=utf-8", "document"),
    FileKind("subtitles", ("vtt",), "text/vtt; charset=utf-8", "other"),
    FileKind("WOFF", ("woff",), "font/woff", "other", (b"wOFF",)),
    FileKind("WOFF2", ("woff2",), "font/woff2", "other", (b"wOF2",)),
)
_UPLOADED = (*_PICTURES, *_SOUND_AND_VIDEO, *_DOCUMENTS)
_BY_EXTENSION = {extension: kind for kind in (*_UPLOADED, *_LISTED_ONLY) for extension in kind.extensions}

UPLOAD_EXTENSIONS = frozenset(extension for kind in _UPLOADED for extension in kind.extensions)
"""What may be uploaded unless the operator lists something else."""


def extension_of(path: PurePosixPath | str) -> str:
    """The last extension in lower case without its dot; empty for `README` and for `.gitignore`."""
    return PurePosixPath(path).suffix.lstrip(".").lower()


def kind_of(path: PurePosixPath | str) -> FileKind | None:
    """The kind a file of that name claims to be, or None when the library does not show such files."""
    return _BY_EXTENSION.get(extension_of(path))


def media_kind(path: PurePosixPath) -> str:
    """What a person calls a file of the library: image, audio, video, document or other; "" for what is none of it."""
    kind = None if path.name.startswith(".") else kind_of(path)
    return kind.group if kind is not None else ""


def accepts(accept: str, kind: FileKind, extension: str) -> bool:
    """Whether HTML's `accept` (`image/*`, `.pdf`, `application/pdf`) takes a file; an empty one takes all."""
    wanted = [word.strip().lower() for word in accept.split(",") if word.strip()]
    bare = kind.content_type.partition(";")[0]
    names = {f".{extension}", extension, bare, bare.partition("/")[0] + "/*", "*/*", "*"}
    return not wanted or not names.isdisjoint(wanted)


@lru_cache(maxsize=256)
def accepted_extensions(accept: str) -> frozenset[str] | None:
    """The extensions of the library that `accept` takes; None when it narrows nothing."""
    found = frozenset(name for name, kind in _BY_EXTENSION.items() if accepts(accept, kind, name))
    return None if len(found) == len(_BY_EXTENSION) else found


def kinds_of_content(data: bytes) -> Iterator[FileKind]:
    """The kinds whose files begin as `data` does. Several share a container: docx and zip, mp4 and m4a."""
    return (kind for kind in dict.fromkeys(_BY_EXTENSION.values()) if _begins(data, kind))


def content_type_of(path: PurePosixPath | str, data: bytes | None = None) -> MediaType | None:
    """How to serve a file of the library, or None for a file that is none of it (a page, a script, a settings file).

    Pictures of pixels, sound and video are inline; everything else is an attachment, SVG and PDF included. With `data`
    a file whose content is not what its name says is an attachment of no type.
    """
    kind = kind_of(path)
    if kind is None or PurePosixPath(path).name.startswith("."):
        return None
    if data is not None and kind.starts and not _begins(data, kind):
        return MediaType("application/octet-stream", False)
    return MediaType(kind.content_type, kind.inline)


def _begins(data: bytes, kind: FileKind) -> bool:
    return any(_matches(data[: len(start)], start) for start in kind.starts)


def _matches(head: bytes, start: bytes) -> bool:
    """Whether the bytes are those of `start`, where `....` stands for any four (a length)."""
    hole = start.find(b"....")
    if hole < 0:
        return head == start
    return len(head) == len(start) and head[:hole] + head[hole + 4 :] == start[:hole] + start[hole + 4 :]
