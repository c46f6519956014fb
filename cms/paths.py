"""The one path rule: which names Quire may create in a repository. 146 vectors hold it."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from cms.errors import InvalidPath

__all__ = ["clean_path", "is_inside", "split_existing", "without_invisible"]

MAX_PATH_BYTES = 1024
MAX_NAME_BYTES = 255
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060\u2066-\u206f\ufeff]")
_FORBIDDEN = frozenset('<>:"|?*')
_GIT_NAMES = frozenset(
    [".git", ".gitmodules", ".gitattributes", ".gitignore", ".mailmap", ".lfsconfig", ".hg", ".svn", ".bzr"]
)
_SHORT_NAMES = re.compile(r"(?:git|gitmod|gitatt|gitign|mailma|gi7eba|gi7d29|gi250a|maba30)~[0-9]+\Z")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])\Z")


def clean_path(text: str) -> PurePosixPath:
    """The repository path of a file or folder that is to be created. Raises InvalidPath with the reason.

    Relative to the root of the repository, `/` between components, NFC. The rule is stricter than git's own check: it
    refuses what any of Linux, macOS or Windows would read as another name.
    """
    _check_text(text)
    for name in text.split("/"):
        _check_name(name, text)
    return PurePosixPath(text)


def without_invisible(text: str) -> str:
    """The text without the characters that nobody sees and that no path may hold."""
    return _INVISIBLE.sub("", _CONTROL.sub("", text))


def is_inside(path: PurePosixPath, folder: PurePosixPath) -> bool:
    """Whether `path` stands below `folder`, compared by components (`content-evil` is not inside `content`)."""
    return path.parts[: len(folder.parts)] == folder.parts and len(path.parts) > len(folder.parts)


def split_existing(path: PurePosixPath) -> tuple[bytes, ...]:
    """The components of a path that may already be in history, as git's bytes.

    Raises InvalidPath only for `.`, `..`, `.git`, and for text that no bytes decode to.
    """
    parts = path.parts
    for name in parts:
        folded = _fold(name)
        if name in ("", ".", "..", "/") or folded.rstrip(" .") == ".git" or "\0" in name or "\n" in name:
            raise _refused(str(path), f"the name {name!r} is reserved")
    if not parts:
        raise _refused(str(path), "it is empty")
    try:
        return tuple(name.encode("utf-8", "surrogateescape") for name in parts)
    except UnicodeEncodeError:
        raise _refused(ascii(str(path)), "it is not valid Unicode") from None


def _check_text(text: str) -> None:
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError:
        raise _refused(ascii(text), "it is not valid Unicode") from None
    if not text:
        raise _refused(text, "it is empty")
    if size > MAX_PATH_BYTES:
        raise _refused(text[:60] + "…", f"it is longer than {MAX_PATH_BYTES} bytes")
    if unicodedata.normalize("NFC", text) != text:
        raise _refused(text, "it is not in Unicode normal form C")
    if _CONTROL.search(text):
        raise _refused(ascii(text), "it holds a control character")
    if "\\" in text:
        raise _refused(text, "it holds a backslash")
    if _INVISIBLE.search(text):
        raise _refused(ascii(text), "it holds an invisible character")


def _check_name(name: str, text: str) -> None:
    if name in ("", ".", ".."):
        raise _refused(text, "a folder name in it is empty, `.` or `..`")
    if len(name.encode("utf-8")) > MAX_NAME_BYTES:
        raise _refused(name[:60] + "…", f"a name in it is longer than {MAX_NAME_BYTES} bytes")
    if bad := _FORBIDDEN.intersection(name):
        raise _refused(text, f"it holds {min(bad)!r}, which not every system allows")
    if name[-1] in " ." or name[0] in " -~":
        raise _refused(text, f"the name {name!r} begins or ends with a character that not every system allows")
    folded = _fold(name)
    if folded in (".", "..") or "/" in folded or "\\" in folded:
        raise _refused(text, f"the name {name!r} reads as another path")
    bare = folded.rstrip(" .")
    if bare in _GIT_NAMES or _SHORT_NAMES.match(bare):
        raise _refused(text, f"the name {name!r} belongs to git")
    if _DEVICES.match(bare.split(".", 1)[0].rstrip(" ")):
        raise _refused(text, f"the name {name!r} is reserved on Windows")


def _fold(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _refused(shown: str, reason: str) -> InvalidPath:
    return InvalidPath(f"The path {shown!r} cannot be used: {reason}. Choose another name.")
