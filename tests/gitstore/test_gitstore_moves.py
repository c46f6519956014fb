"""Files and whole folders that get another place, with all that is in them."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from gitstore_support import ADA, Git

from cms.errors import Conflict, InvalidPath
from cms.gitstore import Change, Repository, StaleBase


def move(old: str, new: str, **files: bytes | None) -> Change:
    written = {PurePosixPath(name.replace("__", "/") + ".md"): data for name, data in files.items()}
    return Change(written, moves={PurePosixPath(old): PurePosixPath(new)}, author=ADA, message="Move")


def listed(git: Git) -> list[str]:
    return git("ls-tree", "-r", "--name-only", "HEAD").splitlines()


def test_folder_moves_with_everything(repository: Repository, git: Git, site: Path) -> None:
    (site / "posts/run.sh").write_text("#!/bin/sh\n")
    (site / "posts/run.sh").chmod(0o755)
    git("add", "-A")
    git("commit", "-q", "-m", "A program")
    before = git("rev-parse", "HEAD:posts")
    repository.save(move("posts", "archive/2026/posts"))
    assert git("rev-parse", "HEAD:archive/2026/posts") == before
    assert [name for name in listed(git) if name.startswith("posts")] == []
    assert git.status() == ""
    assert not (site / "posts").exists()
    assert (site / "archive/2026/posts/deep/third.md").read_bytes() == b"third\n"


def test_link_moves_in_the_repository(repository: Repository, git: Git, site: Path) -> None:
    (site / "posts/link").symlink_to("first.md")
    git("add", "-A")
    git("commit", "-q", "-m", "A link")
    saved = repository.save(move("posts", "pages"))
    assert git("cat-file", "-p", "HEAD:pages/link") == "first.md"
    assert set(saved.left_alone) == {PurePosixPath("posts/link"), PurePosixPath("pages/link")}


def test_moved_file_is_written_in_the_same_commit(repository: Repository, git: Git) -> None:
    repository.save(move("posts", "pages", pages__first=b"changed\n"))
    assert git("show", "HEAD:pages/first.md") == "changed"
    assert git("rev-list", "--count", "HEAD") == "2"
    assert git.status() == ""


def test_what_came_meanwhile_moves_too(repository: Repository, git: Git) -> None:
    change = move("posts", "pages")
    git.commit("Somebody else", **{"posts/new": b"new\n"})
    repository.save(change)
    assert "pages/new.md" in listed(git)


def test_nothing_is_moved_over_something(repository: Repository, git: Git) -> None:
    with pytest.raises(StaleBase) as stale:
        repository.save(move("posts", "x"))
    assert (stale.value.path, stale.value.expected) == (PurePosixPath("x"), None)
    with pytest.raises(StaleBase) as stale:
        repository.save(move("gone", "pages"))
    assert (stale.value.path, stale.value.actual) == (PurePosixPath("gone"), None)
    assert git("rev-list", "--count", "HEAD") == "1"


def test_only_good_names_are_made(repository: Repository) -> None:
    with pytest.raises(InvalidPath):
        repository.save(move("posts", "a/con"))
    with pytest.raises(InvalidPath, match="upper and lower case"):
        repository.save(move("x", "Posts"))


def test_case_of_a_folder_can_change(repository: Repository, git: Git) -> None:
    repository.save(move("posts", "Posts"))
    assert "Posts/deep/third.md" in listed(git)


def test_uncommitted_work_is_left_alone(repository: Repository, git: Git, site: Path) -> None:
    (site / "posts/first.md").write_text("mine\n")
    saved = repository.save(move("posts", "pages"))
    assert PurePosixPath("posts/first.md") in saved.left_alone
    assert (site / "posts/first.md").read_text() == "mine\n"


def test_move_is_taken_back(repository: Repository, git: Git) -> None:
    start = git("rev-parse", "HEAD^{tree}")
    saved = repository.save(move("posts", "pages"))
    repository.revert(saved.commit, ADA, "Undo")
    assert git("rev-parse", "HEAD^{tree}") == start
    assert git.status() == ""


def test_a_move_is_taken_back_as_a_move(repository: Repository, git: Git, site: Path) -> None:
    for number in range(40):  # enough for several threads
        (site / f"posts/n{number}").mkdir()
        (site / f"posts/n{number}/page.md").write_text(f"{number}\n")
    git("add", "-A")
    git("commit", "-q", "-m", "Many")
    saved = repository.save(move("posts", "archive/2026/posts"))
    other = git.commit("Somebody else", other=b"kept\n")
    repository.revert(saved.commit, ADA, "Undo")
    assert git("rev-parse", "HEAD:posts") == git("rev-parse", f"{saved.parent}:posts")
    assert git("show", "HEAD:other.md") == "kept"
    assert git("rev-parse", "HEAD~1") == other
    assert (site / "posts/n39/page.md").read_text() == "39\n"
    assert not (site / "archive/2026/posts/n39").exists()
    assert git.status() == ""


def test_a_move_is_not_taken_back_over_later_work(repository: Repository, git: Git) -> None:
    saved = repository.save(move("posts", "pages"))
    git.commit("Somebody else", **{"pages/first": b"changed\n"})
    with pytest.raises(Conflict, match="changed again"):
        repository.revert(saved.commit, ADA, "Undo")
    assert git("show", "HEAD:pages/first.md") == "changed"


def test_a_move_with_an_edit_is_taken_back_file_by_file(repository: Repository, git: Git) -> None:
    before = git("rev-parse", "HEAD^{tree}")
    saved = repository.save(move("posts", "pages", pages__first=b"changed\n"))
    repository.revert(saved.commit, ADA, "Undo")
    assert git("rev-parse", "HEAD^{tree}") == before


def test_uncommitted_work_in_a_moved_folder_stays(repository: Repository, site: Path, git: Git) -> None:
    for number in range(40):
        (site / f"posts/n{number}.md").write_text(f"{number}\n")
    git("add", "-A")
    git("commit", "-q", "-m", "Many")
    (site / "posts/n7.md").write_text("mine\n")
    saved = repository.save(move("posts", "pages"))
    assert PurePosixPath("posts/n7.md") in saved.left_alone
    assert (site / "posts/n7.md").read_text() == "mine\n"
    assert (site / "pages/n8.md").read_text() == "8\n"
