"""Fields shown as YAML source: widgets Quire does not know, and the texts `cms set` takes for lists and objects."""

from __future__ import annotations

from cms.config import Absent, Field
from cms.errors import InvalidInput, SyntaxProblem
from cms.fields.context import FieldContext
from cms.fields.controls import Control
from cms.fields.forms import FormData
from cms.fields.problems import Path
from cms.fields.raw import dump_value, parse_value, source_words
from cms.fields.tree import build_raw
from cms.fields.values import Held
from cms.fields.widget import Building, Place, Reading, Widget
from cms.syntax import Value

__all__ = ["UnknownWidget", "read_source"]


class UnknownWidget(Widget):
    """Any value, as source. It is kept as it is until somebody edits the source."""

    template = "raw"

    def default(self, field: Field, path: Path, context: FieldContext) -> Held:
        return super().default(field, path, context)

    def cleared(self, field: Field) -> Value:
        return None

    def fits(self, field: Field, value: Held) -> bool:
        return True

    def sent(self, field: Field, name: str, form: FormData) -> bool:
        return f"{name}!raw" in form

    def parse(self, field: Field, present: Held, place: Place, reading: Reading) -> Held:
        return present  # the source text area is read before any widget is asked

    def control(self, field: Field, present: Held, place: Place, building: Building) -> Control:
        unknown = f"Quire does not know the field type '{field.widget}'."
        words = f"{field.label}: {unknown} It is kept as it is and can be edited as text."
        return build_raw(field, present, place, building, words)

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        return read_source(field, text)

    def text(self, field: Field, value: Held) -> str:
        return "" if isinstance(value, Absent) else dump_value(value)


def read_source(field: Field, text: str) -> Value:
    """The value of YAML source typed for a field. Raises InvalidInput with the place of the mistake."""
    try:
        return parse_value(text)
    except SyntaxProblem as problem:
        raise InvalidInput(source_words(field.label, problem)) from None
