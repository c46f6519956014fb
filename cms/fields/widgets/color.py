"""`color`: `#rrggbb`, or with `enable_alpha` Decap's `rgba(r, g, b, a)`. A colour in the file keeps its notation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cms.config import Field
from cms.fields.context import FieldContext
from cms.fields.problems import Path, Problem
from cms.fields.values import Held, scalar_text
from cms.fields.widget import Checking, TextWidget, emptied
from cms.syntax import Value

__all__ = ["ColorWidget"]

_HEX = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\Z", re.IGNORECASE)
_FUNCTION = re.compile(r"(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\([^()]{1,100}\)\Z", re.IGNORECASE)
_RGB = re.compile(r"rgba?\( *([0-9]{1,3}) *, *([0-9]{1,3}) *, *([0-9]{1,3}) *[,)]", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z]{3,30}\Z")


class ColorWidget(TextWidget):
    """A text input; the page's script sets a colour picker beside it."""

    template = "color"
    short = True

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        typed = text.strip()
        return _in_notation(field, typed, scalar_text(present)) if typed else emptied(self, field, present)

    def look(self, field: Field, present: Held, text: str) -> dict[str, Any]:
        return {"extra": _opaque(text)}

    def check(self, field: Field, value: Value, path: Path, checking: Checking) -> Iterator[Problem]:
        text = scalar_text(value)
        if not (_HEX.match(text) or _FUNCTION.match(text) or _NAME.match(text)):
            words = f"{field.label} is not a colour. Write it as #23509e."
            yield Problem(path, words, "error", field.label, "format")


def _opaque(text: str) -> str:
    """The colour as a picker can show it, `#rrggbb` without what lets light through; "" for other notations."""
    if _HEX.match(text):
        signs = text[1:] if len(text) > 5 else "".join(sign * 2 for sign in text[1:])
        return f"#{signs[:6].lower()}"
    parts = _RGB.match(text)
    return "#" + "".join(f"{min(int(part), 255):02x}" for part in parts.groups()) if parts else ""


def _in_notation(field: Field, typed: str, present: str) -> str:
    """Eight hexadecimal digits become Decap's `rgba(…)`, unless the file writes them so itself."""
    if (
        not field.dialect.writes_alpha_as_rgba
        or not re.fullmatch("#[0-9a-fA-F]{8}", typed)
        or re.fullmatch("#[0-9a-fA-F]{8}", present)
    ):
        return typed
    red, green, blue, alpha = (int(typed[start : start + 2], 16) for start in (1, 3, 5, 7))
    if alpha == 255:
        return typed[:7]
    share = f"{alpha / 255:.2f}".rstrip("0").rstrip(".") or "0"
    return f"rgba({red}, {green}, {blue}, {share})"
