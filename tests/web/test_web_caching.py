"""Pages that answer 304 when nothing that they show has changed, and only then."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from support import FixedClock, git
from web_support import SAME_ORIGIN, csrf_of, sign_in
from werkzeug.test import TestResponse

from cms.actions import Site
from cms.state import Person
from cms.web import create_app
from cms.web.assets import assets_folder
from cms.web.caching import unchanged

NOW = datetime(2026, 11, 20, 12, 0, 30, tzinfo=UTC)


class Told:
    """What the page at /told is made of."""

    parts: tuple[str, ...] = ("x",)
    newest: datetime | None = None
    collection = ""


@pytest.fixture
def told(app: Flask) -> Told:
    """A page whose parts a test chooses."""
    told = Told()

    @app.get("/told")
    def show() -> object:
        if told.collection:
            session["collection"] = told.collection
        return unchanged(*told.parts, newest=told.newest) or "page"

    return told


def again(client: FlaskClient, first: TestResponse, address: str = "/media") -> TestResponse:
    """Ask as a browser does that holds the first answer."""
    return client.get(address, headers={"If-None-Match": first.headers["ETag"]})


def test_same_page_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/media")
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["ETag"].startswith('W/"')
    second = again(client, first)
    assert (second.status_code, second.data) == (304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in second.headers


def test_head_answers_as_get(client: FlaskClient) -> None:
    tag = client.get("/media").headers["ETag"]
    assert client.head("/media", headers={"If-None-Match": tag}).status_code == 304


def test_commit_changes_the_tag(client: FlaskClient, small_site: Path) -> None:
    first = client.get("/media")
    git(small_site, "commit", "-q", "--allow-empty", "-m", "Somebody else's")
    assert again(client, first).status_code == 200


def test_theme_changes_the_tag(client: FlaskClient) -> None:
    first = client.get("/media")
    client.set_cookie("theme", "dark")
    assert again(client, first).status_code == 200


def test_each_address_has_its_own_tag(client: FlaskClient) -> None:
    assert again(client, client.get("/media"), "/media?sort=size").status_code == 200


def test_sign_out_ends_it(client: FlaskClient) -> None:
    first = client.get("/media")
    left = client.post("/sign-out", data={"csrf_token": csrf_of(client)}, headers=SAME_ORIGIN)
    assert left.headers["Clear-Site-Data"] == '"cache"'
    assert again(client, first).status_code == 401


def test_next_session_starts_anew(app: Flask, client: FlaskClient) -> None:
    first = client.get("/media")
    sign_in(app, client)
    assert again(client, first).status_code == 200


def test_another_person_starts_anew(app: Flask, site: Site, client: FlaskClient) -> None:
    first = client.get("/media")
    session = site.state.new_session(Person("Ines Duarte", "ines@alder-and-rye.example"))
    client.set_cookie("quire", session)  # the same form cookie, another person
    assert again(client, first).status_code == 200


def test_configuration_changes_the_tag(told: Told, client: FlaskClient, site: Site, small_site: Path) -> None:
    first = client.get("/told")
    git(small_site, "commit", "-q", "--allow-empty", "-m", "Something that this page does not show")
    assert again(client, first, "/told").status_code == 304
    path = small_site / site.config.path
    path.write_text(path.read_text() + "\napp_title: Another name\n")
    git(small_site, "commit", "-q", "-am", "Rename")
    assert again(client, first, "/told").status_code == 200


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("", 304),
        ("static/css/tokens.css", 200),
        ("static/icons/quire.svg", 200),
        ("templates/views/media/tiles.html", 200),
    ],
)
def test_new_version_changes_the_tag(site: Site, client: FlaskClient, tmp_path: Path, part: str, status: int) -> None:
    first = client.get("/media")
    for name in ("static", "templates"):
        shutil.copytree(assets_folder() / name, tmp_path / "assets" / name)
    if part:
        changed = tmp_path / "assets" / part
        changed.write_text(changed.read_text() + "\n")
    newer = create_app(site, assets=tmp_path / "assets").test_client()
    for name in ("quire", "quire-form"):
        cookie = client.get_cookie(name)
        assert cookie is not None
        newer.set_cookie(name, cookie.value)
    assert again(newer, first).status_code == status


def test_page_with_a_toast_is_not_kept(client: FlaskClient) -> None:
    first = client.get("/media")
    with client.session_transaction() as form:
        form["_flashes"] = [("toast", '["Deleted", "plums.jpg", "", "", ""]')]
    said = again(client, first)
    assert said.status_code == 200
    assert "plums.jpg" in said.get_data(as_text=True)
    assert said.headers["Cache-Control"] == "no-store"
    assert "ETag" not in said.headers
    assert again(client, first).status_code == 304  # it was said once


def test_pages_without_a_tag_are_not_stored(client: FlaskClient) -> None:
    for address in ("/contents/posts/entries/first-light", "/contents/posts/new", "/nope"):
        response = client.get(address, headers={"If-None-Match": "*"})
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers


def test_stored_page_keeps_a_valid_token(client: FlaskClient) -> None:
    first = client.get("/media")
    token = csrf_of(client, "/media")
    assert again(client, first).status_code == 304
    sent = client.post("/theme", data={"csrf_token": token, "theme": "dark"}, headers=SAME_ORIGIN)
    assert sent.status_code == 303


def test_304_writes_only_what_this_request_changed(told: Told, client: FlaskClient) -> None:
    first = client.get("/told")
    assert "Set-Cookie" not in again(client, first, "/told").headers
    told.collection = "posts"
    same = again(client, first, "/told")
    assert same.status_code == 304
    with client.session_transaction() as form:
        assert form["collection"] == "posts"


def test_parts_are_told_apart(told: Told, client: FlaskClient) -> None:
    told.parts = ("a", "bc")
    first = client.get("/told")
    told.parts = ("ab", "c")
    assert again(client, first, "/told").status_code == 200


@pytest.mark.parametrize(
    ("age", "later", "same"),
    [
        ({"seconds": 20}, {"seconds": 1}, False),  # 20 s ago
        ({"minutes": 5}, {"seconds": 20}, True),  # 5 min ago
        ({"minutes": 5}, {"seconds": 40}, False),
        ({"hours": 3}, {"minutes": 8}, True),  # 3 h ago
        ({"hours": 3}, {"minutes": 10}, False),
        ({"days": 1}, {"hours": 6}, True),  # Yesterday
        ({"days": 1}, {"hours": 12}, False),  # past midnight
        ({"days": 40}, {"hours": 6}, True),  # a date
        (None, {"hours": 6}, True),
        (None, {"hours": 12}, False),
    ],
)
def test_tag_lives_as_long_as_its_words(
    told: Told, client: FlaskClient, clock: FixedClock, age: dict[str, int] | None, later: dict[str, int], same: bool
) -> None:
    clock.now = NOW
    told.newest = NOW - timedelta(**age) if age is not None else None
    first = client.get("/told")
    assert again(client, first, "/told").status_code == 304
    clock.advance(**later)
    assert (again(client, first, "/told").status_code == 304) is same
