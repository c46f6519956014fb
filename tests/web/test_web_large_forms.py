"""Forms of a size that no site has: all of them there, unchanged when published as they are, one line for one edit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from support import Files, git
from web.web_support import changed_lines, editor_form, get, multipart, sign_in

from bench.forms import DEEP, FIELDS, LEVELS, WIDE, form_files
from cms.actions import open_site
from cms.web import create_app

Opened = tuple[FlaskClient, Path]


@pytest.fixture
def opened(repository_of: Callable[[Files], Path], clock: Any) -> Iterator[Opened]:
    repo = repository_of(form_files())
    site = open_site(repo, clock=clock)
    app = create_app(site)
    yield sign_in(app, app.test_client()), repo
    site.close()


def test_thousand_fields(opened: Opened) -> None:
    client, repo = opened
    form = editor_form(client, WIDE)
    shown = {name.removeprefix("f.").split(".")[0].split("!")[0] for name in form if name.startswith("f.")}
    hidden = {f"field{number:03}" for number in range(1, FIELDS) if number % 20 == 19}
    assert shown | hidden == {"title", *(f"field{number:03}" for number in range(1, FIELDS))}
    assert_edits_alone(client, repo, WIDE, form, "f.field500", "Another line")
    assert changed_lines(repo) == ['-field500: "A line"', '+field500: "Another line"']


def test_twelve_levels(opened: Opened) -> None:
    client, repo = opened
    form = editor_form(client, DEEP)
    parts = (f"level{level}" if level % 2 else f"level{level}.1" for level in range(1, LEVELS + 1))
    innermost = f"f.{'.'.join(parts)}.title{LEVELS + 1}"
    assert form[innermost] == [f"Title {LEVELS + 1}"]
    assert_edits_alone(client, repo, DEEP, form, innermost, "The last of all")
    assert [line.split("title")[1] for line in changed_lines(repo)] == ["13: Title 13", "13: The last of all"]
    assert len(get(client, DEEP).html) < 1_500_000  # each level adds what it holds, and its blank item once


def assert_edits_alone(
    client: FlaskClient, repo: Path, page: str, form: dict[str, list[str]], field: str, text: str
) -> None:
    """Published as it is, nothing happens; with one text changed there is one commit."""
    assert client.post(page, **multipart(form)).status_code == 303
    assert git(repo, "rev-list", "--count", "main") == "1"
    assert client.post(page, **multipart({**form, field: [text]})).status_code == 303
    assert git(repo, "rev-list", "--count", "main") == "2"
