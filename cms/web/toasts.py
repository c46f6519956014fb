"""One sentence that the next page says once, with at most one thing to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import get_flashed_messages

__all__ = ["Toast", "next_toast"]

LONGEST = 400  # characters: a toast travels in a cookie


@dataclass(frozen=True, slots=True)
class Toast:
    """`undo` is the commit that its Undo button takes back; `forget` the page whose kept text is now published."""

    text: str
    name: str = ""
    undo: str = ""
    forget: str = ""

    def packed(self) -> dict[str, str]:
        """The toast as it travels to the next page."""
        return {"text": self.text[:LONGEST], "name": self.name[:LONGEST], "undo": self.undo, "forget": self.forget}


def next_toast() -> Toast | None:
    """The toast that the page before left, if any; the last one wins."""
    waiting = get_flashed_messages(category_filter=["toast"])
    packed = waiting[-1] if waiting else None
    if not isinstance(packed, Mapping):
        return None
    return Toast(*(str(packed.get(key, "")) for key in ("text", "name", "undo", "forget")))
