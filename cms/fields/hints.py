"""Hints as runs of text: bold, italic, struck and links of Markdown, and nothing else. Templates escape the parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cms.fields.controls import Part

__all__ = ["hint_parts"]

MAX_HINT = 4000
_MARKED = re.compile(
    r"\[(?P<label>[^\[\]]{1,300})\]\((?P<href>[^()\s]{1,1000})\)"
    r"|\*\*(?P<bold>[^*]{1,1000})\*\*|__(?P<bold2>[^_]{1,1000})__"
    r"|~~(?P<strike>[^~]{1,1000})~~"
    r"|\*(?P<italic>[^*\s][^*]{0,1000})\*|(?<![\w_])_(?P<italic2>[^_\s][^_]{0,1000})_(?![\w_])"
)
_SAFE = re.compile(r"(?:https?://|mailto:|/(?!/)|#|\.\.?/)", re.IGNORECASE)


def hint_parts(hint: str) -> tuple[Part, ...]:
    """The parts of a hint. A link whose address is not http(s), mailto or of this site is left as text."""
    return tuple(_parts(hint[:MAX_HINT]))


def _parts(text: str) -> Iterator[Part]:
    end = 0
    for found in _MARKED.finditer(text):
        part = _part(found)
        if part is None:
            continue
        if found.start() > end:
            yield Part(text[end : found.start()])
        yield part
        end = found.end()
    if end < len(text):
        yield Part(text[end:])


def _part(found: re.Match[str]) -> Part | None:
    groups = found.groupdict()
    if groups["label"] is not None:
        return Part(groups["label"], "link", groups["href"]) if _SAFE.match(groups["href"]) else None
    for name in ("bold", "bold2", "strike", "italic", "italic2"):
        if groups[name] is not None:
            return Part(groups[name], name.rstrip("2"))
    return None
