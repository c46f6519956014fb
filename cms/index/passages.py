"""The words of a search marked in a text, and the passage around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cms.index.model import Fragment
from cms.index.query import Term
from cms.index.words import CJK, fold_character, folded

__all__ = ["marked", "passage"]

LENGTH = 180  # characters of a passage
BEFORE = 50  # of them before the first word
MAX_SCANNED = 60_000  # characters of a text that are looked through
_MARKUP = re.compile(
    r"!?\[([^\]\n]*)\]\([^)\n]*\)|\{\{[<%]?[^}\n]*[>%]?\}\}|</?[A-Za-z][^>\n]*>"
    r"|^[ \t]*(?:#{1,6}|>|[-*+])[ \t]+|[*_`~]{1,3}",
    re.MULTILINE,
)


class _Place(NamedTuple):
    start: int
    end: int


def marked(text: str, terms: Sequence[Term]) -> tuple[Fragment, ...]:
    """A text in pieces, those that were searched for marked."""
    return tuple(_fragments(text, _places(text, terms), 0, len(text)))


def passage(texts: Sequence[str], terms: Sequence[Term]) -> tuple[Fragment, ...]:
    """A passage of the first text that holds any of the terms, without Markdown's signs; else the first one's start."""
    for text in texts:
        plain = _plain(text)
        if places := _places(plain, terms):
            return tuple(_cut(plain, places))
    return tuple(_cut(_plain(next(filter(None, texts), "")), []))


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub(lambda found: found[1] or "", text[:MAX_SCANNED]).split())


def _cut(text: str, places: list[_Place]) -> list[Fragment]:
    first = places[0].start if places else 0
    start = max(0, first - BEFORE)
    if start:
        space = text.find(" ", start, first)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + LENGTH)
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > first else end
    found = _fragments(text, places, start, end)
    before = [Fragment("… ", False)] if start else []
    after = [Fragment(" …", False)] if end < len(text) else []
    return [*before, *found, *after]


def _fragments(text: str, places: list[_Place], start: int, end: int) -> list[Fragment]:
    found: list[Fragment] = []
    done = start
    for place in places:
        if place.start < done or place.end > end:
            continue
        if place.start > done:
            found.append(Fragment(text[done : place.start], False))
        found.append(Fragment(text[place.start : place.end], True))
        done = place.end
    if done < end:
        found.append(Fragment(text[done:end], False))
    return found


def _places(text: str, terms: Sequence[Term]) -> list[_Place]:
    """Where terms stand, in order, not overlapping. Compared folded, as the index does."""
    patterns = [_pattern(term) for term in terms]
    if not patterns:
        return []
    scanned = text[:MAX_SCANNED]
    plain, origin = _folded_with_places(scanned)
    found = re.finditer("|".join(patterns), plain)
    if origin is None:
        return [_Place(match.start(), match.end()) for match in found]
    origin.append(len(scanned))  # accents that stand by themselves belong to the letter before
    return [_Place(origin[match.start()], max(origin[match.end() - 1] + 1, origin[match.end()])) for match in found]


def _pattern(term: Term) -> str:
    """A term as a pattern of the folded text: its words with anything but letters between them."""
    words = re.findall(r"\w+", folded(term.text))
    inner = r"\W+".join(map(re.escape, words))
    if re.search(f"[{CJK}]", term.text):
        return inner
    return rf"(?<!\w){inner}" + (r"\w*" if term.prefix else r"(?!\w)")


def _folded_with_places(text: str) -> tuple[str, list[int] | None]:
    """The folded text, and for each of its characters the place in the text it came from; None when they are equal."""
    if text.isascii():
        return text.lower(), None
    pieces: list[str] = []
    origin: list[int] = []
    for place, char in enumerate(text):
        piece = fold_character(char)
        pieces.append(piece)
        origin.extend([place] * len(piece))
    return "".join(pieces), origin
