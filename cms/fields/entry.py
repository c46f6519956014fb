"""The fields of a whole entry: begin one, draw its form, read it back, check it, take one value as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec import field as attribute

from cms.config import ABSENT, Absent, Field
from cms.fields.conditions import has_conditions
from cms.fields.context import FieldContext
from cms.fields.controls import Control
from cms.fields.forms import ROOT, FormData, same_text
from cms.fields.lookup import item_field, set_at
from cms.fields.problems import Path, Problem
from cms.fields.registry import widget_for
from cms.fields.tree import build_field, check_fields, defaults, fits, parse_fields
from cms.fields.values import Held
from cms.fields.widget import Building, Checking, Place, Reading
from cms.fields.widgets.datetime import NOW
from cms.fields.widgets.hidden import ComputeWidget
from cms.syntax import Value

__all__ = ["ParsedForm", "begun_values", "build_controls", "default_values", "parse_form", "parse_text", "validate"]


class ParsedForm(Struct, frozen=True):
    """What a form says. `values` is the whole wanted mapping; a value that could not be read is the present one.

    `origins` tell of each list of the form, by its path, the place that each of its items had before; None for new.
    """

    values: dict[str, Value]
    problems: tuple[Problem, ...] = ()
    origins: Mapping[Path, tuple[int | None, ...]] = attribute(default_factory=dict)


def default_values(fields: Sequence[Field], context: FieldContext) -> dict[str, Value]:
    """The values of a new entry: the keys whose fields have a default, and no others (Decap's rule)."""
    values = defaults(fields, (), context)
    return _computed(fields, values, context)


def begun_values(fields: Sequence[Field], context: FieldContext) -> dict[str, Value]:
    """What the form of a new entry is read over: its defaults, before anything is computed from them.

    A moment that began as the present one is not among them: the one that is typed may have another offset, in summer.
    """
    typed = [field.name for field in fields if field.default in NOW and not (field.readonly or field.conditions)]
    return {name: value for name, value in defaults(fields, (), context).items() if name not in typed}


def parse_form(
    fields: Sequence[Field],
    form: FormData,
    current: Mapping[str, Value],
    context: FieldContext,
    root: str = ROOT,
) -> ParsedForm:
    """The values that the form says, over the present ones. What was not touched is the very same value.

    A field that is not in the form, is read-only, or is hidden by its condition keeps its value. For a new entry
    `current` are its `begun_values`. `root` is what the names of its controls begin with (`root_of`).
    """
    place, reading = Place(root, ()), Reading(form, context)
    values = parse_fields(fields, current, place, reading)
    if has_conditions(tuple(fields)):
        reading = Reading(form, context, values if values is not None else current)
        values = parse_fields(fields, current, place, reading)
    if values is None:
        return ParsedForm(dict(current), tuple(reading.problems), reading.origins)
    return ParsedForm(_computed(fields, values, context), tuple(reading.problems), reading.origins)


def validate(fields: Sequence[Field], values: Mapping[str, Value], context: FieldContext) -> tuple[Problem, ...]:
    """All problems of an entry's values, in the order of the fields."""
    checking = Checking(context, values)
    check_fields(fields, values, (), checking)
    return tuple(checking.problems)


def build_controls(
    fields: Sequence[Field],
    values: Mapping[str, Value],
    context: FieldContext,
    problems: Iterable[Problem] = (),
    form: FormData | None = None,
    root: str = ROOT,
) -> tuple[Control, ...]:
    """The controls of an entry's form. With `form`, they show what was typed instead of what is stored."""
    messages: dict[Path, list[Problem]] = {}
    invalid: set[Path] = set()
    for problem in problems:
        messages.setdefault(problem.path, []).append(problem)
        if problem.severity == "error":
            invalid.update(problem.path[:size] for size in range(len(problem.path) + 1))
    whole = values if form is None else parse_form(fields, form, values, context, root).values
    building = Building(context, whole, form, messages, frozenset(invalid))
    place = Place(root, ())
    return tuple(
        build_field(field, values.get(field.name, ABSENT), place.inside(field.name), building) for field in fields
    )


def parse_text(field: Field, text: str, current: Held, context: FieldContext) -> Value:
    """The value of one text for a field, as its widget takes it from a form (`cms set FIELD=VALUE`).

    The present value's own text gives the present value. Lists, objects and maps take YAML, plain lists also words
    between commas. Raises InvalidInput when the text cannot be taken.
    """
    widget = widget_for(field)
    present = current if fits(field, current) else ABSENT
    if present is not ABSENT and current is not None and same_text(text, widget.text(field, current)):
        return current  # type: ignore[return-value]
    value = widget.read(field, text, ABSENT if current is None else present, context)
    return widget.cleared(field) if isinstance(value, Absent) else value


def _computed(fields: Sequence[Field], values: dict[str, Value], context: FieldContext) -> dict[str, Value]:
    for field, path, present in list(_compute_fields(fields, values, ())):
        widget = widget_for(field)
        if isinstance(widget, ComputeWidget):
            value = widget.compute(field, present, values, path, context)
            if value is not present:
                values = set_at(values, path, value)
    return values


def _compute_fields(fields: Sequence[Field], values: Value, path: Path) -> Iterator[tuple[Field, Path, Held]]:
    if not isinstance(values, dict):
        return
    for field in fields:
        value, here = values.get(field.name, ABSENT), (*path, field.name)
        if field.widget == "compute":
            yield field, here, value
        elif field.widget == "list" and isinstance(value, list) and (field.fields or field.types or field.field):
            for index, item in enumerate(value):
                kind = item_field(field, str(item.get(field.type_key)) if isinstance(item, dict) else "")
                inner = kind.fields if kind is not None else ()
                yield from _compute_fields(inner, item, (*here, index))
        elif field.fields and not isinstance(value, Absent):
            yield from _compute_fields(field.fields, value, here)
