"""The proof that no save was lost, on real commits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support import Files, git

from bench.load import lost_saves
from bench.repositories import entry

FIRST, SECOND, OTHER = (f"Saved by browser {number} as number 0, load." for number in (1, 2, 3))


@pytest.fixture
def repository(repository_of: Callable[[Files], Path]) -> Path:
    return repository_of({str(entry(0).path): entry(0).data})


def save(repository: Path, text: str) -> None:
    file = repository / entry(0).path
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(f"description: {text}\n" if line[:12] == "description:" else line for line in lines))
    git(repository, "commit", "--all", "--message", "Update")


def test_save_replaced_by_a_later_one_is_not_lost(repository: Path) -> None:
    start = git(repository, "rev-parse", "HEAD")
    save(repository, FIRST)
    save(repository, SECOND)
    assert lost_saves(repository, start, {FIRST: entry(0), SECOND: entry(0)}) == []


def test_save_without_a_commit_is_lost(repository: Path) -> None:
    start = git(repository, "rev-parse", "HEAD")
    save(repository, FIRST)
    assert lost_saves(repository, start, {FIRST: entry(0), OTHER: entry(0)}) == [OTHER]


def test_save_undone_by_nobody_knows_what_is_lost(repository: Path) -> None:
    start = git(repository, "rev-parse", "HEAD")
    save(repository, FIRST)
    save(repository, "As it was before.")
    assert lost_saves(repository, start, {FIRST: entry(0)}) == [FIRST]
