"""Fields: widgets and their other names, options in every spelling, what is wrong with one and what stays."""

from __future__ import annotations

from typing import Any

import pytest
from config_support import Load, LoadField, said

from cms.config import ABSENT, COMMON_OPTIONS, KNOWN_WIDGETS, WIDGET_OPTIONS, Condition, Pattern


def test_defaults_of_a_field(load_field: LoadField) -> None:
    field, loaded = load_field("{name: title}")
    assert (field.label, field.widget, field.required, field.known) == ("title", "string", True, True)
    assert (field.default, field.i18n, field.collapsed, field.media_folder) == (ABSENT, "none", None, None)
    assert (field.position.line, field.position.column) == (8, 9)
    assert said(loaded) == []


@pytest.mark.parametrize(
    ("text", "widget", "options"),
    [
        ("{name: a, widget: date}", "datetime", {"widget_alias": "date", "time_format": False}),
        ("{name: a, widget: date, time_format: HH}", "datetime", {"widget_alias": "date", "time_format": "HH"}),
        ("{name: a, widget: richtext, minimal: true}", "markdown", {"widget_alias": "richtext", "minimal": True}),
        ("{name: a, widget: datetime, date_format: true}", "datetime", {"date_format": True}),
        (
            "{name: a, widget: select, options: [1, {label: B, value: b}]}",
            "select",
            {"options": [1, {"label": "B", "value": "b"}]},
        ),
        ("{name: a, widget: color, allowInput: true}", "color", {"allow_input": True}),
        ("{name: a, widget: list, collapsed: auto}", "list", {"collapsed": "auto"}),
        ("{name: a, required: [en, de]}", "string", {"required_locales": ["en", "de"]}),
        ("{name: a, widget: keyvalue, i18n: duplicate_keys}", "keyvalue", {"i18n": "duplicate_keys"}),
    ],
)
def test_options_are_kept(load_field: LoadField, text: str, widget: str, options: dict[str, Any]) -> None:
    field, loaded = load_field(text)
    assert said(loaded) == []
    assert (field.widget, field.options) == (widget, options)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dateFormat", "date_format"),
        ("timeFormat", "time_format"),
        ("pickerUtc", "picker_utc"),
        ("editorComponents", "editor_components"),
        ("valueType", "value_type"),
        ("valueField", "value_field"),
        ("searchFields", "search_fields"),
        ("displayFields", "display_fields"),
        ("optionsLength", "options_length"),
    ],
)
def test_older_spellings_warn(load_field: LoadField, old: str, new: str) -> None:
    field, loaded = load_field(f"{{name: a, {old}: x}}")
    assert [(item.severity, item.code) for item in loaded.diagnostics] == [("warning", "older-spelling")]
    assert field.options == {new: "x"}


def test_snake_case_wins(load_field: LoadField) -> None:
    field, loaded = load_field("{name: a, widget: number, valueType: int, value_type: float}")
    assert field.options == {"value_type": "float"}
    assert [item.code for item in loaded.diagnostics] == ["two-spellings"]


@pytest.mark.parametrize("key", ["typeKey", "type_key"])
def test_type_key_has_two_spellings(load_field: LoadField, key: str) -> None:
    field, loaded = load_field(
        f"{{name: a, widget: list, {key}: kind, types: [{{name: quote, fields: [{{name: b}}]}}]}}"
    )
    assert said(loaded) == []
    assert field.type_key == "kind"
    assert [(kind.name, kind.widget, len(kind.fields)) for kind in field.types] == [("quote", "object", 1)]


def test_lists_hold_fields(load_field: LoadField) -> None:
    several, _ = load_field("{name: a, widget: list, fields: [{name: b}, {name: c}]}")
    single, _ = load_field("{name: a, widget: list, field: {name: b, widget: image}}")
    assert [field.name for field in several.fields] == ["b", "c"]
    assert single.fields == ()
    assert single.field is not None
    assert single.field.widget == "image"


def test_an_object_may_hold_one(load_field: LoadField) -> None:
    field, loaded = load_field("{name: a, widget: object, field: {name: b}}")
    assert [inner.name for inner in field.fields] == ["b"]
    assert said(loaded) == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("['^a', Wrong]", Pattern("^a", "Wrong")),
        ("['/^a/i', Wrong]", Pattern("^a", "Wrong", ignore_case=True)),
        ("['/^a.b/s', Wrong]", Pattern("(?s)^a.b", "Wrong")),
        ("['/blog/', Wrong]", Pattern("/blog/", "Wrong")),
        ("[12, Wrong]", Pattern("12", "Wrong")),
    ],
)
def test_patterns_are_read(load_field: LoadField, written: str, expected: Pattern) -> None:
    field, loaded = load_field(f"{{name: a, pattern: {written}}}")
    assert field.pattern == expected
    assert said(loaded) == []


