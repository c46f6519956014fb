"""`file` and `image`: the public path of a file, or several of them as a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from cms.config import ABSENT, Field
from cms.fields.context import FieldContext
from cms.fields.controls import Control
from cms.fields.forms import FormData
from cms.fields.problems import Path, Problem
from cms.fields.values import Held, scalar_text, shows_as_line, shows_as_text
from cms.fields.widget import Building, Checking, Place, Reading, TextWidget, emptied, text_option
from cms.fields.widgets.list import ListWidget
from cms.syntax import Value

__all__ = ["FileWidget", "takes_several"]

_ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)


class _FilesWidget(ListWidget):
    """Several files: a list whose items are single ones."""

    def cleared(self, field: Field) -> Value:
        return None  # as Decap stores an emptied list of files


class FileWidget(TextWidget):
    """A picture or file, chosen from the library, uploaded, or by address. Removed: `''` where the key was."""

    template = "media"
    many = _FilesWidget()

    def cleared(self, field: Field) -> Value:
        return None if is_many(field, ABSENT) else ""

    def fits(self, field: Field, value: Held) -> bool:
        return self.many.fits(field, value) if is_many(field, value) and not _single(value) else shows_as_line(value)

    def sent(self, field: Field, name: str, form: FormData) -> bool:
        return name in form or self.many.sent(field, name, form)

    def parse(self, field: Field, present: Held, place: Place, reading: Reading) -> Held:
        if self.many.sent(field, place.name, reading.form):
            return self._parse_many(field, present, place, reading)
        if f"{place.name}!remove" in reading.form:
            return emptied(self, field, present)
        return super().parse(field, present, place, reading)

    def control(self, field: Field, present: Held, place: Place, building: Building) -> Control:
        sent = building.form is not None and self.many.sent(field, place.name, building.form)
        if sent or (is_many(field, present) and not (building.form is not None and place.name in building.form)):
            return self.many.control(field, _as_list(present), place, building)
        return super().control(field, present, place, building)

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        words = text.strip()
        if is_many(field, present) and words:
            return [word.strip() for word in words.split(",") if word.strip()]
        return words if words else emptied(self, field, present)

    def text(self, field: Field, value: Held) -> str:
        return ", ".join(map(scalar_text, value)) if isinstance(value, list) else scalar_text(value)

    def look(self, field: Field, present: Held, text: str) -> dict[str, Any]:
        accept = text_option(field, "accept") or ("image/*" if field.widget == "image" else "")
        return {
            "accept": accept,
            "choose_url": _may_be_typed(field),
            "select_folder": field.options.get("select_folder") is True,
            "host": _host(text),
        }

    def check(self, field: Field, value: Value, path: Path, checking: Checking) -> Iterator[Problem]:
        return self.many.check(field, value, path, checking) if isinstance(value, list) else iter(())

    def summary(self, field: Field, value: Value) -> str:
        names = value if isinstance(value, list) else [value]
        return ", ".join(scalar_text(name).rsplit("/", 1)[-1] for name in names if shows_as_text(name))

    def _parse_many(self, field: Field, present: Held, place: Place, reading: Reading) -> Held:
        if not _single(present):
            return self.many.parse(field, present, place, reading)
        held = _as_list(present)
        value = self.many.parse(field, held, place, reading)
        return present if value is held else value


def takes_several(field: Field) -> bool:
    """Whether the field is for several files: `multiple`, its own or its library's, unless `allow_multiple` is off."""
    libraries = [field.options.get("media_library"), _in(field.options.get("media_libraries"), "default")]
    says_no = [field.options.get("allow_multiple"), *(_in(library, "allow_multiple") for library in libraries)]
    if any(value is False for value in says_no):
        return False
    says_yes = [field.options.get("multiple")]
    says_yes += [_in(inner, "multiple") for each in libraries for inner in (each, _in(each, "config"))]
    return any(value is True for value in says_yes)


def is_many(field: Field, value: Held) -> bool:
    """Whether the field holds a list of files: it is for several, or the present value is a list."""
    return isinstance(value, list) or takes_several(field)


def _may_be_typed(field: Field) -> bool:
    """`choose_url`, of the field or as old examples have it in its `media_library`."""
    return field.options.get("choose_url", _in(field.options.get("media_library"), "choose_url")) is not False


def _host(text: str) -> str:
    """The host of an address on another site; "" for a path of this one."""
    if not _ELSEWHERE.match(text):
        return ""
    try:
        return urlsplit(text).hostname or ""
    except ValueError:
        return ""


def _in(options: Value, name: str) -> Value:
    return options.get(name) if isinstance(options, dict) else None


def _as_list(value: Held) -> Held:
    if isinstance(value, str | int | float):
        return [] if value == "" else [value]
    return value


def _single(value: Held) -> bool:
    return isinstance(value, str | int | float | bool)
