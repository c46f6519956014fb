"""Trees with marks: places at which an entry surely begins, so that a wide folder is not read from its start.

An entry's name and its binary object id may hold the bytes of any other entry, so where one begins is known only from
where the one before it ends. A tree that is like another one, as after an edit, takes that one's marks over.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable

from msgspec import Struct

__all__ = ["FOLDERS", "Tree", "common_ends", "marked"]

FOLDERS = (b"40000 ", b"040000 ")  # how the entry of a folder begins; some old writers padded it
STEP = 1 << 13  # bytes between two marks at most, but for an edit or two
_PIECE = 1 << 20  # bytes that are compared at first
_ENTRIES = re.compile(rb"(?:[0-7]+ [^\0]+\0.{20})*+", re.DOTALL)  # whole ones: there is one way only to read them


class Tree(Struct, frozen=True):
    """A raw tree. `marks` begins with 0 and ends with its size."""

    data: bytes
    marks: tuple[int, ...]

    def around(self, name: bytes) -> tuple[int, int]:
        """Two marks between which the entry of a name begins, if there is one: git sorts the entries of a tree."""
        last = len(self.marks) - 1
        start = bisect_right(self.marks, name, 0, last, key=self._key_at)
        end = bisect_right(self.marks, name + b"/", start, last, key=self._key_at)
        return self.marks[max(start - 1, 0)], self.marks[end]

    def entry_at(self, position: int) -> int:
        """Where the entry begins in whose bytes a position lies; the size for the place after the last one.

        Raises ValueError for a damaged tree.
        """
        if position == len(self.data):
            return position
        mark = self.marks[bisect_right(self.marks, position) - 1]
        start = _read_on(self.data, mark, position)
        if self._end_of(start) <= position:
            raise ValueError("not a tree")
        return start

    def entry_from(self, position: int) -> int:
        """Where the first entry begins at a position or after it. Raises ValueError for a damaged tree."""
        start = self.entry_at(position)
        return start if start == position else self._end_of(start)

    def _key_at(self, start: int) -> bytes:
        """What the entry that begins there is sorted by: a folder as if its name ended in a slash."""
        name = self.data[self.data.index(b" ", start) + 1 : self.data.index(b"\0", start)]
        return name + b"/" if self.data.startswith(FOLDERS, start) else name

    def _end_of(self, start: int) -> int:
        return self.data.index(b"\0", start) + 21


def marked(data: bytes, like: Tree | None = None) -> Tree:
    """A tree with its marks, taken over from one that is `like` it as far as may be. Raises ValueError if damaged."""
    marks = _taken_over(data, like) if like is not None else None
    return Tree(data, tuple(marks or _marks(data, 0, len(data))))


def common_ends(old: bytes, new: bytes) -> tuple[int, int]:
    """How many bytes two texts have in common at their start, and at their end beyond that."""
    most, last, end = min(len(old), len(new)), len(old), len(new)
    view = memoryview(new)  # compared in place: nothing is copied
    start = _common(most, lambda at, size: old.startswith(view[at : at + size], at))
    same = _common(most - start, lambda at, size: old.startswith(view[end - at - size : end - at], last - at - size))
    return start, same


def _common(most: int, equal: Callable[[int, int], bool]) -> int:
    done, size = 0, _PIECE
    while size:
        while done + size <= most and equal(done, size):
            done += size
        size //= 2
    return done


def _taken_over(data: bytes, like: Tree) -> list[int] | None:
    """The marks of a tree by those of another one; None when after what differs the two are not read alike."""
    start, end = common_ends(like.data, data)
    moved = len(data) - len(like.data)
    before = like.marks[: bisect_right(like.marks, start)]
    after = [mark + moved for mark in like.marks[bisect_left(like.marks, len(like.data) - end) :]]
    try:
        between = _marks(data, before[-1], after[0])
    except ValueError:
        return None
    return [*before[:-1], *between, *after[1:]]


def _marks(data: bytes, start: int, end: int) -> list[int]:
    """The marks between two places, both of them included. Raises ValueError when no entry ends at `end`."""
    marks = [start]
    while start < end:
        read = _read_on(data, start, min(start + STEP, end))
        if read == start:
            raise ValueError("not a tree")
        marks.append(start := read)
    return marks


def _read_on(data: bytes, start: int, end: int) -> int:
    """Where the last entry ends that is read from `start` on and ends by `end`."""
    read = _ENTRIES.match(data, start, end)
    return start if read is None else read.end()
