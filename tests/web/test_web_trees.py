"""Nested collections without scripts: the tree, beginning a page in it, moving, and what moved meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from support import Files, FixedClock, git
from trees_support import PATH, OpenDocs, opener
from web_support import SAME_ORIGIN, Page, csrf_of, sign_in
from werkzeug.test import TestResponse

from cms.actions import Site, move_entry, open_entry, undo
from cms.state import Person
from cms.web import create_app

OpenClient = Callable[..., FlaskClient]


@pytest.fixture
def sites() -> list[Site]:
    return []


@pytest.fixture
def browse(repository_of: Callable[[Files], Path], clock: FixedClock, sites: list[Site]) -> Iterator[OpenClient]:
    """Open a site of pages in folders in a browser."""
    open_docs: OpenDocs = opener(repository_of, clock, sites)

    def start(options: str = PATH, files: Files | None = None, **more: str) -> FlaskClient:
        app = create_app(open_docs(options, files, **more))
        return sign_in(app, app.test_client())

    yield start
    for site in sites:
        site.close()


def titles(page: Page) -> list[str]:
    """The nodes of a tree, in order, each with the address of its title."""
    return [attrs["href"] for tag, attrs in page.tags if tag == "a" and "title" in attrs.get("class", "").split()]


def values(page: Page) -> dict[str, str]:
    """What the page's form would send."""
    form_id = "move-form" if "move-form" in page.html else "entry-form"
    return {name: found[0] for name, found in page.fields(form_id=form_id).items()}


def send(client: FlaskClient, address: str, page: Page, changed: dict[str, str]) -> TestResponse:
    return client.post(address, data={**values(page), **changed}, headers=SAME_ORIGIN)


def links(page: Page) -> list[str]:
    return [attrs.get("href", "") for tag, attrs in page.tags if tag == "a"]


def test_tree_opens_without_scripts(browse: OpenClient) -> None:
    client = browse()
    page = Page(client.get("/contents/docs"))
    assert titles(page) == [
        "/contents/docs/entries/index",
        "/contents/docs/entries/guide/index",
        "/contents/docs?in=Old+Things",
    ]
    assert "/contents/docs?open=guide" in links(page)
    page = Page(client.get("/contents/docs?open=guide"))
    assert titles(page)[2:4] == [
        "/contents/docs/entries/guide/install/index",
        "/contents/docs/entries/guide/write/index",
    ]
    assert "/contents/docs?open=guide&open=guide/write" in links(page)
    page = Page(client.get("/contents/docs?open=guide&open=guide/write"))
    assert "/contents/docs/entries/guide/write/notes" in titles(page)
    assert "/contents/docs" in links(page)


def test_part_of_the_tree(browse: OpenClient) -> None:
    client = browse()
    page = Page(client.get("/contents/docs?in=guide/write"))
    assert titles(page) == ["/contents/docs/entries/guide/write/notes"]
    assert "/contents/docs?in=guide" in links(page)
    assert "/contents/docs/new?path=guide/write" in links(page)
    assert client.get("/contents/docs?in=nowhere").status_code == 404


def test_script_gets_one_level(browse: OpenClient) -> None:
    client = browse()
    page = Page(client.get("/contents/docs/level?in=guide"))
    assert len(titles(page)) == 2
    assert "<html" not in page.html
    assert client.get("/contents/other/level?in=guide").status_code == 404


def test_search_and_list_are_flat(browse: OpenClient) -> None:
    client = browse()
    assert "data-levels" not in Page(client.get("/contents/docs?q=notes")).html
    page = Page(client.get("/contents/docs?view=list"))
    assert "/contents/docs/entries/guide/write/notes" in titles(page)
    assert "data-levels" not in page.html


VIEWS = """view_filters: [{label: Notes, field: title, pattern: Notes}]
    view_groups: [{label: First, field: title, pattern: ^.}]"""


def test_filters_and_groups_lead_from_the_tree_to_a_list_that_names_places(browse: OpenClient) -> None:
    client = browse(f"{PATH}\n    {VIEWS}")
    page = Page(client.get("/contents/docs?in=guide&open=guide/write"))
    assert "/contents/docs?filter=notes" in links(page)
    assert "/contents/docs?group=first" in links(page)
    found = Page(client.get("/contents/docs?filter=notes"))
    assert titles(found) == ["/contents/docs/entries/guide/write/notes"]
    assert "Guide › Write" in found.text
    assert "/contents/docs" in links(found), "all, and the tree"
    grouped = Page(client.get("/contents/docs?group=first"))
    assert "data-levels" not in grouped.html
    searched = Page(client.get("/contents/docs?q=notes"))
    assert "Guide › Write" in searched.text