@pytest.mark.parametrize("written", ["'^a'", "['^a']", "[]", "[a, b, c]", "{a: b}"])
def test_wrong_patterns_are_errors(load_field: LoadField, written: str) -> None:
    assert load_field(f"{{name: a, pattern: {written}}}")[1].errors


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{field: kind, value: video}", [Condition("kind", "==", "video")]),
        ("{field: kind, value: [a, b]}", [Condition("kind", "in", ["a", "b"])]),
        ("{field: kind, values: [a, b]}", [Condition("kind", "in", ["a", "b"])]),
        ("{field: seo.title, pattern: ^x}", [Condition("seo.title", "pattern", "^x")]),
        ("{field: kind}", [Condition("kind", "empty", False)]),
        ("{field: n, value: 3, operator: '>='}", [Condition("n", ">=", 3)]),
        ("{field: n, value: 3, operator: ne}", [Condition("n", "!=", 3)]),
        ("[{field: a, value: 1}, {field: b, value: null}]", [Condition("a", "==", 1), Condition("b", "==", None)]),
    ],
)
def test_conditions_of_both_grammars(load_field: LoadField, written: str, expected: list[Condition]) -> None:
    field, loaded = load_field(f"{{name: a, condition: {written}}}")
    assert list(field.conditions) == expected
    assert said(loaded) == []


@pytest.mark.parametrize("written", ["{value: 1}", "[x]", "{field: a, value: 1, operator: about}"])
def test_wrong_conditions_are_errors(load_field: LoadField, written: str) -> None:
    field, loaded = load_field(f"{{name: a, condition: {written}}}")
    assert [item.code for item in loaded.errors] == ["wrong-condition"]
    assert field.conditions == ()


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("{name: a, widget: select}", "missing-option", ".options"),
        ("{name: a, widget: relation}", "missing-option", ".collection"),
        ("{name: a, widget: compute}", "missing-option", ".value"),
        ("{name: a, required: maybe}", "wrong-type", ".required"),
        ("{name: a, widget: number, min: low, step: [1]}", "wrong-type", ".step"),
        ("{name: 404}", "wrong-type", ".name"),
        ("{name: a, i18n: sometimes}", "unknown-value", ".i18n"),
        ("{name: a, widget: list, fields: {name: b}}", "wrong-type", ".fields"),
        ("{name: a, media_folder: /../up}", "unsafe-path", ".media_folder"),
    ],
)
def test_errors_of_a_field(load_field: LoadField, text: str, code: str, where: str) -> None:
    field, loaded = load_field(text)
    assert field.name
    assert [(item.code, item.where) for item in loaded.errors] == [(code, f"collections[0].fields[0]{where}")]


@pytest.mark.parametrize("item", ["{label: A}", "{name: ''}", "text", "[a]", "{name: title, widget: text}"])
def test_unusable_fields_are_left_out(load: Load, item: str) -> None:
    loaded = load(
        f"collections: [{{name: a, label: A, folder: a, fields: [{{name: title}}, {item}, {{name: body}}]}}]\n"
    )
    assert [field.name for field in loaded.site.collections[0].fields] == ["title", "body"]
    assert [item.where.startswith("collections[0].fields[1]") for item in loaded.errors] == [True]


def test_strange_keys_stay(load_field: LoadField) -> None:
    field, loaded = load_field("{name: a, lable: A, widget: string, titulo: B}")
    assert [item.message for item in loaded.warnings] == [
        "unknown option `lable`; did you mean `label`?",
        "unknown option `titulo`",
    ]
    assert field.options == {"lable": "A", "titulo": "B"}


def test_own_widgets_are_free(load_field: LoadField) -> None:
    field, loaded = load_field("{name: a, widget: rating, stars: 5, required: false}")
    assert [item.code for item in loaded.diagnostics] == ["unknown-widget"]
    assert (field.widget, field.known, field.required, field.options) == ("rating", False, False, {"stars": 5})


def test_odd_names_warn(load_field: LoadField) -> None:
    assert [item.code for item in load_field("{name: first name}")[1].warnings] == ["odd-name"]


def test_relations_find_their_target(load: Load) -> None:
    loaded = load(
        """\
        singletons: [{name: home, file: home.yml, fields: [{name: t}]}]
        collections:
          - name: posts
            label: Posts
            folder: posts
            fields:
              - {name: a, widget: relation, collection: people}
              - {name: b, widget: list, field: {name: c, widget: relation, collection: poeple}}
              - {name: d, widget: relation, collection: _singletons, file: home}
          - {name: people, label: People, folder: people, fields: [{name: t}]}
        """
    )
    assert said(loaded) == [
        "collections[0].fields[1].field.collection (config.yml:10:80): there is no collection `poeple`; "
        "did you mean `people`?"
    ]


@pytest.mark.parametrize(
    ("written", "media", "public"),
    [
        ("media_folder: images", "images", "images"),
        ("media_folder: /static/img/", "/static/img", "/static/img"),
        ("media_folder: ''", "", ""),
        ("media_folder: ../../assets", "../../assets", "../../assets"),
        ("media_folder: '{{media_folder}}/{{slug}}', public_folder: /x", "{{media_folder}}/{{slug}}", "/x"),
        ("public_folder: /x", None, "/x"),
    ],
)
def test_media_folders_of_fields(load_field: LoadField, written: str, media: str | None, public: str) -> None:
    field, loaded = load_field(f"{{name: a, widget: image, {written}}}")
    assert (field.media_folder, field.public_folder) == (media, public)
    assert said(loaded) == []


def test_every_widget_is_declared() -> None:
    expected = (
        "string text boolean number datetime select relation list object file image markdown code color map hidden"
    )
    assert {*expected.split(), "uuid", "keyvalue", "compute"} == KNOWN_WIDGETS
    for table in (COMMON_OPTIONS, *WIDGET_OPTIONS.values()):
        assert all(item.name == name and item.note.endswith((".", "false", "true")) for name, item in table.items())
