"""Which old item of a list each new one comes from."""

from __future__ import annotations

import json
from difflib import SequenceMatcher

from cms.syntax import Value, same

__all__ = ["edited_in_place", "fingerprint", "pair_items"]


def edited_in_place(old: list[Value], wanted: list[Value]) -> bool:
    """Whether items were edited where they stand, rather than moved."""
    changed = [place for place, (a, b) in enumerate(zip(old, wanted, strict=True)) if not same(a, b)]
    moved = any(same(old[place], value) for place in changed for value in wanted)
    return len(changed) == 1 or not moved


def pair_items(old: list[Value], wanted: list[Value]) -> tuple[dict[int, int], list[int]]:
    """Which old item each wanted one comes from, and the old ones that are left.

    Longest common run first, so that inserting and removing stay local; then equal items that moved; then, for
    mappings, the nearest one that shares a value, so that an edited item keeps its comments and unknown keys.
    """
    first, second = [fingerprint(value) for value in old], [fingerprint(value) for value in wanted]
    kept: dict[int, int] = {}
    for block in SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks():
        kept.update((block.b + step, block.a + step) for step in range(block.size))
    free = sorted(set(range(len(old))) - set(kept.values()))
    for position, mark in enumerate(second):
        if position not in kept and (found := next((p for p in free if first[p] == mark), None)) is not None:
            kept[position] = found
            free.remove(found)
    for position, value in enumerate(wanted):
        if position in kept or not isinstance(value, dict):
            continue
        near = sorted((p for p in free if _alike(old[p], value)), key=lambda p: abs(p - position))
        if near:
            kept[position] = near[0]
            free.remove(near[0])
    return kept, free


def fingerprint(value: Value) -> str:
    """A text that is equal for equal values of one type."""
    return f"{type(value).__name__}:{json.dumps(value, sort_keys=True, default=str)}"


def _alike(old: Value, new: dict[str, Value]) -> bool:
    return isinstance(old, dict) and any(key in new and same(value, new[key]) for key, value in old.items())
