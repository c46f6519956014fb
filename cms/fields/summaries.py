"""Values in words: for lists of entries, collapsed objects and the rows of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cms.config import Field
from cms.fields.lookup import lookup_in
from cms.fields.registry import widget_for
from cms.fields.template import render_template
from cms.fields.values import is_empty, scalar_text, shows_as_text
from cms.syntax import Value

__all__ = ["summarise", "summarise_item", "summarise_value"]

MAX_SUMMARY = 160
_NAMES = ("title", "name", "label", "headline", "heading", "header")
_DEPTH = 3


def summarise(field: Field, value: Value) -> str:
    """A field's value in a few words, as its widget says it: `Yes`, an option's label, `3 items`."""
    if is_empty(value):
        return ""
    widget = widget_for(field)
    text = widget.summary(field, value) if widget.fits(field, value) else ""
    return _cut(text or summarise_value(value))


def summarise_value(value: Value) -> str:
    """A value in a few words when no field describes it."""
    return _cut(", ".join(_words(value, _DEPTH)))


def summarise_item(field: Field, value: Value) -> str:
    """An object or an item of a list in one line: its `summary` template, else the first text it holds."""
    if not isinstance(value, Mapping):
        return summarise(field, value)
    if field.summary:
        return _cut(render_template(field.summary, lookup_in(value)).strip())
    names = sorted(field.fields, key=lambda inner: _rank(inner))
    for inner in names:
        if inner.widget not in ("hidden", "uuid", "boolean", "list", "object"):
            text = summarise(inner, value.get(inner.name))
            if text:
                return text
    return _first_text(field.fields, value)


def _rank(field: Field) -> int:
    return _NAMES.index(field.name) if field.name in _NAMES else len(_NAMES)


def _first_text(fields: Sequence[Field], value: Mapping[str, Value]) -> str:
    if not fields:
        return summarise_value(dict(value))
    return next((text for inner in fields if (text := summarise(inner, value.get(inner.name)))), "")


def _words(value: Value, depth: int) -> Iterator[str]:
    if isinstance(value, dict | list) and depth:
        for item in list(value.values() if isinstance(value, dict) else value)[:10]:
            yield from _words(item, depth - 1)
    elif shows_as_text(value) and not is_empty(value):
        yield scalar_text(value)


def _cut(text: str) -> str:
    line = " ".join(text[: MAX_SUMMARY * 4].split())
    return line if len(line) <= MAX_SUMMARY else line[: MAX_SUMMARY - 1].rstrip() + "…"
