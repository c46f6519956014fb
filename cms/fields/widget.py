"""What a widget is: how a value becomes a control, and what a browser sends becomes a value again.

The one rule all of them keep: a control that comes back with the text it was drawn with leaves the value as it is.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from msgspec import Struct, field

from cms.config import ABSENT, Absent, Field
from cms.errors import InvalidInput
from cms.fields.context import FieldContext, RelationOption
from cms.fields.controls import Control
from cms.fields.forms import FormData, child, dotted, same_text
from cms.fields.hints import hint_parts
from cms.fields.problems import Path, Problem, missing
from cms.fields.values import Held, scalar_text, shows_as_line, shows_as_text
from cms.syntax import Value

__all__ = [
    "Building",
    "Checking",
    "Place",
    "Reading",
    "TextWidget",
    "Widget",
    "emptied",
    "number_option",
    "text_option",
]


SHORT_HINT = 60  # a longer hint takes more than a line beside another field


class Place(Struct, frozen=True):
    """Where a field stands: its name in the form and its path in the values."""

    name: str
    path: Path

    def inside(self, part: str) -> Place:
        """The place of a field of an object."""
        return Place(child(self.name, part), (*self.path, part))

    def item(self, key: str, index: int) -> Place:
        """The place of an item of a list: its key in the form, its index in the values."""
        return Place(child(self.name, key), (*self.path, index))


class Reading(Struct):
    """One pass over a form. `root` are the values by which conditions are decided; None: all fields are read."""

    form: FormData
    context: FieldContext
    root: Mapping[str, Value] | None = None
    problems: list[Problem] = field(default_factory=list)
    origins: dict[Path, tuple[int | None, ...]] = field(default_factory=dict)  # of the items of lists

    def refuse(self, field: Field, place: Place, message: str) -> None:
        """Note that what was sent for a field cannot be taken."""
        self.problems.append(Problem(place.path, message, "error", field.label, "format"))


class Building(Struct):
    """One drawing of a form. With `form`, what was typed is shown. `invalid`: paths with an error at or below."""

    context: FieldContext
    root: Mapping[str, Value]
    form: FormData | None = None
    messages: Mapping[Path, list[Problem]] = field(default_factory=dict)
    invalid: frozenset[Path] = frozenset()
    inert: bool = False  # an item that a script may add, not one that is there
    targets: dict[int, tuple[RelationOption, ...]] = field(default_factory=dict)

    def typed(self, name: str) -> str | None:
        """What was typed into the control of that name, or None when nothing of it was sent."""
        return self.form.get(name) if self.form is not None and name in self.form else None


class Checking(Struct):
    """One validation. `root` are the values of the whole entry."""

    context: FieldContext
    root: Mapping[str, Value]
    problems: list[Problem] = field(default_factory=list)


class Widget:
    """The behaviour all widgets share; each subclass is one name of the configuration's `widget`."""

    template: ClassVar[str] = "string"
    short: ClassVar[bool] = False
    conveys: ClassVar[bool] = True  # whether the control sends anything at all

    def default(self, field: Field, path: Path, context: FieldContext) -> Held:
        """The value of a new entry, ABSENT when the key is not to be written."""
        return copy.deepcopy(field.default)

    def cleared(self, field: Field) -> Value:
        """What stands for nothing when the key is there already."""
        return ""

    def fits(self, field: Field, value: Held) -> bool:
        """Whether the control can show the value and give it back; else it is shown as source."""
        return shows_as_text(value)

    def sent(self, field: Field, name: str, form: FormData) -> bool:
        """Whether the form holds this control at all."""
        return name in form

    def parse(self, field: Field, present: Held, place: Place, reading: Reading) -> Held:
        """The value the form says; `present` itself when the control was not touched."""
        raise NotImplementedError

    def control(self, field: Field, present: Held, place: Place, building: Building) -> Control:
        """The control for the present value, or for what was typed."""
        raise NotImplementedError

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        """The value of one text, as `cms set FIELD=VALUE` gives it. Raises InvalidInput."""
        raise NotImplementedError

    def text(self, field: Field, value: Held) -> str:
        """The value as one text, as `read` takes it."""
        return scalar_text(value)

    def check(self, field: Field, value: Value, path: Path, checking: Checking) -> Iterator[Problem]:
        """What is wrong with a value that is not empty, beyond `required` and `pattern`."""
        return iter(())

    def missing(self, field: Field, noun: str) -> str:
        """The words for a required field that holds nothing."""
        return missing(field, noun)

    def summary(self, field: Field, value: Value) -> str:
        """The value in a few words, for lists and collapsed items."""
        return scalar_text(value) if shows_as_text(value) else ""

    def draw(self, field: Field, present: Held, place: Place, building: Building, **more: Any) -> Control:
        """A Control with everything filled in that does not depend on the widget."""
        messages = building.messages.get(place.path, ())
        known: dict[str, Any] = {
            "name": place.name,
            "id": f"field-{dotted(place.name)}",
            "path": place.path,
            "label": field.label or field.name,
            "widget": field.widget,
            "template": self.template,
            "value": None if isinstance(present, Absent) else present,
            "present": present is not ABSENT,
            "required": field.required,
            "readonly": field.readonly,
            "shared": field.i18n == "duplicate" and bool(building.context.locale),
            "hint_parts": hint_parts(field.hint) if field.hint else (),
            "help": field.comment,
            "errors": tuple(item.message for item in messages if item.severity == "error"),
            "warnings": tuple(item.message for item in messages if item.severity == "warning"),
            "invalid": place.path in building.invalid,
            "short": self.short and len(field.hint) + len(field.comment) <= SHORT_HINT,
        }
        return Control(**{**known, **more})


class TextWidget(Widget):
    """A widget whose control sends one text. `lines`: whether it may have several lines."""

    lines: ClassVar[bool] = False

    def fits(self, field: Field, value: Held) -> bool:
        return shows_as_text(value) if self.lines else shows_as_line(value)

    def parse(self, field: Field, present: Held, place: Place, reading: Reading) -> Held:
        sent = reading.form.get(place.name)
        if same_text(sent, self.text(field, present)):
            return present
        try:
            return self.read(field, sent, present, reading.context)
        except InvalidInput as problem:
            reading.refuse(field, place, problem.message)
            return present

    def control(self, field: Field, present: Held, place: Place, building: Building) -> Control:
        typed = building.typed(place.name)
        text = self.text(field, present) if typed is None else typed
        return self.draw(field, present, place, building, text=text, **self.look(field, present, text))

    def look(self, field: Field, present: Held, text: str) -> dict[str, Any]:
        """What else the control needs."""
        return {}

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        return text if text else emptied(self, field, present)


def emptied(widget: Widget, field: Field, present: Held) -> Held:
    """What a cleared control means: absent stays absent, null stays null, a value becomes the widget's nothing."""
    return present if present is ABSENT or present is None else widget.cleared(field)


def text_option(field: Field, name: str, default: str = "") -> str:
    """An option that is text, as text."""
    value = field.options.get(name)
    return value if isinstance(value, str) else default


def number_option(field: Field, name: str) -> float | int | None:
    """An option that is a number; None when it is absent or something else. A number written as text counts."""
    value = field.options.get(name)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return value
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None
