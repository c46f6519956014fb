"""Regular expressions as configurations write them."""

from __future__ import annotations

import re

from cms.config.model import Position
from cms.config.notes import Notes
from cms.syntax.patterns import can_run

__all__ = ["read_expression", "says_if_it_cannot_run"]

_FLAGGED = re.compile(r"/(?P<regexp>.+)/(?P<flags>[a-z]+)\Z", re.DOTALL)


def read_expression(written: str) -> tuple[str, bool]:
    """The expression, and whether small and capital letters are the same to it.

    Sveltia's `/regexp/flags` is read only with flags, for Decap takes slashes as such.
    """
    flagged = _FLAGGED.match(written)
    if flagged is None:
        return written, False
    inline = "".join(flag for flag in "ms" if flag in flagged["flags"])
    return (f"(?{inline})" if inline else "") + flagged["regexp"], "i" in flagged["flags"]


def says_if_it_cannot_run(notes: Notes, regexp: str, effect: str, where: str, position: Position) -> bool:
    """Whether Quire cannot look for an expression; it is said then, with what becomes of it."""
    if can_run(regexp):
        return False
    message = f"Quire cannot run the pattern `{regexp}` (looking around, referring back, or no expression at all)"
    notes.warn("pattern-not-run", f"{message}; {effect}", where, position)
    return True
