"""Addresses in the browser: links to the site, renaming with what points to an entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from support import CONFIG, SMALL_SITE, Files, FixedClock, git
from web_support import SAME_ORIGIN, Page, csrf_of, editor_form, get, publish, sign_in

from cms.actions import open_site
from cms.web import create_app

PLUMS = "/contents/posts/entries/plums"
NOTES = """\
  - name: notes
    label: Notes
    folder: content/notes
    fields:
      - {name: title}
      - {name: story, widget: relation, collection: posts}
  - name: site
"""
TYPED = "    create: true\n    slug: {template: '{{title}}', pattern: ['^[a-z-]+$', Only small letters.]}\n"
PATHS = ("    create: true\n", "    create: true\n    preview_path: 'journal/{{slug}}/'\n    aliases_field: aliases\n")


@pytest.fixture
def addressed(repository_of: Callable[[Files], Path]) -> Path:
    """The small site, which knows its address, with a note that points to a post."""
    config = CONFIG.replace("  - name: site\n", NOTES).replace(*PATHS)
    config = config.replace("    folder: content/notes\n", f"    folder: content/notes\n{TYPED}")
    files = {
        **SMALL_SITE,
        "static/admin/config.yml": f"site_url: https://a.example\n{config}",
        "content/notes/a.md": "---\ntitle: How we bake\nstory: plums\n---\n",
    }
    return repository_of(files)


@pytest.fixture
def visitor(addressed: Path, clock: FixedClock) -> Iterator[FlaskClient]:
    site = open_site(addressed, clock=clock)
    app = create_app(site)
    yield sign_in(app, app.test_client())
    site.close()


def links(client: FlaskClient, path: str) -> dict[str, str]:
    """The links of a page that lead to another tab, by address, with what they say of where they come from."""
    return {
        attrs["href"]: attrs.get("rel", "")
        for tag, attrs in get(client, path).tags
        if tag == "a" and attrs.get("target") == "_blank"
    }


def test_pages_lead_to_the_site(visitor: FlaskClient) -> None:
    rel = "noopener noreferrer"
    assert links(visitor, PLUMS) == {"https://a.example/journal/plums/": rel}
    assert links(visitor, "/contents/site/entries/navigation") == {"https://a.example": rel}
    assert links(visitor, "/contents/posts") == {
        "https://a.example": rel,
        "https://a.example/journal/first-light/": rel,
        "https://a.example/journal/plums/": rel,
    }


def test_renaming_says_what_follows(visitor: FlaskClient) -> None:
    page = get(visitor, f"{PLUMS}/rename")
    assert "The old address /journal/plums/ is kept" in page.text
    assert "How we bake" in page.text
    assert page.fields(form_id="address-form")["references"] == ["1"]


@pytest.mark.parametrize(("ticked", "story"), [({"references": "1"}, "pears"), ({}, "plums")])
def test_relations_follow_if_wanted(visitor: FlaskClient, addressed: Path, ticked: dict[str, str], story: str) -> None:
    form = {"csrf_token": csrf_of(visitor), "address": "Pears", **ticked}
    response = visitor.post(f"{PLUMS}/rename", data=form, headers=SAME_ORIGIN)
    assert response.headers["Location"] == "/contents/posts/entries/pears"
    assert f"story: {story}" in git(addressed, "show", "HEAD:content/notes/a.md")
    assert "  - /journal/plums/" in git(addressed, "show", "HEAD:content/posts/pears.md")


def test_address_is_typed_in_the_form(visitor: FlaskClient, addressed: Path) -> None:
    form = editor_form(visitor, "/contents/notes/new")
    refused = Page(publish(visitor, "/contents/notes/new", form, title="Bread", _slug="Bread 1"))
    assert refused.status == 422
    assert {"href": "#field-_slug", "class": "link"} in [attrs for tag, attrs in refused.tags if tag == "a"]
    assert refused.fields(form_id="entry-form")["f._slug"] == ["Bread 1"]
    response = publish(visitor, "/contents/notes/new", form, title="Bread", story="plums", _slug="bread-one")
    assert response.headers["Location"] == "/contents/notes/entries/bread-one"
    form = editor_form(visitor, "/contents/notes/entries/bread-one")
    response = publish(visitor, "/contents/notes/entries/bread-one", form, title="Breads", _slug="breads")
    assert response.headers["Location"] == "/contents/notes/entries/breads"
    assert "Breads" in git(addressed, "show", "HEAD:content/notes/breads.md")
