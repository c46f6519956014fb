"""Views: filters and groups that are decided when an entry is read, and comparisons with the present time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from index_support import record

from cms.entries import DueTest
from cms.index import Index, IndexedFields, InView, ListQuery, prepare
from cms.syntax import Value

FIELDS = IndexedFields(("title", "path", "when", "n"), ("kind",), ("filter/drafts", "group/kind"))
DRAFTS = InView("filter/drafts", "1")
WHENS: dict[str, Value] = {
    "old": "2026-01-05",
    "noon": "2026-11-25T12:00:00Z",
    "east": "2026-11-25T13:30:00+02:00",  # half an hour before noon
    "new": "2027-02-01",
    "text": "some day",
    "digits": "12",
    "none": None,
}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    opened = Index.open(tmp_path / "index.sqlite", "1")
    yield opened
    opened.close()


def fill(index: Index, views: dict[str, tuple[tuple[str, str], ...]], values: dict[str, dict[str, Value]]) -> None:
    index.begin("d", {"posts": "d"}, {"posts": FIELDS})
    names = dict.fromkeys((*views, *values))
    index.add([prepare(record(name, values.get(name, {}), views=views.get(name, ())), FIELDS) for name in names])
    index.finish("c1", "d")


def slugs(index: Index, *views: InView, **more: object) -> list[str]:
    return [row.slug for row in index.page(ListQuery("posts", views=views, **more)).rows]  # type: ignore[arg-type]


def due(operator: str, *values: str, field: str = "when", without: bool = False) -> InView:
    return InView("", "", (DueTest(field, operator, values),), without=without)


def test_a_view_holds_its_entries(index: Index) -> None:
    fill(index, {"a": (("filter/drafts", "1"),), "b": (), "c": (("filter/drafts", "1"), ("unknown", "1"))}, {})
    assert slugs(index, DRAFTS) == ["a", "c"]
    assert slugs(index, InView("filter/drafts", "1", without=True)) == ["b"]
    assert slugs(index, InView("unknown", "1")) == []
    assert index.count(ListQuery("posts", views=(DRAFTS,))) == 2


def test_views_narrow_each_other_and_a_filter(index: Index) -> None:
    both = (("filter/drafts", "1"), ("group/kind", "news"))
    fill(index, {"a": both, "b": (("group/kind", "news"),), "c": both}, {"a": {"kind": "x"}})
    assert slugs(index, DRAFTS, InView("group/kind", "news")) == ["a", "c"]
    assert slugs(index, DRAFTS, filters={"kind": "x"}) == ["a"]
    assert slugs(index, DRAFTS, search="c") == ["c"]


def test_parts_are_counted_within_a_query(index: Index) -> None:
    fill(
        index,
        {
            "a": (("group/kind", "news"), ("filter/drafts", "1")),
            "b": (("group/kind", "news"),),
            "c": (("group/kind", ""), ("filter/drafts", "1")),
            "d": (("group/kind", "news"), ("group/kind", "howto")),
        },
        {},
    )
    assert index.parts(ListQuery("posts"), "group/kind") == {"news": 3, "": 1, "howto": 1}
    assert index.parts(ListQuery("posts", views=(DRAFTS,)), "group/kind") == {"news": 1, "": 1}
    assert index.parts(ListQuery("posts"), "group/other") == {}


def test_counts_follow_what_changes(index: Index) -> None:
    def counts() -> tuple[int, dict[str, int]]:
        return index.count(ListQuery("posts", views=(DRAFTS,))), index.parts(ListQuery("posts"), "group/kind")

    draft, news, howto = ("filter/drafts", "1"), ("group/kind", "news"), ("group/kind", "howto")
    fill(index, {"a": (draft, news), "b": (news,), "c": (draft, howto)}, {})
    assert counts() == (2, {"news": 2, "howto": 1})
    changed = record("a", {}, views=(howto,))
    gone = PurePosixPath("content/posts/c.md")
    assert index.apply(index.state(), "c2", [gone], [prepare(changed, FIELDS)])
    assert counts() == (0, {"news": 1, "howto": 1})
    index.begin("e", {"posts": "other"}, {"posts": FIELDS})
    assert counts() == (0, {})


def test_what_several_filters_leave_is_counted_without_reading_it(index: Index) -> None:
    names = tuple(f"filter/{n}" for n in range(70))  # more than an integer has bits
    fields = IndexedFields(("title",), (), (*names, "group/kind"), names)
    index.begin("d", {"posts": "d"}, {"posts": fields})
    parts = {n: (("group/kind", "even" if n % 2 == 0 else "odd"),) for n in range(40)}
    views = {n: (*((name, "1") for at, name in enumerate(names) if n % (at + 2) == 0), *parts[n]) for n in range(40)}
    index.add([prepare(record(f"e{n:02}", {}, views=views[n]), fields) for n in range(40)])
    index.finish("c1", "d")

    def check(*on: int) -> None:
        query = ListQuery("posts", views=tuple(InView(names[at], "1") for at in on))
        left = [n for n in here if all(n % (at + 2) == 0 for at in on)]
        odd = sum(n % 2 for n in left)
        expected = {name: count for name, count in (("even", len(left) - odd), ("odd", odd)) if count}
        assert (index.count(query), index.parts(query, "group/kind")) == (len(left), expected)
        news = ListQuery("posts", views=(*query.views, InView("group/kind", "odd")))
        assert (index.count(news), len(index.page(news).rows)) == (odd, odd)

    here = set(range(40))
    for on in ((), (0,), (0, 1), (0, 1, 2), (3, 65), (66, 69), (0, 0)):
        check(*on)
    assert index.apply(index.state(), "c2", [PurePosixPath("content/posts/e12.md")], [])
    here = here - {12}
    check(0, 1)


def test_a_view_that_entries_are_not_in_narrows_too(index: Index) -> None:
    fields = IndexedFields(("title",), (), ("filter/a", "filter/b"), ("filter/a", "filter/b"))
    index.begin("d", {"posts": "d"}, {"posts": fields})
    index.add([prepare(record("x", {}, views=(("filter/a", "1"),)), fields)])
    a, b = InView("filter/a", "1"), InView("filter/b", "1")
    assert index.count(ListQuery("posts", views=(a, b))) == 0
    assert index.count(ListQuery("posts", views=(a, InView("filter/b", "1", without=True)))) == 1


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (due("gte", "2026-11-25T12:00:00Z"), ["new", "noon"]),
        (due("gt", "2026-11-25T12:00:00Z"), ["new"]),
        (due("lt", "2026-11-25T12:00:00Z"), ["east", "old"]),
        (due("lte", "2026-11-25T12:00:00Z"), ["east", "noon", "old"]),
        (due("lt", "2026-11-25"), ["old"]),
        (due("eq", "2026-01-05"), ["old"]),
        (due("in", "2026-01-05", "2027-02-01"), ["new", "old"]),
        (due("ne", "2026-01-05"), ["digits", "east", "new", "none", "noon", "text"]),
        (due("not_in", "2026-01-05", "2027-02-01"), ["digits", "east", "none", "noon", "text"]),
        (due("gte", "2026-11-25T12:00:00Z", without=True), ["digits", "east", "none", "old", "text"]),
        (due("gte", "2026", field="n"), ["new", "old"]),
        (due("gte", "2026-01-01", field="unknown"), []),
    ],
)
def test_moments_compare_with_the_present_time(index: Index, view: InView, expected: list[str]) -> None:
    numbers: dict[str, Value] = {"old": 2026, "new": 2027, "noon": 3}
    fill(index, {}, {name: {"when": when, "n": numbers.get(name)} for name, when in WHENS.items()})
    assert slugs(index, view) == expected
    assert index.count(ListQuery("posts", views=(view,))) == len(expected)


def test_pages_of_a_view_join_without_gap(index: Index) -> None:
    fill(index, {f"e{n:03}": (("filter/drafts", "1"),) if n % 2 else () for n in range(60)}, {})
    query, found = ListQuery("posts", views=(DRAFTS,), limit=7), list[str]()
    while True:
        page = index.page(query)
        assert page.total == 30
        found += [row.slug for row in page.rows]
        if not page.next:
            break
        query = ListQuery("posts", views=(DRAFTS,), limit=7, after=page.next)
    assert found == [f"e{n:03}" for n in range(60) if n % 2]


def test_many_entries_of_a_view_are_walked_in_order(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.index.listing.FEW", 3)  # as if there were thousands
    fill(index, {f"e{n}": (("filter/drafts", "1"),) if n != 4 else () for n in range(9)}, {})
    assert slugs(index, DRAFTS, sort=("title", True), limit=5) == ["e8", "e7", "e6", "e5", "e3"]
