"""`datetime` (and `date`): pickers over text. What the file has keeps its spelling; what is new gets Decap's format."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from cms.config import ABSENT, Field
from cms.errors import InvalidInput
from cms.fields.context import FieldContext
from cms.fields.datetimes import (
    InputType,
    Spelling,
    format_for,
    in_utc,
    input_text,
    input_type,
    parse_input,
    parts_of,
    read_date,
    spelling_of,
    write_new,
    write_over,
    zone_name,
    zone_of,
)
from cms.fields.problems import Path, Problem
from cms.fields.tokens import parse_tokens
from cms.fields.values import Held, scalar_text
from cms.fields.widget import Checking, Place, Reading, TextWidget, emptied, text_option
from cms.syntax import Timestamp, Value, core_tag

__all__ = ["DatetimeWidget"]

_ANY_DAY = date(2000, 1, 1)
NOW = ("{{now}}", "{{ now }}")


class DatetimeWidget(TextWidget):
    """A date, time or date-and-time input; a plain text input for a value that no known format reads."""

    template = "datetime"
    short = True

    def default(self, field: Field, path: Path, context: FieldContext) -> Held:
        given = field.default
        if not isinstance(given, str) or not given:
            return ABSENT
        if given in NOW:
            wall = context.now.astimezone(zone_of(field, context)).replace(tzinfo=None)
            return _stored(write_new(field, wall.replace(second=0, microsecond=0), context), ABSENT)
        return _stored(given, given if isinstance(given, Timestamp) else ABSENT)

    def text(self, field: Field, value: Held) -> str:
        text = scalar_text(value)
        spelling = spelling_of(text, field)
        return text if spelling is None else input_text(spelling.moment.wall, _kind(field, spelling))

    def parse(self, field: Field, present: Held, place: Place, reading: Reading) -> Held:
        shown = parse_input(self.text(field, present), _ANY_DAY)
        if shown is not None and parse_input(reading.form.get(place.name), _ANY_DAY) == shown:
            return present  # browsers write the fraction of a second their own way
        return super().parse(field, present, place, reading)

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        typed = text.strip()
        if not typed:
            return emptied(self, field, present)
        spelling = spelling_of(scalar_text(present), field)
        wall = self._wall(field, typed, context)
        if wall is None:
            raise InvalidInput(f"{field.label} is not a date Quire can read: {typed[:40]!r}. {_example(field)}")
        if spelling is None:
            return _stored(write_new(field, wall, context), present)
        return _stored(write_over(spelling, _merged(spelling, wall, typed, field)), present)

    def look(self, field: Field, present: Held, text: str) -> dict[str, Any]:
        spelling = spelling_of(scalar_text(present), field)
        kind = _kind(field, spelling)
        plain = (present is not ABSENT and scalar_text(present) and spelling is None) or not _suits(text, kind)
        zone = spelling.zone_words if spelling is not None else "UTC" if in_utc(field) else zone_name(field)
        precise = text.count(":") > 1
        return {
            "input_type": "text" if plain else kind,
            "min": text_option(field, "min"),
            "max": text_option(field, "max"),
            "step": "any" if precise and not field.options.get("step") else scalar_text(field.options.get("step")),
            "suffix": zone if kind == "datetime-local" else "",
        }

    def check(self, field: Field, value: Value, path: Path, checking: Checking) -> Iterator[Problem]:
        text = scalar_text(value)
        if spelling_of(text, field) is None and format_for(field) != text:
            words = f"{field.label} holds {text[:40]!r}, which Quire cannot read as a date. It is kept as it is."
            yield Problem(path, words, "warning", field.label, "misfit")
            return
        yield from self._range(field, value, path)

    def summary(self, field: Field, value: Value) -> str:
        moment = read_date(scalar_text(value)) if isinstance(value, str) else None
        return f"{moment.day} {moment:%b %Y}" if moment is not None else scalar_text(value)

    def _wall(self, field: Field, typed: str, context: FieldContext) -> datetime | None:
        now = context.now.astimezone(zone_of(field, context))
        if typed in NOW:
            return now.replace(tzinfo=None, second=0, microsecond=0)
        wall = parse_input(typed, now.date())
        if wall is not None:
            return wall
        moment = parse_tokens(typed, format_for(field))
        return moment.wall if moment is not None else None

    def _range(self, field: Field, value: Value, path: Path) -> Iterator[Problem]:
        text, low, high = self.text(field, value), text_option(field, "min"), text_option(field, "max")
        if low and len(low) == len(text[: len(low)]) and text < low:
            yield Problem(
                path, f"{field.label} must not be before {low.replace('T', ' ')}.", "error", field.label, "range"
            )
        if high and text[: len(high)] > high:
            yield Problem(
                path, f"{field.label} must not be after {high.replace('T', ' ')}.", "error", field.label, "range"
            )


def _kind(field: Field, spelling: Spelling | None) -> InputType:
    kind = input_type(field)
    if spelling is not None:
        has_date, has_time = spelling.has_date, spelling.has_time
    else:
        has_date, has_time = parts_of(format_for(field))
    if kind == "datetime-local" and has_date != has_time:
        return "date" if has_date else "time"
    if kind == "date" and not has_date:
        return "time"
    return "date" if kind == "time" and not has_time else kind


def _suits(text: str, kind: InputType) -> bool:
    """Whether the picker keeps the text; browsers empty an input whose value is not in their form."""
    wall = parse_input(text, _ANY_DAY) if text else None
    return not text or (wall is not None and input_text(wall, kind) == text)


def _merged(spelling: Spelling, wall: datetime, typed: str, field: Field) -> datetime:
    """A picker of one part leaves the other part as it was."""
    old = spelling.moment.wall
    if ":" not in typed and spelling.has_time:
        return wall.replace(hour=old.hour, minute=old.minute, second=old.second, microsecond=old.microsecond)
    if _kind(field, spelling) == "time" and spelling.has_date:
        return wall.replace(year=old.year, month=old.month, day=old.day)
    return wall


def _stored(text: str, present: Held) -> str:
    """Unquoted where the file has it unquoted, and for a new value."""
    plain = isinstance(present, Timestamp) or present is ABSENT or present is None or present == ""
    return Timestamp(text) if plain and core_tag(text) == "timestamp" else str(text)


def _example(field: Field) -> str:
    examples = {"date": "2026-07-04", "time": "15:30", "datetime-local": "2026-07-04 15:30"}
    return f"Write it as {examples[input_type(field)]}."
