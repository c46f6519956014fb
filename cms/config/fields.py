"""Fields: from the configuration's mappings to Field values. One that cannot be used is left out; the others stay."""

from __future__ import annotations

import re
from typing import Literal

from cms.config.expressions import read_expression, says_if_it_cannot_run
from cms.config.field_options import COMMON_OPTIONS, KNOWN_WIDGETS, WIDGET_ALIASES, options_of
from cms.config.folders import media_address, media_text
from cms.config.languages import settled
from cms.config.model import ABSENT, Condition, Field, Pattern
from cms.config.notes import Notes
from cms.config.parts import Mapping, Part, Scalar, Sequence, plain
from cms.config.tags import note_template
from cms.config.taking import Options, take
from cms.config.vocabulary import WIDGETS
from cms.syntax import Value

__all__ = ["build_fields", "build_pattern"]

_NAMED = [
    "name",
    "label",
    "widget",
    "required",
    "hint",
    "default",
    "pattern",
    "comment",
    "condition",
    "i18n",
    "readonly",
    "fields",
    "field",
    "types",
    "type_key",
    "label_singular",
    "summary",
    "collapsed",
    "media_folder",
    "public_folder",
]
_OPERATORS = {
    **{sign: sign for sign in ("==", "!=", ">", ">=", "<", "<=", "in", "not_in", "pattern", "empty")},
    "eq": "==",
    "ne": "!=",
    "gt": ">",
    "gte": ">=",
    "lt": "<",
    "lte": "<=",
    "=": "==",
    "===": "==",
    "!==": "!=",
    "equals": "==",
    "not": "!=",
    "includes": "in",
    "matches": "pattern",
    "regexp": "pattern",
    "nin": "not_in",
}


def build_fields(options: Options) -> tuple[Field, ...]:
    """The fields of an option's list `fields`, in order, with unique names, each with the `i18n` that holds for it."""
    return settled(_fields(options))


def _fields(options: Options, name: str = "fields", *, default_widget: str = "string") -> tuple[Field, ...]:
    found: dict[str, Field] = {}
    for part, where in options.items(name):
        field = _field(options.notes, part, where, default_widget)
        if field is None:
            continue
        if field.name in found:
            message = f"a second field is named `{field.name}`; it is left out"
            options.notes.error("duplicate-field", message, f"{where}.name", field.position)
            continue
        found[field.name] = field
    return tuple(found.values())


def _field(notes: Notes, part: Part, where: str, default_widget: str) -> Field | None:
    if not isinstance(part, Mapping):
        notes.error("wrong-type", "a field should be a mapping with a `name`; it is left out", where, part.position)
        return None
    written, widget = _widget_of(part, default_widget)
    known = widget in KNOWN_WIDGETS
    _remark(notes, part, where, written if known else "custom")
    options = take(notes, part, where, options_of(widget) if known else COMMON_OPTIONS, others=not known)
    name = _name(options)
    if not name:
        return None
    _check_widget(options, written, widget)
    subfields, single = _subfields(options, widget)
    if default_widget != "object":  # a type without fields is stored as its name alone
        _check_subfields(options, widget, subfields, single)
    _note_templates(options, widget, (*subfields, *((single,) if single is not None else ())))
    media_folder, public_folder = media_text(options, "media_folder"), options.optional_text("public_folder")
    return Field(
        name=name,
        label=options.text("label") or name,
        widget=widget,
        required=_required(options),
        hint=options.text("hint"),
        default=options.value("default") if "default" in options else ABSENT,
        pattern=build_pattern(options),
        comment=options.text("comment").replace("\\n", "\n"),  # Decap breaks lines at a written `\n`
        conditions=_conditions(options),
        i18n=_i18n(options),
        readonly=options.flag("readonly", False),
        fields=subfields,
        field=single,
        types=_fields(options, "types", default_widget="object") if widget in ("list", "object") else (),
        type_key=options.text("type_key") or "type",
        label_singular=options.text("label_singular"),
        summary=options.text("summary"),
        collapsed=_collapsed(options),
        media_folder=media_folder,
        public_folder=media_address(options) if public_folder is None else public_folder,
        known=known,
        options=_other_options(options, written, widget),
        position=options.position,
    )


def _note_templates(options: Options, widget: str, inner: tuple[Field, ...]) -> None:
    note_template(options, "media_folder")
    note_template(options, "public_folder", "media_folder")
    if widget == "relation":
        for name in ("value_field", "display_fields"):
            note_template(options, name, "value_field", target=options.text("collection"))
    elif widget == "compute":
        note_template(options, "value")
    elif widget in ("list", "object") and inner:
        note_template(options, "summary", fields=inner)


def _widget_of(part: Mapping, default: str) -> tuple[str, str]:
    """The widget as written and by its canonical name."""
    entry = part.entries.get("widget")
    text = entry.part.text.strip() if entry is not None and isinstance(entry.part, Scalar) else ""
    written = text or default
    return written, WIDGET_ALIASES.get(written, written)


def _remark(notes: Notes, part: Mapping, where: str, widget: str) -> None:
    if reason := WIDGETS[widget].differs:
        notes.remark("differs", f"widget `{widget}`: {reason}", f"{where}.widget", part.position)


