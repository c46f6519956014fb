"""Names of uploaded files: made safe, and made free."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import PurePosixPath

from cms.errors import InvalidPath, InvalidUpload
from cms.paths import clean_path

__all__ = ["split_name", "unique_name"]

_MAX_STEM_BYTES = 200  # leaves room for an extension and for `-2`
_NAMELESS = "file"
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060\u2066-\u206f\ufeff]")


def split_name(name: str) -> tuple[str, str]:
    """The stem a file may be stored under, and its extension in lower case, of a name that a browser sent.

    Only the last part of a path counts; further dots become hyphens (`a.php.png` is `a-php`); names that some system
    reserves get a word before them. Raises InvalidUpload when nothing of it can be used.
    """
    leaf = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1]).strip().rstrip(". ")
    shown = ascii(leaf)[1:-1]
    if not leaf:
        raise InvalidUpload("The file has no name. Give it one and add it again.", code="upload-name")
    if _HIDDEN.search(leaf) or not _encodes(leaf):
        raise InvalidUpload(f"The name {shown} holds characters that cannot be seen. Rename the file and add it again.")
    stem, dot, extension = leaf.rpartition(".")
    return _clean_stem(stem if dot else leaf), extension.lower() if dot else ""


def unique_name(name: str, taken: Callable[[str], bool]) -> str:
    """The name itself, or the first of `plums-2.jpg`, `plums-3.jpg` … that is not taken."""
    path = PurePosixPath(name)
    candidate, number = name, 1
    while taken(candidate):
        number += 1
        candidate = f"{path.stem}-{number}{path.suffix}"
    return candidate


def _clean_stem(stem: str) -> str:
    stem = re.sub(r'[.<>:"|?*]+', "-", stem.rstrip(' ~.<>:"|?*')).lstrip(" -~")
    stem = stem.encode()[:_MAX_STEM_BYTES].decode("utf-8", "ignore").rstrip(" ") or _NAMELESS
    try:
        return str(clean_path(stem))
    except InvalidPath:
        return str(clean_path(f"{_NAMELESS}-{stem}"))


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
