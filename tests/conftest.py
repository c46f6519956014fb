"""Fixtures that all rooms share: real repositories, a fixed clock, the real sites beside the checkout."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import SHARED, SMALL_SITE, Files, FixedClock, make_repository


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def small_site_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_repository(tmp_path_factory.mktemp("template") / "site", SMALL_SITE)


@pytest.fixture
def small_site(small_site_template: Path, tmp_path: Path) -> Path:
    """A working copy of the small site: two posts and a navigation file."""
    return shutil.copytree(small_site_template, tmp_path / "site", symlinks=True)


@pytest.fixture
def repository_of(tmp_path: Path) -> Callable[[Files], Path]:
    """Make a repository from files."""
    made = iter(range(100))
    return lambda files: make_repository(tmp_path / f"repo{next(made)}", files)


@pytest.fixture
def corpus_sites() -> Iterator[list[Path]]:
    """The real sites beside the checkout; the test is skipped where they are absent."""
    folder = SHARED / "corpus" / "sites"
    if not folder.is_dir():
        pytest.skip("the corpus of real sites is not beside this checkout")
    yield sorted(path for path in folder.iterdir() if (path / "expected.json").is_file())
