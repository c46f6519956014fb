"""Which items of two lists are the same one: of two versions of a list, or of one list in two languages."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

__all__ = ["Origins", "aligned", "origins_of"]

MAX_PAIRS = 1_000_000  # SequenceMatcher is quadratic; longer lists are compared by place

Path = tuple[str | int, ...]


class Origins(Struct, frozen=True):
    """Where the items of a form's lists come from, at a path of the values: the place that each had, None for new."""

    known: Mapping[Path, Sequence[int | None]] = field(default_factory=dict)
    path: Path = ()

    def inside(self, step: str | int) -> Origins:
        """The same at a field of a map, or at an item of a list."""
        return replace(self, path=(*self.path, step))

    def of(self, count: int, before: int) -> Sequence[int | None] | None:
        """Of a list of so many items that had `before`; None where no form told, or of another list."""
        found = self.known.get(self.path)
        if found is None or len(found) != count or any(each is not None and each >= before for each in found):
            return None
        return found


def origins_of(
    before: Sequence[tuple[Hashable, Hashable]], now: Sequence[tuple[Hashable, Hashable]]
) -> list[int | None]:
    """The place that each item had before. An item is given as a whole, and by what it is known by.

    An equal one, else one that is known by the same, else the one that stood between the same neighbours; of lists of
    one length what is left over in order.
    """
    found = aligned([whole for whole, _ in before], [whole for whole, _ in now], places=False)
    rest = [place for place in range(len(before)) if place not in found.values()]
    new = [place for place in range(len(now)) if place not in found]
    known = aligned([before[place][1] for place in rest], [now[place][1] for place in new], places=False)
    found |= {new[place]: rest[origin] for place, origin in known.items()}
    _fill_gaps(found, len(before), len(now))
    if len(before) == len(now):
        free = [place for place in range(len(before)) if place not in found.values()]
        found |= dict(zip((place for place in range(len(now)) if place not in found), free, strict=False))
    return [found.get(place) for place in range(len(now))]


def aligned(first: Sequence[Hashable], second: Sequence[Hashable], *, places: bool = True) -> dict[int, int]:
    """Place in the second → place in the first, of items with the same key, in order and then wherever they went.

    With `places` also of those that stand between the same neighbours, as many on both sides.
    """
    if len(first) * len(second) > MAX_PAIRS:
        return {place: place for place in range(min(len(first), len(second)))} if places else {}
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    found = {there + step: here + step for here, there, size in blocks for step in range(size)}
    free: dict[Hashable, list[int]] = {}
    for place in sorted(set(range(len(first))).difference(found.values())):
        free.setdefault(first[place], []).append(place)
    for place, key in enumerate(second):
        if place not in found and free.get(key):
            found[place] = free[key].pop(0)
    if places:
        _fill_gaps(found, len(first), len(second))
    return found


def _fill_gaps(found: dict[int, int], first: int, second: int) -> None:
    """Pair what lies between two neighbours that stand beside each other on both sides but for as many others."""
    fixed = [(-1, -1), *_rising(sorted(found.items())), (second, first)]
    taken = set(found.values())
    for (there, here), (there_end, here_end) in pairwise(fixed):
        new = [place for place in range(there + 1, there_end) if place not in found]
        old = [place for place in range(here + 1, here_end) if place not in taken]
        if len(new) == len(old):
            found |= dict(zip(new, old, strict=True))


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that stand in the same order on both sides, as read from the start; what was moved is left out."""
    kept: list[tuple[int, int]] = []
    for pair in pairs:
        if not kept or pair[1] > kept[-1][1]:
            kept.append(pair)
    return kept
