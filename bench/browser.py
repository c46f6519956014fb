"""Quire and Decap CMS in Chromium: the same steps, timed the same way, from outside."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from playwright.sync_api import CDPSession, Locator, Page, Playwright, sync_playwright

from bench.peers import DecapSite
from bench.repositories import Entry, Site, git, rare_word
from bench.samples import Results, Taken
from bench.serving import Served

__all__ = ["find_chromium", "measure_browser"]

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PATIENCE = 120_000
SETTLED = 1500  # milliseconds after which a page has asked for all that it asks for by itself

TITLES = r"""least => [...document.querySelectorAll("a[href]")]
    .filter(link => link.getClientRects().length && /\b\d{6}\b/.test(link.textContent)).length >= least"""
SHOWN = """mark => [...document.querySelectorAll("a[href]")]
    .some(link => link.getClientRects().length && link.textContent.includes(mark))"""
CONFIRMED = r"""yes => [...document.querySelectorAll("[role=status], [role=alert], output")]
    .some(element => element.getClientRects().length &&
        /^(?!.*\bnot published).*\b(published|saved)\b/is.test(element.textContent)) === yes"""


def find_chromium() -> str:
    """The browser named in QUIRE_CHROMIUM, or one on the path; "" if there is none."""
    names = ("chromium", "google-chrome", "chromium-browser")
    return os.environ.get("QUIRE_CHROMIUM") or next(filter(None, map(shutil.which, names)), "")


def measure_browser(results: Results, sites: list[Served], decap: DecapSite | None, peer: Site, runs: int) -> None:
    """Open the list in a fresh browser, search, publish. Sites take turns; Decap CMS follows the one of its size."""
    taken = Taken()
    picks = {served.site: (served.some(4, rare=True), served.some(5)) for served in sites}
    with sync_playwright() as playwright:
        for run in range(-1, runs):
            for served in sites:
                rare, edited = (next(entries) for entries in picks[served.site])
                values = _quire(playwright, served, rare, edited, run)
                if decap is not None and served.site == peer:
                    values |= _decap(playwright, decap, served.site, next(picks[served.site][1]), run)
                if run >= 0:
                    taken.add(served.site, values)
    taken.put_into(results)


def _quire(playwright: Playwright, served: Served, rare: Entry, edited: Entry, run: int) -> dict[str, float]:
    address = served.address(edited)
    with _fresh(playwright, served.server.root, served.server.cookies) as (page, session):
        counted = _count(session)
        values = {"open": _open(page, served.server.root + served.list_address, served.site)}
        page.wait_for_timeout(SETTLED)
        values["open bytes"] = sum(counted) / 1000
        values["find"] = _search(page, page.get_by_role("searchbox").first, rare_word(rare.number), rare)
        page.goto(served.server.root + address)
        page.get_by_label(re.compile("^Description")).locator("visible=true").first.fill(f"Edited in a browser, {run}")
        page.wait_for_function(CONFIRMED, arg=False)
        head = git(served.server.repository, "rev-parse", "HEAD")
        button = page.get_by_role("button", name="Publish").first
        began = time.perf_counter()
        button.click(no_wait_after=True)
        page.wait_for_function(CONFIRMED, arg=True)
        values["publish"] = _since(began)
        if git(served.server.repository, "rev-parse", "HEAD") == head:
            raise RuntimeError("the browser was told that the entry is published, but there is no new commit")
    return values


def _decap(playwright: Playwright, decap: DecapSite, site: Site, edited: Entry, run: int) -> dict[str, float]:
    with _fresh(playwright, decap.address, {}) as (page, session):
        counted = _count(session)
        values = {"decap open": _open(page, decap.address, site, login=True)}
        page.wait_for_timeout(SETTLED)
        values["decap open bytes"] = sum(counted) / 1000
        values["decap find"] = _search(page, page.get_by_placeholder("Search all"), edited.title, edited)
        page.locator("a[href*='entries/']").filter(has_text=edited.mark).first.click()
        page.locator("textarea[id^=description]").fill(f"Edited in Decap, {run}")
        page.get_by_text(re.compile("unsaved changes", re.IGNORECASE)).first.wait_for()
        page.locator("[role=button]:has-text('Publish')").first.click()
        item = page.locator("[role=menuitem]:has-text('Publish now')")
        item.wait_for()
        began = time.perf_counter()
        item.click(no_wait_after=True)
        page.wait_for_selector("text=/^changes saved/i")
        values["decap publish"] = _since(began)
    return values


@contextmanager
def _fresh(playwright: Playwright, root: str, cookies: Mapping[str, str]) -> Iterator[tuple[Page, CDPSession]]:
    """A browser that was never used, with these cookies."""
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
    try:
        context = browser.new_context(viewport={"width": 1366, "height": 900})
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": name, "value": value, "url": root} for name, value in cookies.items()])
        page = context.new_page()
        yield page, context.new_cdp_session(page)
    finally:
        browser.close()


def _count(session: CDPSession) -> list[float]:
    """Fills with the bytes of each answer as they were on the wire, headers included."""
    counted: list[float] = []
    session.on("Network.loadingFinished", lambda event: counted.append(event["encodedDataLength"]))
    session.send("Network.enable")
    return counted


def _open(page: Page, address: str, site: Site, *, login: bool = False) -> float:
    """Milliseconds from the address to the first ten titles on the screen."""
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    if login:
        page.get_by_role("button", name="Login").click(no_wait_after=True)
    page.wait_for_function(TITLES, arg=min(10, site.entries))
    return _since(began)


def _search(page: Page, box: Locator, text: str, wanted: Entry) -> float:
    """Milliseconds from the Enter key to the hit on the screen."""
    box.fill(text)
    began = time.perf_counter()
    page.keyboard.press("Enter")
    page.wait_for_function(SHOWN, arg=wanted.mark)
    return _since(began)


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