def _name(options: Options) -> str:
    name = options.text("name").strip()
    if not name:
        options.error("missing-name", "name", "a field needs a `name`; it is left out")
    elif re.search(r"[.\s]", name):
        options.warn(
            "odd-name", "name", f"the name `{name}` holds a full stop or a space, which templates cannot address"
        )
    return name


def _check_widget(options: Options, written: str, widget: str) -> None:
    if widget not in KNOWN_WIDGETS:
        guess = (
            options.notes.guess(written, (*KNOWN_WIDGETS, *WIDGET_ALIASES)) or "; its value is shown as text and kept"
        )
        options.warn("unknown-widget", "widget", f"unknown widget `{written}`{guess}")
    elif widget == "select" and "options" not in options:
        options.error("missing-option", "options", "a select needs `options` to choose from")
    elif widget == "relation" and not options.text("collection"):
        options.error("missing-option", "collection", "a relation needs the `collection` it points to")
    elif widget == "relation":
        options.notes.references.append(
            (options.text("collection"), options.path("collection"), options.at("collection"))
        )
    elif widget == "compute" and not options.text("value"):
        options.error("missing-option", "value", "a compute field needs a `value`, the template of what it holds")


def _subfields(options: Options, widget: str) -> tuple[tuple[Field, ...], Field | None]:
    """`fields`, or the single `field`: in a list its values are stored bare, in an object it is a field like others."""
    if widget not in ("list", "object"):
        return (), None
    fields = _fields(options)
    part = options.part("field")
    if fields or part is None:
        return fields, None
    single = _field(options.notes, part, options.path("field"), "string")
    if widget == "object":
        return ((single,) if single else ()), None
    return (), single


def _check_subfields(options: Options, widget: str, fields: tuple[Field, ...], single: Field | None) -> None:
    if widget == "object" and not fields and not single and "types" not in options:
        options.warn("missing-option", "", "an object without `fields` has nothing to edit")
    if widget == "list" and "types" in options and ("fields" in options or "field" in options):
        options.warn("two-options", "types", "a list has either `types` or fields; `types` count")


def _required(options: Options) -> bool:
    if isinstance(options.part("required"), Sequence):
        return bool(options.texts("required"))
    return options.flag("required", True)


def _collapsed(options: Options) -> bool | Literal["auto"] | None:
    """None where it is absent; what that means depends on the widget and the dialect."""
    value = options.value("collapsed")
    return value if isinstance(value, bool) else "auto" if value == "auto" else None


def _i18n(options: Options) -> Literal["", "none", "translate", "duplicate"]:
    """What is written; "" when nothing is, see `settled`."""
    if "i18n" not in options:
        return ""
    value = options.value("i18n")
    if value is True or value in ("translate", "duplicate_keys"):
        return "translate"
    return "duplicate" if value == "duplicate" else "none"


def build_pattern(options: Options) -> Pattern | None:
    """`[regexp, message]`."""
    if "pattern" not in options:
        return None
    written = options.texts("pattern")
    if len(written) != 2 or not written[0]:
        message = "`pattern` should be a list of two texts, a regular expression and a message"
        options.error("wrong-pattern", "pattern", message)
        if not written or not written[0]:
            return None
    message = written[1] if len(written) > 1 else ""
    regexp, ignore_case = read_expression(written[0])
    effect = "values are not checked against it"
    says_if_it_cannot_run(options.notes, regexp, effect, options.path("pattern"), options.at("pattern"))
    return Pattern(regexp, message, ignore_case=ignore_case)


def _conditions(options: Options) -> tuple[Condition, ...]:
    """Static CMS's rules, one or a list, and those of Decap's draft, which have an `operator`."""
    part = options.part("condition")
    found: list[Condition] = []
    for rule in part.items if isinstance(part, Sequence) else (part,) if part is not None else ():
        values = plain(rule)
        condition = _condition(values) if isinstance(values, dict) else None
        if condition is not None:
            found.append(condition)
        else:
            message = "a condition needs a `field` and an operator that is known; it is not used"
            options.notes.error("wrong-condition", message, options.path("condition"), rule.position)
    return tuple(found)


def _condition(rule: dict[str, Value]) -> Condition | None:
    field = rule.get("field")
    written = rule.get("operator")
    if not isinstance(field, str) or not field:
        return None
    if isinstance(written, str):
        operator = _OPERATORS.get(written.lower().replace(" ", "_"))
        return Condition(field, operator, rule.get("value", rule.get("values"))) if operator else None
    if "pattern" in rule:
        return Condition(field, "pattern", rule["pattern"])
    if "value" not in rule and "values" not in rule:
        return Condition(field, "empty", False)
    value = rule.get("value", rule.get("values"))
    if rule.get("match_all", rule.get("matchAll")) is True:
        return Condition(field, "all", value if isinstance(value, list) else [value])
    return Condition(field, "in" if isinstance(value, list) else "==", value)


def _other_options(options: Options, written: str, widget: str) -> dict[str, Value]:
    other = options.rest(_NAMED)
    if isinstance(options.part("required"), Sequence):
        other["required_locales"] = list(options.texts("required"))
    if options.value("i18n") == "duplicate_keys":
        other["i18n"] = "duplicate_keys"
    if options.value("collapsed") == "auto":
        other["collapsed"] = "auto"
    if written != widget:
        other["widget_alias"] = written
    if written == "date":
        other.setdefault("time_format", False)
    return other
