"""What a person does, in a real browser, from the sign-in link to the built page."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from browser.conftest import Served
from generators.build import HUGO_LAYOUT, build_with_hugo, clone_site
from playwright.sync_api import Page, expect
from support import git

pytestmark = pytest.mark.browser


def commits(repo: Path) -> int:
    return int(git(repo, "rev-list", "--count", "main"))


def changed_lines(repo: Path) -> list[str]:
    diff = git(repo, "show", "--format=", "-U0").splitlines()
    return [line for line in diff if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def publish(page: Page) -> None:
    page.get_by_role("button", name="Publish").first.click()
    expect(page.get_by_text(re.compile(r"^Published|Created"))).to_be_visible()


def test_title_edit_reaches_the_built_page(page: Page, served: Served, tmp_path: Path) -> None:
    page.get_by_role("link", name="What the rye remembers").click()
    page.get_by_label("Title").fill("What the rye forgets")
    publish(page)
    assert commits(served.repo) == 2
    assert git(served.repo, "log", "-1", "--format=%an <%ae>") == "Noor Bakshi <noor@example.org>"
    assert changed_lines(served.repo) == ["-title: What the rye remembers", "+title: What the rye forgets"]
    assert git(served.repo, "status", "--porcelain") == ""
    built = build_with_hugo(clone_site(served.repo, tmp_path / "clone"), HUGO_LAYOUT, tmp_path / "out")
    text = html.unescape((built / "journal/what-the-rye-remembers/index.html").read_text())
    assert "What the rye forgets" in text


def test_new_entry_with_a_picture(page: Page, served: Served, tmp_path: Path) -> None:
    picture = served.repo / "media/plums.jpg"
    page.get_by_role("link", name="New story").click()
    page.get_by_label("Title").fill("Quinces, at length")
    page.get_by_label("Author").select_option(label="Ines Marchetti")
    page.get_by_label("Description").fill("A fruit that has to be asked twice.")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "Quince tree.JPG", "mimeType": "image/jpeg", "buffer": picture.read_bytes()}
    )
    page.get_by_role("textbox", name="Body").fill("They wait for **frost**.")
    publish(page)
    entry = git(served.repo, "show", "main:journal/quinces-at-length.md")
    assert "title: Quinces, at length" in entry
    assert "cover: /media/quince-tree.jpg" in entry
    assert "They wait for **frost**." in entry
    assert git(served.repo, "cat-file", "-t", "main:media/quince-tree.jpg") == "blob"
    built = build_with_hugo(clone_site(served.repo, tmp_path / "clone"), HUGO_LAYOUT, tmp_path / "out")
    assert "Quinces, at length" in html.unescape((built / "journal/quinces-at-length/index.html").read_text())


def test_nested_list_in_a_data_file(page: Page, served: Served) -> None:
    before = git(served.repo, "show", "main:data/navigation.yml")
    page.goto(f"{served.root}/contents/site/entries/navigation")
    labels = page.locator("input[name='f.main.0.label']")
    first = labels.input_value()
    page.locator("summary").filter(has_text="Journal").first.click()
    labels.fill("The journal")
    publish(page)
    assert commits(served.repo) == 2
    after = git(served.repo, "show", "main:data/navigation.yml")
    changed = [(a, b) for a, b in zip(before.splitlines(), after.splitlines(), strict=True) if a != b]
    assert len(changed) == 1
    assert first in changed[0][0]
    assert "The journal" in changed[0][1]


def test_delete_and_undo(page: Page, served: Served) -> None:
    start = git(served.repo, "rev-parse", "main^{tree}")
    row = page.get_by_role("row").filter(has_text="Plums, briefly")
    row.locator("summary").click()
    row.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("link", name="Plums, briefly")).to_have_count(0)
    assert commits(served.repo) == 2
    assert not (served.repo / "journal/plums-briefly.md").exists()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Plums, briefly")).to_be_visible()
    assert commits(served.repo) == 3
    assert git(served.repo, "rev-parse", "main^{tree}") == start


def test_saving_by_keyboard_alone(page: Page, served: Served) -> None:
    page.keyboard.press("/")
    page.keyboard.type("plums")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=plums**")
    link = page.get_by_role("link", name="Plums, briefly")
    for _ in range(40):
        if link.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/entries/plums-briefly")
    title = page.get_by_label("Title")
    for _ in range(20):
        if title.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("End")
    page.keyboard.type(" indeed")
    page.keyboard.press("Control+s")
    expect(page.get_by_text(re.compile("^Published"))).to_be_visible()
    assert commits(served.repo) == 2
    assert "Plums, briefly indeed" in git(served.repo, "show", "main:journal/plums-briefly.md")


def test_missing_title_leads_to_the_field(page: Page, served: Served) -> None:
    page.get_by_role("link", name="Plums, briefly").click()
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Publish").first.click()
    expect(page.get_by_role("heading", name=re.compile("needs you"))).to_be_visible()
    page.get_by_role("link", name="Title").first.click()
    expect(page.get_by_label("Title")).to_be_focused()
    assert commits(served.repo) == 1


def test_two_people_and_one_field(page: Page, served: Served) -> None:
    page.get_by_role("link", name="What flour is for").click()
    path = served.repo / "journal/what-flour-is-for.md"
    path.write_text(path.read_text().replace("What flour is for", "What flour was for"))
    git(served.repo, "commit", "-qam", "Say it in the past")
    page.get_by_label("Title").fill("What flour will be for")
    page.get_by_role("button", name="Publish").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("while you were writing")
    assert commits(served.repo) == 2
    page.get_by_role("radio", name=re.compile("^Yours")).check()
    page.get_by_role("button", name="Save the story").click()
    expect(page.get_by_text(re.compile("^Published"))).to_be_visible()
    assert commits(served.repo) == 3
    assert "What flour will be for" in git(served.repo, "show", "main:journal/what-flour-is-for.md")


def test_link_works_once(page: Page, served: Served) -> None:
    assert page.context.browser is not None
    other = page.context.browser.new_context()
    second = other.new_page()
    second.goto(served.link)
    expect(second.get_by_text("This link was used or is older than")).to_be_visible()
    other.close()