def test_nodes_share_one_menu(browse: OpenClient) -> None:
    client = browse()
    page = Page(client.get("/contents/docs?open=guide&open=guide/write"))
    assert page.html.count('id="entry-menu"') == 1
    assert page.html.count("<span>Move…</span>") == 2, "of an entry and of a folder, both in the one menu"
    without = dict(re.findall(r'data-folder="([^"]*)" data-without="([^"]*)"', page.html))
    assert {"entry", "address"} <= set(without["Old Things"].split())
    assert {"move-folder", "begin"} <= set(without["guide/write"].split())
    assert "/contents/docs/move?in=Old+Things" in links(page), "without scripts a folder has no page of its own"


def test_deleting_a_folders_page_asks_what_becomes_of_those_below(browse: OpenClient, sites: list[Site]) -> None:
    client = browse()
    address = "/contents/docs/entries/guide/index/delete"
    token = {"csrf_token": csrf_of(client, "/contents/docs")}
    asked = client.post(address, data=token, headers=SAME_ORIGIN)
    assert asked.headers["Location"] == address
    page = Page(client.get(address))
    assert "3 pages stand below it" in page.text
    kept = client.post(address, data={**token, "below": "keep"}, headers=SAME_ORIGIN)
    assert kept.headers["Location"] == "/contents/docs"
    assert "/contents/docs?in=guide" in titles(Page(client.get("/contents/docs")))
    assert open_entry(sites[0], "docs", "guide/write/notes").title == "Notes"


def test_a_folder_is_deleted_with_all_below_in_one_commit(browse: OpenClient, sites: list[Site]) -> None:
    client = browse()
    root = sites[0].repository.work_tree
    assert root is not None
    before = git(root, "rev-parse", "HEAD^{tree}")
    address = "/contents/docs/entries/guide/index/delete"
    client.post(address, data={"csrf_token": csrf_of(client, "/contents/docs"), "below": "all"}, headers=SAME_ORIGIN)
    assert git(root, "rev-list", "--count", "HEAD") == "2"
    assert git(root, "ls-files", "content/docs/guide") == ""
    assert titles(Page(client.get("/contents/docs"))) == [
        "/contents/docs/entries/index",
        "/contents/docs?in=Old+Things",
    ]
    undo(sites[0], sites[0].head(), person=Person("Ines", "ines@example.org"))
    assert git(root, "rev-parse", "HEAD^{tree}") == before


def test_an_entry_without_others_below_is_deleted_at_once(browse: OpenClient) -> None:
    client = browse()
    token = {"csrf_token": csrf_of(client, "/contents/docs")}
    gone = client.post("/contents/docs/entries/guide/write/notes/delete", data=token, headers=SAME_ORIGIN)
    assert gone.headers["Location"] == "/contents/docs?in=guide/write"
    assert "Deleted" in Page(client.get(gone.headers["Location"])).text


def test_new_page_below_a_node(browse: OpenClient, sites: list[Site]) -> None:
    client = browse()
    page = Page(client.get("/contents/docs/new?path=guide"))
    assert values(page)["meta.path"] == "guide/"
    answer = send(client, "/contents/docs/new", page, {"f.title": "Bake"})
    assert answer.headers["Location"] == "/contents/docs/entries/guide/bake/index"
    answer = send(client, "/contents/docs/new", page, {"f.title": "Bake", "meta.path": "guide"})
    assert answer.status_code == 409
    shown = Page(answer)
    assert "already a page at guide" in shown.text
    assert values(shown)["meta.path"] == "guide"


def test_path_field_moves(browse: OpenClient, sites: list[Site]) -> None:
    client = browse("meta: {path: {label: Place, widget: string, index_file: index}}")
    page = Page(client.get("/contents/docs/entries/guide/index"))
    assert values(page)["meta.path"] == "guide"
    assert "Place" in page.text
    assert "3 pages below it" in page.text
    answer = send(client, "/contents/docs/entries/guide/index", page, {"meta.path": "handbook", "f.title": "Handbook"})
    assert answer.headers["Location"] == "/contents/docs/entries/handbook/index"
    assert open_entry(sites[0], "docs", "handbook/write/notes").title == "Notes"


