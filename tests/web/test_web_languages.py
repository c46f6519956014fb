"""Entries in several languages in the browser: switched, begun, beside each other, copied; without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from support import GIT_ENVIRONMENT, Files, FixedClock, git, write_files
from web_support import SAME_ORIGIN, Page, changed_lines, editor_form, get, log_lines, sign_in

from cms.actions import open_site
from cms.web import create_app

CONFIG = """\
backend: {name: git-gateway}
media_folder: media
i18n: {structure: multiple_files, locales: [en, de, fr, it]}
collections:
  - name: posts
    label: Journal
    label_singular: Story
    folder: posts
    create: true
    i18n: true
    fields:
      - {name: title, label: Title, i18n: true}
      - {name: date, label: Date, i18n: duplicate, required: false}
      - {name: mood, label: Mood, required: false}
      - {name: tags, label: Tags, widget: list, i18n: true, required: false}
      - {name: body, label: Body, widget: markdown, i18n: true, required: false}
"""
TEA = {
    "admin/config.yml": CONFIG,
    "posts/tea.en.md": "---\ntitle: Tea\ndate: 2026-01-05\nmood: calm\ntags: [hot, green]\n---\nHot.\n",
    "posts/tea.de.md": "---\ntitle: Tee\ndate: 2026-01-05\n---\nHeiß.\n",
    "posts/rye.en.md": "---\ntitle: Rye\n---\nRye.\n",
}
EDITOR = "/contents/posts/entries/tea"


@pytest.fixture
def repo(repository_of: Callable[[Files], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site whose first commit is older than the clock that saves tell."""
    monkeypatch.setitem(GIT_ENVIRONMENT, "GIT_COMMITTER_DATE", "2026-01-02T00:00:00Z")
    return repository_of(TEA)


@pytest.fixture
def client(repo: Path, clock: FixedClock) -> Iterator[FlaskClient]:
    site = open_site(repo, clock=clock)
    app = create_app(site)
    yield sign_in(app, app.test_client())
    site.close()


def post(client: FlaskClient, address: str, form: dict[str, list[str]], **changed: str) -> tuple[int, str, str]:
    """Send a form with some values changed: status, where to, and the page."""
    names = {name: name if name in form or name == "do" else f"f.{name}" for name in changed}
    sent = {**form, **{names[name]: [text] for name, text in changed.items()}}
    response = client.post(address, data=sent, headers=SAME_ORIGIN)
    return response.status_code, response.location or "", response.get_data(as_text=True)


def test_switch_says_how_each_language_stands(client: FlaskClient, repo: Path) -> None:
    write_files(repo, {"posts/tea.en.md": TEA["posts/tea.en.md"].replace("title: Tea", "title: Good tea")})
    git(repo, "commit", "-qam", "Say more")
    page = get(client, f"{EDITOR}?locale=de")
    assert "1 field not translated" in page.text  # the tags
    assert page.text.count("Not there yet") >= 2
    write_files(repo, {"posts/tea.de.md": "---\ntitle: Tee\ntags: [heiß]\n---\nHeiß.\n"})
    git(repo, "commit", "-qam", "Translate the tags")
    assert "Complete" in get(client, f"{EDITOR}?locale=de").text


def test_older_than_the_original(client: FlaskClient, clock: FixedClock) -> None:
    german = editor_form(client, f"{EDITOR}?locale=de")
    assert post(client, EDITOR, {**german, "f.tags!add": ["heiß"]})[0] == 303
    clock.advance(days=1)
    assert post(client, EDITOR, editor_form(client, EDITOR), title="Black tea", date="2026-02-02")[0] == 303
    page = get(client, f"{EDITOR}?locale=de")  # the German file was written too, but not its title
    assert "English changed on 26 Nov: 1 field" in page.text
    assert "The English text changed on 26 Nov." in page.text


def test_translation_hides_what_only_the_original_has(client: FlaskClient) -> None:
    form = editor_form(client, f"{EDITOR}?locale=de")
    assert "f.mood" not in form
    page = get(client, f"{EDITOR}?locale=de")
    date = next(attrs for tag, attrs in page.tags if attrs.get("name") == "f.date")
    assert "readonly" in date
    assert "Same in all languages" in page.text


@pytest.mark.parametrize(("choice", "title"), [("Start empty", ""), ("Start from the English text", "Rye")])
def test_begin_a_translation(client: FlaskClient, repo: Path, choice: str, title: str) -> None:
    editor = "/contents/posts/entries/rye"
    page = get(client, f"{editor}?locale=de")
    assert "There is no version in Deutsch yet" in page.text
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a" and "start=" in attrs.get("href", "")]
    address = links[0 if title else 1]
    form = editor_form(client, address)
    assert (form["f.title"], form["f.@en.title"]) == ([title], ["Rye"])
    status, to, _ = post(client, f"{editor}?locale=de", form, title="Roggen", body="Roggen.")
    assert (status, to) == (303, f"{editor}?locale=de&beside=en")
    assert (repo / "posts/rye.de.md").read_text() == "---\ntitle: Roggen\n---\nRoggen.\n"
    assert log_lines(repo)[0] == "Update Story “rye”"


def test_two_languages_are_published_at_once(client: FlaskClient, repo: Path) -> None:
    form = editor_form(client, f"{EDITOR}?locale=de&beside=en")
    form["f.@en.title"] = ["Black tea"]
    status, _, _ = post(client, EDITOR, form, title="Schwarztee")
    assert status == 303
    assert sorted(changed_lines(repo)) == ["+title: Black tea", "+title: Schwarztee", "-title: Tea", "-title: Tee"]


