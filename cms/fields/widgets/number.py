"""`number`: whole numbers, or decimals with `value_type: float`; Sveltia's `int/string`, `float/string` store text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cms.config import ABSENT, Field
from cms.errors import InvalidInput
from cms.fields.context import FieldContext
from cms.fields.hints import hint_parts
from cms.fields.problems import Path, Problem
from cms.fields.values import Held, scalar_text
from cms.fields.widget import Checking, TextWidget, emptied, number_option, text_option
from cms.syntax import Value

__all__ = ["NumberWidget"]

MAX_DIGITS = 300
_WHOLE = re.compile(r"[-+]?[0-9]+\Z")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?\Z")
_HTML = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?\Z")


class NumberWidget(TextWidget):
    """A number input, or a plain one when the present text is not a number a browser would keep."""

    template = "number"
    short = True

    def default(self, field: Field, path: Path, context: FieldContext) -> Held:
        return ABSENT if field.default == "" or field.default is None else super().default(field, path, context)

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        typed = text.strip()
        if not typed:
            return emptied(self, field, present)
        if len(typed) > MAX_DIGITS or not _DECIMAL.match(typed):
            raise InvalidInput(f"{field.label} is not a number: {typed[:40]!r}. Write digits, as in 12 or 12.5.")
        kind = text_option(field, "value_type")
        if kind in ("int/string", "float/string"):
            return typed
        if _WHOLE.match(typed):
            return int(typed)
        return self._decimal(field, typed, kind, present)

    def look(self, field: Field, present: Held, text: str) -> dict[str, Any]:
        kind = text_option(field, "value_type")
        decimals = kind.startswith("float") or isinstance(present, float)
        usable = not text or (bool(_HTML.match(text)) and len(text) < 300)
        step = scalar_text(field.options.get("step")) if number_option(field, "step") else "any" if decimals else "1"
        return {
            "input_type": "number" if usable else "text",
            "input_mode": "decimal" if decimals else "numeric",
            "step": step,
            "min": _bound(number_option(field, "min")),
            "max": _bound(number_option(field, "max")),
            "before_parts": hint_parts(text_option(field, "before_input")),
            "after_parts": hint_parts(text_option(field, "after_input")),
        }

    def check(self, field: Field, value: Value, path: Path, checking: Checking) -> Iterator[Problem]:
        text = scalar_text(value)
        if isinstance(value, bool) or not _DECIMAL.match(text):
            words = f"{field.label} holds {text[:40]!r}, which is not a number. It is kept as it is."
            yield Problem(path, words, "warning", field.label, "misfit")
        elif field.pattern is None:  # as in Decap, a pattern takes the place of the bounds
            yield from _bounds(field, float(text), path)

    def _decimal(self, field: Field, typed: str, kind: str, present: Held) -> Value:
        number = float(typed)
        if number in (float("inf"), float("-inf")):
            raise InvalidInput(f"{field.label} is too large a number: {typed[:40]}.")
        if kind == "float" or (not kind and isinstance(present, float)):
            return number
        if number.is_integer():
            return int(number)
        raise InvalidInput(f"{field.label} takes a whole number, not {typed}.")


def _bound(value: float | int | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else str(value)


def _bounds(field: Field, number: float, path: Path) -> Iterator[Problem]:
    low, high = number_option(field, "min"), number_option(field, "max")
    if low is not None and high is not None and not low <= number <= high:
        words = f"{field.label} must be between {_bound(low)} and {_bound(high)}."
        yield Problem(path, words, "error", field.label, "range")
    elif low is not None and number < low:
        yield Problem(path, f"{field.label} must be at least {_bound(low)}.", "error", field.label, "range")
    elif high is not None and number > high:
        yield Problem(path, f"{field.label} must be at most {_bound(high)}.", "error", field.label, "range")