def test_path_field_can_be_hidden(browse: OpenClient) -> None:
    client = browse("meta: {path: {widget: hidden, label: Place, index_file: index}}")
    page = Page(client.get("/contents/docs/entries/guide/index"))
    assert "Place" not in page.text
    assert send(client, "/contents/docs/entries/guide/index", page, {"f.title": "Handbook"}).status_code == 303


def test_moved_meanwhile_keeps_the_text(browse: OpenClient, sites: list[Site]) -> None:
    client = browse()
    page = Page(client.get("/contents/docs/entries/guide/index"))
    move_entry(sites[0], "docs", "guide/index", "handbook", person=Person("Tomas Okafor", "tomas@example.org"))
    answer = send(client, "/contents/docs/entries/guide/index", page, {"f.title": "My title"})
    assert answer.status_code == 409
    shown = Page(answer)
    assert "Tomas Okafor moved this to handbook meanwhile" in shown.text
    answer = send(client, "/contents/docs/entries/handbook/index", shown, {})
    assert answer.headers["Location"] == "/contents/docs/entries/handbook/index"
    assert open_entry(sites[0], "docs", "handbook/index").values["title"] == "My title"


def test_move_page(browse: OpenClient, sites: list[Site]) -> None:
    client = browse()
    page = Page(client.get("/contents/docs/move?entry=guide/index"))
    assert "3 pages" in page.text
    answer = send(client, "/contents/docs/move?entry=guide/index", page, {"place": "guide/write/x"})
    assert answer.status_code == 422
    assert "into itself" in Page(answer).text
    answer = send(client, "/contents/docs/move?entry=guide/index", page, {"place": "Old Things/handbook"})
    assert answer.headers["Location"] == "/contents/docs?in=Old+Things"
    answer = send(client, "/contents/docs/move?in=Old+Things", page, {"place": "old"})
    assert answer.headers["Location"] == "/contents/docs"
    assert open_entry(sites[0], "docs", "old/handbook/write/notes").title == "Notes"
    root = sites[0].repository.work_tree
    assert root is not None
    assert git(root, "rev-list", "--count", "main") == "3"


def test_folder_gets_a_page(browse: OpenClient) -> None:
    client = browse("index_file: {label: Overview, fields: [{name: heading, label: Heading}]}")
    tree = Page(client.get("/contents/docs"))
    assert "/contents/docs/new?path=Old+Things&index=1" in links(tree)
    page = Page(client.get("/contents/docs/new?path=Old Things&index=1"))
    assert "Heading" in page.text
    answer = send(client, "/contents/docs/new", page, {"f.heading": "Old"})
    assert answer.headers["Location"] == "/contents/docs/entries/Old%20Things/_index"
    assert "Overview" in Page(client.get("/contents/docs")).text


def test_nothing_is_begun_where_it_may_not_be(browse: OpenClient, sites: list[Site]) -> None:
    client = browse("delete: false")
    site = sites[0]
    root = site.repository.work_tree
    assert root is not None
    config = root / "static/admin/config.yml"
    config.write_text(config.read_text().replace("create: true", "create: false"))
    git(root, "commit", "-qam", "No new ones")
    page = Page(client.get("/contents/docs?open=guide"))
    assert not [link for link in links(page) if "/new" in link]
    assert not [form for form in page.forms if form["attrs"].get("action", "").endswith("/delete")]
    assert client.get("/contents/docs/new?path=guide").status_code == 403


def test_what_a_move_leaves_undone_is_said(
    browse: OpenClient, sites: list[Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browse(f"{PATH}\n    preview_path: 'docs/{{{{dirname}}}}'\n    aliases_field: aliases")
    where = "/contents/docs/move?entry=guide/index"
    page = Page(client.get(where))
    assert "Former addresses are kept, so that they lead here." in page.text
    monkeypatch.setattr("cms.actions.repointing.MOST_FOLLOW", 2)
    assert "no former address is kept" in Page(client.get(where)).text
    send(client, where, page, {"place": "handbook"})
    assert "No former address was kept" in Page(client.get("/contents/docs")).text
    assert "aliases" not in open_entry(sites[0], "docs", "handbook/index").values
