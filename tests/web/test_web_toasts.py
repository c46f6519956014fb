"""What a save leaves to say is said by the page that follows, whatever else the browser asks for meanwhile."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from web.web_support import SAME_ORIGIN, editor_form, get, publish

POST = "/contents/posts/entries/first-light"


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/media/file/static/media/missing.jpg", "image"),
        (f"{POST}/preview", "iframe"),
        (f"{POST}/preview", "empty"),
        ("/contents/posts", "iframe"),
    ],
)
def test_what_nobody_reads_takes_no_toast(client: FlaskClient, address: str, kind: str) -> None:
    publish(client, POST, editor_form(client, POST), title="Second light")
    client.get(address, headers={**SAME_ORIGIN, "Sec-Fetch-Dest": kind})
    assert "Published." in get(client, POST).text
    assert "Published." not in get(client, POST).text
