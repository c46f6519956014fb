"""The list of a collection, deleting from it, and taking back."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from web_support import csrf_of, get, log_lines, sign_in

from cms.actions import open_site
from cms.web import create_app

Files = Mapping[str, str | bytes]


def titles(page: str) -> list[str]:
    parts = (part.split(">", 1)[1].split("</a>", 1)[0] for part in page.split('class="title"')[1:])
    return [part.replace("<mark>", "").replace("</mark>", "") for part in parts]


def test_list_shows_entries_newest_first(client: FlaskClient) -> None:
    page = get(client, "/contents/posts")
    assert titles(page.html) == ["Plums, briefly", "First light"]
    assert "New story" in page.text
    assert "2 stories" in page.text
    assert "1 Feb 2026" in page.text


def test_cards_show_the_same(client: FlaskClient) -> None:
    assert titles(get(client, "/contents/posts?view=cards").html) == ["Plums, briefly", "First light"]


def test_sort_is_in_the_address(client: FlaskClient) -> None:
    assert titles(get(client, "/contents/posts?sort=title").html) == ["First light", "Plums, briefly"]
    assert titles(get(client, "/contents/posts?sort=nonsense").html) == ["Plums, briefly", "First light"]


def test_search_finds_and_misses(client: FlaskClient) -> None:
    found = get(client, "/contents/posts?q=plum").html
    assert titles(found) == ["Plums, briefly"]
    assert "<mark>Plums</mark>, briefly" in found
    page = get(client, "/contents/posts?q=ryee")
    assert "No story has “ryee”" in page.text
    assert "Clear search" in page.text


def test_long_list_shows_more(repository_of: Callable[[Files], Path], clock: Any) -> None:
    config = (
        "media_folder: m\ncollections: [{name: posts, label: Notes, folder: p, fields: [{name: title, label: Title}]}]"
    )
    posts = {f"p/n{number:03}.md": f"---\ntitle: Note {number:03}\n---\n" for number in range(120)}
    site = open_site(repository_of({"static/admin/config.yml": config, **posts}), clock=clock)
    app = create_app(site)
    browser = sign_in(app, app.test_client())
    first = get(browser, "/contents/posts")
    found, page = titles(first.html), first
    while going_on := re.search(r'href="([^"]*after=[^"]*)" rel="next"', page.html):
        page = get(browser, html.unescape(going_on[1]))
        assert "Back to the first" in page.text
        found += titles(page.html)
    assert len(titles(first.html)) == 25
    assert found == [f"Note {number:03}" for number in range(120)]
    assert "25 of 120 entries" in first.text
    assert "New" not in titles(first.html)
    assert "New entry" not in first.text
    site.close()


def test_empty_collection_teaches(repository_of: Callable[[Files], Path], clock: Any) -> None:
    config = (
        "media_folder: m\ncollections: [{name: events, label: Events, label_singular: Event, create: true, folder: e, "
        "fields: [{name: title, label: Title}]}]"
    )
    site = open_site(repository_of({"static/admin/config.yml": config}), clock=clock)
    app = create_app(site)
    page = get(sign_in(app, app.test_client()), "/contents/events")
    assert "No events yet" in page.text
    assert "New event" in page.text
    site.close()


def test_unreadable_file_keeps_its_row(repository_of: Callable[[Files], Path], clock: Any) -> None:
    config = (
        "media_folder: m\ncollections: [{name: posts, label: Notes, folder: p, fields: [{name: title, label: Title}]}]"
    )
    files = {"static/admin/config.yml": config, "p/bad.md": '---\ntitle: "never closed\n---\ntext\n'}
    site = open_site(repository_of(files), clock=clock)
    app = create_app(site)
    browser = sign_in(app, app.test_client())
    page = get(browser, "/contents/posts")
    assert "Needs repair" in page.text
    response = browser.get("/contents/posts/entries/bad")
    assert response.status_code == 303
    source = get(browser, response.headers["Location"])
    assert source.fields(form_id="entry-form")["text"] == ['---\ntitle: "never closed\n---\ntext\n']
    site.close()


def test_hidden_collections_are_absent(repository_of: Callable[[Files], Path], clock: Any) -> None:
    config = (
        "media_folder: m\ncollections:\n  - {name: a, label: Shown, folder: a, fields: [{name: title, label: T}]}\n"
        "  - {name: b, label: Unseen, hide: true, folder: b, fields: [{name: title, label: T}]}\n"
    )
    site = open_site(repository_of({"static/admin/config.yml": config}), clock=clock)
    app = create_app(site)
    page = get(sign_in(app, app.test_client()), "/contents/a")
    assert "Shown" in page.text
    assert "Unseen" not in page.text
    site.close()


def test_delete_can_be_undone(client: FlaskClient, small_site: Path) -> None:
    token = csrf_of(client)
    response = client.post("/contents/posts/entries/plums/delete", data={"csrf_token": token})
    assert (response.status_code, response.headers["Location"]) == (303, "/contents/posts")
    page = get(client, "/contents/posts")
    assert titles(page.html) == ["First light"]
    assert "Deleted Plums, briefly." in " ".join(page.text.split())
    undo = page.fields("/undo")
    client.post("/undo", data=undo)
    page = get(client, "/contents/posts")
    assert titles(page.html) == ["Plums, briefly", "First light"]
    assert "Undone." in page.text
    assert len(log_lines(small_site)) == 3
    assert (small_site / "content/posts/plums.md").is_file()


def test_missing_things_are_404(client: FlaskClient) -> None:
    for path in ("/contents/nope", "/contents/posts/entries/nope", "/contents/nope/new", "/x"):
        page = get(client, path)
        assert page.status == 404
        assert "There is no such page" in page.text
