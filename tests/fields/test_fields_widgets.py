"""Each widget: what an edit, a cleared control and an absent key become, in the shape the file has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from fields_browser import form_of

from cms.config import ABSENT, Condition, Field, Pattern
from cms.errors import InvalidInput
from cms.fields import (
    FieldContext,
    FormData,
    RelationOption,
    build_controls,
    default_values,
    find_control,
    parse_form,
    parse_text,
    summarise,
    validate,
)
from cms.syntax import Timestamp, Value, same

TARGETS = (RelationOption("ines", "Ines Marchetti"), RelationOption("noor", "Noor"), RelationOption(7, "Seven"))
NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
CONTEXT = FieldContext(NOW, noun="story", relation_options=lambda _field: TARGETS)


def edited(field: Field, value: Any, *texts: str, name: str = "f.v") -> Any:
    """The value after other texts were sent for it; ABSENT stands for no key, before and after."""
    values: dict[str, Value] = {} if value is ABSENT else {"v": value}
    form = form_of(build_controls([field], values, CONTEXT)).replaced(name, *texts)
    parsed = parse_form([field], form, values, CONTEXT)
    assert parsed.problems == ()
    return parsed.values.get("v", ABSENT)


def refused(field: Field, value: Any, text: str, name: str = "f.v") -> str:
    values: dict[str, Value] = {} if value is ABSENT else {"v": value}
    form = form_of(build_controls([field], values, CONTEXT)).replaced(name, text)
    parsed = parse_form([field], form, values, CONTEXT)
    assert parsed.values == values
    control = build_controls([field], values, CONTEXT, parsed.problems, form)[0]
    assert control.text == text
    assert control.errors == tuple(problem.message for problem in parsed.problems)
    return parsed.problems[0].message


def of(widget: str, **more: Any) -> Field:
    known = {key: more.pop(key) for key in ("required", "default", "pattern", "hint", "fields") if key in more}
    return Field("v", "Price", widget, options=more, **known)


@pytest.mark.parametrize(
    ("widget", "nothing"),
    [("string", ""), ("text", ""), ("markdown", ""), ("number", ""), ("datetime", ""), ("image", ""), ("color", "")],
)
def test_cleared_key_stays_with_nothing(widget: str, nothing: str) -> None:
    present: Any = {"number": 5, "datetime": "2026-01-05"}.get(widget, "#aabbcc")
    assert edited(of(widget), present, "") == nothing
    assert edited(of(widget), ABSENT, "") is ABSENT
    assert edited(of(widget), None, "") is None


def test_string_is_trimmed_only_when_edited() -> None:
    assert edited(of("string"), " a ", " a ") == " a "
    assert edited(of("string"), "a", "  b ") == "b"


def test_string_keeps_unquoted_date() -> None:
    value = edited(of("string"), Timestamp("2026-01-05"), "2026-01-06")
    assert isinstance(value, Timestamp)
    assert type(edited(of("string"), "2026-01-05", "2026-01-06")) is str


def test_string_prefix_is_part_of_value() -> None:
    field = of("string", prefix="€ ", suffix="/kg")
    assert build_controls([field], {"v": "€ 12/kg"}, CONTEXT)[0].text == "12"
    assert edited(field, "€ 12/kg", "13") == "€ 13/kg"
    assert edited(field, ABSENT, "13") == "€ 13/kg"
    assert edited(field, "12", "12") == "12"


def test_text_keeps_its_line_ends() -> None:
    assert edited(of("text"), "a\r\nb\r\n", "a\r\nc\r\n") == "a\r\nc\r\n"
    assert edited(of("markdown"), "a\nb\n", "a\r\nc\r\n") == "a\nc\n"
    assert edited(of("markdown"), "a\r\nb\nc", "a\r\nb\r\nd") == "a\r\nb\nd"


def test_boolean_absent_stays_absent() -> None:
    field = of("boolean")
    assert edited(field, ABSENT) is ABSENT
    assert edited(field, ABSENT, "true") is True
    assert edited(field, True) is False
    assert edited(field, False, "true") is True


def test_boolean_no_on_purpose() -> None:
    assert edited(of("boolean"), ABSENT, "asked", name="f.v!bool") is False
    assert edited(of("boolean", required=False), ABSENT, "asked", name="f.v!bool") is ABSENT
    again = build_controls([of("boolean")], {}, CONTEXT, (), FormData([("f.v!bool", "1")]))
    assert again[0].marker == "asked"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("", "12", 12),
        ("int", "007", 7),
        ("int", "1e3", 1000),
        ("float", "1.10", 1.1),
        ("float", "5", 5),
        ("float", "5.0", 5.0),
        ("int/string", "12", "12"),
        ("float/string", "1.50", "1.50"),
        ("", "-3", -3),
    ],
)
def test_number_has_the_configured_kind(kind: str, text: str, value: Value) -> None:
    assert same(edited(of("number", value_type=kind), ABSENT, text), value)


def test_number_keeps_present_spelling() -> None:
    for value in (1.10, "5", 5, 1e22, "1_000"):
        assert edited(of("number"), value) is value


def test_number_refuses_other_text() -> None:
    assert "not a number" in refused(of("number"), 5, "many")
    assert "whole number" in refused(of("number", value_type="int"), 5, "2.5")
    assert edited(of("number"), 1.5, "2.5") == 2.5


@pytest.mark.parametrize(
    ("present", "typed", "stored"),
    [
        ("2026-01-05T10:00:00.000-05:00", "2026-02-03T11:30", "2026-02-03T11:30:00.000-05:00"),
        ("2026-01-05T10:00:00.000Z", "2026-02-03T11:30", "2026-02-03T11:30:00.000Z"),
        ("2026-01-05T10:00:00Z", "2026-02-03T11:30", "2026-02-03T11:30:00Z"),
        ("2026-01-05T10:00:00+02:00", "2026-02-03T11:30:15", "2026-02-03T11:30:15+02:00"),
        ("2026-01-05T10:00:00+0200", "2026-02-03T11:30", "2026-02-03T11:30:00+0200"),
        ("2026-01-05T10:00:00", "2026-02-03T11:30", "2026-02-03T11:30:00"),
        ("2026-01-05", "2026-02-03", "2026-02-03"),
        ("2026-01-05 10:00:00", "2026-02-03T11:30", "2026-02-03 11:30:00"),
        ("2026-01-05 10:00", "2026-02-03T11:30", "2026-02-03 11:30"),
        ("2026-01-05 10:00:00 +0200", "2026-02-03T11:30", "2026-02-03 11:30:00 +0200"),
        ("05/01/2026", "2026-02-03", "03/02/2026"),
        ("05.01.2026", "2026-02-03", "03.02.2026"),
        ("5-1-2026", "2026-02-03", "3-2-2026"),
        ("2026/01/05", "2026-02-03", "2026/02/03"),
        ("2026-1-5 9:05:00", "2026-02-03T11:30", "2026-02-03 11:30:00".replace("02-03", "2-3")),
        ("10:00", "11:30", "11:30"),
        ("2026-01-05t10:00:00.5z", "2026-02-03T11:30", "2026-02-03t11:30:00.0z"),
    ],
)
def test_edited_date_keeps_its_spelling(present: str, typed: str, stored: str) -> None:
    assert edited(of("datetime"), Timestamp(present), typed) == stored
    quoted = edited(of("datetime"), present, typed)
    assert quoted == stored
    assert type(quoted) is str


def test_date_in_configured_format_is_kept() -> None:
    field = of("datetime", format="MM/DD/YYYY")
    assert build_controls([field], {"v": "12/31/2026"}, CONTEXT)[0].text == "2026-12-31"
    assert edited(field, "12/31/2026", "2026-02-03") == "02/03/2026"


def test_date_only_picker_leaves_the_time() -> None:
    field = of("datetime", time_format=False)
    assert edited(field, "2026-01-05T10:20:30Z", "2026-02-03") == "2026-02-03T10:20:30Z"


def test_new_date_is_written_unquoted() -> None:
    zone = timezone(timedelta(hours=2))
    context = FieldContext(NOW, zone=zone)
    form = FormData([("f.v", "2026-07-04T15:30")])
    value = parse_form([of("datetime")], form, {}, context).values["v"]
    assert same(value, Timestamp("2026-07-04T15:30:00.000+02:00"))


def test_date_nobody_can_read_is_kept_as_text() -> None:
    control = build_controls([of("datetime")], {"v": "next spring"}, CONTEXT)[0]
    assert (control.input_type, control.text) == ("text", "next spring")
    assert "not a date" in refused(of("datetime"), "next spring", "last autumn")
    assert edited(of("datetime"), "next spring", "2026-02-03T11:30") == "2026-02-03T11:30:00.000+00:00"
    assert validate([of("datetime")], {"v": "next spring"}, CONTEXT)[0].severity == "warning"


def test_select_keeps_option_kinds() -> None:
    field = of("select", options=[1, "1", {"label": "Two", "value": 2}, None, True])
    keys = [option.key for option in build_controls([field], {}, CONTEXT)[0].options]
    assert keys == ["1", "1!2", "2", "!null", "true"]
    assert same(edited(field, ABSENT, "1"), 1)
    assert same(edited(field, ABSENT, "1!2"), "1")
    assert same(edited(field, 1, "true"), True)
    assert edited(field, 1, "!null") is None
    assert edited(field, 1, "") is None
    assert edited(field, ABSENT, "") is ABSENT


def test_select_keeps_a_value_outside_its_options() -> None:
    field = of("select", options=["a", "b"])
    option = build_controls([field], {"v": "old"}, CONTEXT)[0].options[-1]
    assert (option.key, option.selected, option.missing) == ("old", True, True)
    assert edited(field, "old", "a") == "a"
    assert [problem.severity for problem in validate([field], {"v": "old"}, CONTEXT)] == ["warning"]


def test_select_refuses_what_was_never_offered() -> None:
    parsed = parse_form([of("select", options=["a"])], FormData([("f.v", "evil")]), {"v": "a"}, CONTEXT)
    assert parsed.values == {"v": "a"}
    assert "not among the choices (a)" in parsed.problems[0].message


def test_several_choices_keep_their_order() -> None:
    field = of("select", options=["a", "b", "c"], multiple=True)
    assert edited(field, ["c", "old", "a"], "a", "b", "c", "old") == ["c", "old", "a", "b"]
    assert edited(field, ["c", "a"], "a") == ["a"]
    assert edited(field, ["c"]) == []
    assert edited(of("select", options=["a"], multiple=True, required=False), ["a"]) is None
    assert edited(field, ABSENT) is ABSENT


def test_relation_keeps_kind_and_missing_target() -> None:
    assert same(edited(of("relation"), "ines", "7"), 7)
    assert edited(of("relation"), "ines", "") == ""
    assert edited(of("relation", multiple=True), ["noor"]) == []
    option = build_controls([of("relation")], {"v": "gone"}, CONTEXT)[0].options[-1]
    assert (option.label, option.selected) == ("Missing: gone", True)
    assert "Missing: gone" in validate([of("relation")], {"v": "gone"}, CONTEXT)[0].message


def test_plain_list_adds_and_removes_words() -> None:
    field = of("list")
    assert edited(field, ["rye"], "oats, plums", name="f.v!add") == ["rye", "oats", "plums"]
    assert edited(field, ["rye", "oats"], "", name="f.v.0") == ["oats"]
    assert edited(field, ["rye"], "", name="f.v.0") == []
    assert edited(field, ABSENT, "a;b", name="f.v!add") == ["a;b"]
    assert edited(of("list", delimiter=";"), ABSENT, "a;b", name="f.v!add") == ["a", "b"]
    assert edited(field, [1, "x"], "y", name="f.v.1") == [1, "y"]


def test_list_of_one_field_holds_bare_values() -> None:
    field = Field("v", "V", "list", field=Field("image", "Image", "image"))
    form = FormData([("f.v!list", "1"), ("f.v!items", "n1"), ("f.v.n1", "a.png"), ("f.v!items", "0")])
    assert parse_form([field], form, {"v": ["b.png"]}, CONTEXT).values == {"v": ["a.png", "b.png"]}


def test_items_travel_with_their_unknown_keys() -> None:
    field = Field("v", "V", "list", fields=(Field("a", "A"),))
    old: list[Value] = [{"a": "1", "x": Timestamp("2026-01-05")}, {"a": "2", "y": [1]}]
    form = FormData(
        [
            *(("f.v!items", key) for key in ("1", "0", "n1")),
            *(("f.v.1.a", "2"), ("f.v.0.a", "one"), ("f.v.n1.a", "copy"), ("f.v.n1!from", "1")),
        ]
    )
    values = parse_form([field], form, {"v": old}, CONTEXT).values["v"]
    assert isinstance(values, list)
    assert values[0] is old[1]
    assert values[1:] == [{"a": "one", "x": "2026-01-05"}, {"a": "copy", "y": [1]}]
    assert values[2]["y"] is not old[1]["y"]  # type: ignore[index,call-overload]


def test_emptied_list_is_an_empty_list() -> None:
    field = Field("v", "V", "list", fields=(Field("a", "A"),))
    form = FormData([("f.v!list", "1")])
    assert parse_form([field], form, {"v": [{"a": "1"}]}, CONTEXT).values == {"v": []}
    assert parse_form([field], form, {}, CONTEXT).values == {}
    assert parse_form([field], form, {"v": None}, CONTEXT).values == {"v": None}


def test_list_that_is_not_in_the_form_stays() -> None:
    field = Field("v", "V", "list", fields=(Field("a", "A"),))
    assert parse_form([field], FormData(), {"v": [{"a": "1"}]}, CONTEXT).values == {"v": [{"a": "1"}]}


def test_typed_items_carry_their_type_first() -> None:
    quote = Field("quote", "Quote", "object", fields=(Field("text", "Text"),))
    field = Field("v", "V", "list", types=(quote,), type_key="kind")
    form = FormData([("f.v!items", "0"), ("f.v!items", "n1"), ("f.v.n1!type", "quote"), ("f.v.n1.text", "Said")])
    old: list[Value] = [{"kind": "gone", "x": 1}]
    values = parse_form([field], form, {"v": old}, CONTEXT).values["v"]
    assert values == [{"kind": "gone", "x": 1}, {"kind": "quote", "text": "Said"}]
    assert list(values[1]) == ["kind", "text"]  # type: ignore[index,arg-type]
    item = build_controls([field], {"v": old}, CONTEXT)[0].items[0]
    assert item.control.template == "raw"
    assert "not in the configuration" in item.control.message


def test_object_keeps_order_and_unknown_keys() -> None:
    field = Field("v", "V", "object", fields=(Field("a", "A"), Field("b", "B"), Field("c", "C")))
    form = FormData([("f.v.a", "1"), ("f.v.b", "new"), ("f.v.c", "3")])
    value = parse_form([field], form, {"v": {"c": "3", "a": "1", "x": 9}}, CONTEXT).values["v"]
    assert list(value) == ["c", "a", "b", "x"]  # type: ignore[arg-type]
    assert parse_form([field], FormData([("f.v.a", "")]), {}, CONTEXT).values == {}


def test_six_levels_deep() -> None:
    field = Field("a", "A", fields=())
    for level in range(6):
        field = Field("a", "A", "object" if level % 2 else "list", fields=(field, Field("b", "B")))
    values: Any = "deep"
    for level in range(6):
        group = {"a": values, "b": str(level), "z": level}
        values = group if level % 2 else [group]
    entry: dict[str, Value] = {"a": values}
    form = form_of(build_controls([field], entry, CONTEXT))
    name = next(name for name, text in form.pairs if text == "deep")
    assert name.count(".a") >= 6
    parsed = parse_form([field], form.replaced(name, "deeper"), entry, CONTEXT).values
    assert repr(parsed) == repr(entry).replace("deep", "deeper")


def test_media_is_chosen_and_removed() -> None:
    assert edited(of("image"), "/a.jpg", "/b.jpg") == "/b.jpg"
    assert edited(of("image"), "/a.jpg", "1", name="f.v!remove") == ""
    many = of("image", multiple=True)
    assert edited(many, ["/a.jpg", "/b.jpg"], "1", name="f.v!items") == ["/b.jpg"]
    form = FormData([("f.v!list", "1"), ("f.v!items", "n1"), ("f.v.n1", "/c.jpg")])
    assert parse_form([many], form, {}, CONTEXT).values == {"v": ["/c.jpg"]}
    assert parse_form([many], FormData([("f.v!list", "1")]), {"v": ["/a.jpg"]}, CONTEXT).values == {"v": None}


def test_code_keeps_its_shape() -> None:
    assert edited(of("code"), {"code": "a", "lang": "js", "x": 1}, "b") == {"code": "b", "lang": "js", "x": 1}
    assert edited(of("code"), "a", "b") == "b"
    assert edited(of("code", default_language="js"), ABSENT, "b") == {"code": "b", "lang": "js"}
    assert edited(of("code", output_code_only=True), ABSENT, "b") == "b"
    assert edited(of("code", keys={"code": "c", "lang": "l"}), {"c": "a"}, "b") == {"c": "b"}
    assert edited(of("code"), {"code": "a", "lang": "js"}, "py", name="f.v!lang") == {"code": "a", "lang": "py"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [("#33669980", "#336699"), ("#C0F", "#cc00ff"), ("rgba(51, 102, 153, 0.5)", "#336699"), ("teal", "")],
)
def test_color_picker_shows_what_can_be_picked(text: str, shown: str) -> None:
    assert build_controls([of("color")], {"v": text}, CONTEXT)[0].extra == shown


def test_color_keeps_its_notation() -> None:
    assert edited(of("color"), ABSENT, "#11223380") == "rgba(17, 34, 51, 0.5)"
    assert edited(of("color"), "#aabbccdd", "#11223380") == "#11223380"
    assert edited(of("color"), "#AABBCC", "#112233") == "#112233"
    assert validate([of("color")], {"v": "not a colour!"}, CONTEXT)[0].code == "format"


def test_map_takes_geometries_only() -> None:
    place = '{"type":"Point","coordinates":[10.75,59.91]}'
    assert edited(of("map"), ABSENT, place) == place
    assert "not a place" in refused(of("map"), place, "Oslo")
    assert summarise(of("map"), place) == "10.75, 59.91"


def test_keyvalue_rows_keep_kinds() -> None:
    field = of("keyvalue")
    assert edited(field, {"a": 1, "b": "x"}, "y", name="f.v.1!value") == {"a": 1, "b": "y"}
    assert edited(field, {"a": 1, "b": "x"}, "c", name="f.v.0!key") == {"c": 1, "b": "x"}
    assert edited(field, {"a": 1}, name="f.v!items") == {}
    form = FormData([("f.v!items", "0"), ("f.v!items", "n1"), ("f.v.n1!key", "a"), ("f.v.n1!value", "2")])
    assert "there twice" in parse_form([field], form, {"v": {"a": 1}}, CONTEXT).problems[0].message


def test_unknown_widget_is_edited_as_source() -> None:
    control = build_controls([of("stars")], {"v": [1, 2]}, CONTEXT)[0]
    assert control.message == (
        "Price: Quire does not know the field type 'stars'. It is kept as it is and can be edited as text."
    )
    assert edited(of("stars"), [1, 2], "- 1\r\n- 3", name="f.v!raw") == [1, 3]
    assert edited(of("stars"), [1], "", name="f.v!raw") is None
    assert edited(of("stars"), ABSENT, "", name="f.v!raw") is ABSENT
    assert "Price, line 2, column 1: This is not valid YAML" in refused(of("stars"), [1], "[1", name="f.v!raw")


def test_misfit_is_shown_as_source() -> None:
    control = build_controls([of("string")], {"v": {"a": 1}}, CONTEXT)[0]
    assert (control.template, control.text) == ("raw", "a: 1")
    assert edited(of("string"), {"a": 1}, "now text", name="f.v!raw") == "now text"
    assert validate([of("string")], {"v": {"a": 1}}, CONTEXT)[0].severity == "warning"


def test_readonly_takes_nothing() -> None:
    field = Field("v", "V", "object", readonly=True, fields=(Field("a", "A"),))
    assert parse_form([field], FormData([("f.v.a", "evil")]), {"v": {"a": "x"}}, CONTEXT).values == {"v": {"a": "x"}}


def test_hidden_and_computed_fields() -> None:
    fields = [
        Field("id", "Id", "uuid", options={"prefix": "q-"}),
        Field("kind", "Kind", "hidden", default="story-{{locale}}"),
        Field("title", "Title", default="A"),
        Field("line", "Line", "compute", options={"value": "{{title | upper}}!"}),
    ]
    context = FieldContext(NOW, locale="de", seed="one")
    values = default_values(fields, context)
    assert values["kind"] == "story-de"
    assert values["line"] == "A!"
    assert str(values["id"]).startswith("q-")
    assert values["id"] != default_values(fields, FieldContext(NOW, locale="de", seed="two"))["id"]
    form = FormData([("f.title", "Rye"), ("f.id", "other"), ("f.kind", "evil")])
    parsed = parse_form(fields, form, values, context).values
    assert parsed == {**values, "title": "Rye", "line": "RYE!"}


def test_defaults_are_written_and_nothing_else() -> None:
    fields = [
        Field("a", "A"),
        Field("b", "B", default=""),
        Field("c", "C", "boolean", default=False),
        Field("d", "D", "datetime", default="{{now}}"),
        Field("e", "E", "datetime", default=""),
        Field("f", "F", "object", fields=(Field("x", "X", default=1), Field("y", "Y"))),
        Field("g", "G", "list", fields=(Field("x", "X", default=1),)),
        Field("h", "H", "list", default=["x"]),
        Field("i", "I", "number", default=""),
        Field("j", "J", "object", fields=(Field("y", "Y"),)),
    ]
    assert default_values(fields, CONTEXT) == {
        "b": "",
        "c": False,
        "d": "2026-11-20T07:30:00.000+00:00",
        "f": {"x": 1},
        "h": ["x"],
    }


def test_default_belongs_to_the_entry_alone() -> None:
    field = Field("h", "H", "list", default=["x"])
    first = default_values([field], CONTEXT)["h"]
    assert first is not default_values([field], CONTEXT)["h"]


def test_required_and_pattern_speak_the_users_words() -> None:
    fields = [Field("title", "Title"), Field("code", "Code", pattern=Pattern("^[a-z]+$", "Small letters only"))]
    problems = validate(fields, {"title": "", "code": "A1"}, CONTEXT)
    assert [problem.message for problem in problems] == [
        "Title is missing. Every story needs one.",
        "Small letters only",
    ]
    assert validate(fields, {"title": "x", "code": ""}, CONTEXT)[0].label == "Code"
    assert validate([Field("n", "N", "number"), Field("b", "B", "boolean")], {"n": 0, "b": False}, CONTEXT) == ()


def test_pattern_that_cannot_be_checked_warns() -> None:
    field = Field("v", "Code", pattern=Pattern("(?<=a)b", "no"))
    problem = validate([field], {"v": "b"}, CONTEXT)[0]
    assert (problem.severity, problem.code) == ("warning", "pattern-unchecked")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (of("number", min=1, max=5), 9, "between 1 and 5"),
        (of("number", min=1), 0, "at least 1"),
        (of("number", max=1.5), 2.0, "at most 1.5"),
        (of("list", min=2), ["a"], "at least 2; there is 1"),
        (of("list", max=1), ["a", "b"], "at most 1; there are 2"),
        (of("select", options=["a", "b"], multiple=True, max=1), ["a", "b"], "at most 1"),
        (of("string", minlength=3), "ab", "too short: 2 characters"),
        (of("text", maxlength=3), "ab🌾", "too long: 4 characters"),
        (of("string", type="email"), "ines", "e-mail"),
        (of("string", type="url"), "not an address", "web address"),
        (of("datetime", min="2026-01-01"), "2025-12-31", "not be before"),
        (of("datetime", max="2026-01-01T10:00"), "2026-01-01T10:01:00", "not be after"),
    ],
)
def test_bounds_are_checked(field: Field, value: Value, words: str) -> None:
    problems = validate([field], {"v": value}, CONTEXT)
    assert [problem.severity for problem in problems] == ["error"]
    assert words in problems[0].message


def test_pattern_replaces_number_bounds() -> None:
    assert validate([of("number", min=5, pattern=Pattern("^[0-9]$", "x"))], {"v": 3}, CONTEXT) == ()


def test_optional_object_is_checked_once_filled() -> None:
    inner = (Field("a", "A"), Field("b", "B"))
    field = Field("v", "V", "object", required=False, fields=inner)
    assert validate([field], {}, CONTEXT) == ()
    assert validate([field], {"v": {"a": ""}}, CONTEXT) == ()
    assert [problem.path for problem in validate([field], {"v": {"a": "x"}}, CONTEXT)] == [("v", "b")]


def test_condition_hides_and_keeps() -> None:
    fields = [Field("kind", "Kind"), Field("place", "Place", conditions=(Condition("kind", "==", "event"),))]
    form = FormData([("f.kind", "story"), ("f.place", "typed")])
    parsed = parse_form(fields, form, {"kind": "event", "place": "Oslo"}, CONTEXT)
    assert parsed.values == {"kind": "story", "place": "Oslo"}
    assert validate(fields, {"kind": "story"}, CONTEXT) == ()
    assert validate(fields, {"kind": "event"}, CONTEXT)[0].path == ("place",)
    assert build_controls(fields, {"kind": "story"}, CONTEXT)[1].hidden
    assert not build_controls(fields, {"kind": "event"}, CONTEXT)[1].hidden
    assert not build_controls(fields, {"kind": "story"}, CONTEXT, (), FormData([("f.kind", "event")]))[1].hidden


@pytest.mark.parametrize(
    ("field", "text", "current", "value"),
    [
        (of("string"), "x", None, "x"),
        (of("boolean"), "no", True, False),
        (of("number"), "12", 5, 12),
        (of("datetime"), "2026-02-03 11:30", Timestamp("2026-01-05T10:00:00Z"), Timestamp("2026-02-03T11:30:00Z")),
        (of("select", options=[1, 2]), "2", 1, 2),
        (of("select", options=["a", "b"], multiple=True), "a, b", None, ["a", "b"]),
        (of("relation"), "Noor", None, "noor"),
        (of("list"), "a, b", ["x"], ["a", "b"]),
        (of("list"), "[1, b]", None, [1, "b"]),
        (of("list"), "", ["x"], []),
        (of("object"), "{a: 1}", {"a": 2}, {"a": 1}),
        (of("keyvalue"), "a: x", None, {"a": "x"}),
        (of("stars"), "[1]", None, [1]),
        (of("image"), "/a.jpg", None, "/a.jpg"),
        (of("hidden"), "5", 4, 5),
        (of("number"), "", 5, ""),
    ],
)
def test_text_is_taken_as_the_widget_takes_it(field: Field, text: str, current: Value, value: Value) -> None:
    assert same(parse_text(field, text, current, CONTEXT), value)


def test_text_that_says_the_present_value_changes_nothing() -> None:
    value: Value = ["a", "b"]
    assert parse_text(of("list"), "a, b", value, CONTEXT) is value
    date = Timestamp("2026-01-05T10:00:00Z")
    assert parse_text(of("datetime"), "2026-01-05T10:00", date, CONTEXT) is date


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (of("boolean"), "maybe"),
        (of("number"), "x"),
        (of("datetime"), "soon"),
        (of("select", options=["a"]), "b"),
        (of("object"), "[1]"),
        (of("keyvalue"), "x"),
        (of("stars"), "[1"),
        (of("compute"), "x"),
        (of("list"), "[1"),
    ],
)
def test_text_that_does_not_fit_is_refused(field: Field, text: str) -> None:
    with pytest.raises(InvalidInput, match="Price"):
        parse_text(field, text, None, CONTEXT)


def test_values_in_words() -> None:
    assert summarise(of("boolean"), True) == "Yes"
    assert summarise(of("select", options=[{"label": "Two", "value": 2}]), 2) == "Two"
    assert summarise(of("datetime"), "2026-11-14T10:00:00Z") == "14 Nov 2026"
    assert summarise(of("list"), ["a", "b"]) == "a, b"
    assert summarise(of("markdown"), "\n## **Rye** and [oats](/x)\nmore") == "Rye and oats"
    assert summarise(of("image"), "/img/rye.jpg") == "rye.jpg"
    assert summarise(of("string"), {"a": [1, None]}) == "1"
    assert len(summarise(of("text"), "x" * 500)) == 160


def test_problem_leads_to_its_control() -> None:
    field = Field("v", "V", "list", fields=(Field("a", "A"),))
    controls = build_controls(
        [field], {"v": [{"a": "1"}, {"a": ""}]}, CONTEXT, validate([field], {"v": [{"a": "1"}, {"a": ""}]}, CONTEXT)
    )
    control = find_control(controls, ("v", 1, "a"))
    assert control is not None
    assert control.id == "field-v.1.a"
    assert control.errors == ("A is missing. Every story needs one.",)
    assert [item.invalid for item in controls[0].items] == [False, True]


def test_long_list_is_read_in_one_pass() -> None:
    field = Field("v", "V", "list", fields=(Field("a", "A"), Field("b", "B", "number")))
    values: dict[str, Value] = {"v": [{"a": str(index), "b": index} for index in range(5000)]}
    form = form_of(build_controls([field], values, CONTEXT)).replaced("f.v.4999.a", "last")
    parsed = parse_form([field], form, values, CONTEXT).values["v"]
    assert isinstance(parsed, list)
    assert parsed[4999] == {"a": "last", "b": 4999}
    assert all(new is old for new, old in zip(parsed[:4999], values["v"], strict=False))  # type: ignore[arg-type]
