"""Fixtures that all rooms share: real repositories, a fixed clock, the real sites beside the checkout."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Playwright, sync_playwright
from support import SHARED, SMALL_SITE, Files, FixedClock, make_repository

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    named = os.environ.get("QUIRE_CHROMIUM", "")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
    assert found, "No Chromium was found. Install it (Debian: apt-get install chromium) or name it in QUIRE_CHROMIUM."
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def launch(playwright: Playwright) -> Callable[..., Browser]:
    """Start a browser; takes the options of Playwright's `launch`."""
    return partial(playwright.chromium.launch, executable_path=chromium(), args=ARGUMENTS)


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser]) -> Iterator[Browser]:
    launched = launch()
    yield launched
    launched.close()


# No test depends on time. On CI the same examples come each time, so that it judges the change; elsewhere new ones are
# looked for.
settings.register_profile("quire", deadline=None)
settings.register_profile("ci", settings.get_profile("quire"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "quire")


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
