"""What each option of a field does: to its control, to its checks, to what is stored. Each case names its option."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from config_support import LoadField, said
from msgspec.structs import replace

from cms.config import ABSENT, Dialect, Field
from cms.fields import (
    Control,
    FieldContext,
    FormData,
    Part,
    RelationOption,
    build_controls,
    default_values,
    parse_form,
    parse_text,
    summarise,
    validate,
)
from cms.fields.conditions import is_shown
from cms.syntax import Value

NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
TARGETS = (RelationOption("ines", "Ines"), RelationOption("noor", "Noor"))
CONTEXT = FieldContext(NOW, seed="s", author_name="Ann", relation_options=lambda _field: TARGETS)


@pytest.fixture
def field_of(load_field: LoadField) -> Any:
    def field_of(options: str) -> Field:
        field, loaded = load_field(f"{{name: a, {options}}}")
        assert [item for item in said(loaded) if "older spelling" not in item and "no collection" not in item] == []
        return field

    return field_of


def control(field: Field, value: Any = ABSENT) -> Control:
    values: dict[str, Value] = {} if value is ABSENT else {"a": value}
    return build_controls([field], values, CONTEXT)[0]


@pytest.mark.parametrize(
    ("option", "options", "attribute", "expected"),
    [
        ("field.name", "label: A", "name", "f.a"),
        ("field.label", "label: Price", "label", "Price"),
        ("field.widget", "widget: text", "template", "text"),
        ("field.required", "required: false", "required", False),
        ("field.hint", "hint: Be **short**", "hint_parts", (Part("Be "), Part("short", "bold"))),
        ("field.comment", "comment: In lists", "help", "In lists"),
        ("field.readonly", "readonly: true", "readonly", True),
        ("widget.string.type", "type: email", "input_type", "email"),
        ("widget.string.minlength", "minlength: 2", "minlength", 2),
        ("widget.string.maxlength", "maxlength: 9", "maxlength", 9),
        ("widget.string.prefix", "prefix: '@'", "prefix", "@"),
        ("widget.string.suffix", "suffix: px", "suffix", "px"),
        ("widget.string.before_input", "before_input: About", "before_parts", (Part("About"),)),
        ("widget.string.after_input", "after_input: each", "after_parts", (Part("each"),)),
        ("widget.text.minlength", "widget: text, minlength: 2", "minlength", 2),
        ("widget.text.maxlength", "widget: text, maxlength: 9", "maxlength", 9),
        ("widget.boolean.before_input", "widget: boolean, before_input: Is", "before_parts", (Part("Is"),)),
        ("widget.boolean.after_input", "widget: boolean, after_input: new", "after_parts", (Part("new"),)),
        ("widget.number.min", "widget: number, min: 1", "min", "1"),
        ("widget.number.max", "widget: number, max: 5", "max", "5"),
        ("widget.number.step", "widget: number, step: 0.5", "step", "0.5"),
        ("widget.number.before_input", "widget: number, before_input: About", "before_parts", (Part("About"),)),
        ("widget.number.after_input", "widget: number, after_input: min", "after_parts", (Part("min"),)),
        ("widget.datetime.type", "widget: datetime, type: date", "input_type", "date"),
        ("widget.datetime.picker_utc", "widget: datetime, picker_utc: true", "suffix", "UTC"),
        ("widget.datetime.input_timezone", "widget: datetime, input_timezone: utc", "suffix", "UTC"),
        ("widget.datetime.min", "widget: datetime, min: '2026-01-01'", "min", "2026-01-01"),
        ("widget.datetime.max", "widget: datetime, max: '2026-12-31'", "max", "2026-12-31"),
        ("widget.datetime.step", "widget: datetime, step: 900", "step", "900"),
        ("widget.select.multiple", "widget: select, multiple: true, options: [x]", "template", "checks"),
        ("widget.relation.multiple", "widget: relation, multiple: true, collection: posts", "template", "checks"),
        ("widget.list.label_singular", "widget: list, label_singular: Tag", "add_label", "Tag"),
        ("field.label_singular", "widget: list, label_singular: Tag", "add_label", "Tag"),
        ("widget.list.allow_add", "widget: list, allow_add: false", "allow_add", False),
        ("widget.list.allow_remove", "widget: list, allow_remove: false", "allow_remove", False),
        ("widget.list.allow_reorder", "widget: list, allow_reorder: false", "allow_reorder", False),
        ("widget.list.allow_duplicate", "widget: list, allow_duplicate: false", "allow_duplicate", False),
        ("widget.list.add_to_top", "widget: list, add_to_top: true", "add_to_top", True),
        ("widget.list.minimize_collapsed", "widget: list, minimize_collapsed: true", "collapsed", True),
        ("widget.list.delimiter", "widget: list, delimiter: ';'", "delimiter", ";"),
        ("widget.object.collapsed", "widget: object, collapsed: true, fields: [{name: b}]", "collapsed", True),
        ("widget.file.accept", "widget: file, accept: .pdf", "accept", ".pdf"),
        ("widget.file.choose_url", "widget: file, choose_url: false", "choose_url", False),
        ("widget.file.multiple", "widget: file, multiple: true", "template", "list"),
        ("widget.file.media_library", "widget: file, media_library: {config: {multiple: true}}", "template", "list"),
        ("widget.image.accept", "widget: image, accept: image/png", "accept", "image/png"),
        ("widget.image.choose_url", "widget: image, choose_url: false", "choose_url", False),
        ("widget.image.multiple", "widget: image, multiple: true", "template", "list"),
        ("widget.image.media_library", "widget: image, media_library: {config: {multiple: true}}", "template", "list"),
        ("media_library.config", "widget: image, media_library: {config: {multiple: true}}", "template", "list"),
        (
            "media_library.config.multiple",
            "widget: image, media_library: {config: {multiple: true}}",
            "template",
            "list",
        ),
        ("widget.markdown.minimal", "widget: markdown, minimal: true", "rows", 5),
        ("widget.markdown.buttons", "widget: markdown, buttons: [bold]", "buttons", ("bold", "image")),
        ("widget.markdown.editor_components", "widget: markdown, buttons: [], editor_components: []", "buttons", ()),
        ("widget.markdown.modes", "widget: markdown, modes: [rich_text]", "template", "markdown"),
        ("widget.code.default_language", "widget: code, default_language: js", "extra", "js"),
        ("widget.code.allow_language_selection", "widget: code, allow_language_selection: false", "choose_url", False),
        ("widget.code.output_code_only", "widget: code, output_code_only: true", "choose_url", False),
        ("widget.map.type", "widget: map, type: Polygon", "extra", "Polygon"),
        ("widget.uuid.read_only", "widget: uuid, read_only: false", "readonly", False),
        ("widget.keyvalue.key_label", "widget: keyvalue, key_label: Word", "key_label", "Word"),
        ("widget.keyvalue.value_label", "widget: keyvalue, value_label: Sense", "value_label", "Sense"),
    ],
)
def test_options_shape_the_control(field_of: Any, option: str, options: str, attribute: str, expected: Any) -> None:
    assert getattr(control(field_of(options)), attribute) == expected
    if option not in ("field.name", "field.widget", "widget.markdown.modes"):  # what they are for has no other look
        assert getattr(control(field_of(plain(options))), attribute) != expected


def plain(options: str) -> str:
    """The same widget with nothing but what it needs."""
    widget = next((part for part in options.split(", ") if part.startswith("widget: ")), "widget: string")
    needed = {"select": ", options: [x]", "relation": ", collection: posts", "object": ", fields: [{name: b}]"}
    return widget + needed.get(widget.removeprefix("widget: "), "")


@pytest.mark.parametrize(
    ("option", "options", "value", "code"),
    [
        ("field.required", "label: A", "", "required"),
        ("field.pattern", "pattern: ['^x', Begin with x.]", "y", "pattern"),
        ("widget.string.type", "type: url", "no address", ""),
        ("widget.string.minlength", "minlength: 2", "y", "minlength"),
        ("widget.string.maxlength", "maxlength: 2", "yyy", "maxlength"),
        ("widget.text.minlength", "widget: text, minlength: 2", "y", "minlength"),
        ("widget.text.maxlength", "widget: text, maxlength: 2", "yyy", "maxlength"),
        ("widget.number.min", "widget: number, min: 2", 1, "range"),
        ("widget.number.max", "widget: number, max: 2", 3, "range"),
        ("widget.datetime.min", "widget: datetime, type: date, min: '2026-01-01'", "2025-01-01", "range"),
        ("widget.datetime.max", "widget: datetime, type: date, max: '2026-01-01'", "2027-01-01", "range"),
        ("widget.select.min", "widget: select, options: [x, y], multiple: true, min: 2", ["x"], "count"),
        ("widget.select.max", "widget: select, options: [x, y], multiple: true, max: 1", ["x", "y"], "count"),
        ("widget.relation.min", "widget: relation, collection: p, multiple: true, min: 2", ["ines"], "count"),
        ("widget.relation.max", "widget: relation, collection: p, multiple: true, max: 1", ["ines", "noor"], "count"),
        ("widget.list.min", "widget: list, min: 2", ["x"], "count"),
        ("widget.list.max", "widget: list, max: 1", ["x", "y"], "count"),
        ("widget.file.min", "widget: file, multiple: true, min: 2", ["/x"], "count"),
        ("widget.file.max", "widget: file, multiple: true, max: 1", ["/x", "/y"], "count"),
        ("widget.image.min", "widget: image, multiple: true, min: 2", ["/x"], "count"),
        ("widget.image.max", "widget: image, multiple: true, max: 1", ["/x", "/y"], "count"),
        ("widget.keyvalue.min", "widget: keyvalue, min: 2", {"x": "y"}, "count"),
        ("widget.keyvalue.max", "widget: keyvalue, max: 1", {"x": "y", "z": "y"}, "count"),
        ("widget.map.type", "widget: map, type: Polygon", '{"type": "Point", "coordinates": [1, 2]}', "misfit"),
    ],
)
def test_options_are_checked(field_of: Any, option: str, options: str, value: Value, code: str) -> None:
    assert [problem.code for problem in validate([field_of(options)], {"a": value}, CONTEXT)] == [code]


@pytest.mark.parametrize(
    ("option", "options", "text", "stored"),
    [
        ("widget.string.prefix", "prefix: '@'", "noor", "@noor"),
        ("widget.string.suffix", "suffix: .html", "about", "about.html"),
        ("widget.number.value_type", "widget: number, value_type: float", "1.5", 1.5),
        ("widget.number.value_type", "widget: number, value_type: int/string", "3", "3"),
        ("widget.number.value_type", "widget: number, value_type: string", "3", 3),
        ("widget.datetime.format", "widget: datetime, format: DD.MM.YYYY", "2026-07-04", "04.07.2026"),
        ("widget.datetime.date_format", "widget: datetime, date_format: YYYY/MM/DD", "2026-07-04", "2026/07/04"),
        ("widget.datetime.time_format", "widget: datetime, time_format: HH.mm", "15:30", "15.30"),
        (
            "widget.datetime.picker_utc",
            "widget: datetime, picker_utc: true",
            "2026-07-04T15:30",
            "2026-07-04T15:30:00.000Z",
        ),
        (
            "widget.datetime.output_utc",
            "widget: datetime, output_utc: true",
            "2026-07-04T15:30",
            "2026-07-04T15:30:00.000Z",
        ),
        (
            "widget.datetime.input_timezone",
            "widget: datetime, input_timezone: utc",
            "2026-07-04T15:30",
            "2026-07-04T15:30:00.000Z",
        ),
        ("widget.select.options", "widget: select, options: [1, 2]", "2", 2),
        ("widget.select.options.value", "widget: select, options: [{label: One, value: 1}]", "1", 1),
        ("widget.select.options.label", "widget: select, options: [{label: One, value: 1}]", "One", 1),
        ("widget.list.delimiter", "widget: list, delimiter: ';'", "x;y", ["x", "y"]),
        ("widget.code.output_code_only", "widget: code, output_code_only: true", "x", "x"),
        ("widget.code.keys", "widget: code, keys: {code: c, lang: l}", "x", {"c": "x", "l": ""}),
        ("widget.code.keys.code", "widget: code, keys: {code: c}", "x", {"c": "x", "lang": ""}),
        ("widget.code.keys.lang", "widget: code, keys: {lang: l}", "x", {"code": "x", "l": ""}),
        ("widget.color.allow_input", "widget: color, allowInput: false", "#23509e", "#23509e"),
        ("widget.color.enable_alpha", "widget: color, enableAlpha: true", "#23509e80", "rgba(35, 80, 158, 0.5)"),
        ("widget.relation.collection", "widget: relation, collection: people", "Ines", "ines"),
        ("widgets.string", "widget: string", " x ", "x"),
        ("widgets.text", "widget: text", "x\ny", "x\ny"),
        ("widgets.boolean", "widget: boolean", "yes", True),
        ("widgets.number", "widget: number", "7", 7),
        ("widgets.datetime", "widget: datetime", "2026-07-04T15:30", "2026-07-04T15:30:00.000+00:00"),
        ("widgets.date", "widget: date, format: YYYY-MM-DD", "2026-07-04", "2026-07-04"),
        ("widgets.select", "widget: select, options: [x]", "x", "x"),
        ("widgets.relation", "widget: relation, collection: people", "noor", "noor"),
        ("widgets.list", "widget: list", "x, y", ["x", "y"]),
        ("widgets.object", "widget: object, fields: [{name: b}]", "{b: c}", {"b": "c"}),
        ("widgets.file", "widget: file", "/x.pdf", "/x.pdf"),
        ("widgets.image", "widget: image", "/x.png", "/x.png"),
        ("widgets.markdown", "widget: markdown", "# x", "# x"),
        ("widgets.richtext", "widget: richtext", "# x", "# x"),
        ("widgets.code", "widget: code", "x", {"code": "x", "lang": ""}),
        ("widgets.color", "widget: color", "#23509e", "#23509e"),
        ("widgets.map", "widget: map", '{"type":"Point","coordinates":[1,2]}', '{"type":"Point","coordinates":[1,2]}'),
        ("widgets.hidden", "widget: hidden", "x", "x"),
        ("widgets.uuid", "widget: uuid", "x", "x"),
        ("widgets.keyvalue", "widget: keyvalue", "{b: c}", {"b": "c"}),
        ("widgets.custom", "widget: rating", "5", 5),
    ],
)
def test_options_decide_what_is_stored(
    load_field: LoadField, option: str, options: str, text: str, stored: Value
) -> None:
    field, _ = load_field(f"{{name: a, {options}}}")
    assert parse_text(field, text, None, CONTEXT) == stored


@pytest.mark.parametrize(
    ("option", "options", "expected"),
    [
        ("field.default", "default: x", "x"),
        ("widget.uuid.prefix", "widget: uuid, prefix: post-", "post-"),
        ("widget.uuid.use_b32_encoding", "widget: uuid, use_b32_encoding: true", 26),
        ("widget.compute.value", "widget: compute, value: '{{fields.a}}!'", "!"),
        ("widgets.compute", "widget: compute, value: x", "x"),
        ("tags.default.now", "widget: datetime, default: '{{now}}', format: YYYY-MM-DD", "2026-11-20"),
        ("tags.default.locale", "widget: hidden, default: '{{locale}}'", "de"),
        ("tags.default.datetime", "widget: hidden, default: '{{datetime}}'", "2026-11-20T07:30:00.000Z"),
        ("tags.default.uuid", "widget: hidden, default: '{{uuid}}'", 36),
        ("tags.default.uuid_short", "widget: hidden, default: '{{uuid_short}}'", 12),
        ("tags.default.uuid_shorter", "widget: hidden, default: '{{uuid_shorter}}'", 8),
        ("tags.default.author-login", "widget: hidden, default: '{{author-login}}'", "ann"),
        ("tags.default.author-name", "widget: hidden, default: '{{author-name}}'", "Ann"),
        ("tags.default.author-email", "widget: hidden, default: '{{author-email}}'", "ann@a.example"),
        ("tags.value.uuid", "widget: compute, value: '{{uuid}}'", 36),
        ("tags.value.uuid_short", "widget: compute, value: '{{uuid_short}}'", 12),
        ("tags.value.uuid_shorter", "widget: compute, value: '{{uuid_shorter}}'", 8),
    ],
)
def test_new_entries_get_what_is_said(field_of: Any, option: str, options: str, expected: str | int) -> None:
    context = FieldContext(
        NOW, locale="de", seed="s", author_login="ann", author_name="Ann", author_email="ann@a.example"
    )
    made = default_values([field_of(options)], context)["a"]
    assert isinstance(made, str)
    assert len(made) == expected if isinstance(expected, int) else made.startswith(expected)


def test_computed_text_follows_its_item(field_of: Any) -> None:
    field = field_of(
        "widget: list, fields: [{name: b}, {name: n, widget: compute, value: '{{index}} {{fields.a.0.b}}'}]"
    )
    form = FormData([("f.a!items", "n1"), ("f.a.n1.b", "x")])
    parsed = parse_form([field], form, {}, CONTEXT).values
    assert parsed == {"a": [{"b": "x", "n": "0 x"}]}, "tags.value.index and tags.value.fields.FIELD"


@pytest.mark.parametrize(
    ("option", "rule", "shown"),
    [
        ("field.condition", "{field: b, value: x}", True),
        ("field.condition.field", "{field: c, value: x}", False),
        ("field.condition.value", "{field: b, value: y}", False),
        ("field.condition.values", "{field: b, values: [x, y]}", True),
        ("field.condition.pattern", "{field: b, pattern: ^y}", False),
        ("field.condition.operator", "{field: b, value: x, operator: '!='}", False),
        ("field.condition.match_all", "{field: t, value: [x, y], match_all: true}", True),
        ("field.condition.match_all", "{field: t, value: [x, z], matchAll: true}", False),
        ("field.condition.match_all", "{field: t, value: [x, z]}", True),
    ],
)
def test_conditions_decide_what_is_shown(field_of: Any, option: str, rule: str, shown: bool) -> None:
    assert is_shown(field_of(f"condition: {rule}"), {"b": "x", "t": ["x", "y"]}) is shown


@pytest.mark.parametrize(
    ("option", "options", "value", "summary"),
    [
        ("widget.list.fields", "widget: list, fields: [{name: b}]", [{"b": "x"}], "x"),
        ("widget.list.field", "widget: list, field: {name: b}", ["x"], "x"),
        ("widget.list.types", "widget: list, types: [{name: k, fields: [{name: b}]}]", [{"type": "k", "b": "x"}], "x"),
        (
            "widget.list.type_key",
            "widget: list, typeKey: t, types: [{name: k, fields: [{name: b}]}]",
            [{"t": "k", "b": "x"}],
            "x",
        ),
        ("widget.list.summary", "widget: list, summary: '{{b}}!', fields: [{name: b}]", [{"b": "x"}], "x!"),
    ],
)
def test_lists_are_made_of_items(field_of: Any, option: str, options: str, value: Value, summary: str) -> None:
    drawn = control(field_of(options), value)
    assert (drawn.template, len(drawn.items)) == ("list", 1)
    assert (drawn.items[0].summary, drawn.items[0].control.template) == (
        summary,
        "object" if "{" in str(value)[1] else "string",
    )


@pytest.mark.parametrize(("written", "closed"), [("true", True), ("false", False), ("auto", True)])
def test_collapsed_items_are_closed(field_of: Any, written: str, closed: bool) -> None:
    field = field_of(f"widget: list, collapsed: {written}, fields: [{{name: b}}]")
    assert control(field, [{"b": "x"}]).items[0].collapsed is closed, "widget.list.collapsed"


@pytest.mark.parametrize(("dialect", "closed"), [(Dialect.DECAP, True), (Dialect.SVELTIA, False)])
def test_dialect_says_whether_items_are_closed(field_of: Any, dialect: Dialect, closed: bool) -> None:
    field = replace(field_of("widget: list, fields: [{name: b}]"), dialect=dialect)
    drawn = build_controls([field], {"a": [{"b": "x"}]}, CONTEXT)[0]
    assert drawn.items[0].collapsed is closed, "widget.list.collapsed"


@pytest.mark.parametrize(
    ("option", "options"),
    [
        ("widget.object.fields", "widget: object, fields: [{name: b}]"),
        ("widget.object.field", "widget: object, field: {name: b}"),
        ("widget.object.types", "widget: object, types: [{name: k, fields: [{name: b}]}]"),
        ("widget.object.type_key", "widget: object, typeKey: type, types: [{name: k, fields: [{name: b}]}]"),
    ],
)
def test_objects_have_fields(field_of: Any, option: str, options: str) -> None:
    assert [inner.path for inner in control(field_of(options), {"type": "k", "b": "x"}).controls] == [("a", "b")]


def test_objects_have_a_summary(field_of: Any) -> None:
    field = field_of("widget: object, summary: '{{b}}!', fields: [{name: b}]")
    assert summarise(field, {"b": "x"}) == "x!", "widget.object.summary"
