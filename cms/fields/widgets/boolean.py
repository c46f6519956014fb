"""`boolean`: a checkbox that knows "not said": an absent key stays absent until somebody says yes, or no on purpose."""

from __future__ import annotations

from cms.config import ABSENT, Field
from cms.errors import InvalidInput
from cms.fields.context import FieldContext
from cms.fields.controls import Control
from cms.fields.forms import FormData
from cms.fields.hints import hint_parts
from cms.fields.problems import Path
from cms.fields.values import Held
from cms.fields.widget import Building, Place, Reading, Widget, emptied, text_option
from cms.syntax import Value

__all__ = ["BooleanWidget"]

ASKED = "asked"
_YES = frozenset(["true", "yes", "on", "1"])
_NO = frozenset(["false", "no", "off", "0"])


class BooleanWidget(Widget):
    """A checkbox and a marker. The marker says `asked` once the form was shown again or the box was used: no is no."""

    template = "boolean"
    short = True

    def default(self, field: Field, path: Path, context: FieldContext) -> Held:
        if isinstance(field.default, bool):
            return field.default
        return False if field.dialect.begins_with_no else ABSENT

    def cleared(self, field: Field) -> Value:
        return False

    def fits(self, field: Field, value: Held) -> bool:
        return value is ABSENT or value is None or isinstance(value, bool)

    def sent(self, field: Field, name: str, form: FormData) -> bool:
        return name in form or f"{name}!bool" in form

    def parse(self, field: Field, present: Held, place: Place, reading: Reading) -> Held:
        checked = reading.form.get(place.name).lower() in _YES
        if checked == (present is True):
            unsaid = present is ABSENT or present is None
            meant = field.required and reading.form.get(f"{place.name}!bool") == ASKED
            return False if unsaid and meant else present
        return checked

    def control(self, field: Field, present: Held, place: Place, building: Building) -> Control:
        checked, marker = present is True, "1"
        if building.form is not None and self.sent(field, place.name, building.form):
            checked, marker = building.form.get(place.name).lower() in _YES, ASKED
        return self.draw(
            field,
            present,
            place,
            building,
            checked=checked,
            marker=marker,
            before_parts=hint_parts(text_option(field, "before_input")),
            after_parts=hint_parts(text_option(field, "after_input")),
            prefix=text_option(field, "prefix"),
            suffix=text_option(field, "suffix"),
        )

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        word = text.strip().lower()
        if not word:
            return emptied(self, field, present)
        if word not in _YES | _NO:
            raise InvalidInput(f"{field.label} takes true or false, not {text!r}.")
        return word in _YES

    def missing(self, field: Field, noun: str) -> str:
        return f"{field.label} is not answered yet. Tick it for yes, or publish again for no."

    def summary(self, field: Field, value: Value) -> str:
        return "Yes" if value is True else "No" if value is False else ""
