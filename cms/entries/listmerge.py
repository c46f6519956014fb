"""Three-way comparison of lists by item: which stretches stand, and which both sides changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from cms.syntax import Value

__all__ = ["Stretch", "doubled", "item_key", "stretches"]

MAX_PAIRS = 1_000_000  # SequenceMatcher is quadratic; longer lists are compared as a whole


class Stretch(Struct, frozen=True):
    """A run of items in each version. `settled` is what it becomes, or None if both sides changed it differently."""

    base: Sequence[Value]
    ours: Sequence[Value]
    theirs: Sequence[Value]
    settled: Sequence[Value] | None


def stretches(base: Sequence[Value], ours: Sequence[Value], theirs: Sequence[Value]) -> list[Stretch] | None:
    """The lists cut into stretches, in order; None when they are too long to compare.

    Changes that touch, with no untouched item between them, are one stretch.
    """
    if len(base) * max(len(ours), len(theirs)) > MAX_PAIRS:
        return None
    keys = [list(map(item_key, side)) for side in (base, ours, theirs)]
    found = []
    for (b0, b1), (o0, o1), (t0, t1) in _spans(*keys):
        settled: Sequence[Value] | None = None
        if keys[1][o0:o1] in (keys[0][b0:b1], keys[2][t0:t1]):
            settled = theirs[t0:t1]
        elif keys[2][t0:t1] == keys[0][b0:b1]:
            settled = ours[o0:o1]
        found.append(Stretch(base[b0:b1], ours[o0:o1], theirs[t0:t1], settled))
    return found


def doubled(merged: Sequence[Value], *sides: Sequence[Value]) -> bool:
    """Whether an item stands in the result more often than in any version: both sides moved or added the same one."""
    counts = [Counter(map(item_key, side)) for side in sides]
    for key, number in Counter(map(item_key, merged)).items():
        if number > max(count[key] for count in counts) > 0:
            return True
    return False


def item_key(value: Value) -> Hashable:
    """A hashable that is equal exactly for values that are `same`."""
    if isinstance(value, dict):
        return "map", frozenset((key, item_key(item)) for key, item in value.items())
    if isinstance(value, list):
        return "list", tuple(map(item_key, value))
    if isinstance(value, float) and value != value:
        return "nan"
    return type(value).__name__, value


def _spans(
    base: Sequence[Hashable], ours: Sequence[Hashable], theirs: Sequence[Hashable]
) -> Iterator[tuple[tuple[int, int], tuple[int, int], tuple[int, int]]]:
    """Spans in base, ours and theirs: the runs that all three share, and what lies between them."""
    mine, yours = _partners(base, ours), _partners(base, theirs)
    at = (0, 0, 0)
    place = 0
    while place < len(base):
        if place not in mine or place not in yours:
            place += 1
            continue
        if at != (place, mine[place], yours[place]):
            yield (at[0], place), (at[1], mine[place]), (at[2], yours[place])
        yield (place, place + 1), (mine[place], mine[place] + 1), (yours[place], yours[place] + 1)
        at = (place + 1, mine[place] + 1, yours[place] + 1)
        place += 1
    if at != (len(base), len(ours), len(theirs)):
        yield (at[0], len(base)), (at[1], len(ours)), (at[2], len(theirs))


def _partners(base: Sequence[Hashable], side: Sequence[Hashable]) -> dict[int, int]:
    """Place in the base → place in the side, for items that stayed."""
    matcher = SequenceMatcher(None, base, side, autojunk=False)
    return {here + step: there + step for here, there, size in matcher.get_matching_blocks() for step in range(size)}
