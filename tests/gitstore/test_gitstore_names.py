"""What may stand in a commit and in a branch's name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import pytest
from gitstore_support import ADA, Git, edit

from cms.errors import InvalidInput, InvalidPath, QuireError
from cms.gitstore import Change, Identity, Repository, clean_identity, clean_message, clean_ref
from cms.paths import clean_path

Load = Callable[[str], list[dict[str, Any]]]


def test_name_loses_what_breaks_a_header() -> None:
    assert clean_identity("Evil <root@x>", "a@example.org") == Identity("Evil root@x", "a@example.org")
    assert clean_identity("a\nauthor x", "a@example.org").name == "a author x"
    assert clean_identity("\u202eZoë", " z@example.org ") == Identity("Zoë", "z@example.org")
    assert len(clean_identity("a" * 500, "a@b").name) == 200


@pytest.mark.parametrize(
    ("name", "email"), [("", "a@b"), ("\0", "a@b"), (' .,:;<>" ', "a@b"), ("a", "a b@c"), ("a", "")]
)
def test_unusable_identity_is_refused(name: str, email: str) -> None:
    with pytest.raises(InvalidInput):
        clean_identity(name, email)


def test_title_is_one_line() -> None:
    assert clean_message("x\n\nSigned-off-by: CEO <ceo@example.org>") == "x Signed-off-by: CEO <ceo@example.org>"
    assert clean_message("x\x1b[2J") == "x[2J"
    assert len(clean_message("x" * 400)) == 200
    with pytest.raises(InvalidInput):
        clean_message("\0\n ")


def test_stranger_branch_names_are_refused() -> None:
    assert clean_ref("cms/posts/2026-hello") == "cms/posts/2026-hello"
    for name in ("-h", "a..b", "a.lock", "HEAD", "refs/heads/main", "@{-1}", "a b", "quire/x", "0" * 40, "$(id)"):
        with pytest.raises(InvalidInput):
            clean_ref(name)


@pytest.mark.corpus
def test_branch_payloads(payloads: Load, git: Git) -> None:
    for case in payloads("refs"):
        if case["expect"] == "accept":
            assert clean_ref(case["ref"]) == case["ref"]
            git("check-ref-format", "--branch", case["ref"])
        else:
            with pytest.raises(InvalidInput):
                clean_ref(case["ref"])


@pytest.mark.corpus
def test_identity_payloads(payloads: Load, bare: Repository) -> None:
    for number, case in enumerate(payloads("identities")):
        if case["expect"].startswith("refuse"):
            with pytest.raises(InvalidInput):
                clean_identity(case["name"], case["email"])
            continue
        person = clean_identity(case["name"], case["email"])
        saved = bare.save(Change({PurePosixPath("a.md"): b"%d" % number}, author=person, message="x"))
        assert bare.commit_info(saved.commit).author == person


@pytest.mark.corpus
def test_message_payloads(payloads: Load, bare: Repository) -> None:
    for number, case in enumerate(payloads("commit_messages")):
        if case["expect"] == "refuse":
            with pytest.raises(InvalidInput):
                clean_message(case["text"])
            continue
        title = clean_message(case["text"])
        saved = bare.save(edit("a.md", b"%d" % number, title))
        assert bare.commit_info(saved.commit).message == title
        trailers = Git(bare.git_dir)("log", "-1", "--format=%(trailers)", saved.commit)
        assert trailers == ""


@pytest.mark.corpus
def test_path_payloads(payloads: Load, bare: Repository) -> None:
    accepted = 0
    for case in payloads("paths"):
        path = PurePosixPath(case["path"])
        if case["new_file"] == "accept":
            bare.save(Change({path: b"x"}, author=ADA, message="x"))
            bare.save(Change({path: None}, author=ADA, message="x"))
            accepted += 1
        elif str(path) == case["path"]:  # the others are spellings that a path object cannot hold
            with pytest.raises(InvalidPath):
                bare.save(Change({path: b"x"}, author=ADA, message="x"))
    assert accepted > 20


def test_raw_identity_is_checked_again(bare: Repository) -> None:
    for person in (Identity("a\nb", "x@y"), Identity("a", "x>@y"), Identity(" ", "x@y")):
        with pytest.raises(QuireError):
            bare.save(Change({PurePosixPath("n.md"): b"x"}, author=person, message="x"))
    with pytest.raises(InvalidInput):
        bare.save(edit("n.md", b"x", "nul \0"))
    assert clean_path("n.md") and bare.read_path(PurePosixPath("n.md")) is None
