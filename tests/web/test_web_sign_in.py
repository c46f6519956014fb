"""Coming in by the one-time link, and going out."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from web_support import SAME_ORIGIN, csrf_of, get, sign_in


def link(app: Flask) -> str:
    site = app.extensions["quire"].site
    return f"/sign-in/{site.state.new_link(site.person())}"


def test_link_signs_in_once(app: Flask, stranger: FlaskClient) -> None:
    address = link(app)
    token = get(stranger, address).fields(address)["csrf_token"]
    response = stranger.post(address, data={"csrf_token": token}, headers=SAME_ORIGIN)
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    other = app.test_client()
    token = get(other, address).fields(address)["csrf_token"]
    assert other.post(address, data={"csrf_token": token}).status_code == 410
    assert other.get("/contents/posts").status_code == 401


def test_opening_spends_nothing(app: Flask, stranger: FlaskClient) -> None:
    address = link(app)
    for _ in range(3):
        assert stranger.get(address).status_code == 200
    token = get(stranger, address).fields(address)["csrf_token"]
    assert stranger.post(address, data={"csrf_token": token}).status_code == 303


def test_old_link_says_so(app: Flask, stranger: FlaskClient, clock: Any) -> None:
    address = link(app)
    token = get(stranger, address).fields(address)["csrf_token"]
    clock.advance(minutes=11)
    response = stranger.post(address, data={"csrf_token": token})
    assert response.status_code == 410
    assert "Run <code>cms serve</code> again for a new one." in response.get_data(as_text=True)


def test_planted_cookie_dies_at_sign_in(app: Flask, stranger: FlaskClient) -> None:
    state = app.extensions["quire"].site.state
    planted = state.new_session(app.extensions["quire"].site.person())
    stranger.set_cookie("quire", planted, domain="localhost")
    sign_in(app, stranger)
    cookie = stranger.get_cookie("quire")
    assert cookie is not None and cookie.value != planted
    assert state.session(planted) is None


def test_sign_out_ends_the_session(client: FlaskClient, app: Flask) -> None:
    cookie = client.get_cookie("quire")
    assert cookie is not None
    response = client.post("/sign-out", data={"csrf_token": csrf_of(client)})
    assert response.status_code == 303
    copy = app.test_client()
    copy.set_cookie("quire", cookie.value, domain="localhost")
    assert copy.get("/contents/posts").status_code == 401


def test_strangers_see_how_to_come_in(stranger: FlaskClient) -> None:
    page = get(stranger, "/")
    assert page.status == 401
    assert "cms serve" in page.html
    assert "Journal" not in page.html


def test_home_opens_the_last_collection(client: FlaskClient) -> None:
    assert client.get("/").headers["Location"] == "/contents/posts"
    client.get("/contents/site")
    assert client.get("/").headers["Location"] == "/contents/site"
