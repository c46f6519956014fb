"""Generated repositories: the same bytes every time, readable by every part of the bench."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bench.repositories import Folders, Site, check_out, entry, make_repository, rare_word


def head(repository: Path) -> str:
    done = subprocess.run(["git", "-C", repository, "rev-parse", "HEAD"], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("folders", ["one", "many"])
def test_same_commit_every_time(tmp_path: Path, folders: Folders) -> None:
    site = Site(120, folders)
    first, second = (make_repository(tmp_path / place, site) for place in ("here", "there"))
    assert first != second
    assert head(first) == head(second)


def test_made_once_then_taken_from_cache(tmp_path: Path) -> None:
    made = make_repository(tmp_path, Site(3))
    (made / "marked").touch()
    assert (make_repository(tmp_path, Site(3)) / "marked").exists()


def test_checked_out_files_are_the_entries(tmp_path: Path) -> None:
    copy = check_out(make_repository(tmp_path / "cache", Site(60, "many")), tmp_path / "copy")
    for number in (0, 3, 59):
        made = entry(number, "many")
        assert (copy / made.path).read_bytes() == made.data
        assert made.title.endswith(made.mark)


def test_rare_word_is_in_one_body(tmp_path: Path) -> None:
    word = rare_word(53).encode()
    assert [number for number in range(200) if word in entry(number).data.split()] == [53]
