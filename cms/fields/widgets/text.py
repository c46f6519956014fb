"""`text`: several lines. Line ends stay as the value has them; nothing is trimmed or folded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cms.config import Field
from cms.fields.context import FieldContext
from cms.fields.forms import with_newlines_of
from cms.fields.problems import Path, Problem
from cms.fields.values import Held, scalar_text
from cms.fields.widget import Checking, TextWidget, emptied
from cms.fields.widgets.string import kept_kind, length_problems, lengths
from cms.syntax import Value

__all__ = ["TextAreaWidget"]


class TextAreaWidget(TextWidget):
    """A text area."""

    lines = True
    template = "text"

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        if not text:
            return emptied(self, field, present)
        return kept_kind(with_newlines_of(text, scalar_text(present)), present)

    def look(self, field: Field, present: Held, text: str) -> dict[str, Any]:
        return {"rows": min(max(text.count("\n") + 1, 3), 16), **lengths(field)}

    def check(self, field: Field, value: Value, path: Path, checking: Checking) -> Iterator[Problem]:
        return length_problems(field, scalar_text(value), path)

    def summary(self, field: Field, value: Value) -> str:
        return next((line.strip() for line in scalar_text(value).splitlines() if line.strip()), "")
