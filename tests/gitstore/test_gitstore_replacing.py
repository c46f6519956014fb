"""Files that take the place of others: nothing of the old ones stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from gitstore_support import edit

from cms.gitstore import Repository
from cms.gitstore.replacing import Replacer


def test_what_was_there_is_removed_afterwards(tmp_path: Path) -> None:
    replacer, place = Replacer(tmp_path), tmp_path / "place"
    for content in ("one", "two", "three"):
        new = tmp_path / "new"
        new.write_text(content)
        replacer.replace(new, place)
        assert place.read_text() == content
    replacer.close()
    assert [each.name for each in tmp_path.iterdir()] == ["place"]
    assert place.stat().st_nlink == 1


def test_what_is_replaced_after_closing_goes_at_once(tmp_path: Path) -> None:
    replacer, place = Replacer(tmp_path), tmp_path / "place"
    replacer.close()
    for content in ("one", "two", "three"):
        new = tmp_path / "new"
        new.write_text(content)
        replacer.replace(new, place)
        assert [each.name for each in tmp_path.iterdir()] == ["place"]
    assert place.read_text() == "three"


@pytest.mark.parametrize("fault", ["no folder", "no second names"])
def test_place_without_second_names(tmp_path: Path, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_names: object, **_folders: object) -> None:
        raise PermissionError

    if fault == "no second names":
        monkeypatch.setattr(os, "link", refused)
    replacer, place, new = Replacer(tmp_path / "missing"), tmp_path / "place", tmp_path / "new"
    place.write_text("old")
    new.write_text("new")
    replacer.replace(new, place)
    replacer.close()
    assert place.read_text() == "new"
    assert [each.name for each in tmp_path.iterdir()] == ["place"]


def test_what_cannot_be_replaced_stays(tmp_path: Path) -> None:
    replacer, place = Replacer(tmp_path), tmp_path / "place"
    place.write_text("old")
    with pytest.raises(FileNotFoundError):
        replacer.replace(tmp_path / "missing", place)
    replacer.close()
    assert place.read_text() == "old"
    assert place.stat().st_nlink == 1


def test_saves_leave_none_and_a_start_removes_those_of_a_killed_process(site: Path) -> None:
    with Repository.open(site) as repository:
        for number in range(3):
            repository.save(edit("a.md", b"%d\n" % number))
    scratch = site / ".git/quire"
    assert list(scratch.glob("replaced-*")) == []
    os.link(site / ".git/index", scratch / "replaced-1-0")
    Repository.open(site).close()
    assert list(scratch.glob("replaced-*")) == []
