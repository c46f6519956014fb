"""Two people's edits of one entry."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.config import ABSENT, Field
from cms.entries import Merge, merge_values, resolve_conflicts
from cms.entries.listmerge import item_key
from cms.syntax import Timestamp, Value, same

URL = Field("url", "Address")
FIELDS = (
    Field("title", "Title"),
    Field("body", "Text", "markdown"),
    Field("tags", "Tags", "list"),
    Field("links", "Links", "list", fields=(Field("label", "Label"), URL)),
    Field("seo", "Search engines", "object", fields=(Field("title", "Title"), Field("hidden", "Hidden", "boolean"))),
)
BASE: dict[str, Value] = {
    "title": "Plums",
    "date": Timestamp("2026-01-05"),
    "tags": ["a", "b", "c", "d"],
    "links": [{"label": "One", "url": "/1"}, {"label": "Two", "url": "/2"}, {"label": "Three", "url": "/3"}],
    "seo": {"title": "Plums", "hidden": False},
    "layout": "post",
    "body": "First.\n\nSecond.\n\nThird.\n",
}


def merged(ours: dict[str, Value], theirs: dict[str, Value], base: dict[str, Value] | None = None) -> Merge:
    start = BASE if base is None else base
    return merge_values(FIELDS, start, {**start, **ours}, {**start, **theirs})


def joined(ours: dict[str, Value], theirs: dict[str, Value]) -> dict[str, Value]:
    """The values of a merge without conflicts."""
    found = merged(ours, theirs)
    assert found.conflicts == ()
    return found.values


def only_conflict(ours: dict[str, Value], theirs: dict[str, Value]) -> tuple[str, str]:
    (conflict,) = merged(ours, theirs).conflicts
    return conflict.name, conflict.label


def test_different_fields_are_joined() -> None:
    found = merged({"title": "Pears"}, {"layout": "page"})
    assert found.values == {**BASE, "title": "Pears", "layout": "page"}
    assert [(item.label, item.whose) for item in found.joined] == [("Title", "ours"), ("layout", "theirs")]


def test_same_field_is_a_conflict() -> None:
    found = merged({"title": "Pears"}, {"title": "Apples"})
    (conflict,) = found.conflicts
    assert (conflict.path, conflict.label) == (("title",), "Title")
    assert (conflict.base, conflict.ours, conflict.theirs) == ("Plums", "Pears", "Apples")
    assert found.values["title"] == "Pears"


def test_equal_changes_agree() -> None:
    assert joined({"title": "Pears"}, {"title": "Pears"})["title"] == "Pears"
    assert merged({"title": "Pears"}, {"title": "Pears"}).joined == ()


def test_spelling_of_date_counts() -> None:
    assert only_conflict({"date": Timestamp("2026-01-06")}, {"date": "2026-01-06"})[0] == "date"


def test_texts_join_by_lines() -> None:
    ours, theirs = "FIRST.\n\nSecond.\n\nThird.\n", "First.\n\nSecond.\n\nThird!\n"
    assert joined({"body": ours}, {"body": theirs})["body"] == "FIRST.\n\nSecond.\n\nThird!\n"
    assert only_conflict({"body": ours}, {"body": "Erste.\n\nSecond.\n\nThird.\n"}) == ("body", "Text")


def test_objects_join_by_key() -> None:
    ours: dict[str, Value] = {"seo": {"title": "Plums", "hidden": True, "new": 1}}
    assert joined(ours, {"seo": {"title": "Pears", "hidden": False}})["seo"] == {
        "title": "Pears",
        "hidden": True,
        "new": 1,
    }
    assert only_conflict({"seo": {"title": "A"}}, {"seo": {"title": "B", "hidden": False}}) == (
        "seo.title",
        "Search engines › Title",
    )


def test_removed_key_stays_removed() -> None:
    ours = {key: value for key, value in BASE.items() if key != "layout"}
    found = merge_values(FIELDS, BASE, ours, {**BASE, "title": "Pears"})
    assert "layout" not in found.values
    assert found.values["title"] == "Pears"
    (conflict,) = merge_values(FIELDS, BASE, ours, {**BASE, "layout": "page"}).conflicts
    assert (conflict.ours, conflict.theirs) == (ABSENT, "page")


def test_list_changes_apart_are_joined() -> None:
    assert joined({"tags": ["x", "a", "b", "c", "d"]}, {"tags": ["a", "b", "c"]})["tags"] == ["x", "a", "b", "c"]
    assert joined({"tags": ["a", "b", "c", "D"]}, {"tags": ["b", "c", "d"]})["tags"] == ["b", "c", "D"]


def test_list_changes_that_touch_conflict() -> None:
    assert only_conflict({"tags": ["a", "b", "c", "d", "e"]}, {"tags": ["a", "b", "c", "d", "f"]}) == ("tags", "Tags")
    assert only_conflict({"tags": ["a"]}, {"tags": ["a", "B", "c", "d"]}) == ("tags", "Tags")


def test_item_moved_by_both_is_not_doubled() -> None:
    assert only_conflict({"tags": ["b", "c", "a", "d"]}, {"tags": ["b", "c", "d", "a"]})[0] == "tags"


def links(*pairs: str) -> list[Value]:
    return [dict(zip(("label", "url"), pair.split(), strict=True)) for pair in pairs]


def test_items_join_by_their_fields() -> None:
    ours = links("One /1", "Two /second", "Three /3")
    theirs = links("One /1", "Deux /2", "Three /3", "Four /4")
    assert joined({"links": ours}, {"links": theirs})["links"] == links("One /1", "Deux /second", "Three /3", "Four /4")


def test_conflict_points_into_joined_list() -> None:
    ours = links("Zero /0", "One /1", "Two /second", "Three /3")
    theirs = links("One /1", "Two /deux", "Three /3")
    found = merged({"links": ours}, {"links": theirs})
    (conflict,) = found.conflicts
    assert (conflict.name, conflict.label) == ("links.2.url", "Links 3 › Address")
    settled = resolve_conflicts(found, {"links.2.url": "theirs"}, {})
    assert settled.values["links"] == links("Zero /0", "One /1", "Two /deux", "Three /3")


def test_replaced_item_is_not_blended() -> None:
    ours = links("One /1", "New /new", "Three /3")
    theirs = links("One /1", "Deux /2", "Three /3")
    assert only_conflict({"links": ours}, {"links": theirs}) == ("links", "Links")


def test_choices_settle_conflicts() -> None:
    found = merged({"title": "Pears", "body": "Ours.\n"}, {"title": "Apples", "body": "Theirs.\n"})
    assert [conflict.name for conflict in found.conflicts] == ["title", "body"]
    assert resolve_conflicts(found, {}, {}) == found
    half = resolve_conflicts(found, {"title": "theirs"}, {})
    assert [conflict.name for conflict in half.conflicts] == ["body"]
    whole = resolve_conflicts(half, {"body": "both"}, {})
    assert whole.conflicts == ()
    assert (whole.values["title"], whole.values["body"]) == ("Apples", "Theirs.\n\nOurs.\n")
    own = resolve_conflicts(found, {"title": "own", "body": "ours"}, {"title": "Quinces"})
    assert (own.values["title"], own.values["body"]) == ("Quinces", "Ours.\n")


def test_choice_can_remove_a_key() -> None:
    ours = {key: value for key, value in BASE.items() if key != "layout"}
    found = merge_values(FIELDS, BASE, {**ours}, {**BASE, "layout": "page"})
    assert resolve_conflicts(found, {"layout": "theirs"}, {}).values["layout"] == "page"
    assert "layout" not in resolve_conflicts(found, {"layout": "ours"}, {}).values


def test_key_with_full_stop_is_settled() -> None:
    base: dict[str, Value] = {"a.b": "1"}
    found = merged({"a.b": "2"}, {"a.b": "3"}, base)
    assert resolve_conflicts(found, {"a.b": "theirs"}, {}).values == {"a.b": "3"}


@pytest.mark.parametrize("choice", ["", "both", "own", "nonsense"])
def test_choice_that_does_not_fit_leaves_conflict(choice: str) -> None:
    found = merged({"seo": {"title": "Plums", "hidden": 1}}, {"seo": {"title": "Plums", "hidden": 2}})
    assert len(resolve_conflicts(found, {"seo.hidden": choice}, {"seo.hidden": "3"}).conflicts) == 1


SCALARS = st.sampled_from(["a", "b", "c", "line\nline\n", 0, 1, True, None, Timestamp("2026-01-05")])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=8,
)
ENTRIES = st.dictionaries(st.sampled_from(["title", "body", "tags", "links", "seo", "other"]), VALUES, max_size=5)


def leaves(value: Any) -> set[Any]:
    if isinstance(value, dict):
        return set().union(*(leaves(item) for item in value.values()), value.keys())
    if isinstance(value, list):
        return set().union(*map(leaves, value))
    return {item_key(line) for line in value.splitlines()} if type(value) is str else {item_key(value)}


@settings(max_examples=150, deadline=None)
@given(ENTRIES, ENTRIES, ENTRIES)
def test_nothing_is_invented(base: Any, ours: Any, theirs: Any) -> None:
    found = merge_values(FIELDS, base, ours, theirs)
    assert leaves(found.values) <= leaves(ours) | leaves(theirs)


@settings(max_examples=100, deadline=None)
@given(ENTRIES, ENTRIES)
def test_one_sided_changes_win(base: Any, changed: Any) -> None:
    for found in (merge_values(FIELDS, base, changed, base), merge_values(FIELDS, base, base, changed)):
        assert found.conflicts == ()
        assert same(found.values, changed)
    assert same(merge_values(FIELDS, base, changed, changed).values, changed)


@settings(max_examples=150, deadline=None)
@given(ENTRIES, ENTRIES, ENTRIES)
def test_sides_can_be_swapped(base: Any, ours: Any, theirs: Any) -> None:
    here, there = merge_values(FIELDS, base, ours, theirs), merge_values(FIELDS, base, theirs, ours)
    assert {item.name for item in here.conflicts} == {item.name for item in there.conflicts}
    if not here.conflicts:
        assert same(here.values, there.values)


@settings(max_examples=100, deadline=None)
@given(ENTRIES, ENTRIES, ENTRIES)
def test_every_conflict_can_be_settled(base: Any, ours: Any, theirs: Any) -> None:
    found = merge_values(FIELDS, base, ours, theirs)
    for side in ("ours", "theirs"):
        settled = resolve_conflicts(found, {item.name: side for item in found.conflicts}, {})
        assert settled.conflicts == ()
        assert leaves(settled.values) <= leaves(ours) | leaves(theirs)
