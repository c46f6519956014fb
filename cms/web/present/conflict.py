"""Two versions side by side, with what each of them changed by the word."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from cms.config import Absent
from cms.documents import word_diff
from cms.entries import FieldConflict, Merge
from cms.syntax import Timestamp, Value
from cms.web.present.words import count_of, listed

__all__ = ["Clash", "ConflictView", "Piece", "conflict_view"]

SHORT = 120  # characters up to which a text is set like a title


class Piece(Struct, frozen=True):
    """A run of text: `same`, `added` or `removed`."""

    kind: str
    text: str


class Clash(Struct, frozen=True):
    """One field that both changed. `choice` is what was chosen so far; `both` whether the two texts may be joined."""

    name: str
    id: str
    label: str
    before: str
    ours: tuple[Piece, ...]
    theirs: tuple[Piece, ...]
    short: bool
    both: bool
    choice: str
    own: str


class ConflictView(Struct, frozen=True):
    clashes: tuple[Clash, ...]
    joined: tuple[tuple[str, str], ...]  # label, and whose text it is: ours, theirs or both
    left: int
    lead: str


def conflict_view(merge: Merge, *, choices: Mapping[str, str], own: Mapping[str, str]) -> ConflictView:
    """What the page of two versions shows. Nothing is chosen beforehand; earlier choices stay."""
    clashes = tuple(_clash(item, number, choices, own) for number, item in enumerate(merge.conflicts))
    joined = tuple((item.label, item.whose) for item in merge.joined)
    left = sum(not clash.choice for clash in clashes)
    rest = "everything else has been joined" if joined else "nothing else was touched"
    return ConflictView(clashes, joined, left, f"Both versions change {_labels(clashes)}. Choose what to keep; {rest}.")


def _clash(conflict: FieldConflict, number: int, choices: Mapping[str, str], own: Mapping[str, str]) -> Clash:
    name = conflict.name
    before, ours, theirs = (_words(value) for value in (conflict.base, conflict.ours, conflict.theirs))
    texts = isinstance(conflict.ours, str) and isinstance(conflict.theirs, str)
    chosen = choices.get(name, "")
    return Clash(
        name=name,
        id=f"clash-{number}",
        label=conflict.label,
        before=before if len(before) <= SHORT else "",
        ours=_pieces(before, ours),
        theirs=_pieces(before, theirs),
        short=max(len(ours), len(theirs)) <= SHORT,
        both=texts,
        choice=chosen if chosen != "both" or texts else "",
        own=own.get(name, ours),
    )


def _pieces(before: str, after: str) -> tuple[Piece, ...]:
    return tuple(Piece(part.kind, part.text) for part in word_diff(before, after))


def _words(value: Value | Absent) -> str:
    if value is None or isinstance(value, Absent):
        return "Nothing"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Timestamp):
        return str(value)
    if isinstance(value, list):
        return "\n".join(f"• {_words(item)}" for item in value) or "Nothing"
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_words(item)}" for key, item in value.items()) or "Nothing"
    return str(value)


def _labels(clashes: tuple[Clash, ...]) -> str:
    if len(clashes) <= 3:
        return listed([clash.label for clash in clashes])
    return count_of(len(clashes), "field")
