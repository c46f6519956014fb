"""Relations to more targets than a form can list: chosen, searched for, kept, and named in lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from web_support import SAME_ORIGIN, editor_form, get, publish, sign_in

from cms.actions import Site, open_site
from cms.actions.relations import relation_among, relation_values
from cms.config import Field
from cms.web import create_app

Files = Mapping[str, str | bytes]

CONFIG = """\
media_folder: m
collections:
  - name: posts
    label: Posts
    folder: posts
    create: true
    fields:
      - {name: title, label: Title}
      - {name: author, label: Author, widget: relation, collection: people, value_field: handle,
         display_fields: [title], required: false}
      - {name: guests, label: Guests, widget: relation, collection: people, multiple: true, required: false}
      - {name: page, label: Page, widget: relation, collection: people, value_field: "/people/{{slug}}/",
         required: false}
      - {name: seat, label: Seat, widget: relation, collection: people, value_field: "{{fields.number}}",
         required: false}
      - {name: room, label: Room, widget: relation, collection: site, file: rooms, value_field: "rooms.*.id",
         display_fields: ["rooms.*.name"], required: false}
  - {name: people, label: People, folder: people, fields: [{name: title, label: Name}, {name: handle, label: Handle},
     {name: number, label: Number, widget: number}]}
  - {name: site, label: Site, files: [{name: rooms, label: Rooms, file: rooms.yml, fields: [{name: rooms, label: Rooms,
     widget: list, fields: [{name: id, label: Id}, {name: name, label: Name}]}]}]}
