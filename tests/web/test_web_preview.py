"""The preview's page: its headers, its guards, and that nothing typed or stored runs in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support import CONFIG, SMALL_SITE, Files, FixedClock, git
from web_support import PREVIEW_HEADERS, SAME_ORIGIN, Page, csrf_of, editor_form, get, log_lines, sign_in
from werkzeug.test import TestResponse

from cms.actions import open_site
from cms.web import create_app

PAYLOADS = Path(__file__).resolve().parents[2].parent / "shared" / "payloads"
POST = "/contents/posts/entries/first-light"
NEW = "/contents/posts/new"
POLICY = (
    "default-src 'none'; img-src 'self' data: blob:; media-src 'self'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](//evil.test/x.png)",
    "![x](https://evil.test/x.png)",
    "![x](data:text/html;base64,PHNjcmlwdD4=)",
    '<iframe src="javascript:alert(1)"></iframe><svg onload=alert(1)><style>@import "//evil.test"</style>',
    '<form action="//evil.test"><input name=x><button formaction="javascript:alert(1)">x</button></form>',
    '<base href="//evil.test"><meta http-equiv=refresh content="0;url=//evil.test"><link href=//evil.test>',
    '"><a href="javascript:alert(1)" onclick=alert(1) style="position:fixed">x</a>',
    "</title></style></textarea></pre><script>alert(1)</script>",
]
TAGS = {"html", "head", "meta", "title", "link", "body", "header", "main", "article", "dl", "dt", "dd"}
SAFE_TAGS = TAGS | {"h1", "h2", "h3", "p", "div", "span", "img", "a", "em", "strong", "code", "pre", "br", "ul", "li"}


def send(client: FlaskClient, address: str, **fields: str) -> TestResponse:
    data = {"csrf_token": csrf_of(client), **{f"f.{name}": value for name, value in fields.items()}}
    return client.post(f"{address}/preview", data=data, headers=SAME_ORIGIN)


def inert(page: Page) -> None:
    """Nothing of the page can run or reach out: no scripts, no handlers, no address but our own and plain links."""
    for tag, attrs in page.tags:
        assert tag not in ("script", "style", "iframe", "svg", "form", "button", "base", "object", "embed"), tag
        assert not any(name.startswith("on") or name in ("style", "srcset", "http-equiv") for name in attrs), attrs
        if tag in ("img", "link"):
            address = urlsplit(attrs.get("src") or attrs.get("href") or "")
            assert (address.scheme, address.netloc) == ("", ""), attrs
        if tag == "a":
            assert urlsplit(attrs.get("href", "")).scheme in ("", "http", "https", "mailto", "tel"), attrs


@pytest.mark.parametrize("address", [POST, NEW])
def test_headers_are_those_of_a_frame(client: FlaskClient, address: str) -> None:
    for response in (client.get(f"{address}/preview"), send(client, address, title="x")):
        assert response.status_code == 200
        assert response.headers["Content-Security-Policy"] == POLICY
        assert response.headers["Cache-Control"] == "no-store"
        for name, value in PREVIEW_HEADERS.items():
            assert response.headers[name] == value


def test_refusals_have_the_headers_of_pages(client: FlaskClient) -> None:
    response = client.get("/contents/posts/entries/none/preview")
    assert response.status_code == 404
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", [POST, NEW])
def test_typed_preview_needs_a_token(app: Flask, client: FlaskClient, address: str) -> None:
    foreign = csrf_of(sign_in(app, app.test_client()))
    for token in ("", "0" * 40, foreign):
        data = {"csrf_token": token, "f.title": "planted"}
        assert client.post(f"{address}/preview", data=data).status_code == 400


def test_typed_preview_needs_a_session(stranger: FlaskClient, client: FlaskClient) -> None:
    assert stranger.get(f"{POST}/preview").status_code == 401
    data = {"csrf_token": csrf_of(client), "f.title": "x"}
    assert stranger.post(f"{POST}/preview", data=data).status_code == 401


def test_published_text_is_a_page(client: FlaskClient) -> None:
    page = get(client, f"{POST}/preview")
    assert "First light" in page.text
    assert "5 Jan 2026" in page.text
    assert "<em>warm</em>" in page.html
    assert "bread, rye" in page.text
    assert ("body", {"data-preview": ""}) in page.tags


def test_unsaved_text_is_shown_and_not_kept(client: FlaskClient, small_site: Path) -> None:
    head = git(small_site, "rev-parse", "main")
    sent = editor_form(client, POST)
    sent |= {"f.title": ["Second <light>"], "f.body": ["Now **cold**."], "f.cover": ["/media/a b.jpg"]}
    page = Page(client.post(f"{POST}/preview", data=sent, headers=SAME_ORIGIN))
    assert "Second <light>" in page.text
    assert "<strong>cold</strong>" in page.html
    cover = {"class": "p-cover", "src": "/media/file/static/media/a%20b.jpg", "alt": ""}
    assert any(tag == "img" and cover.items() <= attrs.items() for tag, attrs in page.tags)
    assert git(small_site, "rev-parse", "main") == head
    assert editor_form(client, POST)["f.title"] == ["First light"]
    assert len(log_lines(small_site)) == 1


def test_form_can_be_published_after_its_preview(client: FlaskClient, small_site: Path) -> None:
    sent = {**editor_form(client, POST), "f.title": ["Twice"]}
    client.post(f"{POST}/preview", data=sent, headers=SAME_ORIGIN)
    assert client.post(POST, data=sent, headers=SAME_ORIGIN).status_code == 303
    assert len(log_lines(small_site)) == 2


def test_new_entry_is_shown_as_typed(client: FlaskClient, small_site: Path) -> None:
    assert "Untitled" in get(client, f"{NEW}/preview").text
    page = Page(send(client, NEW, title="Quinces", body="They wait."))
    assert "Quinces" in page.text
    assert "They wait." in page.text
    assert len(log_lines(small_site)) == 1


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_stays_inert(client: FlaskClient, payload: str) -> None:
    for address in (POST, NEW):
        sent = dict.fromkeys(("title", "date", "cover", "tags", "body", "tags!raw"), payload)
        page = Page(send(client, address, **sent))
        assert page.status == 200
        inert(page)
        assert {tag for tag, _ in page.tags} <= SAFE_TAGS


@pytest.mark.parametrize("name", ["xss_html", "xss_markdown"])
def test_listed_payloads_stay_inert(client: FlaskClient, name: str) -> None:
    path = PAYLOADS / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"the payloads ({name}.json) are not beside this checkout")
    cases: list[dict[str, Any]] = json.loads(path.read_text())
    for start in range(0, len(cases), 8):
        text = "\n\n".join(case["payload"] for case in cases[start : start + 8])
        page = Page(send(client, POST, title=text, body=text, cover=text))
        assert page.status == 200
        inert(page)


def test_editor_offers_the_preview(client: FlaskClient) -> None:
    page = get(client, POST)
    (frame,) = [attrs for tag, attrs in page.tags if tag == "iframe"]
    assert (frame["src"], frame["title"]) == (f"{POST}/preview", "Preview")
    assert frame["sandbox"] == "allow-same-origin"
    assert frame["referrerpolicy"] == "no-referrer"
    (main,) = [attrs for tag, attrs in page.tags if tag == "main"]
    assert main["data-show"] == "both"


@pytest.mark.parametrize("show", ["form", "both", "preview"])
def test_links_choose_the_panes(client: FlaskClient, show: str) -> None:
    for address in (POST, NEW):
        page = get(client, f"{address}?show={show}")
        (main,) = [attrs for tag, attrs in page.tags if tag == "main"]
        assert main["data-show"] == show
        current = [attrs for tag, attrs in page.tags if tag == "a" and "data-view" in attrs and "aria-current" in attrs]
        assert current[0]["href"] == f"{address}?show={show}"
    assert 'data-show="x' not in get(client, f"{POST}?show=x%22").html


def test_site_without_preview_has_none(repository_of: Callable[[Files], Path], clock: FixedClock) -> None:
    files = {**SMALL_SITE, "static/admin/config.yml": CONFIG + "editor: {preview: false}\n"}
    opened = open_site(repository_of(files), clock=clock)
    app = create_app(opened)
    page = get(sign_in(app, app.test_client()), POST)
    assert not [tag for tag, attrs in page.tags if tag in ("iframe", "quire-preview") or "data-view" in attrs]
    opened.close()
