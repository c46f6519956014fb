"""The library's page and dialog, and how files are served."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from web_support import SAME_ORIGIN, Page, csrf_of, get, log_lines

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'


def png(width: int = 40, height: int = 30) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#c96").save(out, "PNG")
    return out.getvalue()


def upload(client: FlaskClient, name: str, data: bytes, **more: str) -> Page:
    sent = {"csrf_token": csrf_of(client), "file": (io.BytesIO(data), name), **more}
    response = client.post("/media", data=sent, headers=SAME_ORIGIN, content_type="multipart/form-data")
    return get(client, response.headers["Location"]) if response.status_code == 303 else Page(response)


def test_upload_is_one_commit(client: FlaskClient, small_site: Path) -> None:
    page = upload(client, "Rye Field.PNG", png())
    assert "Added rye-field.png." in page.text or "Added Rye" in page.text
    assert "40 × 30" in page.text
    assert len(log_lines(small_site)) == 2
    assert len(list((small_site / "static/media").iterdir())) == 1


def test_refused_upload_says_why(client: FlaskClient, small_site: Path) -> None:
    page = upload(client, "evil.html", b"<script>alert(1)</script>")
    assert page.status == 422
    assert "evil.html" in page.text
    assert len(log_lines(small_site)) == 1


def test_empty_library_invites(client: FlaskClient) -> None:
    assert "No pictures yet" in get(client, "/media").text


def test_picture_is_served_as_picture(client: FlaskClient) -> None:
    upload(client, "rye.png", png())
    response = client.get("/media/file/static/media/rye.png")
    assert response.headers["Content-Security-Policy"] == POLICY
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Disposition"] == "inline; filename*=UTF-8''rye.png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    again = client.get("/media/file/static/media/rye.png", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_svg_opens_as_download(client: FlaskClient) -> None:
    upload(client, "mark.svg", SVG)
    response = client.get("/media/file/static/media/mark.svg")
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["Content-Security-Policy"] == POLICY


def test_thumbnail_is_small(client: FlaskClient) -> None:
    upload(client, "large.png", png(2000, 1500))
    response = client.get("/media/thumb/static/media/large.png")
    with Image.open(io.BytesIO(response.data)) as small:
        assert max(small.size) <= 480
    assert response.headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    "path",
    [
        "content/posts/plums.md",
        "static/admin/config.yml",
        ".git/config",
        "../../etc/passwd",
        "static/media/../admin/config.yml",
    ],
)
def test_only_media_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/media/file/{path}").status_code in (400, 404)
    assert client.get(f"/media/thumb/{path}").status_code in (400, 404)


def test_strangers_get_no_media(client: FlaskClient, stranger: FlaskClient) -> None:
    upload(client, "rye.png", png())
    assert stranger.get("/media/file/static/media/rye.png").status_code == 401


def test_delete_can_be_undone(client: FlaskClient, small_site: Path) -> None:
    upload(client, "rye.png", png())
    sent = {"csrf_token": csrf_of(client), "path": "static/media/rye.png"}
    assert client.post("/media/delete", data=sent).status_code == 303
    page = get(client, "/media")
    assert "Deleted rye.png." in " ".join(page.text.split())
    client.post("/undo", data=page.fields("/undo"))
    assert (small_site / "static/media/rye.png").is_file()


def test_search_and_kinds_narrow(client: FlaskClient) -> None:
    upload(client, "rye.png", png())
    upload(client, "plums.png", png())
    upload(client, "prices.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    assert "plums.png" not in get(client, "/media?q=rye").html
    assert "rye.png" not in get(client, "/media?kind=other").html
    assert "No file here has “zzz” in its name" in get(client, "/media?q=zzz").text


def test_dialog_is_a_fragment(client: FlaskClient) -> None:
    upload(client, "rye.png", png())
    page = get(client, "/media?dialog=1&collection=posts&slug=first-light&field=cover")
    assert "<html" not in page.html
    chosen = next(attrs for tag, attrs in page.tags if tag == "input" and attrs.get("name") == "chosen")
    assert chosen["value"] == "/media/rye.png"
    assert chosen["data-path"] == "static/media/rye.png"


def test_dialog_upload_is_chosen(client: FlaskClient) -> None:
    page = upload(client, "rye.png", png(), dialog="1", collection="posts", slug="first-light", field="cover")
    chosen = next(attrs for tag, attrs in page.tags if tag == "input" and attrs.get("name") == "chosen")
    assert page.status == 200
    assert "checked" in chosen


def test_picture_arrives_with_the_form(client: FlaskClient, small_site: Path) -> None:
    address = "/contents/posts/entries/first-light"
    form = get(client, address).fields(form_id="entry-form")
    sent = {**form, "f.cover!upload": (io.BytesIO(png()), "cover.png")}
    response = client.post(address, data=sent, headers=SAME_ORIGIN, content_type="multipart/form-data")
    assert response.status_code == 303
    assert get(client, address).fields(form_id="entry-form")["f.cover"] == ["/media/cover.png"]
    assert len(log_lines(small_site)) == 2


def test_address_with_its_content_is_kept(client: FlaskClient) -> None:
    page = upload(client, "rye.png", png())
    html = get(client, "/media").html
    addresses = re.findall(r'src="([^"]+rye\.png\?v=[0-9a-f]{40})"', html)
    assert len(addresses) == 1
    for address in (addresses[0], addresses[0].replace("/thumb/", "/file/")):
        assert client.get(address).headers["Cache-Control"] == "private, max-age=31536000, immutable"
    for wrong in ("", "?v=", "?v=0", f"?v={'0' * 40}"):
        headers = client.get(addresses[0].split("?")[0] + wrong).headers
        assert headers["Cache-Control"] == "private, no-cache"
    assert page.status == 200


def test_row_has_a_picture_of_its_size(client: FlaskClient) -> None:
    upload(client, "large.png", png(1600, 1200))
    row, tile = (client.get(f"/media/thumb/static/media/large.png{size}") for size in ("?size=row", ""))
    assert Image.open(io.BytesIO(row.data)).size == (128, 96)
    assert Image.open(io.BytesIO(tile.data)).size == (480, 360)
    assert row.headers["ETag"] != tile.headers["ETag"]
    assert client.get("/media/thumb/static/media/large.png?size=none").data == tile.data
