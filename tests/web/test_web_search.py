"""The search over the whole site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from web_support import get, sign_in

from cms.actions import open_site
from cms.web import create_app
from cms.web.present.searching import is_long_enough, without_collections

Files = Mapping[str, str | bytes]


def test_search_finds_entries_everywhere(client: FlaskClient) -> None:
    page = get(client, "/search?q=plum")
    assert "<mark>Plums</mark>, briefly" in page.html
    assert "1 entry" in page.text
    assert "1 Feb 2026" in page.text
    assert any(attrs.get("href") == "/contents/posts/entries/plums" for _, attrs in page.tags)


def test_search_marks_the_passage(client: FlaskClient) -> None:
    assert "The <mark>oven</mark> is" in get(client, "/search?q=oven").html


def test_search_teaches(client: FlaskClient) -> None:
    page = get(client, "/search")
    assert "Find anything on this site" in page.text
    assert "collection:posts" in page.text
    assert "Nothing has “zebra”" in get(client, "/search?q=zebra").text
    assert "one more character" in get(client, "/search?q=p").text


def test_search_escapes(client: FlaskClient) -> None:
    assert "<script>alert" not in get(client, "/search?q=<script>alert(1)</script>").html


@pytest.fixture
def big(repository_of: Callable[[Files], Path], clock: Any) -> Any:
    config = (
        "media_folder: m\ncollections:\n"
        "  - {name: a, label: Apples, folder: a, fields: [{name: title, label: T}]}\n"
        "  - {name: b, label: Pears, folder: b, fields: [{name: title, label: T}]}\n"
        "  - {name: c, label: Unseen, hide: true, folder: c, fields: [{name: title, label: T}]}\n"
    )
    files: dict[str, str | bytes] = {
        f"{name}/n{number:02}.md": f"---\ntitle: Fruit {name}{number:02}\n---\n"
        for name, count in (("a", 25), ("b", 3), ("c", 2))
        for number in range(count)
    }
    files |= {f"m/fruit-{number:02}.txt": b"x" for number in range(11)}
    site = open_site(repository_of({"static/admin/config.yml": config, **files}), clock=clock)
    app = create_app(site)
    yield sign_in(app, app.test_client())
    site.close()


def test_collections_narrow(big: FlaskClient) -> None:
    page = get(big, "/search?q=fruit")
    assert "28 entries" in page.text
    assert "Apples 25" in page.text
    assert "Unseen" not in page.text
    assert any(attrs.get("href") == "/search?q=collection:b+fruit" for _, attrs in page.tags)
    narrowed = get(big, "/search?q=collection:b+fruit")
    assert "3 entries" in narrowed.text
    assert "Apples 25" in narrowed.text
    assert "Fruit a" not in narrowed.text.replace("\n", " ")


def test_pages_go_on(big: FlaskClient) -> None:
    first = get(big, "/search?q=fruit")
    second = get(big, "/search?q=fruit&after=20")
    links = [page.html.count('class="title"') for page in (first, second)]
    assert links == [20, 8]
    assert "Next page" in first.text
    assert "Next page" not in second.text
    assert "Back to the first" in second.text


def test_files_are_found_by_name(big: FlaskClient) -> None:
    page = get(big, "/search?q=fruit")
    assert "11 files" in page.text
    assert page.html.count('class="tile"') == 8
    assert "More in Media" in page.text


def test_first_hits_are_options(big: FlaskClient) -> None:
    page = get(big, "/search?q=fruit&part=list")
    options = [attrs for _, attrs in page.tags if attrs.get("role") == "option"]
    assert len(options) == 9
    assert options[-1]["href"] == "/search?q=fruit"
    assert "<html" not in page.html


def test_unchanged_search_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/search?q=plum").headers["ETag"]
    assert client.get("/search?q=plum", headers={"If-None-Match": tag}).status_code == 304


def test_header_has_the_field(client: FlaskClient) -> None:
    page = get(client, "/contents/posts")
    assert any(form["attrs"].get("action") == "/search" for form in page.forms)


def test_search_needs_a_session(stranger: FlaskClient) -> None:
    assert stranger.get("/search?q=plum").status_code == 401


def test_one_character_is_enough_in_some_scripts() -> None:
    assert [is_long_enough(text) for text in ("p", "pl", "京", "한", " p ")] == [False, True, True, True, False]


def test_collections_are_taken_out_of_a_search() -> None:
    assert without_collections('collection:a plums collection:"Long name" rye') == "plums rye"
