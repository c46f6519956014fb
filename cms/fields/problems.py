"""What is wrong with a value, in the words a person reads."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from cms.config import Field

__all__ = ["Path", "Problem", "in_sentence", "missing", "plural"]

Path = tuple[str | int, ...]


class Problem(Struct, frozen=True):
    """One thing wrong with the value at `path` (keys, and indexes from 0 in the values that were parsed).

    An error stops publishing; a warning does not. `label` is the field's label.
    """

    path: Path
    message: str
    severity: Literal["error", "warning"] = "error"
    label: str = ""
    code: str = ""


def missing(field: Field, noun: str) -> str:
    """The words for a required field that holds nothing."""
    return f"{field.label} is missing. Every {noun} needs one."


def in_sentence(label: str) -> str:
    """A label inside a sentence: its first letter small, unless the label is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def plural(count: int | float, one: str, many: str = "") -> str:
    """`1 item`, `2 items`."""
    return f"{count} {one if count == 1 else many or one + 's'}"
