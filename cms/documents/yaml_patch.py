"""Changing words inside a scalar that is spelt over several lines, without folding it anew."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

__all__ = ["patch_words"]

_TOKEN = re.compile(r"\w+|\s+|.", re.DOTALL)
MAX_TOKENS = 4000


def patch_words(source: str, old: str, new: str) -> str | None:
    """The spelling `source` of the value `old`, changed to spell `new`; None if the change touches a fold or an escape.

    The caller has to parse the result: this is a proposal.
    """
    before, spelt, after = _TOKEN.findall(old), _TOKEN.findall(source), _TOKEN.findall(new)
    if max(len(before), len(spelt), len(after)) > MAX_TOKENS:
        return None
    head = _common(before, after)
    tail = min(_common(before[::-1], after[::-1]), len(before) - head, len(after) - head)
    inserted = after[head : len(after) - tail]
    if any("\n" in token for token in inserted):
        return None
    matcher = SequenceMatcher(None, before, spelt, autojunk=False)
    places = [code[1:] for code in matcher.get_opcodes() if code[0] != "equal"]
    start, end = _span(places, before, head, len(before) - tail)
    if start is None or end is None or end < start:
        return None
    return "".join([*spelt[:start], *inserted, *spelt[end:]])


def _common(first: list[str], second: list[str]) -> int:
    count = 0
    while count < min(len(first), len(second)) and first[count] == second[count]:
        count += 1
    return count


def _span(
    places: list[tuple[int, int, int, int]], before: list[str], low: int, high: int
) -> tuple[int | None, int | None]:
    if low < high:
        return _place(places, low, right=True), _place(places, high, right=False)
    at_space = 0 < low < len(before) and before[low - 1].isspace()
    place = _place(places, low, right=at_space)
    return place, place


def _place(places: list[tuple[int, int, int, int]], index: int, *, right: bool) -> int | None:
    """Where token `index` of the value stands in its spelling; None inside a part that is spelt differently."""
    shift = 0
    for old_start, old_end, _, new_end in places:
        if old_start < index < old_end:
            return None
        if old_end < index or (old_end == index and (old_start < index or right)):
            shift = new_end - old_end
    return index + shift
