"""Quire and Decap CMS in Chromium: the same steps, timed the same way, from outside."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, Playwright, sync_playwright

from bench.forms import FORMS, NAMES
from bench.peers import DecapSite
from bench.repositories import Entry, Site, git, rare_word
from bench.samples import Results, Taken
from bench.server import Server
from bench.serving import Served

__all__ = ["find_chromium", "measure_find", "measure_open", "measure_publish", "measure_typing"]

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PATIENCE = 60_000
SETTLED = 1500  # milliseconds after which a page has asked for all that it asks for by itself

TITLES = r"""least => [...document.querySelectorAll("a[href]")]
    .filter(link => link.getClientRects().length && /\b\d{6}\b/.test(link.textContent)).length >= least"""
SHOWN = """([mark, before]) => location.href !== before && [...document.querySelectorAll("a[href]")]
    .some(link => link.getClientRects().length && link.textContent.includes(mark))"""
CONFIRMED = r"""yes => [...document.querySelectorAll("[role=status], [role=alert], output")]
    .some(element => element.getClientRects().length &&
        /^(?!.*\bnot published).*\b(published|saved)\b/is.test(element.textContent)) === yes"""

WATCH_CLICK = """() => document.addEventListener("click", () =>
    sessionStorage.setItem("clicked", performance.timeOrigin + performance.now()), {capture: true})"""
SINCE_CLICK = "() => performance.timeOrigin + performance.now() - Number(sessionStorage.getItem('clicked'))"

NOTICED = "() => document.title.startsWith('•')"


def find_chromium() -> str:
    """The browser named in QUIRE_CHROMIUM, or one on the path; "" if there is none."""
    names = ("chromium", "google-chrome", "chromium-browser")
    return os.environ.get("QUIRE_CHROMIUM") or next(filter(None, map(shutil.which, names)), "")


def measure_open(results: Results, sites: list[Served], decap: DecapSite | None, runs: int) -> None:
    """From the address to the first titles, in a browser that was never used, and the bytes that it took in all."""

    def quire(playwright: Playwright, served: Served, run: int) -> dict[str, float]:
        with _fresh(playwright, served.server.root, served.server.cookies) as page:
            took, size = _open(page, served.server.root + served.list_address, served.site)
        return {"open": took, "open bytes": size}

    def theirs(playwright: Playwright, peer: DecapSite, run: int) -> dict[str, float]:
        with _fresh(playwright, peer.address, {}) as page:
            took, size = _open(page, peer.address, peer.site, login=True)
        return {"decap open": took, "decap open bytes": size}

    _in_turns(results, sites, decap, runs, quire, theirs)


def measure_find(results: Results, sites: list[Served], decap: DecapSite | None, runs: int) -> None:
    """From the Enter key in the list's search box to the hit: in Quire by a word of the body, in Decap by the title."""
    words = {served.site: served.some(4, rare=True) for served in sites}

    def quire(playwright: Playwright, served: Served, run: int) -> dict[str, float]:
        rare = next(words[served.site])
        with _fresh(playwright, served.server.root, served.server.cookies) as page:
            _open(page, served.server.root + served.list_address, served.site)
            return {"find": _search(page, page.get_by_role("searchbox").first, rare_word(rare.number), rare)}

    def theirs(playwright: Playwright, peer: DecapSite, run: int) -> dict[str, float]:
        wanted = next(words[peer.site])
        with _fresh(playwright, peer.address, {}) as page:
            _open(page, peer.address, peer.site, login=True)
            return {"decap find": _search(page, page.get_by_placeholder("Search all"), wanted.title, wanted)}

    _in_turns(results, sites, decap, runs, quire, theirs)


