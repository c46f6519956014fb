"""What options do to values by the rules of each tool of the family. Each case names its option."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from config_support import Load

from cms.config import ABSENT, Field
from cms.fields import (
    Control,
    FieldContext,
    FormData,
    MapView,
    Part,
    RelationOption,
    build_controls,
    default_values,
    parse_form,
    parse_text,
)
from cms.syntax import Value

NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
TARGETS = (RelationOption("ines", "Ines"), RelationOption("noor", "Noor"))
SVELTIA = "quire: {dialect: sveltia}\n"
LINE = '{"type": "LineString", "coordinates": [[1.26, 2], [3.45, 4]]}'
FieldOf = Callable[..., Field]


def zone_named(name: str) -> tzinfo:
    return ZoneInfo(name)


CONTEXT = FieldContext(
    NOW, zone=ZoneInfo("Europe/Oslo"), seed="s", relation_options=lambda _field: TARGETS, zone_named=zone_named
)


@pytest.fixture
def field_of(load: Load) -> FieldOf:
    def field_of(options: str, top: str = "") -> Field:
        start = "collections:\n  - name: p\n    label: P\n    folder: p\n    fields:\n      - "
        loaded = load(f"{top}{start}{{name: a, {options}}}\n")
        assert loaded.site is not None
        return loaded.site.collections[0].fields[0]

    return field_of


def control(field: Field, value: Any = ABSENT, context: FieldContext = CONTEXT) -> Control:
    values: dict[str, Value] = {} if value is ABSENT else {"a": value}
    return build_controls([field], values, context)[0]


def sent(field: Field, form: Mapping[str, str], value: Any = ABSENT, context: FieldContext = CONTEXT) -> Any:
    values: dict[str, Value] = {} if value is ABSENT else {"a": value}
    parsed = parse_form([field], FormData(form.items()), values, context)
    assert parsed.problems == ()
    return parsed.values.get("a", ABSENT)


# Dates


@pytest.mark.parametrize(
    ("options", "typed", "stored"),
    [
        ("input_timezone: America/New_York", "2026-07-04T15:30", "2026-07-04T15:30:00.000-04:00"),
        ("input_timezone: America/New_York, output_utc: true", "2026-07-04T15:30", "2026-07-04T19:30:00.000Z"),
        ("input_timezone: local", "2026-07-04T15:30", "2026-07-04T15:30:00.000+02:00"),
        ("input_timezone: local", "2026-12-04T15:30", "2026-12-04T15:30:00.000+01:00"),
        ("output_utc: true, format: 'YYYY-MM-DD HH:mm'", "2026-07-04T15:30", "2026-07-04 13:30"),
        ("output_utc: true, type: date, format: YYYY-MM-DD", "2026-07-04", "2026-07-04"),
        ("picker_utc: true, input_timezone: America/New_York", "2026-07-04T15:30", "2026-07-04T15:30:00.000-04:00"),
        ("format: \"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\"", "2026-07-04T15:30", "2026-07-04T15:30:00.000+02:00"),
        ("format: 'EEEE d MMMM yyyy', time_format: false", "2026-07-04", "Saturday 4 July 2026"),
        ("format: 'do MMM yy', time_format: false", "2026-07-03", "3rd Jul 26"),
    ],
)
def test_times_in_zones(field_of: FieldOf, options: str, typed: str, stored: str) -> None:
    assert parse_text(field_of(f"widget: datetime, {options}"), typed, None, CONTEXT) == stored


@pytest.mark.parametrize(
    ("options", "typed", "stored"),
    [
        ("", "2026-07-04T15:30", "2026-07-04T15:30:00"),
        ("picker_utc: true", "2026-07-04T15:30", "2026-07-04T15:30:00Z"),
        ("input_timezone: utc", "2026-07-04T15:30", "2026-07-04T15:30:00Z"),
        ("input_timezone: America/New_York", "2026-07-04T15:30", "2026-07-04T15:30:00-04:00"),
        ("output_utc: true", "2026-07-04T15:30", "2026-07-04T13:30:00Z"),
        ("type: date", "2026-07-04", "2026-07-04"),
        ("time_format: false", "2026-07-04", "2026-07-04"),
        ("type: time", "15:30", "15:30:00"),
        ("type: time, input_timezone: utc", "15:30", "15:30:00Z"),
        ("date_format: DD.MM.YYYY, time_format: 'HH:mm'", "2026-07-04T15:30", "04.07.2026 15:30"),
    ],
)
def test_times_as_sveltia_writes_them(field_of: FieldOf, options: str, typed: str, stored: str) -> None:
    field = field_of(f"widget: datetime, {options}" if options else "widget: datetime", SVELTIA)
    assert parse_text(field, typed, None, CONTEXT) == stored


def test_zone_stands_beside_the_picker(field_of: FieldOf) -> None:
    field = field_of("widget: datetime, input_timezone: America/New_York")
    assert control(field).suffix == "America/New_York"
    assert control(field, "2026-07-04T15:30:00+05:30").suffix == "UTC+05:30"


# Choices


@pytest.mark.parametrize(
    ("option", "options", "top", "template"),
    [
        ("widget.select.dropdown_threshold", "options: [x, y], dropdown_threshold: 2", "", "radios"),
        ("widget.select.dropdown_threshold", "options: [x, y], dropdown_threshold: 1", "", "select"),
        ("widget.select.dropdown_threshold", "options: [x, y]", "", "select"),
        ("widget.select.dropdown_threshold", "options: [x, y]", SVELTIA, "radios"),
        ("widget.select.dropdown_threshold", "options: [1, 2, 3, 4, 5, 6]", SVELTIA, "select"),
        (
            "widget.select.dropdown_threshold",
            "options: [x, y], multiple: true, dropdown_threshold: 1",
            "",
            "select",
        ),
        ("widget.relation.dropdown_threshold", "collection: p, dropdown_threshold: 2", "", "radios"),
        ("widget.relation.dropdown_threshold", "collection: p", "", "relation"),
    ],
)
def test_few_choices_stand_side_by_side(field_of: FieldOf, option: str, options: str, top: str, template: str) -> None:
    assert control(field_of(f"widget: {option.split('.')[1]}, {options}", top)).template == template


def test_people_may_add_options(field_of: FieldOf) -> None:
    one = field_of("widget: select, options: [x, 1], create: true")
    assert sent(one, {"f.a": "", "f.a!other": " new "}) == "new", "widget.select.create"
    assert sent(one, {"f.a": "x", "f.a!other": ""}) == "x"
    assert sent(one, {"f.a": "", "f.a!other": "1"}) == 1, "what is typed may be an option"
    several = field_of("widget: select, options: [x, y], create: true, multiple: true")
    assert sent(several, {"f.a!multi": "1", "f.a": "x", "f.a!other": "new"}) == ["x", "new"]
    plain = field_of("widget: select, options: [x]")
    assert sent(plain, {"f.a": "x", "f.a!other": "new"}) == "x"
    assert not control(plain).allow_add


def test_relations_may_lead_to_a_new_entry(field_of: FieldOf) -> None:
    assert control(field_of("widget: relation, collection: p, create: true")).allow_add
    assert not control(field_of("widget: relation, collection: p")).allow_add


# Lists and objects


@pytest.mark.parametrize(
    ("options", "top", "closed"),
    [
        ("", "", [True, True]),
        ("", SVELTIA, [False, False]),
        ("collapsed: true", SVELTIA, [True, True]),
        ("collapsed: false", "", [False, False]),
        ("collapsed: auto", "", [True, False]),
    ],
)
def test_items_are_closed_by_dialect(field_of: FieldOf, options: str, top: str, closed: list[bool]) -> None:
    field = field_of(f"widget: list, fields: [{{name: b}}]{', ' + options if options else ''}", top)
    assert [item.collapsed for item in control(field, [{"b": "x"}, {"b": ""}]).items] == closed


@pytest.mark.parametrize(("value", "closed"), [([{"b": "x"}], True), ([], False)])
def test_whole_lists_are_closed(field_of: FieldOf, value: Value, closed: bool) -> None:
    field = field_of("widget: list, minimize_collapsed: auto, fields: [{name: b}]")
    assert control(field, value).collapsed is closed


@pytest.mark.parametrize(("value", "closed"), [({"b": "x"}, True), (ABSENT, False)])
def test_filled_objects_are_closed(field_of: FieldOf, value: Any, closed: bool) -> None:
    assert control(field_of("widget: object, collapsed: auto, fields: [{name: b}]"), value).collapsed is closed


def test_pictures_stand_for_closed_items(field_of: FieldOf) -> None:
    fields = "fields: [{name: b}, {name: pic, widget: image}]"
    items = control(field_of(f"widget: list, thumbnail: pic, {fields}"), [{"pic": "/x.png"}, {"b": "x"}]).items
    assert [item.thumb.text if item.thumb else "" for item in items] == ["/x.png", ""], "widget.list.thumbnail"
    whole = control(field_of(f"widget: object, collapsed: true, thumbnail: pic, {fields}"), {"pic": "/x.png"})
    assert whole.thumb is not None, "widget.object.thumbnail"
    assert whole.thumb.text == "/x.png"


def test_simple_lists_by_dialect(field_of: FieldOf) -> None:
    decap, sveltia = field_of("widget: list"), field_of("widget: list", SVELTIA)
    assert sent(decap, {"f.a!list": "1", "f.a!add": "x, y\nz"}) == ["x", "y", "z"]
    assert sent(sveltia, {"f.a!list": "1", "f.a!add": "x, y\nz"}) == ["x, y", "z"]
    assert parse_text(sveltia, "x, y\nz", None, CONTEXT) == ["x, y", "z"]


def test_optional_objects_come_and_go(field_of: FieldOf) -> None:
    fields = "widget: object, required: false, fields: [{name: b}, {name: c, default: d}]"
    field = field_of(fields, SVELTIA)
    assert sent(field, {"f.a!opt": "1", "f.a.b": "x"}) is ABSENT, "the box is not ticked"
    assert sent(field, {"f.a!opt": "1", "f.a!on": "1", "f.a.b": "x"}) == {"b": "x"}
    assert sent(field, {"f.a!opt": "1", "f.a!on": "1", "f.a.b": ""}) == {"c": "d"}, "it begins with its defaults"
    assert sent(field, {"f.a!opt": "1", "f.a.b": "x"}, {"b": "x", "other": 1}) is None
    assert (control(field).checked, control(field, {"b": "x"}).checked) == (False, True)
    assert control(field_of(fields)).marker != "opt", "Decap has no such box"


def test_kind_of_an_optional_object_may_be_none(field_of: FieldOf) -> None:
    types = "types: [{name: k, fields: [{name: b}]}]"
    field = field_of(f"widget: object, required: false, {types}")
    assert sent(field, {"f.a!type": ""}, {"type": "k", "b": "x"}) is None
    assert sent(field, {"f.a!type": ""}) is ABSENT
    needed = field_of(f"widget: object, {types}")
    assert sent(needed, {"f.a!type": ""}, {"type": "k", "b": "x"}) == {"type": "k", "b": "x"}


# Others


def test_words_around_a_box(field_of: FieldOf) -> None:
    drawn = control(field_of("widget: boolean, prefix: Show, suffix: on top"))
    assert (drawn.prefix, drawn.suffix) == ("Show", "on top"), "widget.boolean.prefix widget.boolean.suffix"


def test_booleans_begin_by_dialect(field_of: FieldOf) -> None:
    assert default_values([field_of("widget: boolean")], CONTEXT) == {}
    assert default_values([field_of("widget: boolean", SVELTIA)], CONTEXT) == {"a": False}


def test_identifiers_are_made_anew(field_of: FieldOf) -> None:
    field = field_of("widget: uuid, allow_regenerate: true, prefix: p-")
    made = sent(field, {"f.a": "old", "f.a!new": "1"}, "old")
    assert made.startswith("p-")
    assert len(made) == 38
    assert sent(field, {"f.a": "old"}, "old") == "old"
    assert sent(field_of("widget: uuid"), {"f.a": "old", "f.a!new": "1"}, "old") == "old"


@pytest.mark.parametrize(
    ("option", "options", "buttons"),
    [
        (
            "widget.markdown.toolbar_buttons",
            "toolbar_buttons: {main: [bold, blockquote, {label: Insert, groups: [{items: [image, file-link]}]}]}",
            ("bold", "link", "quote", "image"),
        ),
        ("widget.markdown.toolbar_buttons", "toolbar_buttons: {main: [bold]}, buttons: [italic]", ("italic", "image")),
        ("widget.markdown.linked_images", "buttons: [], linked_images: false", ("image",)),
        ("widget.markdown.allow_nested_components", "buttons: [], allow_nested_components: false", ("image",)),
        ("widget.markdown.use_markdown_shortcuts", "buttons: [], use_markdown_shortcuts: false", ("image",)),
    ],
)
def test_bars_of_markdown(field_of: FieldOf, option: str, options: str, buttons: tuple[str, ...]) -> None:
    assert control(field_of(f"widget: markdown, {options}")).buttons == buttons


def test_defaults_of_all_fields_of_a_kind(field_of: FieldOf) -> None:
    top = "field_defaults: {richtext: {buttons: [bold], editor_components: []}}\n"
    assert control(field_of("widget: richtext", top)).buttons == ("bold",)
    assert control(field_of("widget: markdown, buttons: [italic]", top)).buttons == ("italic",)
    inner = control(field_of("widget: object, fields: [{name: b, widget: markdown}]", top)).controls[0]
    assert inner.buttons == ("bold",)
    assert control(field_of("widget: string", top)).buttons == ()


POINT = '{"type":"Point","coordinates":[10.75,59.91]}'


@pytest.mark.parametrize(
    ("options", "form", "stored"),
    [
        ("", {"f.a!lat": "59.913868", "f.a!lng": "10.75"}, '{"type":"Point","coordinates":[10.75,59.913868]}'),
        ("decimals: 2", {"f.a!lat": "59.913868", "f.a!lng": "-10"}, '{"type":"Point","coordinates":[-10,59.91]}'),
        ("type: LineString, decimals: 1", {"f.a": LINE}, '{"type":"LineString","coordinates":[[1.3,2],[3.5,4]]}'),
        ("", {"f.a!lat": "", "f.a!lng": ""}, ABSENT),
    ],
)
def test_places_are_written_as_decap_does(field_of: FieldOf, options: str, form: dict[str, str], stored: Any) -> None:
    field = field_of(f"widget: map{', ' + options if options else ''}")
    assert sent(field, form) == stored, "widget.map.decimals"


def test_untouched_places_stay(field_of: FieldOf) -> None:
    field = field_of("widget: map, decimals: 1")
    odd = '{ "coordinates": [10.123456, 59.9], "type": "Point" }'
    assert sent(field, {"f.a!lat": "59.9", "f.a!lng": "10.123456"}, odd) == odd
    assert sent(field, {"f.a!lat": "", "f.a!lng": ""}, odd) == ""
    assert control(field, '{"type":"Point","coordinates":[1,2,3]}').view is None, "it is shown as its source"


@pytest.mark.parametrize(("latitude", "longitude"), [("91", "0"), ("0", "181"), ("x", "0"), ("1e5", "0"), ("5", "")])
def test_impossible_places_are_refused(field_of: FieldOf, latitude: str, longitude: str) -> None:
    form = FormData([("f.a!lat", latitude), ("f.a!lng", longitude)])
    parsed = parse_form([field_of("widget: map")], form, {"a": POINT}, CONTEXT)
    assert (len(parsed.problems), parsed.values) == (1, {"a": POINT})


def test_grids_begin_where_they_are_told(field_of: FieldOf) -> None:
    view = control(field_of("widget: map, center: [10.75, 59.91], zoom: 8, height: 300px, decimals: 5"), POINT).view
    assert view == MapView("59.91", "10.75", 5, "10.75,59.91", 8.0, "300px")
    assert control(field_of("widget: map, height: url(x)")).view == MapView()


def test_hints_around_numbers_are_not_values(field_of: FieldOf) -> None:
    field = field_of("widget: number, before_input: About")
    assert control(field, 3).before_parts == (Part("About"),)
