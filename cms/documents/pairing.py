"""Which old item of a list each new one comes from."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from difflib import SequenceMatcher

from cms.syntax import Value, same

__all__ = ["edited_in_place", "fingerprint", "pair_items"]

_MAX_MATCHED = 2_000  # items between those that are the same at both ends; matching runs takes their square


def edited_in_place(old: list[Value], wanted: list[Value]) -> bool:
    """Whether items were edited where they stand, rather than moved."""
    first, second = [*map(fingerprint, old)], [*map(fingerprint, wanted)]
    changed = [place for place, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    return len(changed) == 1 or {first[place] for place in changed}.isdisjoint(second)


def pair_items(old: list[Value], wanted: list[Value]) -> tuple[dict[int, int], list[int]]:
    """Which old item each wanted one comes from, and the old ones that are left.

    Longest common run first, so that inserting and removing stay local; then equal items that moved; then, for
    mappings, the nearest one that shares a value, so that an edited item keeps its comments and unknown keys.
    """
    first, second = [*map(fingerprint, old)], [*map(fingerprint, wanted)]
    kept: dict[int, int] = {}
    for start, new_start, size in _runs(first, second):
        kept.update((new_start + step, start + step) for step in range(size))
    _pair_moved(first, second, kept)
    free = sorted(set(range(len(old))) - set(kept.values()))
    for position, value in enumerate(wanted):
        if position in kept or not free or not isinstance(value, dict):
            continue
        near = [place for place in free if _alike(old[place], value)]
        if near:
            _, kept[position] = min((abs(place - position), place) for place in near)
            free.remove(kept[position])
    return kept, free


def fingerprint(value: Value) -> str:
    """A text that is equal for equal values of one type."""
    return f"{type(value).__name__}:{json.dumps(value, sort_keys=True, default=str)}"


def _runs(first: list[str], second: list[str]) -> list[tuple[int, int, int]]:
    head = _common(first, second)
    tail = min(_common(first[::-1], second[::-1]), len(first) - head, len(second) - head)
    runs = [(0, 0, head), (len(first) - tail, len(second) - tail, tail)]
    middle, new_middle = first[head : len(first) - tail], second[head : len(second) - tail]
    if max(len(middle), len(new_middle)) <= _MAX_MATCHED:
        matcher = SequenceMatcher(None, middle, new_middle, autojunk=False)
        runs += [(block.a + head, block.b + head, block.size) for block in matcher.get_matching_blocks()]
    return runs


def _common(first: list[str], second: list[str]) -> int:
    count = 0
    while count < min(len(first), len(second)) and first[count] == second[count]:
        count += 1
    return count


def _pair_moved(first: list[str], second: list[str], kept: dict[int, int]) -> None:
    taken = set(kept.values())
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for place, mark in enumerate(first):
        if place not in taken:
            places[mark].append(place)
    for position, mark in enumerate(second):
        if position not in kept and places[mark]:
            kept[position] = places[mark].popleft()


def _alike(old: Value, new: dict[str, Value]) -> bool:
    return isinstance(old, dict) and any(key in new and same(value, new[key]) for key, value in old.items())
