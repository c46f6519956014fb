"""Relations that offer a part of their targets, whose values are templates, or that stand in long lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from web_support import editor_form, get, publish, sign_in

from cms.actions import Site, open_site
from cms.actions.choosing import FormChoices
from cms.actions.relations import relation_values
from cms.config import Field
from cms.index import Index
from cms.web import create_app

Files = Mapping[str, str | bytes]
RULES = {
    "literal": "filters: [{field: kind, values: [cook]}]",
    "boolean": "filters: [{field: away, values: [true]}]",
    "excluded": "filters: [{field: kind, values: [cook], exclude: true}]",
    "two rules": "filters: [{field: kind, values: [cook, baker]}, {field: away, values: [true], exclude: true}]",
    "fields.FIELD": "filters: [{field: kind, values: ['{{fields.trade}}']}]",
    "a list": "filters: [{field: kind, values: ['{{fields.trades}}']}]",
    "slug": "filters: [{field: friend, values: ['{{slug}}']}]",
    "unknown": "filters: [{field: kind, values: ['{{fields.nothing}}']}]",
}
PEOPLE = {
    "people/ann.md": "---\ntitle: Ann\nkind: cook\naway: true\n---\n",
    "people/bea.md": "---\ntitle: Bea\nkind: baker\nfriend: hello\n---\n",
    "people/cid.md": "---\ntitle: Cid\nkind: [cook, waiter]\naway: false\n---\n",
    "people/dov.md": "---\ntitle: Dov\n---\n",
}
MANY = {f"people/p{n:03}.md": f"---\ntitle: P {n:03}\nkind: {'odd' if n % 2 else 'even'}\n---\n" for n in range(500)}
POST = "---\ntitle: Hello\ntrade: baker\ntrades: [baker, waiter]\nwho: ''\n---\n"


def config(options: str, more: str = "") -> str:
    return f"""\
media_folder: m
collections:
  - name: posts
    label: Posts
    folder: posts
    create: true
    fields:
      - {{name: title, label: Title}}
      - {{name: who, label: Who, widget: relation, collection: people, required: false, {options}}}
{more}
  - {{name: people, label: People, folder: people, create: true, fields: [{{name: title}}, {{name: kind}}]}}