def test_language_beside_that_is_not_there_is_left_alone(client: FlaskClient, repo: Path) -> None:
    form = editor_form(client, f"{EDITOR}?locale=en&beside=fr")
    assert post(client, EDITOR, form, title="Black tea")[0] == 303
    assert changed_lines(repo) == ["-title: Tea", "+title: Black tea"]


def test_nothing_typed_is_nothing_published(client: FlaskClient, repo: Path) -> None:
    for address in (f"{EDITOR}?locale=de&beside=en", f"{EDITOR}?locale=de", EDITOR):
        assert post(client, EDITOR, editor_form(client, address))[0] == 303
    assert len(log_lines(repo)) == 1


@pytest.mark.parametrize(
    ("command", "title", "tags"),
    [("copy:f.title", "Tea", []), ("copy:f.tags", "Tee", ["hot", "green"]), ("copy-all:f", "Tea", ["hot", "green"])],
)
def test_copy_from_the_other_language(client: FlaskClient, command: str, title: str, tags: list[str]) -> None:
    form = editor_form(client, f"{EDITOR}?locale=de&beside=en")
    response = client.post(EDITOR, data={**form, "do": [command]}, headers=SAME_ORIGIN)
    assert response.status_code == 200
    again = Page(response).fields(form_id="entry-form")
    assert again["f.title"] == [title]
    assert [again[f"f.tags.{key}"][0] for key in again.get("f.tags!items", [])] == tags
    assert again["f.@en.title"] == ["Tea"]
    response = client.post(EDITOR, data=again, headers=SAME_ORIGIN)
    assert response.status_code == 303


def test_what_is_wrong_is_said_in_its_language(client: FlaskClient) -> None:
    form = editor_form(client, f"{EDITOR}?locale=de&beside=en")
    form["f.@en.title"] = [""]
    status, _, html = post(client, EDITOR, form, title="Schwarztee")
    assert status == 422
    assert 'href="#field-@en.title"' in html
    assert 'value="Schwarztee"' in html


def test_new_entry_is_begun_in_the_languages_chosen(client: FlaskClient, repo: Path) -> None:
    form = editor_form(client, "/contents/posts/new")
    assert form["languages"] == ["", "de", "fr", "it"]
    form["languages"] = ["", "fr"]
    status, to, _ = post(client, "/contents/posts/new", form, title="Plums", date="2026")
    assert (status, to) == (303, "/contents/posts/entries/plums?locale=en")
    assert sorted(path.name for path in (repo / "posts").glob("plums*")) == ["plums.en.md", "plums.fr.md"]


def test_new_entry_in_two_languages(client: FlaskClient, repo: Path) -> None:
    form = editor_form(client, "/contents/posts/new?beside=de")
    form["f.@de.title"] = ["Pflaumen"]
    assert post(client, "/contents/posts/new", form, title="Plums")[0] == 303
    assert (repo / "posts/plums.de.md").read_text() == "---\ntitle: Pflaumen\n---\n"
    assert not (repo / "posts/plums.fr.md").exists()  # nothing would stand in it


def test_conflict_in_the_second_language(client: FlaskClient, repo: Path) -> None:
    form = editor_form(client, f"{EDITOR}?locale=en&beside=de")
    form["f.@de.title"] = ["Grüntee"]
    write_files(repo, {"posts/tea.de.md": "---\ntitle: Schwarztee\ndate: 2026-01-05\n---\nHeiß.\n"})
    git(repo, "commit", "-qam", "Black")
    response = client.post(EDITOR, data={**form, "f.title": ["Green tea"]}, headers=SAME_ORIGIN)
    assert response.status_code == 409
    page = Page(response)
    assert "Title (de)" in page.text
    again = page.fields(form_id="choose-form") | {"choice.@de.title": ["theirs"]}
    assert client.post(f"{EDITOR}/conflict", data=again, headers=SAME_ORIGIN).status_code == 303
    assert "title: Schwarztee" in (repo / "posts/tea.de.md").read_text()
    assert "title: Green tea" in (repo / "posts/tea.en.md").read_text()


def test_list_says_which_languages_an_entry_has(client: FlaskClient) -> None:
    page = get(client, "/contents/posts")
    assert "In English, Deutsch; missing: Français, Italiano" in page.text.replace("\n", "")
    assert "In English; missing: Deutsch, Français, Italiano" in page.text.replace("\n", "")


def test_list_in_another_language(client: FlaskClient) -> None:
    page = get(client, "/contents/posts?locale=de&sort=title")
    titles = [attrs["href"] for tag, attrs in page.tags if tag == "a" and attrs.get("class") == "title"]
    assert titles == ["/contents/posts/entries/rye", "/contents/posts/entries/tea?locale=de"]
    assert "Tee" in page.text


def test_language_that_joins_a_form_is_opened_from_what_is_there(client: FlaskClient, repo: Path) -> None:
    form = editor_form(client, f"{EDITOR}?locale=en") | {"f.title": ["Black tea"], "beside": ["de"], "do": ["show"]}
    again = Page(client.post(EDITOR, data=form, headers=SAME_ORIGIN)).fields(form_id="entry-form")
    assert again["f.title"] == ["Black tea"]
    write_files(repo, {"posts/tea.de.md": "---\ntitle: Schwarztee\ndate: 2026-01-05\n---\nHeiß.\n"})
    git(repo, "commit", "-qam", "Black")
    assert post(client, EDITOR, again)[0] == 303
    assert "title: Schwarztee" in (repo / "posts/tea.de.md").read_text()  # joined, not replaced
    assert "title: Black tea" in (repo / "posts/tea.en.md").read_text()
