"""Real repositories for the git store, copied from one that is made once, and checked by git after each test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from gitstore_support import START, Clock, Git

from cms.gitstore import Repository

PAYLOADS = Path(__file__).resolve().parents[2].parent / "shared" / "payloads"


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("ready") / "site"
    for name, data in START.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data)
    git = Git(top)
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "Start")
    return top


@pytest.fixture
def site(ready: Path, tmp_path: Path) -> Iterator[Path]:
    """A working copy with five files and one commit."""
    top = tmp_path / "site"
    shutil.copytree(ready, top, symlinks=True)
    Git(top)("update-index", "-q", "--refresh")
    yield top
    assert Git(top)("fsck", "--strict", "--full", "--no-dangling") == ""


@pytest.fixture
def git(site: Path) -> Git:
    return Git(site)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def repository(site: Path, clock: Clock) -> Iterator[Repository]:
    with Repository.open(site, clock=clock) as opened:
        yield opened


@pytest.fixture
def bare(site: Path, tmp_path: Path) -> Iterator[Repository]:
    Git(tmp_path)("clone", "-q", "--bare", str(site), "bare.git")
    with Repository.open(tmp_path / "bare.git") as opened:
        yield opened
        assert Git(tmp_path / "bare.git")("fsck", "--strict", "--full", "--no-dangling") == ""


@pytest.fixture
def payloads() -> Callable[[str], list[dict[str, Any]]]:
    def load(name: str) -> list[dict[str, Any]]:
        file = PAYLOADS / f"{name}.json"
        if not file.is_file():
            pytest.skip(f"{file} is not there")
        return list(json.loads(file.read_text("utf-8")))

    return load
