"""Real sites in a real browser: every collection opens, and so do its first, last and largest entry; publishing them as
they are makes no commit and changes no file, with scripts and without.

A few sites are walked in every run; `make corpus`, or `QUIRE_CORPUS=all` in the environment, walks all of them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from browser.conftest import Served, serve, stop
from corpus.test_real_sites import configurations, repository_from
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from support import SHARED, git

from cms.actions import list_rows, open_site
from cms.config import Collection

pytestmark = [pytest.mark.browser, pytest.mark.corpus]

SITES = SHARED / "corpus" / "sites"
ALWAYS = (
    "7054company+7ea",  # entries without front matter, lists of objects
    "Fri3dCamp+badge_2026",  # two languages
)
PATIENCE = 60_000
NOTHING_NEW = "Nothing had changed, so nothing was published."
READY = """() => document.readyState === "complete" && !document.querySelector(":not(:defined)")
    && document.querySelector("iframe")?.contentDocument?.readyState !== "loading" """
KEPT = """() => Object.keys(localStorage).filter((name) => name.startsWith("quire:text:"))"""
LEFT = "net::ERR_ABORTED"
UNPUBLISHED = re.compile("^•")


@dataclass(slots=True)
class Tally:
    """What was done, over all sites."""

    sites: int = 0
    collections: int = 0
    entries: int = 0
    saves: int = 0


@dataclass(frozen=True, slots=True)
class Configured:
    """A configuration of a site: its collections, and how large the files of each are, by slug."""

    collections: tuple[Collection, ...]
    sizes: dict[str, dict[str, int]]


def site_names() -> list[str]:
    if not SITES.is_dir():
        return []
    if os.environ.get("QUIRE_CORPUS") == "all":
        return sorted(path.parent.name for path in SITES.glob("*/expected.json"))
    return list(ALWAYS)


@pytest.fixture(scope="module")
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    """Counts over the whole run, told at its end to whoever runs it in one process."""
    counted = Tally()
    yield counted
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\n{counted}")


@pytest.mark.skipif(not SITES.is_dir(), reason="the corpus of real sites is not beside this checkout")
@pytest.mark.parametrize("name", site_names())
def test_opened_and_published_unchanged(name: str, tmp_path: Path, clock: Any, browser: Browser, tally: Tally) -> None:
    repo = repository_from(SITES / name, tmp_path / "site")
    tally.sites += 1
    for path in configurations(SITES / name):
        configured = examined(repo, path, clock)
        head, files = git(repo, "rev-parse", "main"), files_of(repo)
        process, link = serve(repo, "--config", path)
        try:
            walk(browser, Served(repo, link), configured, tally)
        finally:
            stop(process)
        assert git(repo, "rev-list", "--all", "--count") == "1"
        assert git(repo, "rev-parse", "main") == head
        assert files_of(repo) == files


def examined(repo: Path, path: str, clock: Any) -> Configured:
    """What there is to open, told by the command line's own reading of the site."""
    site = open_site(repo, config=path, clock=clock)
    collections = site.config.collections
    rows = {item.name: list_rows(site, item.name) for item in collections}
    site.close()
    sizes = {name: {row.slug: (repo / str(row.path)).stat().st_size for row in of} for name, of in rows.items()}
    return Configured(collections, sizes)


def files_of(repo: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(repo)): path.read_bytes()
        for path in repo.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(repo).parts
    }


def walk(browser: Browser, served: Served, configured: Configured, tally: Tally) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="UTC")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    wrong = watched(page, served.root)
    page.goto(served.link)
    page.wait_for_url("**/contents**")
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    plain.set_default_timeout(PATIENCE)
    for collection in configured.collections:
        tally.collections += 1
        sizes = configured.sizes[collection.name]
        for address in addresses(page, served.root, collection, sizes):
            tally.entries += 1
            open_page(page, address)
            if slug_of(address) in sizes:  # else it is a page that the configuration names and nobody has written yet
                publish(page, address)
                publish_without_scripts(plain, address)
                tally.saves += 2
    assert page.evaluate(KEPT) == []
    plain.close()
    context.close()
    assert wrong == []


def watched(page: Page, root: str) -> list[str]:
    """What goes wrong on the page, as it comes: errors in its console, requests to the site that fail.

    Pictures are not there: the corpus has texts only. A request may end because the page is left.
    """
    wrong: list[str] = []

    def say(what: str, address: str = "") -> None:
        if not address.startswith((f"{root}/media/thumb/", f"{root}/media/file/")):
            wrong.append(f"{unquote(page.url.removeprefix(root))}: {what} {address}")

    def logged(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            say(message.text, message.location["url"])

    page.on("console", logged)
    page.on("pageerror", lambda error: say(str(error)))
    page.on("requestfailed", lambda sent: say(str(sent.failure), sent.url) if sent.failure != LEFT else None)
    page.on("response", lambda answer: say(str(answer.status), answer.url) if answer.status >= 400 else None)
    return wrong


def addresses(page: Page, root: str, collection: Collection, sizes: dict[str, int]) -> list[str]:
    """The first, the last and the largest entry as the list shows them; of a collection of files, every one."""
    here = f"{root}/contents/{collection.name.replace('~', '~0').replace('/', '~1')}"
    open_page(page, here)
    if collection.nested:
        open_page(page, f"{here}?view=list")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    rows = page.locator("quire-rows .title")
    while (more := page.locator("quire-more a")).count():
        shown = rows.count()
        more.focus()
        expect(rows.nth(shown)).to_be_visible()
    found: list[str] = rows.evaluate_all("links => links.map((link) => link.href)")
    assert set(sizes) <= set(map(slug_of, found))
    if not found:
        expect(page.locator(".nothing")).to_be_visible()
    if collection.kind != "folder" or not found:
        return found
    largest = max(found, key=lambda address: sizes[slug_of(address)])
    return list(dict.fromkeys([found[0], found[-1], largest]))


def slug_of(address: str) -> str:
    return unquote(address.split("/entries/", 1)[1].split("?")[0])


def publish(page: Page, address: str) -> None:
    """As a person does who opened the entry and presses the button."""
    expect(page.locator("#entry-form")).to_be_visible()
    assert not UNPUBLISHED.match(page.title()), address
    page.locator("[data-primary]").click()
    expect(page.locator(".toast"), address).to_contain_text(NOTHING_NEW, timeout=PATIENCE)
    expect(page.locator("[data-primary]"), address).to_have_text("Publish")
    assert not UNPUBLISHED.match(page.title()), address


def publish_without_scripts(plain: BrowserContext, address: str) -> None:
    page = plain.new_page()
    page.goto(address)
    page.locator("[data-primary]").click()
    expect(page.locator(".toast"), address).to_contain_text(NOTHING_NEW, timeout=PATIENCE)
    page.close()


def open_page(page: Page, address: str) -> None:
    """Go there; back when the page is at rest."""
    answer = page.goto(address)
    assert answer is not None and answer.status == 200, address
    page.wait_for_function(READY)
