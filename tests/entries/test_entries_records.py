"""What the index keeps of an entry: title, summary, date, picture, filter, problems."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

import pytest
from entries_support import collection_options, listed, only, posts, record_of, site_of, vectors
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.config import EntryFilter
from cms.entries import EntryRecord, extract, inferred_sorts, matches_filter, read_locale, summary_of, write_locale
from cms.entries.summaries import file_tags
from cms.entries.targets import starred
from cms.fields import get_at
from cms.syntax import Value

PATH = "content/posts/plums.md"
FIELDS = [
    {"name": "title", "label": "Title"},
    {"name": "published", "label": "Published", "widget": "datetime"},
    {"name": "photo", "label": "Photo", "widget": "image"},
    {"name": "body", "label": "Body", "widget": "markdown"},
]
JSON_IN_QUIRE = {"{{tags}}": '["A b","C"]'}


def record(text: bytes | str, **options: Any) -> EntryRecord:
    found = record_of(posts(fields=FIELDS, **options), PATH, text)
    assert found is not None
    return found


def test_record_says_what_a_list_needs() -> None:
    found = record(
        "---\ntitle: Plums,  briefly\npublished: 2026-02-03T23:30:00-04:00\nphoto: /media/p.jpg\n---\nText.\n"
    )
    assert (found.slug, found.title, found.summary) == ("plums", "Plums, briefly", "Plums, briefly")
    assert (found.date, found.sort_date) == ("2026-02-03T23:30:00-04:00", "2026-02-04T03:30:00+00:00")
    assert found.image == "/media/p.jpg"
    assert "body" not in found.values
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\nname: Named\n---\n", "Named"),
        ("---\nother: 1\n---\n\n## Small\n# The *heading* #\n", "The *heading*"),
        ("# Only a body\n", "Only a body"),
        ("---\ntitle: ''\n---\nText\n", "plums"),
        ("---\ntitle: 2026\n---\n", "2026"),
        ("---\ntitle: [a]\n---\n", "plums"),
    ],
)
def test_title_is_found(text: str, title: str) -> None:
    assert record(text).title == title


@pytest.mark.parametrize("case", vectors("misc_decap", group="file_template_fields"))
def test_names_of_files_are_decaps(case: dict[str, Any]) -> None:
    found = file_tags(only(posts(folder=case["folder"])), PurePosixPath(case["path"]))
    assert found == case["expected"]


@pytest.mark.parametrize("case", vectors("misc_decap", group="expand_path"))
def test_paths_through_lists_are_decaps(case: dict[str, Any]) -> None:
    assert starred(case["data"], case["path"].split(".")) == [get_at(case["data"], path) for path in case["expected"]]


@pytest.mark.parametrize("case", vectors("summary_decap"))
def test_summary_equals_decaps(case: dict[str, Any]) -> None:
    site = posts(**case["collection"], summary=case["template"])
    found = summary_of(
        only(site),
        None,
        case["data"],
        "my-post",
        PurePosixPath(case["path"]),
        commit_date=case["updated_on"],
        commit_author=case["author"],
    )
    # Quire never shows an empty row, and prints lists as JSON
    assert found == (JSON_IN_QUIRE.get(case["template"], case["expected"]) or case["data"]["title"])


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "soon", "''", "[]", "12"])
def test_odd_dates_do_not_sort(date: str) -> None:
    assert record(f"---\ntitle: A\npublished: {date}\n---\n").sort_date == ""


BAD = {
    "yaml": b"---\ntitle: 'open\n---\nText\n",
    "not utf-8": b"---\ntitle: caf\xe9\n---\n",
    "binary": bytes(range(256)) * 20,
    "nul": b"---\ntitle: a\0b\n---\n",
    "aliases": b"---\na: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(8))
    + b"---\n",
    "deep": b"---\na: " + b"[" * 5000 + b"]" * 5000 + b"\n---\n",
    "large": b"---\ntitle: x\n---\n" + b"x" * (3 << 20),
    "two documents": b"---\na: 1\n--- \nb: 2\n...\n---\n",
    "list": b"---\n- a\n- b\n---\n",
    "empty": b"",
    "open fence": b"---\ntitle: a\n",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_still_listed(name: str) -> None:
    found = record(BAD[name])
    if any(item.severity == "error" for item in found.problems):
        assert found.title == "plums.md"
        assert found.values == {}
        assert found.problems[0].message


@pytest.mark.parametrize("name", ["yaml", "not utf-8", "binary", "deep", "large"])
def test_bad_file_has_an_error(name: str) -> None:
    assert [item.severity for item in record(BAD[name]).problems] == ["error"]


def test_error_says_where() -> None:
    (problem,) = record("---\ntitle: a\nb: [1\n---\n").problems
    assert problem.path == PurePosixPath(PATH)
    assert problem.line in (3, 4)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"---\n{text}\n---\n".encode()))
def test_no_file_raises(data: bytes) -> None:
    for options in ({}, {"extension": "md", "format": "toml-frontmatter"}, {"format": "json-frontmatter"}):
        assert record(data, **options).path == PurePosixPath(PATH)


def test_problem_in_translation_is_named() -> None:
    i18n = {"structure": "multiple_files", "locales": ["en", "de"], "default_locale": "en"}
    site = site_of({"i18n": i18n, "collections": [collection_options(i18n=True)]})
    english, german = PurePosixPath("content/posts/a.en.md"), PurePosixPath("content/posts/a.de.md")
    (entry,) = listed(site, str(english), str(german))
    contents = {english: ("1", b"---\ntitle: A\n---\n"), german: ("2", b"---\ntitle: 'A\n---\n")}
    found = extract(site, only(site), entry, contents)
    assert found is not None
    assert (found.title, found.oid) == ("A", "1")
    assert [item.path for item in found.problems] == [german]


def test_filter_decides_what_belongs() -> None:
    site = posts(filter={"field": "language", "value": "en"})
    assert record_of(site, PATH, "---\ntitle: A\nlanguage: en\n---\n") is not None
    assert record_of(site, PATH, "---\ntitle: A\nlanguage: de\n---\n") is None
    assert record_of(site, PATH, "---\ntitle: 'A\nlanguage: de\n---\n") is not None  # must be seen to be repaired


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        (EntryFilter("x", ("a",)), "a", True),
        (EntryFilter("x", ("a",)), "A", False),
        (EntryFilter("x", ("a",)), ["b", "a"], True),
        (EntryFilter("x", ("a", "b")), "b", True),
        (EntryFilter("x", (1,)), 1, True),
        (EntryFilter("x", (1,)), 1.0, True),
        (EntryFilter("x", (1,)), "1", False),
        (EntryFilter("x", (1,)), True, False),
        (EntryFilter("x", (True,)), True, True),
        (EntryFilter("x", (None,)), None, True),
        (EntryFilter("x", (None,)), "", False),
        (EntryFilter("x"), None, True),
        (EntryFilter("x"), "a", False),
        (EntryFilter("x", (), "^blog/"), "blog/a", True),
        (EntryFilter("x", (), "^blog/"), "a/blog/", False),
        (EntryFilter("x", (), "("), "a", False),
        (EntryFilter("x", (), "(a+)+$"), "a" * 5000 + "b", False),
        (EntryFilter("x", ("a", "b"), match_all=True), ["b"], False),
        (EntryFilter("x", ("a", "b"), match_all=True), ["b", "c", "a"], True),
        (EntryFilter("x", ("a",), others=(EntryFilter("x", ("b",)),)), ["a"], False),
        (EntryFilter("x", ("a",), others=(EntryFilter("x", ("b",)),)), ["a", "b"], True),
        (None, "anything", True),
    ],
)
def test_filter_compares_strictly(rule: EntryFilter | None, value: Value, expected: bool) -> None:
    assert matches_filter(rule, {"x": value}) is expected


def test_missing_field_equals_null() -> None:
    assert matches_filter(EntryFilter("x", (None,)), {})
    assert not matches_filter(EntryFilter("x", ("a",)), {})
    assert not matches_filter(EntryFilter("x", (), "."), {})


def test_sorts_are_inferred() -> None:
    site = posts(fields=FIELDS)
    assert [name for name, _, _ in inferred_sorts(site, only(site))] == ["published", "title", "commit_date"]
    site = posts(fields=FIELDS, sortable_fields=["title", "commit_author"])
    assert [name for name, _, _ in inferred_sorts(site, only(site))] == ["title", "commit_author"]


WHOLE: dict[str, Value] = {"en": {"title": "A", "x": 1}, "de": {"title": "Ä"}, "note": "kept"}


def test_one_language_is_read_and_written() -> None:
    i18n = {"structure": "single_file", "locales": ["en", "de"], "default_locale": "en"}
    site = site_of({"i18n": i18n, "collections": [collection_options(i18n=True)]})
    collection = only(site)
    assert read_locale(site, collection, None, WHOLE, "de") == {"title": "Ä"}
    assert read_locale(site, collection, None, WHOLE, "fr") == {}
    changed = write_locale(site, collection, None, WHOLE, {"title": "Ö"}, "de")
    assert changed == {**WHOLE, "de": {"title": "Ö"}}
    assert list(changed) == list(WHOLE)


def test_default_language_can_stand_at_root() -> None:
    i18n = {"structure": "single_file_default_root", "locales": ["en", "de"], "default_locale": "en"}
    site = site_of({"i18n": i18n, "collections": [collection_options(i18n=True)]})
    whole: dict[str, Value] = {"title": "A", "de": {"title": "Ä"}}
    assert read_locale(site, only(site), None, whole, "en") == {"title": "A"}
    assert read_locale(site, only(site), None, whole, "de") == {"title": "Ä"}
    assert write_locale(site, only(site), None, whole, {"title": "B"}, "en") == {"title": "B", "de": {"title": "Ä"}}
    assert write_locale(site, only(site), None, whole, {"title": "Ö"}, "de") == {"title": "A", "de": {"title": "Ö"}}


def test_json_files_are_entries_too() -> None:
    site = posts(extension="json", fields=FIELDS)
    found = record_of(site, "content/posts/a.json", json.dumps({"title": "A", "body": "kept out"}))
    assert found is not None
    assert (found.title, found.slug) == ("A", "a")
