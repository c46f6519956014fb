"""No program that a repository names is ever run, and nothing of the surroundings leaks in."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest
from gitstore_support import ADA, START, Git, edit

import cms.gitstore
from cms.errors import StoreError
from cms.gitstore import Repository
from cms.gitstore.door import Door

HOOKS = (
    "pre-commit",
    "post-commit",
    "reference-transaction",
    "post-index-change",
    "post-checkout",
    "fsmonitor-watchman",
)


def plant(site: Path, git: Git, canary: Path) -> None:
    """Everything in a repository that can name a program, naming one."""
    program = site / ".git" / "program"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> {canary}\ncat\n')
    program.chmod(0o755)
    for hook in HOOKS:
        (site / ".git/hooks").mkdir(exist_ok=True)
        (site / ".git/hooks" / hook).symlink_to(program)
    keys = ["core.fsmonitor", "core.editor", "core.pager", "core.sshCommand", "core.askPass", "diff.external"]
    keys += ["gpg.program", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv"]
    keys += ["diff.evil.command", "merge.evil.driver", "credential.helper", "core.alternateRefsCommand", "pager.log"]
    keys += [f"alias.{name}" for name in ("cat-file", "ls-tree", "log", "rev-list", "update-index", "ls-files")]
    for key in keys:
        value = str(program) if not key.startswith("alias.") else f"!{program}"
        git("config", key, value)
    git("config", "log.showSignature", "true")
    (site / ".gitattributes").write_text("*.md filter=evil diff=evil merge=evil\n")


def test_repository_runs_no_program(site: Path, git: Git, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    plant(site, git, canary)
    (site / "a.md").write_bytes(START["a.md"].replace(b"one", b"ONE"))
    with Repository.open(site) as repository:
        first = str(repository.head())
        saved = repository.save(edit("a.md", START["a.md"].replace(b"five", b"FIVE")))
        repository.save(edit("posts/first.md", None))
        repository.save(edit("posts/new.md", b"new\n"))
        repository.revert(str(repository.head()), ADA, "Undo")
        assert list(repository.changed(first, saved.commit))
        assert repository.log(PurePosixPath("a.md"), limit=5)
        assert list(repository.list_files(sizes=True)) and repository.resolve("main")
        repository.identity()
    assert not canary.exists()
    assert b"ONE" in (site / "a.md").read_bytes() and b"FIVE" in (site / "a.md").read_bytes()


def test_surroundings_do_not_leak(site: Path, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in (
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "GIT_WORK_TREE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_TRACE",
        "GIT_CONFIG_PARAMETERS",
    ):
        monkeypatch.setenv(key, str(tmp_path / "elsewhere"))
    with Repository.open(site) as repository:
        repository.save(edit("a.md", b"x"))
    assert git.status() == ""
    assert not (tmp_path / "elsewhere").exists()


def test_hanging_git_is_ended(site: Path) -> None:
    os.mkfifo(site / "fifo")
    door = Door(site / ".git", site, Path("/nonexistent"), timeout=0.1)
    with pytest.raises(StoreError, match="did not answer"):
        door.run("hash-object", "--no-filters", "fifo")


def test_failure_says_what_git_said(site: Path) -> None:
    door = Door(site / ".git", site, Path("/nonexistent"))
    with pytest.raises(StoreError, match="ls-tree failed"):
        door.run("ls-tree", "none")


def test_only_the_door_starts_processes() -> None:
    room = Path(str(cms.gitstore.__file__)).parent
    starters = {file.name for file in room.glob("*.py") if "import subprocess" in file.read_text("utf-8")}
    assert starters == {"door.py"}
    assert not [file for file in room.glob("*.py") if "os.system" in file.read_text("utf-8")]


def test_closed_repository_leaves_no_process(site: Path) -> None:
    repository = Repository.open(site)
    list(repository.read_many(entry.oid for entry in repository.list_files()))
    children = [child._process for child in repository._reader._idle]
    repository.close()
    assert children and all(child.poll() is not None for child in children)
