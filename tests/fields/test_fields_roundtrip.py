"""The promise of the room: a form that comes back untouched changes nothing, whatever the file holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from fields_browser import form_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.config import Dialect, Field
from cms.fields import FieldContext, RelationOption, build_controls, parse_form, summarise, validate
from cms.syntax import Timestamp, Value, same

TARGETS = (RelationOption("ann", "Ann"), RelationOption(7, "Seven"), RelationOption("b", "Bea"))
CONTEXT = FieldContext(datetime(2026, 11, 22, 10, 0, tzinfo=UTC), relation_options=lambda _field: TARGETS)

names = st.sampled_from(["title", "a", "b", "c.d", "e f", "type", "x!y", "é"])
dates = st.sampled_from(
    [
        "2026-01-05",
        "2026-01-05T10:00:00Z",
        "2026-1-5 9:05:03 +0200",
        "05/01/2026",
        "31.12.2026",
        "2026-01-05T10:00:00.123456-04:00",
        "12:30",
        "soon",
        "0000-00-00",
        "0001-01-01T00:00",
    ]
)
texts = st.one_of(
    st.text(max_size=12), st.sampled_from(["", " ", "a\nb", "a\r\nb\rc\n", "\n x", "1.10", "007", "true", "# x"])
)
scalars = st.one_of(
    texts, dates, dates.map(Timestamp), st.none(), st.booleans(), st.integers(), st.floats(), st.just(10**400)
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)),
    max_leaves=12,
)
options = st.fixed_dictionaries(
    {},
    optional={
        "multiple": st.booleans(),
        "options": st.lists(st.one_of(scalars, st.fixed_dictionaries({"label": texts, "value": scalars})), max_size=4),
        "format": st.sampled_from(["YYYY-MM-DD", "LLL", "X", "yyyy-MM-dd", "DD/MM/YYYY HH:mm"]),
        "time_format": st.sampled_from([False, True, "HH:mm"]),
        "date_format": st.sampled_from([False, True, "DD.MM.YYYY"]),
        "picker_utc": st.booleans(),
        "value_type": st.sampled_from(["int", "float", "float/string"]),
        "prefix": st.sampled_from(["x", "€ "]),
        "delimiter": st.sampled_from([";", ","]),
        "output_code_only": st.booleans(),
        "keys": st.just({"code": "a", "lang": "b"}),
        "default_language": st.just("js"),
        "choose_url": st.booleans(),
    },
)
WIDGETS = [
    "string",
    "text",
    "boolean",
    "number",
    "datetime",
    "select",
    "relation",
    "list",
    "object",
    "file",
    "image",
    "markdown",
    "code",
    "color",
    "map",
    "hidden",
    "uuid",
    "keyvalue",
    "compute",
    "stars",
]


dialects = st.sampled_from(Dialect)


def leaf(name: str) -> st.SearchStrategy[Field]:
    return st.builds(
        Field,
        st.just(name),
        st.just(name.title()),
        st.sampled_from(WIDGETS),
        required=st.booleans(),
        options=options,
        default=scalars,
        dialect=dialects,
    )


def group(inner: st.SearchStrategy[Any], name: str) -> st.SearchStrategy[Field]:
    fields = st.lists(inner, max_size=3, unique_by=lambda field: field.name).map(tuple)
    types = st.lists(
        st.builds(Field, st.sampled_from(["title", "a", "quote"]), st.just("T"), st.just("object"), fields=fields),
        max_size=2,
        unique_by=lambda field: field.name,
    ).map(tuple)
    widget = st.sampled_from(["object", "list"])
    return st.one_of(
        st.builds(
            Field,
            st.just(name),
            st.just("G"),
            widget,
            fields=fields,
            collapsed=st.sampled_from([True, False, None, "auto"]),
            required=st.booleans(),
            dialect=dialects,
        ),
        st.builds(Field, st.just(name), st.just("L"), st.just("list"), field=inner),
        st.builds(Field, st.just(name), st.just("V"), widget, types=types, required=st.booleans()),
    )


fields_below = st.recursive(
    names.flatmap(leaf), lambda inner: names.flatmap(lambda name: group(inner, name)), max_leaves=6
)
forms = st.lists(fields_below, max_size=4, unique_by=lambda field: field.name)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(forms, st.dictionaries(names, values, max_size=5))
def test_untouched_form_changes_nothing(fields: list[Field], values: dict[str, Value]) -> None:
    form = form_of(build_controls(fields, values, CONTEXT))
    parsed = parse_form(fields, form, values, CONTEXT)
    assert parsed.problems == ()
    assert all(parsed.values[key] is values[key] for key in values)
    assert list(parsed.values) == list(values)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(forms, st.dictionaries(names, values, max_size=5))
def test_redrawn_form_says_the_same(fields: list[Field], values: dict[str, Value]) -> None:
    form = form_of(build_controls(fields, values, CONTEXT))
    again = form_of(build_controls(fields, values, CONTEXT, validate(fields, values, CONTEXT), form))
    assert [pair for pair in again.pairs if not pair[0].endswith("!bool")] == [
        pair for pair in form.pairs if not pair[0].endswith("!bool")
    ]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(forms, st.dictionaries(names, values, max_size=5))
def test_typed_over_other_values(fields: list[Field], values: dict[str, Value]) -> None:
    """A form sent over a file that changed meanwhile is read without failing, and then stays as it is."""
    form = form_of(build_controls(fields, values, CONTEXT))
    parsed = parse_form(fields, form, {}, CONTEXT)
    kept = parse_form(fields, form_of(build_controls(fields, parsed.values, CONTEXT)), parsed.values, CONTEXT)
    assert same(kept.values, parsed.values)
    assert all(isinstance(summarise(field, value), str) for field in fields for value in values.values())


ODD: list[Value] = [
    *(
        "",
        " ",
        "a\nb",
        "a\r\nb\r\n",
        "\n",
        " padded ",
        "1.10",
        "0x10",
        "soon",
        "#aB12cD",
        "nul\0l",
        "lone\ud800",
        "a,b",
        "\ufeff",
    ),
    *(
        Timestamp("2026-01-05"),
        "2026-01-05T10:00:00.000Z",
        "2026-01-05T10:00:00.12",
        "05/01/2026",
        "31.12.2026 9:05",
        "12:30",
    ),
    *(
        None,
        True,
        False,
        0,
        -0.0,
        1.5,
        float("nan"),
        float("inf"),
        10**50,
        [],
        {},
        [None],
        ["", ""],
        ["b", "a", "b"],
        [1, "1"],
    ),
    *(
        {"code": "x", "lang": 3, "more": [1]},
        {"type": "quote", "x": 1},
        {"type": "nope"},
        [{"type": "quote", "x": 1}, {"x": 2}],
    ),
    *(
        [{"a": {"b": [{"a": 1, "zz": Timestamp("2026-1-1")}]}}, None, "text"],
        {"a": {"b": None}},
        {"": ""},
        {"k\n": "v"},
    ),
]
INNER = Field("b", "B", "list", fields=(Field("a", "A"), Field("x", "X", "number")))
QUOTE = Field(
    "quote", "Quote", "object", fields=(Field("x", "X", "number"), Field("a", "A", "object", fields=(INNER,)))
)
SHAPES = [
    *(Field("v", "V", widget, options={"options": ["a", "b", 1]}) for widget in WIDGETS),
    *(
        Field("v", "V", widget, options={"options": [1, "1", None], "multiple": True})
        for widget in ("select", "relation", "image")
    ),
    Field("v", "V", "object", fields=(Field("a", "A", "object", fields=(INNER,)), Field("x", "X"))),
    Field("v", "V", "list", fields=(Field("a", "A", "object", fields=(INNER,)),)),
    Field("v", "V", "list", field=Field("a", "A", "datetime")),
    Field("v", "V", "list", types=(QUOTE,)),
    Field("v", "V", "object", types=(QUOTE,)),
    Field("v", "V", "object", types=(QUOTE,), required=False),
    Field("v", "V", "object", fields=(Field("a", "A"),), required=False, dialect=Dialect.SVELTIA),
    Field("v", "V", "list", dialect=Dialect.SVELTIA),
    Field("v", "V", "datetime", dialect=Dialect.SVELTIA),
]


@pytest.mark.parametrize("field", SHAPES, ids=lambda field: f"{field.widget}-{len(field.fields)}{len(field.types)}")
def test_odd_values_survive(field: Field) -> None:
    for value in ODD:
        values = {"v": value, "other": 1}
        controls = build_controls([field], values, CONTEXT)
        parsed = parse_form([field], form_of(controls), values, CONTEXT)
        assert parsed.problems == (), value
        assert parsed.values["v"] is value, (value, form_of(controls).pairs)
