"""Media files follow the branch: added, replaced, renamed and deleted, by a save or by anybody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from actions.test_bad_input import PNG
from following_support import contents, differences, from_scratch
from support import Files, FixedClock, git, write_files

from cms.actions import Site, Upload, delete_media, following, list_media, open_site, undo, upload_media
from cms.actions.records import Plan
from cms.state import Person

NOOR = Person("Noor Bakshi", "noor@example.org")
CONFIG = """\
backend: {name: git-gateway}
media_folder: static/media
collections:
  - {name: posts, folder: posts, fields: [{name: title, label: Title}]}
"""
FILES: Files = {
    "admin/config.yml": CONFIG,
    "posts/plums.md": "---\ntitle: Plums\n---\n",
    "static/media/a.png": PNG,
    "static/media/deep/er/b.png": PNG,
    "themes/shot.jpg": b"\xff\xd8\xff",
}


@pytest.fixture
def repo(repository_of: Callable[[Files], Path]) -> Path:
    return repository_of(FILES)


@pytest.fixture
def site(repo: Path, clock: FixedClock) -> Iterator[Site]:
    opened = open_site(repo, clock=clock)
    yield opened
    opened.close()


def check(site: Site, tmp_path: Path) -> None:
    """The index says what one built from nothing says."""
    site.refresh()
    fresh = from_scratch(site.repository, tmp_path / "fresh.sqlite", Plan(site.config), site.head())
    assert differences(contents(site.index.path), fresh) == ""


def found(site: Site) -> list[str]:
    return [str(item.path) for item in list_media(site).items]


def commit(repo: Path, files: Files, gone: tuple[str, ...] = ()) -> None:
    write_files(repo, files)
    for path in gone:
        (repo / path).unlink()
    git(repo, "add", "--all")
    git(repo, "commit", "-qm", "Outside")


def test_first_build_has_them(site: Site, tmp_path: Path) -> None:
    assert found(site) == ["static/media/a.png", "static/media/deep/er/b.png"]
    check(site, tmp_path)


def test_own_saves_are_followed(site: Site, tmp_path: Path) -> None:
    item = upload_media(site, Upload("c.png", PNG), person=NOOR, folder="deep")
    assert (str(item.path), item.size) == ("static/media/deep/c.png", len(PNG))
    assert "static/media/deep/c.png" in found(site)
    check(site, tmp_path)
    gone = delete_media(site, "static/media/a.png", person=NOOR)
    check(site, tmp_path)
    undo(site, gone.commit, person=NOOR)
    assert "static/media/a.png" in found(site)
    check(site, tmp_path)


@pytest.mark.parametrize("at_once", [300, 0])
def test_other_commits_are_followed(
    site: Site, repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(following, "AT_ONCE", at_once)  # 0: every move is a build
    git(repo, "mv", "static/media/deep", "static/media/moved")
    commit(repo, {"static/media/a.png": PNG + b"\0", "static/media/new.pdf": "%PDF-1.7", "notes.txt": "x"})
    check(site, tmp_path)
    assert found(site) == ["static/media/a.png", "static/media/moved/er/b.png", "static/media/new.pdf"]
    sizes = {item.name: item.size for item in list_media(site).items}
    assert sizes["a.png"] == len(PNG) + 1
    commit(repo, {}, gone=("static/media/a.png", "static/media/new.pdf"))
    check(site, tmp_path)
    git(repo, "reset", "-q", "--hard", "HEAD~2")
    check(site, tmp_path)
    assert "static/media/deep/er/b.png" in found(site)


def test_links_and_hidden_files_stay_out(site: Site, repo: Path, tmp_path: Path) -> None:
    (repo / "static/media/link.png").symlink_to("a.png")
    commit(repo, {"static/media/.hidden.png": PNG, "static/media/page.html": "<p>"})
    check(site, tmp_path)
    assert found(site) == ["static/media/a.png", "static/media/deep/er/b.png"]


def test_file_that_becomes_a_link_goes(site: Site, repo: Path, tmp_path: Path) -> None:
    (repo / "static/media/a.png").unlink()
    (repo / "static/media/a.png").symlink_to("deep/er/b.png")
    commit(repo, {})
    check(site, tmp_path)
    assert found(site) == ["static/media/deep/er/b.png"]


def test_rebuilding_reads_them_again(site: Site, tmp_path: Path) -> None:
    site.reindex()
    check(site, tmp_path)
