"""A served site and a real Chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from support import GIT_ENVIRONMENT, git


@dataclass(frozen=True)
class Served:
    """A running `cms serve`: the repository, the one-time link, the address."""

    repo: Path
    link: str

    @property
    def root(self) -> str:
        return self.link.split("/sign-in/", 1)[0]


@pytest.fixture(scope="session")
def example_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example") / "site"
    subprocess.run([sys.executable, "-m", "cms.cli", "init", str(folder)], check=True, env=GIT_ENVIRONMENT)
    git(folder, "config", "user.name", "Noor Bakshi")
    git(folder, "config", "user.email", "noor@example.org")
    return folder


def serve(repo: Path, *options: str) -> tuple[subprocess.Popen[str], str]:
    """Start `cms serve` on a free port; returns the process and the link it printed last."""
    command = [sys.executable, "-m", "cms.cli", "serve", "--repo", str(repo), "--port", "0", "--no-browser", *options]
    process = subprocess.Popen(
        command, env=GIT_ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("Open "):
            return process, line.removeprefix("Open ").strip()
    raise AssertionError("cms serve ended before it printed its link")


def served_copy(template: Path, folder: Path) -> Iterator[Served]:
    """A copy of a repository, served until the fixture that yields from here ends."""
    yield from served_at(shutil.copytree(template, folder, symlinks=True))


def served_at(repo: Path) -> Iterator[Served]:
    """A repository, served until the fixture that yields from here ends."""
    process, link = serve(repo)
    yield Served(repo, link)
    stop(process)


def stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait(timeout=20)
    if process.stdout is not None:
        process.stdout.close()


@pytest.fixture
def served(example_template: Path, tmp_path: Path) -> Iterator[Served]:
    yield from served_copy(example_template, tmp_path / "site")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="UTC")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, served: Served) -> Iterator[Page]:
    """A page that has signed in by the link. The test fails if anything is logged as an error in its console."""
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(served.link)
    opened.wait_for_url("**/contents/**")
    yield opened
    assert not [text for text in errors if "Failed to load resource" not in text]
