"""Reading pages and filling in forms, as a browser would, for the tests of the web room."""

from __future__ import annotations

import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

COMMON_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
PREVIEW_HEADERS = {**COMMON_HEADERS, "Referrer-Policy": "no-referrer", "X-Frame-Options": "SAMEORIGIN"}
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


class Page(HTMLParser):
    """A page's forms, texts and scripts: what the tests look at, as a browser parses it."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__()
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.forms: list[dict[str, Any]] = []
        self.owned: list[tuple[str, str, str]] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._form: dict[str, Any] | None = None
        self._open_text: tuple[str, list[str]] | None = None
        self._select = ""
        self._template = 0
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if tag == "template":
            self._template += 1
        elif tag == "form":
            self._form = {"attrs": given, "fields": []}
            self.forms.append(self._form)
        elif tag == "textarea":
            self._open_text = (given.get("name", ""), [])
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select and "selected" in given:
            self._add(self._select, given.get("value", ""))
        elif tag == "input" and _is_sent(given):
            self._add(given.get("name", ""), given.get("value", "on" if given.get("type") == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self._open_text is not None:
            self._open_text[1].append(data)
        else:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._template -= 1
        elif tag == "textarea" and self._open_text is not None:
            name, parts = self._open_text
            self._open_text = None
            self._add(name, "".join(parts).removeprefix("\n"))
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""

    def fields(self, action: str = "", *, form_id: str = "") -> dict[str, list[str]]:
        """What the form with that action (or id) sends, by name."""
        form = next(
            item
            for item in self.forms
            if (form_id and item["attrs"].get("id") == form_id)
            or (action and item["attrs"].get("action", "").split("?")[0] == action)
        )
        found: dict[str, list[str]] = {}
        for name, value in form["fields"]:
            found.setdefault(name, []).append(value)
        return found

    def _add(self, name: str, value: str) -> None:
        if name and self._form is not None and not self._template:
            self._form["fields"].append((name, value))


def _is_sent(attrs: dict[str, str]) -> bool:
    kind = attrs.get("type", "text")
    return kind not in ("file", "submit", "button") and (kind not in ("checkbox", "radio") or "checked" in attrs)


def get(client: FlaskClient, address: str) -> Page:
    return Page(client.get(address))


def editor_form(client: FlaskClient, address: str) -> dict[str, list[str]]:
    """The editor's form as it was opened."""
    return get(client, address).fields(form_id="entry-form")


def publish(client: FlaskClient, address: str, form: dict[str, list[str]], **changed: str) -> TestResponse:
    """Send the editor's form with some fields changed (`title` for `f.title`)."""
    filled = {**form, **{f"f.{name}": [value] for name, value in changed.items()}}
    return client.post(address, data=filled, headers=SAME_ORIGIN)


def multipart(fields: dict[str, list[str]]) -> dict[str, Any]:
    """A form as a browser sends it when it may hold files, as arguments for `client.post`."""
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, values in fields.items()
        for value in values
    ]
    body = "".join(parts) + "--edge--\r\n"
    return {"data": body.encode(), "content_type": "multipart/form-data; boundary=edge", "headers": SAME_ORIGIN}


def csrf_of(client: FlaskClient, address: str = "/contents/posts") -> str:
    """A token that this client's session accepts."""
    page = get(client, address)
    return next(attrs["value"] for tag, attrs in page.tags if tag == "input" and attrs.get("name") == "csrf_token")


def sign_in(app: Flask, client: FlaskClient) -> FlaskClient:
    """Sign the client in by a fresh link, as a person does."""
    site = app.extensions["quire"].site
    address = f"/sign-in/{site.state.new_link(site.person())}"
    token = get(client, address).fields(address)["csrf_token"]
    response = client.post(address, data={"csrf_token": token}, headers=SAME_ORIGIN)
    assert response.status_code == 303
    return client


def log_lines(repository: Path) -> list[str]:
    """The subjects of the branch's commits, newest first."""
    done = subprocess.run(
        ["git", "log", "--format=%s", "main"], cwd=repository, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def changed_lines(repository: Path) -> list[str]:
    """The lines that the last commit removed and added."""
    done = subprocess.run(
        ["git", "show", "--format=", "--unified=0", "main"], cwd=repository, capture_output=True, text=True, check=True
    )
    return [line for line in done.stdout.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
