"""What the loader has to say, collected while it goes on."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from cms.config.model import Diagnostic, Position, Severity

__all__ = ["Notes", "Template"]

MAX_NOTES = 1000
MAX_GUESSES = 300  # distinct misspelt names for which a nearest one is looked up; difflib is slow
MAX_GUESSED_LENGTH = 60
MAX_MESSAGE = 400


class Template(NamedTuple):
    """A template until the fields are known that its tags may name; see `cms.config.tags`."""

    kind: str
    text: str
    where: str
    position: Position
    target: str
    names: frozenset[str] | None


class Notes:
    """Collects diagnostics. The same thing said of the same place, as under an alias, is said once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, Position], Diagnostic] = {}
        self._remarks: dict[tuple[str, str], Diagnostic] = {}
        self._guesses: dict[tuple[str, int], str] = {}
        self.templates: list[Template] = []
        self.references: list[tuple[str, str, Position]] = []  # collections that relations name: name, where, place

    def error(self, code: str, message: str, where: str, position: Position) -> None:
        """Something Decap CMS would refuse, or that Quire must leave out."""
        self._say("error", code, message, where, position)

    def warn(self, code: str, message: str, where: str, position: Position) -> None:
        """Something that has no effect, or another one than was probably meant."""
        self._say("warning", code, message, where, position)

    def remark(self, code: str, message: str, where: str, position: Position) -> None:
        """Something that Quire honours in its own way, or has no use for; the same is said of its first place only."""
        if len(self._remarks) < MAX_NOTES:
            self._remarks.setdefault((code, message), Diagnostic("note", code, message, where, position))

    def remarks(self) -> tuple[Diagnostic, ...]:
        """All remarks, in the order of the file."""
        return _ordered(self._remarks.values())

    def guess(self, name: str, known: Iterable[str]) -> str:
        """`; did you mean …?` with the nearest known name, or nothing."""
        candidates = sorted(known)
        key = (name, hash(tuple(candidates)))
        if key not in self._guesses:
            if len(self._guesses) >= MAX_GUESSES or len(name) > MAX_GUESSED_LENGTH:
                return ""
            self._guesses[key] = _nearest(name, candidates)
        nearest = self._guesses[key]
        return f"; did you mean `{nearest}`?" if nearest else ""

    def all(self) -> tuple[Diagnostic, ...]:
        """Everything, in the order of the file."""
        return _ordered(self._found.values())

    def _say(self, severity: Severity, code: str, message: str, where: str, position: Position) -> None:
        message = message if len(message) <= MAX_MESSAGE else f"{message[:MAX_MESSAGE]}…"
        where = where if len(where) <= MAX_MESSAGE else f"{where[:MAX_MESSAGE]}…"
        key = (code, message, position)
        if key in self._found or len(self._found) > MAX_NOTES:
            return
        if len(self._found) == MAX_NOTES:
            severity, code, where = "error", "too-many", ""
            message = f"There are more than {MAX_NOTES:,} findings; the others are not shown."
        self._found[key] = Diagnostic(severity, code, message, where, position)


def _ordered(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(found, key=lambda item: (item.position.line, item.position.column)))


def _nearest(name: str, candidates: list[str]) -> str:
    folded = {candidate.lower(): candidate for candidate in candidates}
    found = get_close_matches(name.lower(), folded, n=1, cutoff=0.65)
    return folded[found[0]] if found else ""