"""


@pytest.fixture
def opened(repository_of: Callable[[Files], Path], clock: Any) -> Iterator[Callable[..., Site]]:
    sites: list[Site] = []

    def opened(text: str, files: Files, post: str = POST) -> Site:
        every = {"static/admin/config.yml": text, "posts/hello.md": post, **files}
        sites.append(open_site(repository_of(every), clock=clock))
        return sites[-1]

    yield opened
    for site in sites:
        site.close()


def browser_of(site: Site) -> FlaskClient:
    app = create_app(site)
    return sign_in(app, app.test_client())


def field_of(site: Site, name: str) -> Field:
    collection = site.config.collection("posts")
    assert collection is not None
    return next(field for field in collection.fields if field.name == name)


def stored(site: Site) -> str:
    blob = site.repository.read_path(next(i.path for i in site.repository.list_files() if i.path.stem == "hello"))
    assert blob is not None
    return blob.data.decode()


@pytest.mark.parametrize(
    ("rule", "offered"),
    [
        ("literal", ["ann", "cid"]),
        ("boolean", ["ann"]),
        ("excluded", ["bea", "dov"]),
        ("two rules", ["bea", "cid"]),
        ("fields.FIELD", ["bea"]),
        ("a list", ["bea", "cid"]),
        ("slug", ["bea"]),
        ("unknown", ["ann", "bea", "cid", "dov"]),
    ],
)
def test_filters_say_what_is_offered(opened: Callable[..., Site], rule: str, offered: list[str]) -> None:
    page = get(browser_of(opened(config(RULES[rule]), PEOPLE)), "/contents/posts/entries/hello")
    assert [attrs["value"] for tag, attrs in page.tags if tag == "option" and attrs.get("value")] == offered


def test_what_filters_leave_out_may_stay(opened: Callable[..., Site]) -> None:
    site = opened(config(RULES["literal"]), PEOPLE, POST.replace("who: ''", "who: dov"))
    browser = browser_of(site)
    before = stored(site)
    publish(browser, "/contents/posts/entries/hello", editor_form(browser, "/contents/posts/entries/hello"))
    assert stored(site) == before
    page = get(browser, "/contents/posts/entries/hello")
    assert [attrs["value"] for tag, attrs in page.tags if tag == "option" and "selected" in attrs] == ["dov"]


def test_filters_among_many(opened: Callable[..., Site]) -> None:
    site = opened(config("filters: [{field: kind, values: [odd]}]"), MANY)
    browser = browser_of(site)
    page = get(browser, "/contents/posts/entries/hello")
    address = next(attrs["data-choices"] for _, attrs in page.tags if "data-choices" in attrs)
    keys = [attrs["data-key"] for _, attrs in get(browser, f"{address}&q=").tags if "data-key" in attrs]
    assert keys[:3] == ["p001", "p003", "p005"]
    assert [a["data-key"] for _, a in get(browser, f"{address}&q=p+04").tags if "data-key" in a][:2] == ["p041", "p043"]
    assert (
        publish(
            browser, "/contents/posts/entries/hello", editor_form(browser, "/contents/posts/entries/hello"), who="p007"
        ).status_code
        == 303
    )
    assert "who: 'p007'\n" in stored(site)


def test_a_new_target_is_one_click_away(opened: Callable[..., Site]) -> None:
    page = get(browser_of(opened(config("create: true"), PEOPLE)), "/contents/posts/entries/hello")
    assert ("a", "/contents/people/new") in [(tag, attrs.get("href")) for tag, attrs in page.tags]
    page = get(browser_of(opened(config(""), PEOPLE)), "/contents/posts/entries/hello")
    assert page.html.count("Add a new one") == 0


@pytest.mark.parametrize(
    ("value_field", "value", "label"),
    [
        ("'{{title}} ({{fields.kind}})'", "P 003 (odd)", "P 003 (odd)"),
        ("'{{dirname}}/{{filename}}.{{extension}}'", "/p003.md", "/p003.md"),
        ("'people/{{slug}}'", "people/p003", "people/p003"),
    ],
)
def test_templates_are_found_without_reading_all(
    opened: Callable[..., Site], monkeypatch: pytest.MonkeyPatch, value_field: str, value: str, label: str
) -> None:
    site = opened(config(f"value_field: {value_field}"), MANY)
    monkeypatch.setattr(Index, "page", None)  # no list is read
    found = relation_values(site, field_of(site, "who"), [value, "no such"])
    assert [(item.value, item.label) for item in found] == [(value, label)]


def test_paths_through_lists_are_found(opened: Callable[..., Site], monkeypatch: pytest.MonkeyPatch) -> None:
    people = {"people/ann.md": "---\ntitle: Ann\njobs: [{id: a1}, {id: a2}]\n---\n", **MANY}
    site = opened(config("value_field: jobs.*.id"), people)
    monkeypatch.setattr(Index, "page", None)
    assert [item.value for item in relation_values(site, field_of(site, "who"), ["a2", "a9"])] == ["a2"]


def test_relations_in_long_lists_ask_once(opened: Callable[..., Site], monkeypatch: pytest.MonkeyPatch) -> None:
    more = "      - {name: rows, label: Rows, widget: list, fields: [{name: p, widget: relation, collection: people}]}"
    rows = "".join(f"  - p: p{number:03}\n" for number in range(300))
    site = opened(config("", more), MANY, f"---\ntitle: Hello\nrows:\n{rows}---\n")
    asked: list[str] = []
    find_many = Index.find_many
    monkeypatch.setattr(Index, "find_many", lambda *given: asked.append("many") or find_many(*given))
    browser = browser_of(site)
    page = get(browser, "/contents/posts/entries/hello")
    assert page.html.count("P 299") == 1
    assert len(asked) == 1
    asked.clear()
    form = editor_form(browser, "/contents/posts/entries/hello")
    asked.clear()
    assert publish(browser, "/contents/posts/entries/hello", form, title="Other").status_code == 303
    assert len(asked) <= 3, "parsing, checking and saving, however long the list"


def test_filters_in_long_lists_ask_once(opened: Callable[..., Site], monkeypatch: pytest.MonkeyPatch) -> None:
    field = "{name: p, widget: relation, collection: people, filters: [{field: kind, values: [cook]}]}"
    more = f"      - {{name: rows, label: Rows, widget: list, fields: [{field}]}}"
    site = opened(config("", more), PEOPLE, "---\ntitle: Hello\nrows:\n" + "  - p: ann\n" * 50 + "---\n")
    asked: list[str] = []
    holding = Index.holding
    monkeypatch.setattr(Index, "holding", lambda *given: asked.append("one") or holding(*given))
    page = get(browser_of(site), "/contents/posts/entries/hello")
    assert page.html.count('value="ann"') >= 50
    assert asked == ["one"]


def test_labels_of_a_list_are_one_query(opened: Callable[..., Site], monkeypatch: pytest.MonkeyPatch) -> None:
    posts = {f"posts/x{n:02}.md": f"---\ntitle: X {n}\nwho: p{n:03}\n---\n" for n in range(20)}
    browser = browser_of(opened(config(""), {**MANY, **posts}))
    asked: list[str] = []
    find, find_many = Index.find, Index.find_many
    monkeypatch.setattr(Index, "find", lambda *given: asked.append("one") or find(*given))
    monkeypatch.setattr(Index, "find_many", lambda *given: asked.append("many") or find_many(*given))
    assert "P 019" in get(browser, "/contents/posts").text
    assert asked == ["many"]


def test_choices_know_what_they_were_asked(opened: Callable[..., Site]) -> None:
    site = opened(config(""), MANY)
    field = field_of(site, "who")
    choices = FormChoices(site, (field,), {"who": "p001"})
    assert [item.label for item in choices.among(field, ["p002", ""], "") or ()] == ["P 002"]
    assert [item.label for item in choices.among(field, ["p001", "gone", "p001"], "") or ()] == ["P 001"]
    assert choices.offered(field, {}, "") is None
