"""Search: what is typed, what is found, what is shown of it; pointers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from index_support import FIELDS, apply, build, record

from cms.entries import Reference
from cms.index import Index, ListQuery, SearchQuery
from cms.index.query import parse_search

QUICK = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
PIECES = (
    *(
        '"',
        ":",
        "-",
        "*",
        "\0",
        "(",
        ")",
        "{",
        "}",
        "^",
        "+",
        ",",
        ".",
        "'",
        "\\",
        ";",
        "--",
        "/*",
        "%",
        "_",
        "?",
        "\ud800",
    ),
    *(
        "AND",
        "OR",
        "NOT",
        "NEAR",
        "NEAR(a b, 2)",
        "title",
        "title:",
        "collection:",
        "words:",
        "search:",
        "rank:",
        "a",
        "b",
    ),
    *(
        " ",
        "  ",
        "\t",
        "\n",
        "東京",
        "é",
        "ß",
        "ﷺ",
        "\u0301",
        "\u200d",
        "🍞",
        "\U0001e900",
        "²",
        "Ⅷ",
        "x" * 400,
        "-title:a",
    ),
)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    opened = Index.open(tmp_path / "index.sqlite", "1")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    opened = Index.open(tmp_path_factory.mktemp("index") / "index.sqlite", "1")
    build(opened, "c1", [record("a", {"title": "a"}, title="a b", body="x 東京都 é"), record("b", body="AND NOT rye")])
    yield opened
    opened.close()


def found(index: Index, text: str) -> list[str]:
    """What a search finds, best first; the list of the collection must find the same."""
    every = index.search(SearchQuery(text)).hits
    listed = index.page(ListQuery("posts", search=text, limit=None))
    if text and "collection:" not in text:
        here = sorted(hit.row.slug for hit in every if hit.row.collection == "posts")
        assert sorted(row.slug for row in listed.rows) == here
        assert listed.total == len(here)
    return [hit.row.slug for hit in every]


@QUICK
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=40))
def test_anything_can_be_typed(filled: Index, text: str) -> None:
    filled.search(SearchQuery(text))
    filled.page(ListQuery("posts", search=text))
    filled.page(ListQuery("posts", search=text, sort=("unheld", True)))
    parse_search(text)


def test_titles_come_before_bodies(index: Index) -> None:
    rows = [record(f"b{n}", title="Other", body="rye and rye " * 20) for n in range(5)]
    build(index, "c1", [*rows, record("t", title="Rye", body="long " * 300), record("w", words="rye and more")])
    assert found(index, "rye")[0] == "t"
    assert set(found(index, "rye")) == {"t", "w", *(f"b{n}" for n in range(5))}


def test_words_phrases_and_exclusions(index: Index) -> None:
    build(
        index,
        "c1",
        [
            record("a", title="Sourdough bread", body="The oven is warm."),
            record("b", title="Bread", body="warm oven and sour dough"),
            record("c", title="Plums", words="Noor\nbread", body=""),
        ],
    )
    assert set(found(index, "bread")) == {"a", "b", "c"}
    assert set(found(index, "BREAD oven")) == {"a", "b"}
    assert found(index, "sourd") == ["a"], "the last word may be unfinished"
    assert found(index, "sourd bread") == []
    assert found(index, '"sour dough"') == ["b"]
    assert found(index, '"oven warm"') == []
    assert found(index, '"sour dou') == []
    assert found(index, "bread -oven") == ["c"]
    assert found(index, 'bread -"warm oven" -noor') == ["a"]
    assert found(index, "-oven") == []
    assert found(index, "") == []
    assert found(index, '"" - * :') == []


def test_collections_and_fields(index: Index) -> None:
    build(
        index,
        "c1",
        [
            record("a", {"author": "Noor Bakshi", "seo": {"lang": "de"}}, title="One", words="Noor Bakshi\nde"),
            record("b", {"author": "Ada"}, title="One", words="Ada", body="Noor Bakshi"),
            record("c", collection="pages", title="One"),
        ],
    )
    assert set(found(index, "collection:posts one")) == {"a", "b"}
    assert found(index, "one collection:pages") == ["c"]
    assert found(index, "author:noor one") == ["a"]
    assert found(index, 'author:"noor bak"') == [] or found(index, 'author:"noor bakshi"') == ["a"]
    assert found(index, "seo.lang:de") == ["a"]
    assert set(found(index, "one -author:noor")) <= {"a", "b", "c"}
    assert index.search(SearchQuery("one", ("pages",))).counts == {"pages": 1}
    assert index.search(SearchQuery("one")).counts == {"posts": 2, "pages": 1}


@pytest.mark.parametrize("typed", ["creme brulee", "CRÈME brûlée", "creme brul", '"creme brulee"'])
def test_accents_and_case(index: Index, typed: str) -> None:
    build(index, "c1", [record("a", body="Eine Crème Brûlée."), record("b", body="cream")])
    assert found(index, typed) == ["a"]


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        *(("東京都", ["a"]), ("京都", ["a", "b"]), ("都", ["a", "b"]), ("東", ["a"]), ("京", ["a", "b"])),
        *(("都京", []), ("ラーメン", ["b"]), ("ーメ", ["b"]), ("ン", ["b"]), ("한국어", ["c"]), ("국어", ["c"])),
        *(
            ("Python入門", ["d"]),
            ("入門", ["d"]),
            ("python", ["d"]),
            ("門", ["d"]),
            ('"東京都に"', ["a"]),
            ("東京 -住む", []),
            ("京都 ラーメン", ["b"]),
            ('"京都の" ン', ["b"]),
            ("入門for", ["d"]),
        ),
    ],
)
def test_scripts_without_spaces(index: Index, typed: str, slugs: list[str]) -> None:
    texts = {"a": "東京都に住む", "b": "京都のラーメン", "c": "저는 한국어를", "d": "Python入門 for all"}
    build(index, "c1", [record(slug, title=f"t{slug}", body=text) for slug, text in texts.items()])
    assert sorted(found(index, typed)) == slugs


WORDS = st.lists(st.sampled_from(["rye", "oven", "東京都", "crème", "x\0y", "\ud800", "a-b"]), max_size=6).map(" ".join)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.lists(st.tuples(st.integers(0, 6), WORDS, WORDS), max_size=5), max_size=6), st.sets(st.integers(0, 6))
)
def test_what_is_gone_is_not_found(index: Index, rounds: list[list[tuple[int, str, str]]], gone: set[int]) -> None:
    build(index, "c0", [record(f"s{n}", title="start", body="start") for n in range(7)])
    now = dict.fromkeys(range(7), "start start")
    for turn, changes in enumerate(rounds):
        rows = [record(f"s{n}", title=title, summary=title, words=title, body=body) for n, title, body in changes]
        now |= {n: f"{title} {body}" for n, title, body in changes}
        assert apply(index, f"c{turn + 1}", [f"content/posts/s{n}.md" for n, _, _ in changes], rows)
    apply(index, "end", [f"content/posts/s{n}.md" for n in gone], [])
    for word in ("start", "rye", "oven", "東京", "creme"):
        there = {
            f"s{n}"
            for n, text in now.items()
            if n not in gone and word.replace("e", "") in text.replace("è", "").replace("e", "")
        }
        assert set(found(index, word)) == there, word
    check_words(index)


def check_words(index: Index) -> None:
    """The full-text index is sound, and holds words of entries that are there and of no others."""
    connection = sqlite3.connect(index.path)
    connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search, instance)")
    stray = "SELECT count(*) FROM temp.words WHERE doc NOT IN (SELECT id FROM entries)"
    assert connection.execute(stray).fetchone() == (0,)
    connection.close()


def shown(index: Index, text: str) -> tuple[str, list[str]]:
    """The passage of the only hit, and what is marked in it."""
    (hit,) = index.search(SearchQuery(text)).hits
    return "".join(part.text for part in hit.passage), [part.text for part in hit.passage if part.hit]


@pytest.mark.parametrize(
    ("body", "typed", "marks"),
    [
        ("The **warm** [oven](/x.html) of `rye`.", "oven rye", ["oven", "rye"]),
        ("Straße und ﬁnal Crème", "strasse final creme", ["Straße", "ﬁnal", "Crème"]),
        ("e\u0301te\u0301 là", "été", ["e\u0301te\u0301"]),
        ("ﷺ then rye", "rye", ["rye"]),
        ("İstanbul rye", "rye", ["rye"]),
        ("東京都に住む", "京都", ["京都"]),
        ("rye\n\n# Rye\n> ryes", "rye", ["rye", "Rye", "ryes"]),
        ("<b>rye</b> {{< rye >}}", "rye", ["rye"]),
    ],
)
def test_marks_stand_where_words_do(index: Index, body: str, typed: str, marks: list[str]) -> None:
    build(index, "c1", [record("a", title="T", body=body)])
    text, marked = shown(index, typed)
    assert marked == marks
    assert not set("*[]`#>{}") & set(text)


def test_passages_of_long_texts(index: Index) -> None:
    build(index, "c1", [record("a", title="T", body="before " * 3000 + "needle " + "after " * 40_000 + "pin")])
    text, marked = shown(index, "needle")
    assert marked == ["needle"]
    assert text.startswith("… before")
    assert text.endswith("after …")
    assert len(text) < 250
    assert shown(index, "pin")[1] == []


def test_titles_are_marked(index: Index) -> None:
    build(index, "c1", [record("a", title="Rye & Öl", body="x")])
    (hit,) = index.search(SearchQuery("ol")).hits
    assert [(part.text, part.hit) for part in hit.title] == [("Rye & ", False), ("Öl", True)]


def test_offsets_go_on(index: Index) -> None:
    build(index, "c1", [record(f"s{n}", body="rye") for n in range(7)])
    pages = [index.search(SearchQuery("rye", limit=3, offset=start)) for start in (0, 3, 6, 9)]
    assert [len(page.hits) for page in pages] == [3, 3, 1, 0]
    assert {page.total for page in pages} == {7}
    assert len({hit.row.slug for page in pages for hit in page.hits}) == 7


def test_pointers(index: Index) -> None:
    cover, author = Reference("media", "p.jpg", "/media/p.jpg"), Reference("entry", "authors", "noor")
    build(index, "c1", [record("a", references=(cover, author)), record("b", references=(cover,))])
    assert [row.slug for row, _ in index.pointing("media", "p.jpg")] == ["a", "b"]
    assert [row.slug for row, _ in index.pointing("entry", "authors", "noor")] == ["a"]
    assert index.pointing("entry", "authors", "ada") == ()
    apply(index, "c2", ["content/posts/b.md"], [record("a", references=(author,))])
    assert index.pointing("media", "p.jpg") == ()
    assert [value for _, value in index.pointing("entry", "authors")] == ["noor"]


def test_collections_by_digest(index: Index) -> None:
    page = {"collection": "pages", "body": "rye"}
    build(index, "c1", [record("a", body="rye"), record("p", **page)])
    digests = {"posts": "new", "pages": "config-1", "more": "x"}
    index.begin("d2", digests, dict.fromkeys(digests, FIELDS))
    assert index.counts() == {"pages": 1}
    assert found(index, "rye collection:pages") == ["p"]
    assert index.finish("c1", "d2")
    index.begin("d3", {"more": "x"}, {"more": FIELDS})
    assert index.counts() == {}
    assert found(index, "rye") == []
    check_words(index)
