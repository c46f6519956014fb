"""Three-way merge of texts by lines, and the difference of two texts by words.

Lines are compared without their line ending. The result takes the line endings of `theirs`, the text that is in the
file now: a browser sends CRLF for every line of a text area, which is not a change anybody made. Whether the last line
ends with a newline is merged on its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from msgspec import Struct

__all__ = ["TextConflict", "TextMerge", "WordPart", "merge_text", "word_diff"]

MAX_LINES = 20_000  # a longer text is compared as a whole
MAX_TOKENS = 20_000  # words, spaces and signs of one side of a word difference
_MAX_PAIRS = 400_000  # SequenceMatcher is quadratic: a stretch without unique lines is at most this many pairs
_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
_TOKEN = re.compile(r"\s+|\w+(?:['’\-]\w+)*|[^\w\s]")


class TextConflict(Struct, frozen=True):
    """A stretch that both sides changed differently: its text in each version, and its first line in the base."""

    base: str
    ours: str
    theirs: str
    line: int  # counts from 1


class TextMerge(Struct, frozen=True):
    """`text` is the merged text, or None when there are conflicts."""

    text: str | None
    conflicts: tuple[TextConflict, ...] = ()


class WordPart(NamedTuple):
    """A run of text that both versions share, or that only the new (added) or the old one (removed) has."""

    kind: Literal["same", "added", "removed"]
    text: str


class _Hunk(NamedTuple):
    """Lines start:end of the base became lines new_start:new_end."""

    start: int
    end: int
    new_start: int
    new_end: int


class _Lines(Struct, frozen=True):
    text: str
    bare: tuple[str, ...]
    endings: tuple[str, ...]

    def slice(self, start: int, end: int) -> str:
        return "".join(
            line + ending for line, ending in zip(self.bare[start:end], self.endings[start:end], strict=True)
        )

    @property
    def closed(self) -> bool | None:
        """Whether the last line has a newline; None for an empty text."""
        return self.endings[-1] != "" if self.endings else None


def merge_text(base: str, ours: str, theirs: str) -> TextMerge:
    """What both sides changed since `base`, as one text in the line endings of `theirs`.

    A stretch that only one side changed takes that side; changes that touch, with no untouched line between them, are
    a conflict as in diff3, unless both sides wrote the same. Raises nothing.
    """
    if ours in (base, theirs):
        return TextMerge(theirs)
    sides = _lines(base), _lines(ours), _lines(theirs)
    if max(len(side.bare) for side in sides) > MAX_LINES:
        return _merge_whole(*sides)
    return _merge_lines(*sides)


def word_diff(old: str, new: str) -> tuple[WordPart, ...]:
    """How `old` became `new`, by words: the same and removed parts give `old`, the same and added ones `new`.

    Texts of more than 20,000 words and signs are shown as removed and added as a whole.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(before), len(after)) > MAX_TOKENS:
        before, after = [old], [new]
    parts: list[WordPart] = []
    place = 0
    for hunk in _hunks(before, after):
        parts.append(WordPart("same", "".join(before[place : hunk.start])))
        parts.append(WordPart("removed", "".join(before[hunk.start : hunk.end])))
        parts.append(WordPart("added", "".join(after[hunk.new_start : hunk.new_end])))
        place = hunk.end
    parts.append(WordPart("same", "".join(before[place:])))
    return tuple(part for part in parts if part.text)


def _lines(text: str) -> _Lines:
    found = [match.groups() for match in _LINE.finditer(text) if match.group()]
    return _Lines(text, tuple(line for line, _ in found), tuple(ending for _, ending in found))


def _merge_whole(base: _Lines, ours: _Lines, theirs: _Lines) -> TextMerge:
    if theirs.bare == base.bare:
        return TextMerge(_joined([(ours, 0, len(ours.bare))], base, ours, theirs))
    if ours.bare in (base.bare, theirs.bare):
        return TextMerge(_joined([(theirs, 0, len(theirs.bare))], base, ours, theirs))
    return TextMerge(None, (TextConflict(base.text, ours.text, theirs.text, 1),))


def _merge_lines(base: _Lines, ours: _Lines, theirs: _Lines) -> TextMerge:
    pieces: list[tuple[_Lines, int, int]] = []
    conflicts: list[TextConflict] = []
    their_place = 0
    for span, mine, yours in _groups(_hunks(base.bare, ours.bare), _hunks(base.bare, theirs.bare)):
        pieces.append((theirs, their_place, yours[0]))
        their_place = yours[1]
        before, left, right = base.bare[slice(*span)], ours.bare[slice(*mine)], theirs.bare[slice(*yours)]
        if left in (before, right):
            pieces.append((theirs, *yours))
        elif right == before:
            pieces.append((ours, *mine))
        else:
            conflicts.append(TextConflict(base.slice(*span), ours.slice(*mine), theirs.slice(*yours), span[0] + 1))
    if conflicts:
        return TextMerge(None, tuple(conflicts))
    pieces.append((theirs, their_place, len(theirs.bare)))
    return TextMerge(_joined(pieces, base, ours, theirs))