"""
POST = "---\ntitle: Hello\nauthor: h299\nguests: [person-298, gone]\nseat: '297'\nroom: r250\n---\nText\n"
PEOPLE = {
    f"people/person-{number:03}.md": f"---\ntitle: Person {number:03}\nhandle: h{number}\nnumber: {number}\n---\n"
    for number in range(300)
}
ROOMS = "rooms:\n" + "".join(f"  - {{id: r{number}, name: Room {number}}}\n" for number in range(260))
HELLO = "/contents/posts/entries/hello"


@pytest.fixture
def many(repository_of: Callable[[Files], Path], clock: Any) -> Iterator[Site]:
    files = {"static/admin/config.yml": CONFIG, "posts/hello.md": POST, "rooms.yml": ROOMS, **PEOPLE}
    site = open_site(repository_of(files), clock=clock)
    yield site
    site.close()


@pytest.fixture
def browser(many: Site) -> FlaskClient:
    app = create_app(many)
    return sign_in(app, app.test_client())


def field_of(site: Site, name: str) -> Field:
    collection = site.config.collection("posts")
    assert collection is not None
    return next(field for field in collection.fields if field.name == name)


def stored(site: Site) -> str:
    blob = site.repository.read_path(
        next(item.path for item in site.repository.list_files() if item.path.stem == "hello")
    )
    assert blob is not None
    return blob.data.decode()


def test_form_holds_what_is_chosen(browser: FlaskClient) -> None:
    page = get(browser, HELLO)
    assert page.html.count("<option") == 0
    for label in ("Person 299", "Person 298", "Missing: gone", "Room 250"):
        assert label in page.text
    assert "Person 001" not in page.text
    form = page.fields(form_id="entry-form")
    assert (form["f.author"], form["f.guests"]) == (["h299"], ["person-298", "gone"])


def test_untouched_form_changes_nothing(browser: FlaskClient, many: Site) -> None:
    publish(browser, HELLO, editor_form(browser, HELLO))
    assert stored(many) == POST


@pytest.mark.parametrize(
    ("field", "value", "line"),
    [
        ("author", "h7", "author: h7\n"),
        ("page", "/people/person-008/", "page: /people/person-008/\n"),
        ("seat", "9", "seat: '9'\n"),
        ("room", "r3", "room: r3\n"),
        ("author", "", "author: ''\n"),
    ],
)
def test_any_target_is_accepted(browser: FlaskClient, many: Site, field: str, value: str, line: str) -> None:
    response = publish(browser, HELLO, editor_form(browser, HELLO), **{field: value})
    assert response.status_code == 303
    assert line in stored(many)


def test_several_are_accepted(browser: FlaskClient, many: Site) -> None:
    form = {**editor_form(browser, HELLO), "f.guests": ["person-298", "person-150", "gone"]}
    assert publish(browser, HELLO, form).status_code == 303
    assert "guests: [person-298, gone, person-150]" in stored(many)


def test_unknown_target_is_refused(browser: FlaskClient, many: Site) -> None:
    response = publish(browser, HELLO, editor_form(browser, HELLO), author="nobody")
    assert response.status_code == 422
    assert "is not among the choices" in response.get_data(as_text=True)
    assert stored(many) == POST


def test_search_without_scripts_keeps_the_form(browser: FlaskClient, many: Site) -> None:
    form = {**editor_form(browser, HELLO), "f.author!search": ["person 042"]}
    response = publish(browser, HELLO, form, title="Half a title")  # Enter in the field is a search, not a publishing
    page = response.get_data(as_text=True)
    assert 'value="h42"' in page
    assert "Found by “person 042”" in page
    assert 'value="h299" autocomplete="off" checked' in page
    assert "Half a title" in page
    assert stored(many) == POST


def test_choices_answer_a_search(browser: FlaskClient) -> None:
    address = "/contents/people/choices?of=posts&field=author"
    page = get(browser, f"{address}&q=person+042")
    assert [attrs["data-key"] for tag, attrs in page.tags if "data-key" in attrs] == ["h42"]
    assert "Person 042" in page.text
    assert get(browser, address).html.count('role="option"') == 20
    assert "Nothing found" in get(browser, f"{address}&q=zebra").text
    assert 'data-key="h42"' in get(browser, f"{address}&q=h42").html
    rooms = get(browser, "/contents/site/choices?of=posts&field=room&q=room+25")
    assert [attrs["data-key"] for tag, attrs in rooms.tags if "data-key" in attrs][:3] == ["r25", "r125", "r225"]


def test_choices_are_for_relations_only(browser: FlaskClient) -> None:
    for query in ("of=posts&field=title", "of=posts&field=room", "of=posts&field=none", "of=none&field=author", ""):
        assert browser.get(f"/contents/people/choices?{query}").status_code == 404


def test_choices_are_not_sent_twice(browser: FlaskClient) -> None:
    address = "/contents/people/choices?of=posts&field=author&q=person"
    tag = browser.get(address).headers["ETag"]
    assert browser.get(address, headers={**SAME_ORIGIN, "If-None-Match": tag}).status_code == 304


def test_list_names_the_values_on_the_page(browser: FlaskClient) -> None:
    text = get(browser, "/contents/posts").text
    assert "Person 299" in text
    assert "Person 001" not in text


def test_labels_come_by_value(many: Site) -> None:
    author, page = field_of(many, "author"), field_of(many, "page")
    assert [(item.value, item.label) for item in relation_values(many, author, ["h5", "none", ""])] == [
        ("h5", "Person 005")
    ]
    assert [item.value for item in relation_values(many, page, ["/people/person-004/", "/x/"])] == [
        "/people/person-004/"
    ]


def test_few_targets_are_listed(site: Site) -> None:
    field = Field("post", "Post", "relation", options={"collection": "posts"})
    assert relation_among(site, field, ["plums"]) is None


@pytest.mark.parametrize("name", ["slug", "{{slug}}", "x-{{slug}}"])
def test_slug_within_a_path_is_found(repository_of: Callable[[Files], Path], clock: Any, name: str) -> None:
    """Sveltia's slug of `2026/plums` under `{{year}}/{{slug}}` is `plums`, from which the path cannot be told."""
    config = f"""\
media_folder: m
quire: {{dialect: sveltia}}
collections:
  - name: posts
    label: Posts
    folder: posts
    path: '{{{{year}}}}/{{{{slug}}}}'
    fields: [{{name: title}}, {{name: next, widget: relation, collection: posts, value_field: '{name}'}}]
"""
    files = {"admin/config.yml": config, "posts/2026/plums.md": "---\ntitle: Plums\n---\n"}
    with closing(open_site(repository_of(files), clock=clock)) as site:
        field, stored = field_of(site, "next"), name.replace("{{slug}}", "plums").replace("slug", "plums")
        assert [each.value for each in relation_values(site, field, [stored])] == [stored]
        assert relation_values(site, field, [stored.replace("plums", "2026/plums")]) == ()
