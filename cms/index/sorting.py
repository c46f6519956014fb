"""Keys that SQLite compares as a person would."""

from __future__ import annotations

import math
import re
from datetime import UTC
from typing import NamedTuple

from cms.fields import read_date
from cms.index.words import folded
from cms.syntax import Value

__all__ = ["NOTHING", "SortKey", "sort_key"]

MAX_KEY = 200  # characters of a text that are compared
MAX_FOLDED = 2 * MAX_KEY  # of its key: a single character can fold to eighteen
_MAX_DATE = 40  # no spelling of a date is longer
_DIGITS = re.compile(r"\d{1,30}")


class SortKey(NamedTuple):
    """Compared part by part: `rank` 0 for numbers and truth values, 1 for texts and dates, 2 for nothing."""

    rank: int
    number: float
    text: str


NOTHING = SortKey(2, 0.0, "")  # stands last, up and down


def sort_key(value: Value) -> SortKey | None:
    """The key of a value; None for what is missing, empty or no single value, which comes last.

    Numbers stand before texts, `Part 2` before `Part 10`, a date where its moment is, however it is spelt.
    """
    if value is None or value == "" or isinstance(value, (dict, list)):
        return None
    if isinstance(value, (bool, int, float)):
        return SortKey(0, _number(value), "")
    text = str(value)
    if len(text) <= _MAX_DATE and text[:1].isdigit() and (moment := _moment(text)):
        return SortKey(1, 0.0, moment)
    key = _DIGITS.sub(lambda match: match[0].zfill(12), folded(text[:MAX_KEY]))
    return SortKey(1, 0.0, key[:MAX_FOLDED])


def _number(value: float) -> float:
    try:
        number = float(value)
    except OverflowError:  # an integer of more than 308 digits
        return math.inf if value > 0 else -math.inf
    return -math.inf if math.isnan(number) else number


def _moment(text: str) -> str:
    try:
        moment = read_date(text)
        return moment.astimezone(UTC).isoformat() if moment is not None else ""
    except OverflowError:
        return ""
