"""What is typed before the page's scripts are there."""

from __future__ import annotations

import re

import pytest
from browser.conftest import Served
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser


def test_text_typed_before_the_scripts_are_there_is_kept(page: Page, served: Served) -> None:
    held: list[Route] = []
    typed: list[str] = []
    page.route(re.compile(r"/js/main\.js"), lambda route: route.continue_() if typed else held.append(route))
    page.goto(f"{served.root}/contents/journal/entries/plums-briefly", wait_until="commit")
    page.get_by_label("Title").fill("Plums, at once")
    typed.append("Plums, at once")
    for route in held:
        route.continue_()
    expect(page).to_have_title(re.compile("^•"))
    expect(page.get_by_text("kept in this browser")).to_be_visible()
    page.unroute_all()
