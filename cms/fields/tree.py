"""The walk over fields that lists, objects and the whole form share: read, draw, check or default fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from cms.config import ABSENT, Absent, Field
from cms.errors import SyntaxProblem
from cms.fields.conditions import conditions_text, is_shown
from cms.fields.context import FieldContext
from cms.fields.controls import Control
from cms.fields.forms import same_text
from cms.fields.problems import Path, Problem
from cms.fields.raw import dump_value, parse_value, source_words
from cms.fields.registry import widget_for
from cms.fields.values import Held, is_empty, placed, scalar_text, shows_as_text
from cms.fields.widget import Building, Checking, Place, Reading
from cms.syntax import Value
from cms.syntax.patterns import matches

__all__ = [
    "build_field",
    "build_raw",
    "check_field",
    "check_fields",
    "default_of",
    "defaults",
    "fits",
    "parse_field",
    "parse_fields",
    "parse_raw",
    "raw_text",
]

MISFIT = "This holds a value that the field cannot show. It is kept as it is and can be edited as text."


def fits(field: Field, value: Held) -> bool:
    """Whether the field's own control can show the value."""
    return isinstance(value, Absent) or widget_for(field).fits(field, value)


def parse_fields(
    fields: Sequence[Field], present: Mapping[str, Value], place: Place, reading: Reading
) -> dict[str, Value] | None:
    """The values of some fields beside each other; None when nothing differs. Keys that no field describes stay."""
    changes: dict[str, Held] = {}
    for field in fields:
        old = present.get(field.name, ABSENT)
        new = parse_field(field, old, place.inside(field.name), reading)
        if new is not old:
            changes[field.name] = new
    return placed(present, changes, [field.name for field in fields]) if changes else None


def parse_field(field: Field, present: Held, place: Place, reading: Reading) -> Held:
    """The value of one field; `present` itself when untouched, not sent, read-only, or hidden by its condition."""
    widget, form = widget_for(field), reading.form
    if field.readonly or (reading.root is not None and not is_shown(field, reading.root)):
        return present
    if f"{place.name}!raw" in form:
        return parse_raw(field, present, place, reading)
    if not widget.sent(field, place.name, form):
        return present
    shown = present if fits(field, present) else ABSENT
    value = widget.parse(field, shown, place, reading)
    if value is shown:
        return present
    return ABSENT if reading.context.omit_empty and not field.required and is_empty(value) else value


def raw_text(value: Held) -> str:
    """A value as the source that stands in its text area."""
    return "" if isinstance(value, Absent) else dump_value(value)


def parse_raw(field: Field, present: Held, place: Place, reading: Reading) -> Held:
    """The value of a source text area."""
    sent = reading.form.get(f"{place.name}!raw")
    if same_text(sent, raw_text(present)):
        return present
    if not sent.strip():
        return present if present is ABSENT else widget_for(field).cleared(field)
    try:
        return parse_value(sent)
    except SyntaxProblem as problem:
        reading.refuse(field, place, source_words(field.label, problem))
        return present


def build_field(field: Field, present: Held, place: Place, building: Building) -> Control:
    """The control of one field, as source when its widget cannot show the value."""
    widget = widget_for(field)
    if field.readonly and building.form is not None:
        building = replace(building, form=None)
    sent = building.form is not None and widget.sent(field, place.name, building.form)
    if building.typed(f"{place.name}!raw") is not None or (not sent and not fits(field, present)):
        return build_raw(field, present, place, building)
    control = widget.control(field, present if fits(field, present) else ABSENT, place, building)
    return control if not field.conditions else _conditional(field, control, building)


def build_raw(field: Field, present: Held, place: Place, building: Building, message: str = MISFIT) -> Control:
    """A text area with the value's source."""
    typed = building.typed(f"{place.name}!raw")
    text = raw_text(present) if typed is None else typed
    rows = min(max(text.count("\n") + 2, 3), 20)
    more: dict[str, Any] = {"template": "raw", "text": text, "message": message, "rows": rows, "short": False}
    control = widget_for(field).draw(field, present, place, building, **more)
    return control if not field.conditions else _conditional(field, control, building)


def _conditional(field: Field, control: Control, building: Building) -> Control:
    shown = is_shown(field, building.root)
    return replace(control, conditions=conditions_text(field), hidden=control.hidden or not shown)


def defaults(fields: Sequence[Field], path: Path, context: FieldContext) -> dict[str, Value]:
    """The keys a new map gets: those whose fields have a default."""
    found: dict[str, Value] = {}
    for field in fields:
        value = default_of(field, (*path, field.name), context)
        omitted = context.omit_empty and not field.required and is_empty(value)
        if not isinstance(value, Absent) and not omitted:
            found[field.name] = value
    return found


def default_of(field: Field, path: Path, context: FieldContext) -> Held:
    """The value a field begins with in a new entry or a new item."""
    return widget_for(field).default(field, path, context)


def check_fields(fields: Sequence[Field], values: Mapping[str, Value], path: Path, checking: Checking) -> None:
    """Note all problems of some fields beside each other."""
    for field in fields:
        check_field(field, values.get(field.name, ABSENT), (*path, field.name), checking)


def check_field(field: Field, value: Held, path: Path, checking: Checking) -> None:
    """Note the problems of one field, unless its condition hides it."""
    if field.conditions and not is_shown(field, checking.root):
        return
    checking.problems.extend(_problems(field, value, path, checking))


def _problems(field: Field, value: Held, path: Path, checking: Checking) -> Iterator[Problem]:
    widget = widget_for(field)
    if field.widget == "object":  # its own fields say what is missing
        yield from widget.check(field, None if isinstance(value, Absent) else value, path, checking)
    elif isinstance(value, Absent) or is_empty(value):
        if field.required and not field.readonly and field.widget not in ("hidden", "compute", "uuid"):
            words = widget.missing(field, checking.context.noun)
            yield Problem(path, words, "error", field.label, "required")
    elif not widget.fits(field, value):
        yield Problem(path, f"{field.label}: {_lowered(MISFIT)}", "warning", field.label, "misfit")
    else:
        yield from _pattern(field, value, path)
        yield from widget.check(field, value, path, checking)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _pattern(field: Field, value: Value, path: Path) -> Iterator[Problem]:
    rule = field.pattern
    if rule is None or not shows_as_text(value):
        return
    found = matches(rule.regexp, scalar_text(value), ignore_case=rule.ignore_case)
    if found is None:
        words = f"{field.label} could not be checked: its pattern uses what Quire's pattern engine does not have."
        yield Problem(path, words, "warning", field.label, "pattern-unchecked")
    elif not found:
        yield Problem(path, rule.message, "error", field.label, "pattern")
