"""Into which filters and groups an entry falls, by the rules of Decap and of Sveltia."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import PurePosixPath
from typing import Any

import pytest
from entries_support import only, posts, record_of

from cms.entries import DueTest, due_fields, due_tests, filter_view, matches_filter, view_names

HERE = timezone(timedelta(hours=-5))
NOW = datetime(2026, 11, 25, 22, 4, 5, tzinfo=HERE)


def views(values: str, **options: Any) -> list[tuple[str, str]]:
    """The views that an entry with this front matter is in."""
    record = record_of(posts(**options), "content/posts/a.md", f"---\n{values}\n---\n")
    assert record is not None
    return list(record.views)


def passes(values: str, **test: Any) -> bool:
    """Whether a view filter with this test on the field `x` lets the entry through."""
    return views(values, view_filters=[{"label": "F", "field": "x", **test}]) == [("filter/f", "1")]


@pytest.mark.parametrize(
    ("test", "passing", "failing"),
    [
        ({"pattern": True}, ["x: true", "x: 'true'"], ["x: false", "y: true", "x: null"]),
        ({"pattern": False}, ["x: false"], ["x: true", "y: 1", "x: 0"]),
        ({"pattern": "^n"}, ["x: news", "x: [a, news]"], ["x: a new one", "y: news", "x: {n: n}"]),
        ({"pattern": "/^N/i"}, ["x: news"], ["x: a"]),
        ({"pattern": 2026}, ["x: 2026-01-02", "x: 2026"], ["x: 2025"]),
        ({"eq": "news"}, ["x: news", "x: [a, news]"], ["x: News", "y: 1", "x: ''"]),
        ({"eq": 10}, ["x: 10", "x: 10.0", "x: '10'"], ["x: 11", "x: ten", "x: true"]),
        ({"eq": True}, ["x: true"], ["x: false", "x: 1", "y: 1"]),
        ({"eq": None}, ["x: null", "y: 1"], ["x: ''", "x: 0"]),
        ({"ne": "news"}, ["x: a", "y: 1", "x: null", "x: [a]"], ["x: news", "x: [a, news]"]),
        ({"lt": 10}, ["x: 9", "x: '9'"], ["x: 10", "x: a", "y: 1"]),
        ({"lte": 10}, ["x: 10"], ["x: 11"]),
        ({"gt": 10}, ["x: 11", "x: 10.5"], ["x: 10", "x: null"]),
        ({"gte": "2026-02-01"}, ["x: 2026-02-01", "x: 2026-02-01T10:00:00+02:00"], ["x: 2026-01-31T23:00:00Z"]),
        ({"lt": "b"}, ["x: a"], ["x: b", "x: c"]),
        ({"gt": 1, "lt": 3}, ["x: 2"], ["x: 1", "x: 3"]),
        ({"in": ["a", 1]}, ["x: a", "x: 1", "x: [b, a]"], ["x: b", "y: a"]),
        ({"in": "a"}, ["x: a"], ["x: b"]),
        ({"not_in": ["a", "b"]}, ["x: c", "y: 1"], ["x: a", "x: [c, b]"]),
        ({"empty": True}, ["y: 1", "x: null", "x: ''", "x: []", "x: {a: '', b: {c: null}}"], ["x: 0", "x: {a: 1}"]),
        ({"empty": False}, ["x: a", "x: false"], ["y: 1", "x: ''"]),
    ],
    ids=lambda value: repr(value) if isinstance(value, dict) else "",
)
def test_filters_let_through(test: dict[str, Any], passing: list[str], failing: list[str]) -> None:
    assert [values for values in passing if not passes(values, **test)] == []
    assert [values for values in failing if passes(values, **test)] == []
    if "pattern" not in test:
        parts = [views(values, view_groups=[{"label": "G", "field": "x", **test}]) for values in (*passing, *failing)]
        assert parts == [[("group/g", "1")]] * len(passing) + [[("group/g", "")]] * len(failing)


def test_a_filter_looks_below_and_into_lists() -> None:
    inside = {"label": "F", "pattern": "^b"}
    assert views("seo: {lang: be}", view_filters=[{**inside, "field": "seo.lang"}]) == [("filter/f", "1")]
    assert views("links: [{t: a}, {t: b}]", view_filters=[{**inside, "field": "links.*.t"}]) == [("filter/f", "1")]
    assert views("links: [{t: a}]", view_filters=[{**inside, "field": "links.*.t"}]) == []


@pytest.mark.parametrize(
    ("rule", "values", "parts"),
    [
        ({}, "x: news", ["news"]),
        ({}, "x: 10", ["10"]),
        ({}, "x: true", ["true"]),
        ({}, "x: [a, b, a]", ["a", "b"]),
        ({}, "y: 1", [""]),
        ({}, "x: []", [""]),
        ({"pattern": r"\d{4}"}, "x: 2026-01-02", ["2026"]),
        ({"pattern": r"\d{4}"}, "x: soon", [""]),
        ({"gte": 10}, "x: 11", ["1"]),
        ({"gte": 10}, "x: 9", [""]),
    ],
)
def test_groups_have_parts(rule: dict[str, Any], values: str, parts: list[str]) -> None:
    found = views(values, view_groups=[{"label": "Kind of it", "field": "x", **rule}])
    assert found == [("group/kind-of-it", part) for part in parts]


def test_names_of_views_are_their_own() -> None:
    filters = [{"label": "A b", "field": "x", "pattern": 1}, {"label": "a B", "field": "y", "pattern": 1}]
    groups = {"groups": [{"label": "L", "name": "given", "field": "x"}], "default": "given"}
    collection = only(posts(view_filters=filters, view_groups=groups))
    assert view_names(collection) == ("filter/a-b", "filter/a-b-2", "group/given")
    assert collection.view_groups.default == "given"


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("now", "2026-11-25T22:04:05-05:00"),
        ("today", "2026-11-25"),
        ("year", "2026"),
        ("month", "11"),
        ("day", "25"),
        ("hour", "22"),
        ("minute", "04"),
        ("second", "05"),
    ],
)
def test_tags_of_the_present_time(tag: str, text: str) -> None:
    site = posts(view_filters=[{"label": "F", "field": "x", "gte": f"{{{{{tag}}}}}"}])
    (rule,) = only(site).view_filters.rules
    assert due_tests(rule, NOW) == (DueTest("x", "gte", (text,)),)
    assert due_fields(only(site)) == ("x",)
    assert passes("x: anything", gte=f"{{{{{tag}}}}}"), "what is compared with the time is not decided without a clock"


def test_what_needs_no_clock_is_decided() -> None:
    site = posts(view_filters=[{"label": "F", "field": "x", "gte": 5, "in": ["{{year}}-{{month}}", 7]}])
    (rule,) = only(site).view_filters.rules
    assert due_tests(rule, NOW.astimezone(UTC)) == (DueTest("x", "in", ("2026-11", "7")),)
    found = [record_of(site, "content/posts/a.md", f"---\nx: {x}\n---\n") for x in (4, 5)]
    assert [record.views for record in found if record] == [(), ((filter_view(rule), "1"),)]


@pytest.mark.parametrize(
    ("thumbnail", "image"),
    [
        (True, "/media/a.jpg"),
        (False, ""),
        ([], ""),
        ("hero.src", "/media/b.jpg"),
        (["nothing", "shots.*.src"], "/media/c.jpg"),
        ("many", "/media/e.jpg"),
        ("/thumbs/{{slug}}.webp", "/thumbs/one.webp"),
        ("/thumbs/{{fields.title}}.webp", "/thumbs/T.webp"),
    ],
)
def test_thumbnail_names_the_picture(thumbnail: Any, image: str) -> None:
    fields = [{"name": "title", "label": "Title"}, {"name": "cover", "label": "Cover", "widget": "image"}]
    text = (
        "---\ntitle: T\ncover: /media/a.jpg\nhero: {src: /media/b.jpg}\n"
        "shots: [{src: ''}, {src: /media/c.jpg}]\nmany: [/media/e.jpg]\n---\n"
    )
    record = record_of(posts(fields=fields, thumbnail=thumbnail), "content/posts/one.md", text)
    assert record is not None
    assert record.image == image


def test_a_pattern_without_a_field_filters_by_the_name_of_the_file() -> None:
    site = posts(filter={"pattern": r"^2026-.*\.md$"})
    assert record_of(site, "content/posts/2026-a.md", "a") is not None
    assert record_of(site, "content/posts/draft.md", "a") is None
    assert matches_filter(only(site).filter, {}, PurePosixPath("2026/2026-b.md"))


def test_an_unreadable_entry_is_in_the_part_of_those_without_a_value() -> None:
    site = posts(view_groups=[{"label": "G", "field": "x"}])
    record = record_of(site, "content/posts/a.md", "---\nx: [\n---\n")
    assert record is not None
    assert record.views == (("group/g", ""),)
