"""`hidden`, `uuid` and `compute`: values nobody types."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from cms.config import ABSENT, Absent, Field
from cms.errors import InvalidInput
from cms.fields.context import FieldContext
from cms.fields.controls import Control
from cms.fields.forms import FormData
from cms.fields.lookup import value_at
from cms.fields.problems import Path
from cms.fields.raw import dump_value
from cms.fields.template import render_template
from cms.fields.tokens import format_tokens
from cms.fields.values import Held, is_scalar, scalar_text
from cms.fields.widget import Building, Place, Reading, TextWidget, Widget, text_option
from cms.fields.widgets.source import read_source
from cms.syntax import Value

__all__ = ["ComputeWidget", "HiddenWidget", "UuidWidget"]


def identifiers(path: Path, context: FieldContext) -> dict[str, str]:
    """What `{{uuid}}` and its short forms give: all, the last twelve, the first eight digits."""
    whole = context.new_id(path)
    return {"uuid": whole, "uuid_short": whole[-12:], "uuid_shorter": whole[:8]}


class HiddenWidget(Widget):
    """Nothing on the page. A new entry gets the default, with Sveltia's tags filled in."""

    template = "hidden"
    conveys = False

    def default(self, field: Field, path: Path, context: FieldContext) -> Held:
        given = super().default(field, path, context)
        if not isinstance(given, str) or "{{" not in given:
            return given
        names = {
            **identifiers(path, context),
            "locale": context.locale,
            "slug": context.slug,
            "datetime": format_tokens(context.now.astimezone(UTC), "YYYY-MM-DDTHH:mm:ss.SSS[Z]"),
            "now": format_tokens(context.now.astimezone(context.zone), "YYYY-MM-DDTHH:mm:ss.SSSZ"),
            "author-login": context.author_login,
            "author-name": context.author_name,
            "author-email": context.author_email,
        }
        return render_template(given, lambda name: names.get(name, ABSENT), filters=context.filters)

    def fits(self, field: Field, value: Held) -> bool:
        return True

    def sent(self, field: Field, name: str, form: FormData) -> bool:
        return False

    def parse(self, field: Field, present: Held, place: Place, reading: Reading) -> Held:
        return present

    def control(self, field: Field, present: Held, place: Place, building: Building) -> Control:
        return self.draw(field, present, place, building, hidden=True, required=False)

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        return text if isinstance(present, str) else read_source(field, text)

    def text(self, field: Field, value: Held) -> str:
        if isinstance(value, Absent) or is_scalar(value):
            return scalar_text(value)
        return dump_value(value)


class UuidWidget(TextWidget):
    """An identifier, made once. Read-only unless the configuration says otherwise."""

    template = "uuid"

    def default(self, field: Field, path: Path, context: FieldContext) -> Held:
        if isinstance(field.default, str) and field.default:
            return field.default
        return self._made(field, path, context)

    def _made(self, field: Field, path: Path, context: FieldContext) -> str:
        made = context.new_id(path)
        if field.options.get("use_b32_encoding") is True:
            made = base64.b32encode(bytes.fromhex(made.replace("-", ""))).decode("ascii").rstrip("=").lower()
        return text_option(field, "prefix") + made

    def parse(self, field: Field, present: Held, place: Place, reading: Reading) -> Held:
        if _renewable(field) and f"{place.name}!new" in reading.form:
            return self._made(field, place.path, reading.context)
        return present if _fixed(field) else super().parse(field, present, place, reading)

    def control(self, field: Field, present: Held, place: Place, building: Building) -> Control:
        return super().control(field, ABSENT if building.inert else present, place, building)

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        return text.strip() or present

    def look(self, field: Field, present: Held, text: str) -> dict[str, Any]:
        return {"readonly": _fixed(field), "required": False, "allow_add": _renewable(field)}


class ComputeWidget(TextWidget):
    """Text made from other fields. It is made anew whenever something else of the entry changes."""

    template = "uuid"

    def default(self, field: Field, path: Path, context: FieldContext) -> Held:
        return ABSENT

    def parse(self, field: Field, present: Held, place: Place, reading: Reading) -> Held:
        return present

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        raise InvalidInput(f"{field.label} is made from other fields and cannot be set by itself.")

    def look(self, field: Field, present: Held, text: str) -> dict[str, Any]:
        return {"readonly": True, "required": False}

    def compute(
        self, field: Field, present: Held, root: Mapping[str, Value], path: Path, context: FieldContext
    ) -> Held:
        """The value for the entry's values. An identifier is made only while there is none."""
        template = text_option(field, "value")
        if not template or ("{{uuid" in template and present is not ABSENT and present != ""):
            return present
        index = next((part for part in reversed(path) if isinstance(part, int)), None)
        names: dict[str, Value] = {
            **identifiers(path, context),
            "index": index,
            "slug": context.slug,
            "locale": context.locale,
        }

        def lookup(name: str) -> Held:
            return names[name] if name in names else value_at(root, name)

        text = render_template(template, lookup, filters=context.filters, zone=context.zone)
        return present if text == scalar_text(present) else text


def _renewable(field: Field) -> bool:
    return field.options.get("allow_regenerate") is True and not field.readonly


def _fixed(field: Field) -> bool:
    said = field.options.get("read_only", field.options.get("readonly"))
    return field.readonly or said is not False
