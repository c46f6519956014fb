"""Replacing spans of a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

__all__ = ["CannotSplice", "Splice", "apply_splices", "arrange", "usual_separator"]


class CannotSplice(Exception):
    """This way of editing would damage something; the caller tries the next one."""


class Splice(NamedTuple):
    """Put `text` in place of the characters from `start` up to `end`."""

    start: int
    end: int
    text: str


def apply_splices(text: str, splices: Iterable[Splice], start: int = 0, end: int | None = None) -> str:
    """The part of `text` from `start` to `end` with the splices done. Raises CannotSplice if two overlap."""
    parts: list[str] = []
    place = start
    for splice in sorted(splices, key=lambda item: (item.start, item.end)):
        if splice.start < place:
            raise CannotSplice("two changes overlap")
        parts += (text[place : splice.start], splice.text)
        place = splice.end
    return "".join(parts) + text[place : len(text) if end is None else end]


def arrange(spans: Sequence[tuple[int, int]], wanted: Sequence[tuple[int | None, str]], separator: str) -> list[Splice]:
    """Splices that turn items in brackets, at `spans`, into the wanted ones.

    Each wanted item is its text and the index of the span it comes from, None for a new one. As long as none moved,
    what stands between the items stays; new ones get `separator`, a comma with space. There is at least one span.
    """
    origins = [origin for origin, _ in wanted if origin is not None]
    if not origins or origins != sorted(origins):
        return [Splice(spans[0][0], spans[-1][1], separator.join(text for _, text in wanted))]
    splices = [Splice(*spans[origin], text) for origin, text in wanted if origin is not None]
    splices += _removals(spans, origins)
    last: int | None = None
    new: list[str] = []
    for origin, text in (*wanted, (len(spans), "")):
        if origin is None:
            new.append(text)
        elif new:
            splices.append(_insertion(spans, last, origins[0], new, separator))
            new = []
        last = last if origin is None else origin
    return splices


def usual_separator(text: str, opening: int, spans: Sequence[tuple[int, int]], default: str) -> str:
    """The comma and space between items: a line for each if the first has one of its own, else what is there most.

    `opening` is the place of the bracket, `default` for a single item.
    """
    before = re.search(r"\r?\n[ \t]*\Z", text[opening + 1 : spans[0][0]])
    if before:
        return "," + before[0]
    gaps = Counter(text[end:start] for (_, end), (start, _) in pairwise(spans))
    plain = [gap for gap, _ in gaps.most_common() if gap.strip() == ","]
    return plain[0] if plain else default


def _removals(spans: Sequence[tuple[int, int]], kept: list[int]) -> list[Splice]:
    splices = []
    for place in sorted(set(range(len(spans))) - set(kept)):
        if place > kept[-1]:  # behind the last that stays: the comma before it goes
            splices.append(Splice(spans[place - 1][1], spans[place][1], ""))
        else:
            splices.append(Splice(spans[place][0], spans[place + 1][0], ""))
    return splices


def _insertion(
    spans: Sequence[tuple[int, int]], after: int | None, first: int, new: list[str], separator: str
) -> Splice:
    if after is None:
        place = spans[first][0]
        return Splice(place, place, "".join(text + separator for text in new))
    place = spans[after][1]
    return Splice(place, place, "".join(separator + text for text in new))
