"""Commit messages and the address of an entry on the live site."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

import pytest
from entries_support import collection_options, only, posts, site_of, vectors

from cms.entries import commit_message, preview_url

# What Quire takes and Decap does not: spaces inside the braces, and Sveltia's tag for the author's address.
MORE = {"8:update": "x my-post y", "9:update": "ann@example.com"}
PATH = PurePosixPath("content/posts/my-post.md")


@pytest.mark.parametrize("case", vectors("commit_message_decap", open_authoring=False))
def test_message_equals_decaps(case: dict[str, Any]) -> None:
    collection = collection_options(**(case["collection"] or {}))
    site = site_of({"backend": {"name": "github", **case["backend"]}, "collections": [collection]})
    options = case["options"]
    action: Any = re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", case["type"])
    found = commit_message(
        site,
        action,
        only(site) if case["collection"] else None,
        options["slug"],
        PurePosixPath(options["path"]),
        options["authorName"],
        author_login=options["authorLogin"],
        author_email=options["authorEmail"],
    )
    assert found == MORE.get(case["id"], case["expected"].rstrip())


def message(template: str, slug: str = "plums", author: str = "Ann", **backend: Any) -> str:
    options = {"name": "github", "commit_messages": {"update": template}, **backend}
    site = site_of({"backend": options, "collections": [collection_options()]})
    return commit_message(site, "update", only(site), slug, PATH, author, author_email="ann@example.com\nX: y")


def test_title_is_one_short_line() -> None:
    assert message("{{slug}}", "a\nb\r\n\u2028c\u202ed") == "a b cd"
    assert len(message("{{slug}}" * 50)) == 200


def test_empty_message_names_the_file() -> None:
    assert message("{{nothing}}") == "Update content/posts/my-post.md"


def test_values_are_not_templates() -> None:
    assert message("{{slug}}", "{{author-name}}") == "{{author-name}}"


def test_trailer_cannot_be_forged() -> None:
    text = message("x", author="Ann\nCo-authored-by: Eve", signoff_commits=True)
    assert text == "x\n\nSigned-off-by: Ann Co-authored-by: Eve <ann@example.com X: y>"


def test_builds_can_be_skipped() -> None:
    assert message("x", skip_ci=True) == "[skip ci] x"
    assert message("x", automatic_deployments=False) == "[skip ci] x"
    site = site_of({"backend": {"name": "github", "skip_ci": True}, "collections": [collection_options()]})
    assert commit_message(site, "delete", only(site), "a", PATH, "Ann") == "Delete Posts “a”"


def test_name_that_is_no_text_is_shown() -> None:
    assert message("{{slug}}", "caf\udce9") == "caf?"


@pytest.mark.parametrize("case", vectors("preview_url_decap"))
def test_address_equals_decaps(case: dict[str, Any]) -> None:
    site = site_of(
        {
            "site_url": case["base_url"],
            "slug": case["slug_config"],
            "collections": [collection_options(**case["collection"])],
        }
    )
    found = preview_url(site, only(site), None, case["data"], case["slug"], PurePosixPath(case["path"]))
    assert found == case["expected"]


def test_site_without_address_has_none() -> None:
    assert preview_url(posts(preview_path="{{slug}}"), only(posts()), None, {}, "a", PATH) == ""
    site = site_of({"site_url": "javascript:alert(1)", "collections": [collection_options()]})
    assert preview_url(site, only(site), None, {}, "a", PATH) == ""
