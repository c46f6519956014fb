"""The example site is plain content: a site generator builds it from a clean clone."""

from __future__ import annotations

import html
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from generators.build import HUGO_LAYOUT, BuildError, build_with_hugo, clone_site

CONTENT = Path(__file__).resolve().parents[2] / "content"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "alder-and-rye"
    shutil.copytree(CONTENT, folder)
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit_all(folder)
    return folder


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, env=git_environment())


def git_environment() -> dict[str, str]:
    names = {"NAME": "Noor Bakshi", "EMAIL": "noor@alder-and-rye.example"}
    people = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in names.items()}
    return {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "HOME": "/nonexistent", **people}


def commit_all(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Write the site")


def read(page: Path) -> str:
    return html.unescape(page.read_text(encoding="utf-8"))


def build(repository: Path, tmp_path: Path) -> Path:
    return build_with_hugo(clone_site(repository, tmp_path / "clone"), HUGO_LAYOUT, tmp_path / "out")


def test_known_title_reaches_its_page(repository: Path, tmp_path: Path) -> None:
    page = read(build(repository, tmp_path) / "journal/what-the-rye-remembers/index.html")
    assert "<h1>What the rye remembers</h1>" in page
    assert '<time datetime="2026-11-20T07:30:00+01:00">' in page
    assert '<p class="author">Ines Marchetti</p>' in page
    assert "<strong>Aud Hellevik</strong> sows hers in September" in page


def test_toml_entry_is_built(repository: Path, tmp_path: Path) -> None:
    page = read(build(repository, tmp_path) / "journal/plums-briefly/index.html")
    assert "<h1>Plums, briefly</h1>" in page


def test_front_page_lists_stories(repository: Path, tmp_path: Path) -> None:
    out = build(repository, tmp_path)
    front = read(out / "index.html")
    assert "How we price a baguette" in front
    assert "A note on salt" not in front, "a draft must stay off the site"
    assert (out / "media/rye-field.jpg").stat().st_size > 0


def test_every_live_entry_is_built(repository: Path, tmp_path: Path) -> None:
    out = build(repository, tmp_path)
    entries = [
        file
        for folder in ("journal", "recipes", "events", "people", "pages")
        for file in (CONTENT / folder).glob("*.md")
    ]
    missing = [file.name for file in entries if not (out / file.parent.name / file.stem / "index.html").is_file()]
    assert missing == ["a-note-on-salt.md"]


def test_broken_front_matter_fails(repository: Path, tmp_path: Path) -> None:
    (repository / "journal/broken.md").write_text('---\ntitle: "unclosed\n---\n', encoding="utf-8")
    commit_all(repository)
    with pytest.raises(BuildError, match=r"broken\.md"):
        build(repository, tmp_path)
