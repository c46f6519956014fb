"""Fields: from the configuration's mappings to Field values."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Literal

from cms.config.asking import Options
from cms.config.model import ABSENT, Condition, Field, Pattern
from cms.config.options import FIELD_OPTIONS, WIDGET_ALIASES, WIDGETS
from cms.config.reading import Mapping, Sequence
from cms.syntax import Value

__all__ = ["read_fields"]

_TAKEN = (
    "name label widget required hint default pattern comment condition i18n readonly fields field types type_key "
    "label_singular summary collapsed media_folder public_folder"
).split()
_OPERATORS = {"eq": "==", "ne": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def read_fields(options: Options, name: str = "fields", *, object_types: bool = False) -> tuple[Field, ...]:
    """The fields of a list of fields. One that cannot be used is left out and reported; the others stay."""
    found: list[Field] = []
    for where, item, place in options.listed(name):
        if not isinstance(item, Mapping):
            options.reader.say("error", "type", "A field should hold names with values.", where, place)
            continue
        field = _field(Options.of(options.reader, item, where), object_types)
        if field is None:
            continue
        if any(other.name == field.name for other in found):
            options.reader.say(
                "error", "duplicate-field", f"Two fields are named `{field.name}`; the second is left out.", where, place
            )
            continue
        found.append(field)
    return tuple(found)


def _field(options: Options, object_type: bool = False) -> Field | None:
    name = options.text("name").strip()
    if not name:
        options.error("missing-name", "name", "A field needs a `name`; this one is left out.")
        return None
    options.unknown(FIELD_OPTIONS, "field")
    widget, known = _widget(options, object_type)
    sub = read_fields(options)
    single = _single(options)
    types = read_fields(options, "types", object_types=True)
    _check_widget(options, widget)
    rest = options.rest(_TAKEN)
    written = options.text("widget")
    if written == "date" and "time_format" not in rest and "format" not in rest:
        rest["time_format"] = False
    if written in WIDGET_ALIASES:
        rest["widget_alias"] = written
    return Field(
        name=name,
        label=options.text("label") or name,
        widget=widget,
        required=_required(options),
        hint=options.text("hint"),
        default=options.value("default") if "default" in options else ABSENT,
        pattern=_pattern(options),
        comment=options.text("comment"),
        conditions=_conditions(options),
        i18n=_i18n(options),
        readonly=options.flag("readonly", False),
        fields=sub,
        field=single,
        types=types,
        type_key=options.text("type_key") or "type",
        label_singular=options.text("label_singular"),
        summary=options.text("summary"),
        collapsed=_collapsed(options),
        media_folder=options.text("media_folder") if "media_folder" in options else None,
        public_folder=options.text("public_folder") if "public_folder" in options else None,
        known=known,
        options=rest,
        position=options.position,
    )


def _widget(options: Options, object_type: bool) -> tuple[str, bool]:
    written = options.text("widget") or ("object" if object_type else "string")
    widget = WIDGET_ALIASES.get(written, written)
    if widget in WIDGETS:
        return widget, True
    near = get_close_matches(written, WIDGETS | set(WIDGET_ALIASES), 1, 0.7)
    hint = f"; did you mean `{near[0]}`?" if near else "; its value is kept and can be edited as text."
    options.warn("unknown-widget", "widget", f"unknown widget `{written}`{hint}")
    return widget, False


def _single(options: Options) -> Field | None:
    if "field" not in options or options.text("widget") == "hidden":
        return None
    below = options.options("field")
    return _field(below) if below is not None else None


def _required(options: Options) -> bool:
    if isinstance(options.mapping.entries.get("required"), Sequence):
        return bool(options.value("required"))
    return options.flag("required", True)


def _collapsed(options: Options) -> bool | None:
    if options.value("collapsed") == "auto":
        return None
    return options.flag("collapsed", True) if "collapsed" in options else None


def _pattern(options: Options) -> Pattern | None:
    value = options.value("pattern")
    if value is None:
        return None
    parts = value if isinstance(value, list) else [value]
    if not parts or not isinstance(parts[0], str):
        options.warn("pattern", "pattern", "`pattern` should be a list of an expression and a message; it is ignored.")
        return None
    expression, flags = parts[0], ""
    if expression.startswith("/") and (end := expression.rfind("/")) > 0:
        expression, flags = expression[1:end], expression[end + 1 :]
    message = parts[1] if len(parts) > 1 and isinstance(parts[1], str) else "This does not have the expected form."
    return Pattern(expression, message, ignore_case="i" in flags)


def _conditions(options: Options) -> tuple[Condition, ...]:
    value = options.value("condition")
    rules = value if isinstance(value, list) else [value] if value is not None else []
    found: list[Condition] = []
    for rule in rules:
        if isinstance(rule, dict) and isinstance(field := rule.get("field"), str):
            found.append(_condition(field, rule))
        else:
            options.warn("condition", "condition", "A condition needs a `field`; it is ignored.")
    return tuple(found)


def _condition(field: str, rule: dict[str, Value]) -> Condition:
    if "pattern" in rule:
        return Condition(field, "pattern", rule["pattern"])
    value = rule.get("value", rule.get("values"))
    operator = rule.get("operator")
    if isinstance(operator, str):
        return Condition(field, _OPERATORS.get(operator, operator), value)
    return Condition(field, "in" if isinstance(value, list) else "==", value)


def _i18n(options: Options) -> Literal["none", "translate", "duplicate"]:
    value = options.value("i18n")
    if value in (True, "translate"):
        return "translate"
    return "duplicate" if value == "duplicate" else "none"


def _check_widget(options: Options, widget: str) -> None:
    if widget == "select" and "options" not in options:
        options.error("missing-option", "options", "A select field needs `options` to choose from.")
    if widget == "relation" and not options.text("collection"):
        options.error("missing-option", "collection", "A relation field needs the `collection` it points to.")
    if widget == "object" and "fields" not in options and "types" not in options and "field" not in options:
        options.warn("missing-option", "fields", "An object without `fields` has nothing to edit.")
