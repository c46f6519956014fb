"""`map`: a place as text, a GeoJSON geometry with `decimals` places."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cms.config import Field
from cms.errors import InvalidInput
from cms.fields.context import FieldContext
from cms.fields.problems import Path, Problem
from cms.fields.values import Held, scalar_text
from cms.fields.widget import Checking, TextWidget, emptied, text_option
from cms.syntax import Value

__all__ = ["MapWidget"]

MAX_TEXT = 100_000


class MapWidget(TextWidget):
    """A text area with the geometry's source."""

    lines = True
    template = "map"

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        typed = text.strip()
        if not typed:
            return emptied(self, field, present)
        wrong = _wrong(field, typed)
        if wrong:
            raise InvalidInput(wrong)
        return typed

    def look(self, field: Field, present: Held, text: str) -> dict[str, Any]:
        return {"rows": 3, "extra": _kind(field)}

    def check(self, field: Field, value: Value, path: Path, checking: Checking) -> Iterator[Problem]:
        wrong = _wrong(field, scalar_text(value))
        if wrong:
            yield Problem(path, f"{wrong} It is kept as it is.", "warning", field.label, "misfit")

    def summary(self, field: Field, value: Value) -> str:
        try:
            found = json.loads(scalar_text(value)[:MAX_TEXT])
        except (ValueError, RecursionError):
            return ""
        place = found.get("coordinates") if isinstance(found, dict) else None
        if isinstance(place, list) and all(isinstance(part, int | float) for part in place):
            return ", ".join(str(part) for part in place)
        return _kind(field)


def _kind(field: Field) -> str:
    return text_option(field, "type") or "Point"


def _wrong(field: Field, text: str) -> str:
    kind = _kind(field)
    words = f'{field.label} is not a place. Write it as {{"type":"{kind}","coordinates":[10.75,59.91]}}.'
    if len(text) > MAX_TEXT:
        return words
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return words
    good = isinstance(found, dict) and found.get("type") == kind and isinstance(found.get("coordinates"), list)
    return "" if good else words
