"""The pictures that a text shows, in Markdown and in HTML; not those in its examples of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

__all__ = ["picture_tail", "pictures_in"]

MOST = 200  # of one text
_ENDINGS = frozenset(("avif", "bmp", "gif", "ico", "jpeg", "jpg", "png", "svg", "tif", "tiff", "webp"))
_MARKDOWN = re.compile(r"!\[[^\]\n]{0,500}\]\([ \t]*(?:<([^<>\n]{1,500})>|([^\s<>()]{1,500}))(?=[\s)])")
_HTML = re.compile(r"<img\s[^<>]{0,1000}?\bsrc=[\"']([^\"'<>\n]{1,500})[\"']", re.IGNORECASE)
_CODE = re.compile(r"`[^`\n]*`")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MADE = frozenset('{}$|\\*"')  # of templates and examples: no address is told before the site is built


def pictures_in(text: str) -> Iterator[str]:
    """The addresses of pictures within the site, as they are written; each once.

    Left out are those elsewhere (with a scheme or a host), those that templates make, and aliases of bundlers.
    """
    if "![" not in text and "<img" not in text.lower():
        return
    found: dict[str, None] = {}
    for line in _plain_lines(_COMMENT.sub("", text)):
        for match in (*_MARKDOWN.finditer(line), *_HTML.finditer(line)):
            address = next(filter(None, match.groups()), "").strip()
            if _is_own(address):
                found[address] = None
        if len(found) >= MOST:
            break
    yield from found


def picture_tail(address: str) -> str:
    """What a file's path has to end with for it to be the picture of an address, wherever the site has its root."""
    path = unquote(address.partition("#")[0].partition("?")[0])
    return "/".join(part for part in path.split("/") if part not in ("", ".", ".."))


def _plain_lines(text: str) -> Iterator[str]:
    """The lines that are no code. A line that is indented as code may be one of a list; it is left out, too."""
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark is not None and mark[1] == fence else fence
        elif mark is not None:
            fence = mark[1]
        elif not line.startswith(("    ", "\t")):
            yield _CODE.sub("", line) if "`" in line else line


def _is_own(address: str) -> bool:
    if not address or address[0] in "#@~" or address.startswith("//") or not _MADE.isdisjoint(address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.scheme and PurePosixPath(unquote(parts.path)).suffix.lstrip(".").lower() in _ENDINGS
