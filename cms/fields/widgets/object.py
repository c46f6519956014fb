"""`object`: fields inside a map. Keys that no field describes stay with it; with `types`, a key says which it has.

One that is not required can be taken out again, and then holds null, as in Sveltia: a box says whether it is there,
with `types` the kind "None" does. Decap has neither; there an object always has its fields; absent ones stay absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cms.config import ABSENT, Absent, Field
from cms.errors import InvalidInput
from cms.fields.context import FieldContext
from cms.fields.controls import Control, Option
from cms.fields.forms import FormData
from cms.fields.problems import Path, Problem, missing
from cms.fields.raw import dump_value
from cms.fields.summaries import summarise_item
from cms.fields.tree import build_field, check_fields, defaults, parse_fields
from cms.fields.values import Held, is_empty
from cms.fields.widget import Building, Checking, Place, Reading, Widget
from cms.fields.widgets.source import read_source
from cms.syntax import Value

__all__ = ["ObjectWidget", "picture_of"]


class ObjectWidget(Widget):
    """A fieldset. Null and absent show as empty and stay so until something inside is filled in."""

    template = "object"

    def default(self, field: Field, path: Path, context: FieldContext) -> Held:
        if isinstance(field.default, dict):
            return super().default(field, path, context)
        return defaults(field.fields, path, context) or ABSENT

    def cleared(self, field: Field) -> Value:
        return {}

    def fits(self, field: Field, value: Held) -> bool:
        if value is ABSENT or value is None:
            return True
        return isinstance(value, dict) and (not field.types or _type_of(field, value) is not None or not value)

    def sent(self, field: Field, name: str, form: FormData) -> bool:
        return True

    def parse(self, field: Field, present: Held, place: Place, reading: Reading) -> Held:
        values = present if isinstance(present, dict) else {}
        form = reading.form
        if _is_out(field, place, form):
            return None if values and (not field.types or _type_of(field, values)) else present
        kind, chosen = self._kind(field, values, place, form)
        fields = kind.fields if kind is not None else field.fields
        parsed = parse_fields(fields, values, place, reading)
        if parsed is None and f"{place.name}!on" in form and not isinstance(present, dict):
            parsed = defaults(fields, place.path, reading.context)
        if kind is not None and chosen and values.get(field.type_key) != chosen:
            rest = parsed if parsed is not None else values
            parsed = {field.type_key: chosen, **{key: item for key, item in rest.items() if key != field.type_key}}
        return present if parsed is None else parsed

    def control(self, field: Field, present: Held, place: Place, building: Building) -> Control:
        values = present if isinstance(present, dict) else {}
        form = building.form or FormData()
        kind, chosen = self._kind(field, values, place, form)
        fields = kind.fields if kind is not None else field.fields
        controls = tuple(
            build_field(inner, values.get(inner.name, ABSENT), place.inside(inner.name), building) for inner in fields
        )
        invalid = place.path in building.invalid
        closed = field.collapsed is True or (field.collapsed == "auto" and bool(values))
        sent = f"{place.name}!opt" in form
        return self.draw(
            field,
            present,
            place,
            building,
            controls=controls,
            options=_type_options(field, "" if sent and _is_out(field, place, form) else chosen),
            collapsed=closed and not invalid,
            summary=summarise_item(field, values) if closed else "",
            marker="opt" if _is_boxed(field) and not field.readonly else "1",
            checked=f"{place.name}!on" in form if sent else isinstance(present, dict),
            thumb=picture_of(field, controls) if closed else None,
        )

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        value = read_source(field, text)
        if value is not None and not isinstance(value, dict):
            raise InvalidInput(f"{field.label} takes a map, as in `{{url: /about}}`.")
        return value

    def text(self, field: Field, value: Held) -> str:
        return "" if isinstance(value, Absent) else dump_value(value)

    def check(self, field: Field, value: Value, path: Path, checking: Checking) -> Iterator[Problem]:
        if value is not None and not isinstance(value, dict):
            yield Problem(
                path, f"{field.label} holds a value that is no map. It is kept.", "warning", field.label, "misfit"
            )
            return
        values: Mapping[str, Value] = value or {}
        kind = _type_of(field, values)
        if field.types and kind is None and field.required:
            yield Problem(path, missing(field, checking.context.noun), "error", field.label, "required")
        fields: Sequence[Field] = kind.fields if kind is not None else field.fields
        if field.required or _filled(fields, values):
            check_fields(fields, values, path, checking)

    def summary(self, field: Field, value: Value) -> str:
        return summarise_item(field, value) if isinstance(value, dict) else ""

    def _kind(
        self, field: Field, values: Mapping[str, Value], place: Place, form: FormData
    ) -> tuple[Field | None, str]:
        if not field.types:
            return None, ""
        sent = form.get(f"{place.name}!type")
        found = next((kind for kind in field.types if kind.name == sent), None) or _type_of(field, values)
        return found, found.name if found is not None else ""


def picture_of(field: Field, controls: Sequence[Control]) -> Control | None:
    """The control inside whose picture stands for the whole (`thumbnail`, a name or a dotted path), if it has one."""
    name = field.options.get("thumbnail")
    if not isinstance(name, str) or not name:
        return None
    head, _, rest = name.partition(".")
    found = next((control for control in controls if control.path[-1] == head), None)
    for part in rest.split(".") if rest else ():
        inner = found.controls if found is not None else ()
        found = next((control for control in inner if control.path[-1] == part), None)
    return found if found is not None and found.text else None


def _is_boxed(field: Field) -> bool:
    return not field.required and field.dialect.boxes_objects and not field.types


def _is_out(field: Field, place: Place, form: FormData) -> bool:
    """Whether somebody said that the object is not there: the box is not ticked, or its kind is None."""
    if field.types:
        return not field.required and f"{place.name}!type" in form and not form.get(f"{place.name}!type")
    return _is_boxed(field) and f"{place.name}!opt" in form and f"{place.name}!on" not in form


def _type_of(field: Field, values: Mapping[str, Value]) -> Field | None:
    name = values.get(field.type_key)
    return next((kind for kind in field.types if kind.name == name), None)


def _type_options(field: Field, chosen: str) -> tuple[Option, ...]:
    return tuple(Option(kind.name, kind.label or kind.name, kind.name == chosen) for kind in field.types)


def _filled(fields: Sequence[Field], values: Mapping[str, Value]) -> bool:
    return any(not is_empty(values.get(field.name, ABSENT)) for field in fields)