def _joined(pieces: Sequence[tuple[_Lines, int, int]], base: _Lines, ours: _Lines, theirs: _Lines) -> str:
    """The pieces as one text. Lines of ours take the line ending of theirs, where theirs has but one kind."""
    kinds = {ending for ending in theirs.endings if ending}
    only = kinds.pop() if len(kinds) == 1 else ""
    spare = only or next((ending for side in (theirs, base, ours) for ending in side.endings if ending), "\n")
    lines: list[tuple[str, str]] = []
    for side, start, end in pieces:
        for line, ending in zip(side.bare[start:end], side.endings[start:end], strict=True):
            lines.append((line, (only if side is ours else "") or ending or spare))
    closed = ours.closed if theirs.closed == base.closed else theirs.closed
    text = "".join(line + ending for line, ending in lines)
    return text if closed is not False or not lines else text.removesuffix(lines[-1][1])


def _groups(
    ours: Sequence[_Hunk], theirs: Sequence[_Hunk]
) -> Iterator[tuple[tuple[int, int], tuple[int, int], tuple[int, int]]]:
    """The changes of both sides, those that touch taken together: spans in the base, in ours and in theirs."""
    left, right = list(reversed(ours)), list(reversed(theirs))
    mine = yours = 0  # how far the side's line numbers are ahead of the base's
    while left or right:
        start = min(side[-1].start for side in (left, right) if side)
        end, my_shift, your_shift = start, mine, yours
        while side := next((side for side in (left, right) if side and side[-1].start <= end), None):
            hunk = side.pop()
            end = max(end, hunk.end)
            if side is left:
                my_shift = hunk.new_end - hunk.end
            else:
                your_shift = hunk.new_end - hunk.end
        yield (start, end), (start + mine, end + my_shift), (start + yours, end + your_shift)
        mine, yours = my_shift, your_shift


def _hunks(old: Sequence[str], new: Sequence[str]) -> list[_Hunk]:
    """The changed stretches, in order, at least one unchanged item between any two."""
    hunks: list[_Hunk] = []
    at_old = at_new = 0
    for here, there, size in [*_matches(old, new), (len(old), len(new), 0)]:
        if (at_old, at_new) != (here, there):
            hunks.append(_Hunk(at_old, here, at_new, there))
        at_old, at_new = here + size, there + size
    return hunks


def _matches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Stretches that stay: the common head and tail, items unique on both sides, and what lies between by difflib."""
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    end_old, end_new = len(old) - tail, len(new) - tail
    yield 0, 0, head
    at_old = at_new = head
    for here, there in [*_anchors(old, new, head, end_old, end_new), (end_old, end_new)]:
        yield from _between(old, new, (at_old, here), (at_new, there))
        yield here, there, 1 if here < end_old else tail
        at_old, at_new = here + 1, there + 1


def _between(
    old: Sequence[str], new: Sequence[str], span: tuple[int, int], new_span: tuple[int, int]
) -> Iterator[tuple[int, int, int]]:
    size, new_size = span[1] - span[0], new_span[1] - new_span[0]
    if 0 < size * new_size <= _MAX_PAIRS:
        matcher = SequenceMatcher(None, old[slice(*span)], new[slice(*new_span)], autojunk=False)
        for here, there, length in matcher.get_matching_blocks():
            if length:
                yield span[0] + here, new_span[0] + there, length


def _anchors(old: Sequence[str], new: Sequence[str], start: int, end_old: int, end_new: int) -> list[tuple[int, int]]:
    """The longest rising run of items that stand exactly once on each side (patience difference)."""
    counts, new_counts = Counter(old[start:end_old]), Counter(new[start:end_new])
    where = {item: i for i, item in enumerate(new[start:end_new], start) if new_counts[item] == 1}
    pairs = [
        (i, where[item]) for i, item in enumerate(old[start:end_old], start) if counts[item] == 1 and item in where
    ]
    ends: list[int] = []  # the smallest last place of a run of each length
    lengths: list[int] = []
    for _, there in pairs:
        lengths.append(bisect_left(ends, there))
        ends[lengths[-1] : lengths[-1] + 1] = [there]
    return _longest(pairs, lengths, len(ends))


def _longest(pairs: Sequence[tuple[int, int]], lengths: Sequence[int], wanted: int) -> list[tuple[int, int]]:
    run: list[tuple[int, int]] = []
    for pair, length in zip(reversed(pairs), reversed(lengths), strict=True):
        if length == wanted - 1:
            run.append(pair)
            wanted -= 1
    return run[::-1]
