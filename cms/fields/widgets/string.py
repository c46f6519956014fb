"""`string`: one line of text. Sveltia's `type`, `prefix` and `suffix` (which are part of the value) included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cms.config import Field
from cms.fields.context import FieldContext
from cms.fields.forms import normal_newlines
from cms.fields.hints import hint_parts
from cms.fields.problems import Path, Problem, plural
from cms.fields.values import Held, scalar_text
from cms.fields.widget import Checking, TextWidget, emptied, number_option, text_option
from cms.syntax import Timestamp, Value, core_tag

__all__ = ["StringWidget", "kept_kind", "length_problems", "lengths"]

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_WEB = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|[/#?.])\S*\Z")


class StringWidget(TextWidget):
    """A text input; a text area when the present value has several lines, which an input would lose."""

    lines = True

    def text(self, field: Field, value: Held) -> str:
        text = scalar_text(value)
        prefix, suffix = text_option(field, "prefix"), text_option(field, "suffix")
        if len(text) >= len(prefix) + len(suffix) and text.startswith(prefix) and text.endswith(suffix):
            return text[len(prefix) : len(text) - len(suffix)]
        return text

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        trimmed = normal_newlines(text).strip()
        if not trimmed:
            return emptied(self, field, present)
        return kept_kind(self._with_affixes(field, trimmed), present)

    def look(self, field: Field, present: Held, text: str) -> dict[str, Any]:
        kind = text_option(field, "type")
        look: dict[str, Any] = {
            "input_type": kind if kind in ("url", "email") else "text",
            "prefix": text_option(field, "prefix"),
            "suffix": text_option(field, "suffix"),
            "before_parts": hint_parts(text_option(field, "before_input")),
            "after_parts": hint_parts(text_option(field, "after_input")),
            **lengths(field),
        }
        if look["input_type"] != "text" and text != text.strip():
            look["input_type"] = "text"  # browsers trim the others
        if "\n" in normal_newlines(text):
            look |= {"template": "text", "rows": min(text.count("\n") + 2, 12)}
        return look

    def check(self, field: Field, value: Value, path: Path, checking: Checking) -> Iterator[Problem]:
        text = scalar_text(value)
        yield from length_problems(field, text, path)
        kind = text_option(field, "type")
        if kind == "email" and not _ADDRESS.match(text):
            yield Problem(
                path, f"{field.label} is not an e-mail address. Write it as name@example.org.", "error", field.label
            )
        if kind == "url" and not _WEB.match(text):
            yield Problem(
                path, f"{field.label} is not a web address. Begin it with https:// or /.", "error", field.label
            )

    def _with_affixes(self, field: Field, text: str) -> str:
        prefix, suffix = text_option(field, "prefix"), text_option(field, "suffix")
        start = "" if text.startswith(prefix) else prefix
        return start + text + ("" if text.endswith(suffix) else suffix)


def kept_kind(text: str, present: Held) -> str:
    """The text as a Timestamp where an unquoted date replaces an unquoted date."""
    return Timestamp(text) if isinstance(present, Timestamp) and core_tag(text) == "timestamp" else text


def lengths(field: Field) -> dict[str, int | None]:
    """`minlength` and `maxlength` for a control."""
    low, high = number_option(field, "minlength"), number_option(field, "maxlength")
    return {"minlength": int(low) if low else None, "maxlength": int(high) if high else None}


def length_problems(field: Field, text: str, path: Path) -> Iterator[Problem]:
    """`minlength` and `maxlength`, counted as JavaScript counts: UTF-16 units."""
    size = len(text.encode("utf-16-le", "surrogatepass")) // 2
    bounds = lengths(field)
    if (low := bounds["minlength"]) is not None and size < low:
        words = f"{field.label} is too short: {plural(size, 'character')} of at least {low}."
        yield Problem(path, words, "error", field.label, "minlength")
    if (high := bounds["maxlength"]) is not None and size > high:
        words = f"{field.label} is too long: {plural(size, 'character')} of at most {high}."
        yield Problem(path, words, "error", field.label, "maxlength")