def measure_publish(results: Results, sites: list[Served], decap: DecapSite | None, runs: int) -> None:
    """From the click on Publish, as the page is told of it, to the words that say it is done; by then it is committed.

    How long the driver takes to move and press the mouse is not counted: some 50 ms in either.
    """
    picks = {served.site: served.some(5) for served in sites}

    def quire(playwright: Playwright, served: Served, run: int) -> dict[str, float]:
        address = served.server.root + served.address(next(picks[served.site]))
        with _fresh(playwright, served.server.root, served.server.cookies) as page:
            page.goto(address)
            page.get_by_label(re.compile("^Description")).locator("visible=true").first.fill(f"From a browser, {run}")
            page.wait_for_function(CONFIRMED, arg=False)
            head = git(served.server.repository, "rev-parse", "HEAD")
            button = page.get_by_role("button", name="Publish").first
            page.evaluate(WATCH_CLICK)
            button.click(no_wait_after=True)
            page.wait_for_function(CONFIRMED, arg=True)
            took = float(page.evaluate(SINCE_CLICK))
            if git(served.server.repository, "rev-parse", "HEAD") == head:
                raise RuntimeError("the browser was told that the entry is published, but there is no new commit")
        return {"publish": took}

    def theirs(playwright: Playwright, peer: DecapSite, run: int) -> dict[str, float]:
        slug = next(picks[peer.site]).path.stem
        with _fresh(playwright, peer.address, {}) as page:
            page.goto(f"{peer.address}#/collections/posts/entries/{slug}")
            page.get_by_role("button", name="Login").click()
            page.locator("textarea[id^=description]").fill(f"From a browser, {run}")
            page.get_by_text(re.compile("unsaved changes", re.IGNORECASE)).first.wait_for()
            page.locator("[role=button]:has-text('Publish')").first.click()
            item = page.locator("[role=menuitem]:has-text('Publish now')")
            item.wait_for()
            page.evaluate(WATCH_CLICK)
            item.click(no_wait_after=True)
            page.wait_for_selector("text=/^changes saved/i")
            return {"decap publish": float(page.evaluate(SINCE_CLICK))}

    _in_turns(results, sites, decap, runs, quire, theirs)


def measure_typing(results: Results, server: Server, runs: int) -> None:
    """From the address of a large form to the first letter that the editor has taken notice of."""
    for address, name in NAMES.items():
        values = []
        with sync_playwright() as playwright:
            for run in range(-1, runs):
                with _fresh(playwright, server.root, server.cookies) as page:
                    began = time.perf_counter()
                    page.goto(server.root + address, wait_until="commit")
                    page.locator("#entry-form input[type=text]").first.press_sequentially("x", no_wait_after=True)
                    page.wait_for_function(NOTICED)
                    values += [_since(began)] if run >= 0 else []
        results.put(FORMS, f"{name} typed in", values)


def _in_turns(
    results: Results,
    sites: list[Served],
    decap: DecapSite | None,
    runs: int,
    quire: Callable[[Playwright, Served, int], dict[str, float]],
    theirs: Callable[[Playwright, DecapSite, int], dict[str, float]],
) -> None:
    """One step in each site, and in Decap after the site of its size, again and again; the first round is not kept."""
    taken = Taken()
    with sync_playwright() as playwright:
        for run in range(-1, runs):
            for served in sites:
                values = quire(playwright, served, run)
                if decap is not None and served.site == decap.site:
                    values |= theirs(playwright, decap, run)
                if run >= 0:
                    taken.add(served.site, values)
    taken.put_into(results)


@contextmanager
def _fresh(playwright: Playwright, root: str, cookies: Mapping[str, str]) -> Iterator[Page]:
    """A browser that was never used, with these cookies."""
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
    try:
        context = browser.new_context(viewport={"width": 1366, "height": 900})
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": name, "value": value, "url": root} for name, value in cookies.items()])
        yield context.new_page()
    finally:
        browser.close()


def _open(page: Page, address: str, site: Site, *, login: bool = False) -> tuple[float, float]:
    """Milliseconds from the address to the first ten titles on the screen, and the KB that came until all was quiet.

    They are counted as they were on the wire, headers included.
    """
    counted: list[float] = []
    session = page.context.new_cdp_session(page)
    session.on("Network.loadingFinished", lambda event: counted.append(event["encodedDataLength"]))
    session.send("Network.enable")
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    if login:
        page.get_by_role("button", name="Login").click(no_wait_after=True)
    page.wait_for_function(TITLES, arg=min(10, site.entries))
    took = _since(began)
    page.wait_for_timeout(SETTLED)
    return took, sum(counted) / 1000


def _search(page: Page, box: Locator, text: str, wanted: Entry) -> float:
    """Milliseconds from the Enter key to the hit on the screen.

    The address must have changed as well: the list that Decap shows before already holds the entry.
    """
    box.fill(text)
    before = page.url
    began = time.perf_counter()
    page.keyboard.press("Enter")
    page.wait_for_function(SHOWN, arg=[wanted.mark, before])
    return _since(began)


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
