"""Replacing spans of a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["CannotSplice", "Splice", "apply_splices"]


class CannotSplice(Exception):
    """This way of editing would damage something; the caller tries the next one."""


class Splice(NamedTuple):
    """Put `text` in place of the characters from `start` up to `end`."""

    start: int
    end: int
    text: str


def apply_splices(text: str, splices: Iterable[Splice], start: int = 0, end: int | None = None) -> str:
    """The part of `text` from `start` to `end` with the splices done. Raises CannotSplice if two overlap."""
    parts: list[str] = []
    place = start
    for splice in sorted(splices, key=lambda item: (item.start, item.end)):
        if splice.start < place:
            raise CannotSplice("two changes overlap")
        parts += (text[place : splice.start], splice.text)
        place = splice.end
    return "".join(parts) + text[place : len(text) if end is None else end]
