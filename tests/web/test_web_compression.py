"""What is sent compressed, how it is agreed on, and what never is."""

from __future__ import annotations

import gzip
import io
import sys
from collections.abc import Callable

import brotli
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from web_support import SAME_ORIGIN, csrf_of
from werkzeug.http import parse_accept_header

from cms.web.compression import accepted_encoding

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DECODE: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "zstd": zstd.decompress,
    "gzip": gzip.decompress,
}
CHROMIUM = "gzip, deflate, br, zstd"
LIST = "/contents/posts"


def static_url(app: Flask, name: str) -> str:
    return str(app.extensions["quire"].assets.url(name))


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip"])
@pytest.mark.parametrize("name", ["css/site.css", "js/main.js", "icons/quire.svg"])
def test_static_files_decode_to_themselves(app: Flask, stranger: FlaskClient, name: str, encoding: str) -> None:
    plain = stranger.get(static_url(app, name))
    packed = stranger.get(static_url(app, name), headers={"Accept-Encoding": encoding})
    assert packed.headers["Content-Encoding"] == encoding
    assert len(packed.data) < len(plain.data)
    assert DECODE[encoding](packed.data) == plain.data
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"]
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in packed.headers["Vary"] and "Accept-Encoding" in plain.headers["Vary"]


def test_each_encoding_has_its_own_tag(app: Flask, stranger: FlaskClient) -> None:
    address = static_url(app, "css/site.css")
    tags = {}
    for encoding in ("br", "zstd", "gzip", "identity"):
        headers = {"Accept-Encoding": encoding}
        tags[encoding] = stranger.get(address, headers=headers).headers["ETag"]
        same = stranger.get(address, headers={**headers, "If-None-Match": tags[encoding]})
        assert (same.status_code, same.data) == (304, b"")
    assert len(set(tags.values())) == 4
    assert not any(tag.startswith("W/") for tag in tags.values())
    other = stranger.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": tags["br"]})
    assert other.status_code == 200


def test_fonts_come_as_they_are(app: Flask, stranger: FlaskClient) -> None:
    response = stranger.get(static_url(app, "fonts/inter.woff2"), headers={"Accept-Encoding": CHROMIUM})
    assert "Content-Encoding" not in response.headers
    assert response.data.startswith(b"wOF2")


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip"])
def test_pages_decode_to_themselves(client: FlaskClient, encoding: str) -> None:
    packed = client.get("/sign-in", headers={"Accept-Encoding": encoding})
    assert packed.headers["Content-Encoding"] == encoding
    assert DECODE[encoding](packed.data) == client.get("/sign-in").data
    assert packed.headers["Content-Length"] == str(len(packed.data))


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("", ""),
        ("identity", ""),
        ("gzip", "gzip"),
        (CHROMIUM, "br"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, *", "zstd"),
        ("*", "br"),
        ("*;q=0", ""),
        ("gzip;q=0.5, identity", ""),
        ("deflate, compress", ""),
    ],
)
def test_encoding_is_the_one_that_is_wanted(said: str, chosen: str) -> None:
    accepted = parse_accept_header(said)
    assert accepted_encoding(accepted, ("br", "zstd", "gzip")) == chosen


@pytest.mark.parametrize("asked_by", ["cross-site", "same-site"])
def test_what_another_site_asks_for_is_not_compressed(client: FlaskClient, asked_by: str) -> None:
    response = client.get(LIST, headers={"Accept-Encoding": CHROMIUM, "Sec-Fetch-Site": asked_by})
    assert response.status_code == 200
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize("asked_by", ["same-origin", "none"])
def test_what_a_person_asks_for_is_compressed(client: FlaskClient, asked_by: str) -> None:
    response = client.get(LIST, headers={"Accept-Encoding": CHROMIUM, "Sec-Fetch-Site": asked_by})
    assert response.headers["Content-Encoding"] == "zstd"


def test_files_of_the_repository_come_as_they_are(client: FlaskClient) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">' + b'<path d="M0 0h8v8z"/>' * 99 + b"</svg>"
    sent = {"csrf_token": csrf_of(client), "file": (io.BytesIO(drawing), "mark.svg")}
    client.post("/media", data=sent, headers=SAME_ORIGIN, content_type="multipart/form-data")
    response = client.get("/media/file/static/media/mark.svg", headers={"Accept-Encoding": CHROMIUM})
    assert response.status_code == 200
    assert "Content-Encoding" not in response.headers
    assert response.data.startswith(b"<svg")


def test_no_body_is_no_work(client: FlaskClient) -> None:
    head = client.head(LIST, headers={"Accept-Encoding": CHROMIUM})
    assert "Content-Encoding" not in head.headers
    tag = client.get("/media").headers["ETag"]
    same = client.get("/media", headers={"Accept-Encoding": CHROMIUM, "If-None-Match": tag})
    assert same.status_code == 304
    assert "Content-Encoding" not in same.headers


def test_stream_and_part_come_as_they_are(app: Flask, client: FlaskClient) -> None:
    response = client.get("/stream", headers={"Accept-Encoding": CHROMIUM})
    assert "Content-Encoding" not in response.headers
    assert len(response.data) == 4000
    part = client.get("/part", headers={"Accept-Encoding": CHROMIUM})
    assert "Content-Encoding" not in part.headers


def test_short_page_comes_as_it_is(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/short", headers={"Accept-Encoding": CHROMIUM}).headers


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application, with pages of other kinds."""
    app.add_url_rule("/stream", "stream", lambda: Response((" " * 1000 for _ in range(4)), mimetype="text/html"))
    part = {"Content-Range": "bytes 0-3999/9000"}
    app.add_url_rule("/part", "part", lambda: Response(" " * 4000, 206, part, mimetype="text/html"))
    app.add_url_rule("/short", "short", lambda: "x" * 1023)
    return app
