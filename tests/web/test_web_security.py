"""What no page of this application may do. The rules are the project's security rules; hostile values stand as data."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_support import COMMON_HEADERS, PREVIEW_HEADERS, SAME_ORIGIN, Page, csrf_of, get, sign_in
from werkzeug.routing import Rule

from cms.actions import Site, open_site
from cms.web import create_app
from cms.web.context import local_path

PAYLOADS = Path(__file__).resolve().parents[2].parent / "shared" / "payloads"
VALUES = {
    "name": "posts",
    "slug": "first-light",
    "token": "x",
    "folder": "a",
    "path": "static/media/a.png",
    "filename": "js/main.js",
}
PUBLIC = ("static", "sign_in.show", "sign_in.use", "sign_in.explain", "sign_in.left", "logo.show")
XSS = '"><img src=x onerror=alert(1)><script>alert(1)</script>'


def payloads(name: str) -> list[dict[str, Any]]:
    path = PAYLOADS / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"the payloads ({name}.json) are not beside this checkout")
    found: list[dict[str, Any]] = json.loads(path.read_text())
    return found


def rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def address(app: Flask, rule: Rule) -> str:
    with app.test_request_context():
        return app.url_for(rule.endpoint, **{name: VALUES[name] for name in rule.arguments})


def test_every_unsafe_route_needs_a_token(app: Flask, client: FlaskClient) -> None:
    csrf_of(client)
    for rule in rules(app, "POST"):
        for token in ("", "0" * 40, csrf_of(sign_in(app, app.test_client()))):
            response = client.post(address(app, rule), data={"csrf_token": token})
            assert response.status_code == 400, f"{rule.rule} took the token {token!r}"


def test_every_route_needs_a_session(app: Flask, stranger: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in PUBLIC:
            method = "POST" if "POST" in (rule.methods or ()) else "GET"
            assert stranger.open(address(app, rule), method=method).status_code == 401, rule.rule


def test_unsafe_routes_do_nothing_by_get(app: Flask, client: FlaskClient) -> None:
    reads = {rule.rule for rule in rules(app, "GET")}
    for rule in rules(app, "POST"):
        if rule.rule not in reads and rule.endpoint not in ("media.delete",):
            assert client.get(address(app, rule)).status_code in (404, 405), rule.rule


def test_other_sites_cannot_post(app: Flask, client: FlaskClient) -> None:
    token = csrf_of(client)
    for rule in rules(app, "POST"):
        response = client.post(
            address(app, rule), data={"csrf_token": token, "f.title": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert response.status_code == 403, rule.rule
        assert "f.title" not in response.get_data(as_text=True)


def test_every_response_carries_the_headers(app: Flask, client: FlaskClient, stranger: FlaskClient) -> None:
    for browser in (client, stranger):
        for rule in rules(app, "GET"):
            response = browser.get(address(app, rule))
            headers = response.headers
            framed = rule.endpoint.startswith("preview.") and response.status_code == 200
            for name, value in (PREVIEW_HEADERS if framed else COMMON_HEADERS).items():
                assert headers[name] == value, f"{rule.rule}: {name}"
            assert "Access-Control-Allow-Origin" not in headers
            assert headers["Permissions-Policy"].startswith("camera=(), microphone=()")
            assert "Server" not in headers or "/" not in headers["Server"]


def test_pages_are_stored_only_with_a_tag(app: Flask, client: FlaskClient) -> None:
    for path in ("/contents/posts", "/contents/posts/entries/first-light", "/media", "/nope", "/contents/posts/new"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == ("private, no-cache" if "ETag" in headers else "no-store")
        policy = headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")


def test_hsts_only_with_https(client: FlaskClient, app: Flask) -> None:
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers
    secure = app.test_client().get("/sign-in", base_url="https://localhost")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_cookies_are_closed(app: Flask, stranger: FlaskClient) -> None:
    sign_in(app, stranger)
    site = app.extensions["quire"].site
    link = f"/sign-in/{site.state.new_link(site.person())}"
    token = get(stranger, link).fields(link)["csrf_token"]
    cookies = stranger.post(link, data={"csrf_token": token}).headers.getlist("Set-Cookie")
    set_now = [cookie for cookie in cookies if "Max-Age=0" not in cookie]
    assert any(cookie.startswith("quire=") for cookie in set_now)
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)
    assert not any("Domain" in cookie for cookie in cookies)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "localhost:8731"])
def test_own_hosts_are_answered(stranger: FlaskClient, host: str) -> None:
    assert stranger.get("/sign-in", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.test", "localhost.evil.test", "localhost@evil.test", "localhost:99999", "169.254.169.254"]
)
def test_other_hosts_are_refused(stranger: FlaskClient, host: str) -> None:
    response = stranger.get("/sign-in", headers={"Host": host})
    assert response.status_code == 400
    assert "evil.test" not in response.get_data(as_text=True)


def test_listed_hosts_behave_as_given(site: Site) -> None:
    for case in payloads("hosts"):
        if "host" not in case:
            continue
        browser = create_app(site, trusted_hosts=tuple(case["trusted"])).test_client()
        environ = {"HTTP_HOST": case["host"].encode().decode("latin-1")}
        assert browser.get("/sign-in", environ_overrides=environ).status_code == case["status"], case["host"]


def test_forwarding_headers_are_ignored(client: FlaskClient) -> None:
    for case in payloads("hosts"):
        if "header" in case:
            response = client.get("/contents/posts", headers=case["header"])
            assert response.status_code == case["status"]
            assert "evil.test" not in response.get_data(as_text=True)


def test_redirects_stay_here() -> None:
    for case in payloads("redirects"):
        if "next" in case:
            found = local_path(case["next"])
            assert found in ("/", case["next"])
            if case["expect"] == "home":
                assert found == "/", case["next"]
            if case["expect"] == "follow":
                assert found == case["next"]


def test_theme_cannot_redirect_away(client: FlaskClient) -> None:
    response = client.post("/theme", data={"csrf_token": csrf_of(client), "theme": "dark", "back": "//evil.test"})
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert 'data-theme="dark"' in get(client, "/contents/posts").html


@pytest.mark.parametrize(
    "path",
    [
        "/contents/posts?q={}",
        "/contents/posts?sort={}",
        "/contents/posts?view={}",
        "/contents/{}",
        "/contents/posts/entries/{}",
        "/contents/posts/new?title={}",
        "/contents/posts/new?duplicate_of={}",
        "/contents/posts/entries/first-light?locale={}",
        "/media?q={}",
        "/media?file={}",
        "/media?kind={}&sort={}",
        "/media?dialog=1&collection=posts&slug={}&field={}",
        "/media/{}",
        "/media/file/{}",
        "/sign-in/{}",
        "/{}",
    ],
)
def test_nothing_is_reflected_raw(client: FlaskClient, path: str) -> None:
    html = client.get(path.replace("{}", XSS.replace("?", "%3F").replace("/", "%2F"))).get_data(as_text=True)
    assert "<img src=x" not in html
    assert "<script>alert" not in html


def test_suffixes_open_nothing(client: FlaskClient) -> None:
    assert client.get("/contents/posts/x.css").status_code == 404
    assert client.get("/media.css").status_code == 404


def test_failures_show_only_a_number(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(site)
    browser = sign_in(app, app.test_client())

    def broken() -> str:
        raise RuntimeError("QUIRE_SECRET_7f3a")

    app.view_functions["media.show"] = lambda folder: broken()
    with caplog.at_level(logging.ERROR):
        page = Page(browser.get("/media"))
    number = re.search(r"Number ([0-9A-F]{4})", page.text)
    assert page.status == 500
    assert number is not None and number[1] in caplog.text
    assert "QUIRE_SECRET" not in page.html
    assert "Traceback" not in page.html


def test_ended_session_keeps_the_text(app: Flask, client: FlaskClient) -> None:
    token = csrf_of(client)
    client.delete_cookie("quire")
    sent = {"csrf_token": token, "base": "b", "key": "k", "f.title": "My <long> text\nwith lines"}
    response = client.post("/contents/posts/entries/first-light", data=sent, headers=SAME_ORIGIN)
    kept = Page(response).fields("/contents/posts/entries/first-light")
    assert response.status_code == 401
    assert kept["f.title"] == ["My <long> text\nwith lines"]
    assert (kept["base"], kept["key"]) == (["b"], ["k"])


def test_stale_token_keeps_the_text(client: FlaskClient) -> None:
    sent = {"csrf_token": "old", "f.title": "Typed over lunch"}
    response = client.post("/contents/posts/entries/first-light", data=sent, headers=SAME_ORIGIN)
    kept = Page(response).fields("/contents/posts/entries/first-light")
    assert response.status_code == 400
    assert kept["f.title"] == ["Typed over lunch"]
    assert kept["csrf_token"] != ["old"]


def test_stale_token_of_unknown_origin_keeps_nothing(client: FlaskClient) -> None:
    response = client.post("/contents/posts/new", data={"csrf_token": "old", "f.title": "planted"})
    assert response.status_code == 400
    assert "planted" not in response.get_data(as_text=True)


def test_hostile_site_stays_text(repository_of: Any, clock: Any) -> None:
    config = json.dumps(
        {
            "backend": {"name": "git-gateway"},
            "app_title": XSS,
            "media_folder": "media",
            "collections": [
                {
                    "name": "posts",
                    "label": XSS,
                    "label_singular": XSS,
                    "description": XSS,
                    "icon": XSS,
                    "folder": "posts",
                    "create": True,
                    "fields": [{"name": "title", "label": XSS, "hint": XSS}, {"name": "author", "label": XSS}],
                }
            ],
        }
    )
    post = f"---\ntitle: {json.dumps(XSS)}\nauthor: {json.dumps(XSS)}\n---\n{XSS}\n"
    files = {"static/admin/config.yml": config, "posts/one.md": post, "posts/bad.md": f'---\ntitle: "{XSS}\n---\n'}
    opened = open_site(repository_of(files), clock=clock)
    app = create_app(opened)
    browser = sign_in(app, app.test_client())
    for path in (
        "/contents/posts",
        "/contents/posts?view=cards",
        "/contents/posts/new",
        "/contents/posts/entries/one",
        "/contents/posts/entries/one/rename",
        "/contents/posts/entries/one/history",
        "/contents/posts/entries/one/source",
        "/contents/posts/entries/bad/source",
        "/media",
        "/sign-in",
    ):
        page = get(browser, path)
        assert page.status == 200, path
        assert not any(tag == "img" and attrs.get("src") == "x" for tag, attrs in page.tags), path
        assert sum(tag == "script" for tag, _ in page.tags) == 2, path
    opened.close()
