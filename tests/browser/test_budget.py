"""What a fresh browser fetches for each page, and what it keeps: bytes over the wire, modules, hosts, going back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser.conftest import Served
from playwright.sync_api import Browser, BrowserContext, Page, expect
from support import git

pytestmark = pytest.mark.browser

LIST = "/contents/journal"
EDITOR = "/contents/journal/entries/what-the-rye-remembers"
EDITORS_OWN = ("editor", "kept", "media-dialog", "markdown", "list-items", "preview", "fields", "serif")


class Traffic:
    """The requests of one page, with the bytes that came over the wire, headers included."""

    def __init__(self, page: Page) -> None:
        self.requests: dict[str, dict[str, Any]] = {}
        session = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def bytes(self, pattern: str = "") -> int:
        return sum(int(item.get("bytes", 0)) for item in self.requests.values() if re.search(pattern, item["url"]))

    def addresses(self) -> list[str]:
        return [item["url"] for item in self.requests.values() if not item["url"].startswith("data:")]

    def _sent(self, event: dict[str, Any]) -> None:
        self.requests[event["requestId"]] = {"url": event["request"]["url"], "by": event["initiator"]["type"]}

    def _received(self, event: dict[str, Any]) -> None:
        self.requests[event["requestId"]]["status"] = event["response"]["status"]

    def _finished(self, event: dict[str, Any]) -> None:
        self.requests[event["requestId"]]["bytes"] = event["encodedDataLength"]


@pytest.fixture
def fresh(browser: Browser, page: Page) -> Iterator[BrowserContext]:
    """A browser that is signed in and has nothing stored."""
    made = browser.new_context(viewport={"width": 1440, "height": 900}, storage_state=page.context.storage_state())
    yield made
    made.close()


@pytest.fixture
def long_list(served: Served) -> None:
    """Fifty more stories, so that the list's first page is full."""
    story = next((served.repo / "journal").rglob("*.md"), None) or next((served.repo / "content/journal").rglob("*.md"))
    text = story.read_text()
    for number in range(50):
        new = re.sub(r"(?m)^title:.*$", f'title: "A further story, number {number}"', text, count=1)
        (story.parent / f"a-further-story-{number}.md").write_text(new)
    git(served.repo, "add", "-A")
    git(served.repo, "commit", "-q", "-m", "Fifty stories")


def load(page: Page, address: str) -> Traffic:
    traffic = Traffic(page)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return traffic


def test_list_keeps_to_its_budget(served: Served, fresh: BrowserContext, long_list: None) -> None:
    page = fresh.new_page()
    traffic = load(page, served.root + LIST)
    expect(page.locator(".row .title")).to_have_count(25)
    assert traffic.bytes() <= 150_000
    assert traffic.bytes(r"/static/js/") <= 40_000
    assert traffic.bytes(r"\.css") <= 20_000
    assert all(address.startswith(served.root) for address in traffic.addresses())
    foreign = [address for address in traffic.addresses() for name in EDITORS_OWN if f"{name}" in address.split("?")[0]]
    assert foreign == []
    modules = [item for item in traffic.requests.values() if "/static/js/" in item["url"]]
    assert {item["by"] for item in modules} == {"parser"}  # all asked for by the document, none by another module


def test_editor_keeps_to_its_budget(served: Served, fresh: BrowserContext) -> None:
    traffic = load(fresh.new_page(), served.root + EDITOR)
    assert traffic.bytes(r"/static/js/") <= 200_000
    assert all(address.startswith(served.root) for address in traffic.addresses())
    modules = [item for item in traffic.requests.values() if "/static/js/" in item["url"]]
    assert {item["by"] for item in modules} == {"parser"}


def test_second_visit_fetches_what_changes_only(served: Served, fresh: BrowserContext) -> None:
    load(fresh.new_page(), served.root + "/media")
    traffic = load(fresh.new_page(), served.root + "/media")
    [document] = [item for item in traffic.requests.values() if item["url"].endswith("/media")]
    assert document["status"] in (200, 304)  # a 304 may be told as what it stands for
    assert traffic.bytes() <= 2_000


def test_no_file_is_fetched_twice(served: Served, fresh: BrowserContext) -> None:
    for address in (LIST, EDITOR, "/media"):
        page = fresh.new_page()
        static = [item for item in load(page, served.root + address).addresses() if "/static/" in item]
        page.close()
        framed = [item for item in static if "fonts" not in item and "icons" not in item]  # the preview has its own
        assert len(framed) == len(set(framed)), address


@pytest.fixture(params=["frozen page", "stored page"])
def remembering(launch: Callable[..., Browser], served: Served, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a browser that goes back as people's do: to the page itself, or to a stored copy, without asking."""
    left_out = ["--disable-back-forward-cache"] if request.param == "frozen page" else []
    launched = launch(ignore_default_args=left_out)
    page = launched.new_page()
    page.set_default_timeout(10_000)
    page.goto(served.link)
    page.wait_for_url("**/contents/**")
    yield page
    launched.close()


def test_going_back_shows_what_is_there_now(served: Served, remembering: Page) -> None:
    page = remembering
    page.goto(served.root + "/media")
    tiles = page.locator(".tile")
    count = tiles.count()
    page.goto(served.root + "/media?kind=other")
    picture = next(Path(served.repo).rglob("media/*.jpg"))
    git(served.repo, "rm", "-q", str(picture))
    git(served.repo, "commit", "-q", "-m", "Away with it")
    page.go_back(wait_until="commit")
    expect(tiles).to_have_count(count - 1)


def test_going_back_to_the_same_does_not_load_it_again(served: Served, remembering: Page) -> None:
    page = remembering
    page.goto(served.root + "/media")
    page.goto(served.root + "/media?kind=other")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.resource_type}"))
    with page.expect_response(lambda response: response.request.method == "HEAD") as answer:
        page.go_back(wait_until="commit")
    assert answer.value.status == 304
    page.wait_for_load_state("networkidle")
    assert asked.count("GET document") <= 1


def test_going_back_after_sign_out_shows_nothing(served: Served, remembering: Page) -> None:
    page = remembering
    page.goto(served.root + "/media")
    expect(page.locator(".tile").first).to_be_visible()
    page.locator("summary.account").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    page.go_back(wait_until="commit")
    expect(page.locator(".lonely")).to_be_visible()
    expect(page.locator(".tile")).to_have_count(0)
