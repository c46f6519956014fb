"""Pages by key: joined they are the list, whatever comes and goes between them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from index_support import apply, build, record

from cms.index import Index, ListQuery
from cms.syntax import Value

ORDERS = ("n", "unheld", "seo.rank", "title", "path", "date")
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["", "\ud800", "\0", "ﷺ" * 250, "1 " * 150, "2026-01-01", "same", "same", 10**400, [1], {"a": 1}])
)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    opened = Index.open(tmp_path / "index.sqlite", "1")
    yield opened
    opened.close()


def records(values: list[Value]) -> list[Any]:
    return [
        record(f"s{n:02}", {"n": value, "unheld": value, "seo": {"rank": value}}, title=str(value)[:300], body="word")
        for n, value in enumerate(values)
    ]


def pages(index: Index, limit: int = 3, **query: Any) -> Iterator[list[str]]:
    after = ""
    for _ in range(40):
        page = index.page(ListQuery("posts", limit=limit, after=after, **query))
        yield [row.slug for row in page.rows]
        after = page.next
        if not after:
            return
    raise AssertionError("the pages do not end")


@QUICK
@given(st.lists(SCALARS, max_size=12), st.sampled_from(ORDERS), st.booleans(), st.sampled_from(["", "word"]))
def test_pages_joined_are_the_list(index: Index, values: list[Value], order: str, down: bool, search: str) -> None:
    build(index, "c1", records(values))
    whole = [row.slug for row in index.page(ListQuery("posts", sort=(order, down), limit=None, search=search)).rows]
    assert sorted(whole) == [f"s{n:02}" for n in range(len(values))]
    assert [slug for page in pages(index, sort=(order, down), search=search) for slug in page] == whole


@QUICK
@given(
    st.lists(SCALARS, min_size=6, max_size=12),
    st.sampled_from(ORDERS),
    st.booleans(),
    st.sets(st.integers(0, 11), max_size=4),
    st.lists(SCALARS, max_size=4),
)
def test_rows_that_stay_are_shown_once(
    index: Index, values: list[Value], order: str, down: bool, gone: set[int], more: list[Value]
) -> None:
    build(index, "c1", records(values))
    turning = pages(index, sort=(order, down))
    shown = list(next(turning))
    new = [record(f"new{n}", {"n": v, "unheld": v, "seo": {"rank": v}}, title=str(v)[:9]) for n, v in enumerate(more)]
    apply(index, "c2", [f"content/posts/s{n:02}.md" for n in gone], new)
    shown += [slug for page in turning for slug in page]
    assert len(shown) == len(set(shown))
    assert {f"s{n:02}" for n in range(len(values)) if n not in gone} <= set(shown)


def cursor(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


WRONG = (
    *("x", "=", "ä", "\ud800", "\0", "a" * 30_000, cursor(None), cursor([]), cursor({}), cursor([1, 2, 3])),
    *(cursor([0, 0, "", 10**30]), cursor([0, float("nan"), "", 1]), cursor([9, 0, "", 1]), cursor([10**20, 0, "", 1])),
    *(cursor(["a", 0, "", 1]), cursor([0, "a", "", 1]), cursor([0, 0, "\ud800", 1]), cursor([0, 0, "", -1])),
)


@pytest.mark.parametrize("after", WRONG)
@pytest.mark.parametrize("order", ["n", "unheld"])
def test_wrong_cursor_is_the_first_page(index: Index, after: str, order: str) -> None:
    build(index, "c1", records([1, 2, 3, None]))
    found = index.page(ListQuery("posts", sort=(order, False), limit=2, after=after))
    assert [row.slug for row in found.rows] == ["s00", "s01"]


@QUICK
@given(st.text(max_size=60) | st.lists(SCALARS, max_size=5).map(cursor), st.sampled_from(["n", "unheld"]))
def test_any_cursor_is_safe(index: Index, after: str, order: str) -> None:
    build(index, "c1", records([1, 2, 3, None]))
    index.page(ListQuery("posts", sort=(order, False), limit=2, after=after))


def test_long_names_can_be_paged(index: Index) -> None:
    build(index, "c1", [record(f"{n}" + "/ä" * 1500) for n in range(5)])
    assert len([slug for page in pages(index, 2, sort=("path", False)) for slug in page]) == 5


def test_counts_follow(index: Index) -> None:
    page = PurePosixPath("pages/a.md")
    build(index, "c1", [record("a"), record("b"), record("a", collection="pages", path=page, files={"": page})])
    assert index.counts() == {"posts": 2, "pages": 1}
    apply(index, "c2", ["content/posts/a.md"], [record("b"), record("c"), record("d")])
    assert index.counts() == {"posts": 3, "pages": 1}
    apply(index, "c3", ["pages/a.md"], [record("d"), record("d", title="Twice")])
    assert index.counts() == {"posts": 3}
    index.drop("posts", [b"b", b"unknown"])
    assert index.counts() == {"posts": 2}
    index.clear()
    assert index.counts() == {}


def test_filters_and_groups(index: Index) -> None:
    entries: dict[str, dict[str, Value]] = {
        "a": {"tags": ["x", "y", "x"], "more": ["x", "y"], "draft": True, "seo": {"lang": "de", "other": "de"}},
        "b": {"tags": "x", "more": "x", "draft": False},
        "c": {"tags": [], "more": []},
        "d": {"tags": ["", None], "more": [None]},
    }
    build(index, "c1", [record(slug, values) for slug, values in entries.items()])
    for held, unheld in (("tags", "more"), ("seo.lang", "seo.other")):
        for value in ("x", "y", "de", "z", ""):
            both = [index.page(ListQuery("posts", filters={name: value})) for name in (held, unheld)]
            assert both[0].rows == both[1].rows, (held, value)
            assert both[0].total == both[1].total == len(both[0].rows)
    assert index.groups("posts", "tags") == {"x": 2, "y": 1, "": 1}
    assert index.groups("posts", "draft") == {"true": 1, "false": 1, "": 2}
    assert index.groups("posts", "more") == {}
    assert [row.slug for row in index.find_values("posts", "tags", ["y", "none", "x"])] == ["a"]
    assert [row.slug for row in index.find_values("posts", "title", ["y"])] == [], "not a field that is held"
    assert sorted(row.slug for row in index.find_many("posts", ["b", "none", "a"])) == ["a", "b"]
    both_filters = ListQuery("posts", filters={"tags": "x", "draft": True, "more": "y"}, sort=("n", True))
    assert [row.slug for row in index.page(both_filters).rows] == ["a"]


@pytest.mark.parametrize("name", ["\ud800", "a\0b", "'", '"', "", ".", "a..b"])
def test_names_and_values_of_any_kind(index: Index, name: str) -> None:
    build(index, "c1", [record("a", {name: name}), record("b")])
    index.page(ListQuery("posts", sort=(name, False), filters={name: name}, search=f"{name} {name}:x"))
