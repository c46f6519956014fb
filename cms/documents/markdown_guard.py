"""What is too much for Python-Markdown, told in linear time before it sees the text."""

from __future__ import annotations

import re

__all__ = ["MAX_BYTES", "is_heavy"]

MAX_BYTES = 256 * 1024
MAX_DEPTH = 100  # list levels and quotes
_MAX_SCAN = 2_000_000  # characters the renderer would walk through in search of closing brackets
_LIMITS = (  # patterns the renderer's time grows with, and how many of them a text may have
    (re.compile(r"\n"), 12_000),
    (re.compile(r"[\\`*_~<&\[]"), 20_000),
    (re.compile(r"!\[|\]\(|<[A-Za-z]"), 8_000),
    (re.compile(r"\n[ \t]*\n"), 6_000),
    (re.compile(r"^[ \t>]*(?:#|:|=+[ ]*$|-+[ ]*$|\*\[|\[)|\{", re.MULTILINE), 2_000),
)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_BRACKET = re.compile(r"\\.|\]\(|[\[\]()]|<!\[", re.DOTALL)
_CONTAINERS = re.compile(r"^(?:[ \t]*(?:>|(?:[*+-]|[0-9]{1,9}[.)])[ \t]))+", re.MULTILINE)
_CONTAINER = re.compile(r"[>*+.)-]")


def is_heavy(text: str) -> bool:
    """Whether the text is over 256 KiB, nested over 100 levels deep, or full of signs that cost time."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return True
    if any(_levels(match[0]) > MAX_DEPTH for match in _CONTAINERS.finditer(text)):
        return True
    if any(sum(1 for _ in pattern.finditer(text)) > most for pattern, most in _LIMITS):
        return True
    return sum(_scanned(paragraph) for paragraph in _PARAGRAPH.split(text)) > _MAX_SCAN


def _levels(opening: str) -> int:
    """How deep a line stands: the quotes and items it opens, and its indentation at two spaces a level."""
    bare = opening.expandtabs(4)
    return len(_CONTAINER.findall(bare)) + (len(bare) - len(bare.lstrip(" "))) // 2


def _scanned(paragraph: str) -> int:
    """How far all searches for closing brackets go together: to the match, or to the end of the paragraph."""
    square: list[int] = []
    round_: list[int] = []
    total = 0
    for match in _BRACKET.finditer(paragraph):
        sign, place = match[0], match.start()
        if sign in ("]", "](") and square:
            total += place - square.pop()
        if sign == "](":
            round_.append(place)
        elif sign == ")" and round_:
            total += place - round_.pop()
        elif sign in ("[", "<!["):
            square.append(place)
    return total + sum(len(paragraph) - place for place in (*square, *round_))
