"""Lists read from the index: order, filters, search, pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from index_support import build, record

from cms.entries import RecordProblem
from cms.index import Change, HistoryCommit, Index, ListQuery
from cms.syntax import Timestamp, Value


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    opened = Index.open(tmp_path / "quire" / "index.sqlite", "1")
    yield opened
    opened.close()


def slugs(index: Index, **query: Any) -> list[str]:
    return [row.slug for row in index.page(ListQuery("posts", **query)).rows]


def test_new_index_is_empty(index: Index) -> None:
    assert index.state().head == ""
    assert index.page(ListQuery("posts")).total == 0
    assert index.counts() == {}
    assert index.find("posts", "a") is None


def test_row_equals_record(index: Index) -> None:
    values: dict[str, Value] = {
        "title": "Plums",
        "date": Timestamp("2026-01-05"),
        "quoted": "2026-01-05",
        "seo": {"when": Timestamp("2026-01-05"), "tags": ["a", 1, True, None, 1.5]},
    }
    problem = RecordProblem(PurePosixPath("content/posts/plums.md"), 3, 1, "warning", "doubled", "Twice.")
    given = record("plums", values, title="Plums", date="2026-01-05", sort_date="2026-01-05T00:00:00+00:00",
                   image="/media/p.jpg", problems=(problem,))  # fmt: skip
    build(index, "c1", [given])
    row = index.find("posts", "plums")
    assert row is not None
    elsewhere = ("values", "words", "body", "references", "files_key", "views", "targets", "node")
    for name in (name for name in given.__struct_fields__ if name not in elsewhere):
        assert getattr(row, name) == getattr(given, name), name
    assert dict(row.values) == values
    assert isinstance(row.values["date"], Timestamp)
    assert not isinstance(row.values["quoted"], Timestamp)
    assert row.updated is None


@pytest.mark.parametrize("order", ["n", "weight"])  # one that the index holds, one that it does not
def test_numbers_sort_by_size_and_missing_last(index: Index, order: str) -> None:
    weights: dict[str, Value] = {"a": 10, "b": 9.5, "c": None, "d": "", "e": "heavy", "f": -1}
    build(index, "c1", [record(slug, {order: value}) for slug, value in weights.items()] + [record("g")])
    assert slugs(index, sort=(order, False)) == ["f", "b", "a", "e", "c", "d", "g"]
    assert slugs(index, sort=(order, True)) == ["e", "a", "b", "f", "c", "d", "g"]


def test_texts_sort_as_people_do(index: Index) -> None:
    titles = ["Part 10", "part 2", "Äpfel", "apple", "Zebra", "Part 1"]
    build(index, "c1", [record(f"s{number}", title=title) for number, title in enumerate(titles)])
    found = [row.title for row in index.page(ListQuery("posts", sort=("title", False))).rows]
    assert found == ["Äpfel", "apple", "Part 1", "part 2", "Part 10", "Zebra"]


def test_dates_sort_by_moment(index: Index) -> None:
    dates = {"a": "2026-03-01", "b": "2026-02-28T23:30:00-05:00", "c": "28.02.2026", "d": "soon"}
    build(index, "c1", [record(slug, {"when": text}) for slug, text in dates.items()])
    assert slugs(index, sort=("when", False)) == ["c", "a", "b", "d"]


def test_date_sorts_by_entry_date(index: Index) -> None:
    build(index, "c1", [record("a"), record("b", sort_date="2026-01-02"), record("c", sort_date="2026-01-03")])
    assert slugs(index, sort=("date", True)) == ["c", "b", "a"]
    assert slugs(index, sort=("date", False)) == ["b", "c", "a"]


def test_nested_field_can_be_sorted(index: Index) -> None:
    build(index, "c1", [record("a", {"seo": {"rank": 2}}), record("b", {"seo": {"rank": 1}})])
    assert slugs(index, sort=("seo.rank", False)) == ["b", "a"]


@pytest.mark.parametrize("name", ["title; DROP TABLE entries", "e.path) --", "'", '"', "f.rank", "", "%", "?"])
def test_hostile_names_are_data(index: Index, name: str) -> None:
    build(index, "c1", [record("a", {name: 1}), record("b")])
    assert slugs(index, sort=(name, True)) == ["a", "b"]
    assert slugs(index, filters={name: 1}) == ["a"]
    assert slugs(index, filters={"x": name}) == ([] if name else ["a", "b"])
    assert slugs(index, search=name or "b") == ([] if name else ["b"])


def test_filter_compares_text_and_items(index: Index) -> None:
    entries: dict[str, dict[str, Value]] = {
        "a": {"tags": ["rye", "oven"], "draft": True},
        "b": {"tags": "rye", "draft": False},
        "c": {"tags": [], "draft": None},
    }
    build(index, "c1", [record(slug, values) for slug, values in entries.items()])
    assert slugs(index, filters={"tags": "rye"}) == ["a", "b"]
    assert slugs(index, filters={"draft": "true"}) == ["a"]
    assert slugs(index, filters={"draft": False}) == ["b"]
    assert slugs(index, filters={"tags": "rye", "draft": "true"}) == ["a"]
    assert slugs(index, filters={"draft": ""}) == ["c"]


def test_search_ignores_case_and_accents(index: Index) -> None:
    build(index, "c1", [record("a", title="Crème Brûlée"), record("b", title="Bread", summary="Bread (2026)")])
    assert slugs(index, search="creme BRUL") == ["a"]
    assert slugs(index, search="2026") == ["b"]
    assert slugs(index, search="creme bread") == []


def test_pages_cover_all_rows(index: Index) -> None:
    build(index, "c1", [record(f"s{number:02}", title="same") for number in range(25)])
    pages = [index.page(ListQuery("posts", limit=10))]
    while pages[-1].next:
        pages.append(index.page(ListQuery("posts", limit=10, after=pages[-1].next)))
    assert [len(page.rows) for page in pages] == [10, 10, 5]
    assert {page.total for page in pages} == {25}
    assert len({row.slug for page in pages for row in page.rows}) == 25
    assert len(index.page(ListQuery("posts", limit=None)).rows) == 25
    assert index.page(ListQuery("posts", limit=0)).rows == ()


def test_collections_are_apart(index: Index) -> None:
    build(index, "c1", [record("a"), record("a", collection="pages"), record("b", collection="pages")])
    assert index.counts() == {"posts": 1, "pages": 2}
    assert slugs(index) == ["a"]


def commit(oid: str, month: int, name: str, *paths: PurePosixPath) -> HistoryCommit:
    day = datetime(2026, month, 1, tzinfo=UTC)
    return HistoryCommit(oid, (), int(day.timestamp()), day, name, "", "Edit", tuple(map(Change, paths)))


def test_last_edit_comes_with_rows(index: Index) -> None:
    files = {"en": PurePosixPath("content/posts/a.en.md"), "de": PurePosixPath("content/posts/a.de.md")}
    first = commit("1", 1, "Ada", files["en"])
    second = commit("2", 2, "ben", PurePosixPath("content/posts/b.md"))
    third = commit("3", 3, "Noor", files["de"])
    build(index, "c1", [record("a", path=files["en"], files=files), record("b"), record("c")], [first, second, third])
    row = index.find("posts", "a")
    assert row is not None
    assert (row.updated, row.updated_by) == (datetime(2026, 3, 1, tzinfo=UTC), "Noor")
    assert slugs(index, sort=("commit_date", True)) == ["a", "b", "c"]
    assert slugs(index, sort=("commit_date", False)) == ["b", "a", "c"]
    assert slugs(index, sort=("commit_author", False)) == ["b", "a", "c"]


def test_problems_name_their_files(index: Index) -> None:
    path = PurePosixPath("content/posts/b.md")
    problem = RecordProblem(path, 7, 3, "error", "syntax", "A quote is not closed.")
    build(index, "c1", [record("a"), record("b", problems=(problem,))])
    assert index.problems() == index.problems("posts") == (problem,)
    assert index.problems("pages") == ()


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
NESTED = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
VALUES = st.dictionaries(st.text(max_size=8), NESTED, max_size=5)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(VALUES)
def test_any_values_come_back(index: Index, values: dict[str, Value]) -> None:
    build(index, "c1", [record("a", values)])
    row = index.find("posts", "a")
    assert row is not None
    assert dict(row.values) == values
    for name in values:
        assert slugs(index, sort=(name, True)) == ["a"]


def test_odd_numbers_and_halves_are_kept(index: Index) -> None:
    values: dict[str, Value] = {
        "big": 10**400,
        "nan": float("nan"),
        "inf": float("-inf"),
        "half": "\ud800x",
        "long": "x" * 5000,
    }
    build(index, "c1", [record("a", values, title="half \ud800")])
    (row,) = index.page(ListQuery("posts", sort=("big", True))).rows
    assert row.values["big"] == 10**400
    assert row.values["half"] == "\ud800x"
    assert row.title == "half ?"
    assert slugs(index, filters={"long": "x" * 5000}) == ["a"]
