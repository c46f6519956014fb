"""Opening, publishing, refusing, meeting somebody else's edit. Every commit is looked at with git itself."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from support import git, write_files
from web_support import (
    SAME_ORIGIN,
    Page,
    changed_lines,
    csrf_of,
    editor_form,
    get,
    log_lines,
    multipart,
    publish,
    sign_in,
)

from cms.actions import Site
from cms.errors import StoreBusy
from cms.web.views import entries

POST = "/contents/posts/entries/first-light"
SITE = "/contents/site/entries/navigation"


def test_untouched_form_changes_nothing(client: FlaskClient, small_site: Path) -> None:
    response = publish(client, POST, editor_form(client, POST))
    assert response.status_code == 303
    assert "Nothing had changed" in get(client, POST).text
    assert len(log_lines(small_site)) == 1


def test_one_field_is_one_line(client: FlaskClient, small_site: Path) -> None:
    response = publish(client, POST, editor_form(client, POST), title="First bread")
    assert (response.status_code, response.headers["Location"]) == (303, POST)
    page = get(client, POST)
    assert "Published." in page.text
    assert page.fields(form_id="entry-form")["f.title"] == ["First bread"]
    assert changed_lines(small_site) == [
        "-title: First light   # the first of the year",
        "+title: First bread   # the first of the year",
    ]


def test_publish_can_be_undone(client: FlaskClient, small_site: Path) -> None:
    publish(client, POST, editor_form(client, POST), title="First bread")
    client.post("/undo", data=get(client, POST).fields("/undo"))
    assert editor_form(client, POST)["f.title"] == ["First light"]


def test_resent_form_is_one_commit(client: FlaskClient, small_site: Path) -> None:
    form = editor_form(client, POST)
    for _ in range(3):
        assert publish(client, POST, form, title="Once").status_code == 303
    assert len(log_lines(small_site)) == 2


def test_same_form_with_more_typed_is_saved(client: FlaskClient, small_site: Path) -> None:
    form = editor_form(client, POST)
    publish(client, POST, form, title="Once")
    publish(client, POST, form, title="Once", body="More.")
    assert editor_form(client, POST)["f.body"] == ["More.\n"]


def test_refused_form_keeps_the_text(client: FlaskClient, small_site: Path) -> None:
    response = publish(client, POST, editor_form(client, POST), title="", body="A <new> & long text\n\nwith lines")
    page = Page(response)
    assert page.status == 422
    assert "1 field needs you" in page.text
    assert "Title is missing. Every story needs one." in page.text
    assert page.fields(form_id="entry-form")["f.body"][0].replace("\r\n", "\n") == "A <new> & long text\n\nwith lines"
    assert any(tag == "a" and attrs.get("href", "").startswith("#field-") for tag, attrs in page.tags)
    assert len(log_lines(small_site)) == 1


def test_error_links_lead_to_controls(client: FlaskClient) -> None:
    page = Page(publish(client, POST, editor_form(client, POST), title=""))
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    links = [attrs["href"][1:] for tag, attrs in page.tags if tag == "a" and attrs.get("href", "").startswith("#field")]
    assert links
    assert set(links) <= ids


def test_long_text_is_never_refused(client: FlaskClient) -> None:
    body = "A line of text.\n" * 60_000
    response = client.post(POST, **multipart({**editor_form(client, POST), "f.body": [body]}))
    assert response.status_code == 303
    assert editor_form(client, POST)["f.body"] == [body]


def test_many_inputs_are_read(client: FlaskClient) -> None:
    more = {f"x.{number}": ["1"] for number in range(3000)}
    response = client.post(POST, **multipart({**editor_form(client, POST), **more}))
    assert response.status_code == 303


def test_new_entry_gets_its_address(client: FlaskClient, small_site: Path) -> None:
    address = "/contents/posts/new"
    response = publish(client, address, editor_form(client, address), title="Six eggs & a patient oven")
    place = response.headers["Location"]
    assert response.status_code == 303
    assert place.startswith("/contents/posts/entries/")
    page = get(client, place)
    assert page.fields(form_id="entry-form")["f.title"] == ["Six eggs & a patient oven"]
    toasts = next(attrs for tag, attrs in page.tags if tag == "quire-toasts")
    assert toasts["data-forget"] == address
    assert log_lines(small_site)[0].startswith("Create")


def test_address_fills_in_defaults(client: FlaskClient) -> None:
    assert editor_form(client, "/contents/posts/new?title=Seeds,%20counted")["f.title"] == ["Seeds, counted"]


def test_duplicate_is_a_new_entry(client: FlaskClient, small_site: Path) -> None:
    form = editor_form(client, "/contents/posts/new?duplicate_of=first-light")
    assert (form["f.title"], form["base"]) == (["First light"], [""])
    publish(client, "/contents/posts/new", form, title="Second light")
    assert "layout: post\n" in (small_site / "content/posts/second-light.md").read_text()  # no field shows it


def test_new_entry_not_allowed(client: FlaskClient) -> None:
    assert get(client, "/contents/site/new").status == 403


def test_two_edits_of_other_fields_join(app: Flask, client: FlaskClient, small_site: Path) -> None:
    mine, theirs = editor_form(client, POST), editor_form(client, POST)
    publish(client, POST, theirs, title="Theirs")
    response = publish(client, POST, mine, body="Mine.")
    assert response.status_code == 303
    page = get(client, POST)
    assert "also changed this story" in page.text
    form = page.fields(form_id="entry-form")
    assert (form["f.title"], form["f.body"]) == (["Theirs"], ["Mine.\n"])


def test_conflict_shows_both_texts(client: FlaskClient, small_site: Path) -> None:
    mine, theirs = editor_form(client, POST), editor_form(client, POST)
    publish(client, POST, theirs, title="Their first light")
    page = Page(publish(client, POST, mine, title="My first light", body="Kept body."))
    assert page.status == 409
    assert "You changed this story elsewhere while you were writing" in page.text
    assert "My" in page.text and "Their" in page.text
    assert not any(attrs.get("name") == "choice.title" and "checked" in attrs for _, attrs in page.tags)
    kept = page.fields(form_id="choose-form")
    assert (kept["f.title"], kept["f.body"]) == (["My first light"], ["Kept body."])
    assert len(log_lines(small_site)) == 2


def with_picture(form: dict[str, list[str]], **changed: str) -> dict[str, Any]:
    picture = io.BytesIO()
    Image.new("RGB", (4, 3), "plum").save(picture, "PNG")
    filled = {**form, **{f"f.{name}": [value] for name, value in changed.items()}}
    return {**filled, "f.cover!upload": (io.BytesIO(picture.getvalue()), "plum.png")}


def test_refused_form_keeps_the_file(client: FlaskClient, small_site: Path) -> None:
    sent = with_picture(editor_form(client, POST), title="")
    response = client.post(POST, data=sent, headers=SAME_ORIGIN, content_type="multipart/form-data")
    page = Page(response)
    assert page.status == 422
    assert page.fields(form_id="entry-form")["f.cover"] == ["/media/plum.png"]
    assert log_lines(small_site)[0].endswith("Upload “static/media/plum.png”")


def test_conflict_keeps_the_file(client: FlaskClient, small_site: Path) -> None:
    mine = editor_form(client, POST)
    publish(client, POST, editor_form(client, POST), title="Their first light")
    sent = with_picture(mine, title="My first light")
    page = Page(client.post(POST, data=sent, headers=SAME_ORIGIN, content_type="multipart/form-data"))
    assert page.status == 409
    kept = page.fields(form_id="choose-form")
    assert kept["f.cover"] == ["/media/plum.png"]
    client.post(f"{POST}/conflict", data={**kept, "choice.title": ["ours"]}, headers=SAME_ORIGIN)
    assert "cover: /media/plum.png" in (small_site / "content/posts/first-light.md").read_text()


@pytest.mark.parametrize(
    ("choice", "own", "title"),
    [("ours", "", "My light"), ("theirs", "", "Their light"), ("own", "Our light", "Our light")],
)
def test_conflict_is_resolved_by_choice(client: FlaskClient, choice: str, own: str, title: str) -> None:
    mine, theirs = editor_form(client, POST), editor_form(client, POST)
    publish(client, POST, theirs, title="Their light")
    page = Page(publish(client, POST, mine, title="My light", body="Kept body."))
    sent = {**page.fields(form_id="choose-form"), "choice.title": choice}
    if own:
        sent["own.title"] = own
    response = client.post(f"{POST}/conflict", data=sent, headers=SAME_ORIGIN)
    assert (response.status_code, response.headers["Location"]) == (303, POST)
    form = editor_form(client, POST)
    assert (form["f.title"], form["f.body"]) == ([title], ["Kept body.\n"])


def test_undecided_conflict_asks_again(client: FlaskClient, small_site: Path) -> None:
    mine, theirs = editor_form(client, POST), editor_form(client, POST)
    publish(client, POST, theirs, title="Their light")
    page = Page(publish(client, POST, mine, title="My light"))
    response = client.post(f"{POST}/conflict", data=page.fields(form_id="choose-form"), headers=SAME_ORIGIN)
    assert Page(response).fields(form_id="choose-form")["f.title"] == ["My light"]
    assert response.status_code == 409
    assert len(log_lines(small_site)) == 2


def test_conflict_leads_back_to_the_form(client: FlaskClient) -> None:
    mine, theirs = editor_form(client, POST), editor_form(client, POST)
    publish(client, POST, theirs, title="Their light")
    page = Page(publish(client, POST, mine, title="My light"))
    sent = {**page.fields(form_id="choose-form"), "do": "show"}
    back = Page(client.post(POST, data=sent, headers=SAME_ORIGIN))
    assert back.status == 200
    form = back.fields(form_id="entry-form")
    assert (form["f.title"], form["base"]) == (["My light"], mine["base"])


def test_conflict_page_has_no_address_of_its_own(client: FlaskClient) -> None:
    response = client.get(f"{POST}/conflict")
    assert (response.status_code, response.headers["Location"]) == (303, POST)


def test_deleted_meanwhile_keeps_the_text(client: FlaskClient) -> None:
    form = editor_form(client, POST)
    client.post(f"{POST}/delete", data={"csrf_token": csrf_of(client)})
    page = Page(publish(client, POST, form, title="Still here"))
    assert page.status == 409
    assert "Your text is safe" in page.text
    kept = page.fields("/contents/posts/new")
    assert kept["f.title"] == ["Still here"]
    response = client.post("/contents/posts/new", data=kept, headers=SAME_ORIGIN)
    assert response.status_code == 303
    assert editor_form(client, response.headers["Location"])["f.title"] == ["Still here"]


def test_busy_store_keeps_the_text(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_args: Any, **_more: Any) -> None:
        raise StoreBusy("Another program is using the repository. Nothing was saved; publish again in a moment.")

    form = editor_form(client, POST)
    monkeypatch.setattr(entries, "save_entry", busy)
    page = Page(publish(client, POST, form, title="Patient"))
    assert page.status == 503
    assert "publish again in a moment" in page.text
    assert page.fields(form_id="entry-form")["f.title"] == ["Patient"]


def test_lists_work_without_scripts(client: FlaskClient, small_site: Path) -> None:
    form = editor_form(client, SITE)
    more = Page(client.post(SITE, data={**form, "do": "add:f.links"}, headers=SAME_ORIGIN))
    filled = more.fields(form_id="entry-form")
    assert more.status == 200
    assert filled["f.links!items"] == ["0", "1", "n1"]
    filled |= {"f.links.n1.label": ["Shop"], "f.links.n1.url": ["/shop"]}
    moved = Page(client.post(SITE, data={**filled, "do": "up:f.links.n1"}, headers=SAME_ORIGIN)).fields(
        form_id="entry-form"
    )
    assert moved["f.links!items"] == ["0", "n1", "1"]
    assert client.post(SITE, data=moved, headers=SAME_ORIGIN).status_code == 303
    assert all(line[0] == "+" for line in changed_lines(small_site))
    assert "icon: pen" in (small_site / "data/navigation.yml").read_text()


def test_source_is_published_as_typed(client: FlaskClient, small_site: Path) -> None:
    form = editor_form(client, f"{POST}/source")
    text = form["text"][0].replace("oven", "kiln").replace("\n", "\r\n")
    response = client.post(f"{POST}/source", data={**form, "text": text}, headers=SAME_ORIGIN)
    assert response.status_code == 303
    assert changed_lines(small_site) == ["-The oven is *warm*.", "+The kiln is *warm*."]


def test_changed_source_is_refused_with_text(client: FlaskClient) -> None:
    form = editor_form(client, f"{POST}/source")
    publish(client, POST, editor_form(client, POST), title="Faster")
    response = client.post(f"{POST}/source", data={**form, "text": "mine"}, headers=SAME_ORIGIN)
    assert response.status_code == 409
    assert Page(response).fields(form_id="entry-form")["text"] == ["mine"]


def test_rename_moves_the_file(client: FlaskClient, small_site: Path) -> None:
    token = csrf_of(client)
    response = client.post(f"{POST}/rename", data={"csrf_token": token, "address": "New dawn"}, headers=SAME_ORIGIN)
    assert response.headers["Location"] == "/contents/posts/entries/new-dawn"
    assert (small_site / "content/posts/new-dawn.md").is_file()
    assert get(client, POST).status == 404


def test_taken_address_is_said(client: FlaskClient) -> None:
    token = csrf_of(client)
    page = Page(client.post(f"{POST}/rename", data={"csrf_token": token, "address": "plums"}, headers=SAME_ORIGIN))
    assert page.status == 409
    assert page.fields(form_id="address-form")["address"] == ["plums"]
    assert get(client, f"{SITE}/rename").status == 403


def test_history_names_the_people(app: Flask, client: FlaskClient) -> None:
    publish(client, POST, editor_form(client, POST), title="Second")
    page = get(client, f"{POST}/history")
    assert page.text.count("Ada Lovelace") == 2


def test_editor_has_one_primary_button(client: FlaskClient) -> None:
    for path in ("/contents/posts", "/contents/posts/new", POST, SITE, f"{POST}/source", f"{POST}/rename", "/media"):
        page = get(client, path)
        primary = [attrs for _, attrs in page.tags if {"button", "primary"} <= set(attrs.get("class", "").split())]
        assert len(primary) == (0 if path == "/contents/site" else 1), path


def test_editors_see_no_git_words(client: FlaskClient) -> None:
    words = {"commit", "push", "merge", "branch", "HEAD", "sha", "YAML", "front"}
    for path in ("/contents/posts", "/contents/posts/new", POST, SITE, f"{POST}/rename", "/media"):
        assert not words & set(get(client, path).text.split()), path


def test_other_peoples_tokens_are_refused(app: Flask, client: FlaskClient) -> None:
    other = editor_form(sign_in(app, app.test_client()), POST)
    assert publish(client, POST, other, title="Planted").status_code == 400


def test_address_that_ends_like_a_page(site: Site, client: FlaskClient, small_site: Path) -> None:
    config = small_site / "static/admin/config.yml"
    nested = "folder: content/posts\n    nested: {depth: 4}"
    config.write_text(config.read_text().replace("folder: content/posts", nested))
    write_files(
        small_site, {f"content/posts/{slug}.md": f"---\ntitle: {slug}\n---\n" for slug in ("team", "team/history")}
    )
    git(small_site, "add", "-A")
    git(small_site, "commit", "-qm", "Nest")
    address = "/contents/posts/entries/team/history"
    form = editor_form(client, address)
    assert form["f.title"] == ["team/history"]
    assert publish(client, address, form, title="Our history").status_code == 303
    assert "title: Our history" in (small_site / "content/posts/team/history.md").read_text()
    assert "Our history" in get(client, f"{address}/history").text
    assert "team" in get(client, "/contents/posts/entries/team").text
