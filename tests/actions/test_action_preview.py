"""The page of an entry: as published, as typed, never refused, never written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import Files, FixedClock, git

from cms.actions import PreviewPage, Site, new_entry, offers_preview, open_entry, open_site, preview_entry
from cms.errors import Forbidden, NotFound
from cms.fields import FormData

CONFIG = """\
backend: {name: git-gateway}
media_folder: media
public_folder: /media
editor: {preview: SITE}
collections:
  - name: stories
    label: Stories
    label_singular: Story
    folder: stories
    create: true
    editor: {preview: COLLECTION}
    fields:
      - {name: title, label: Title}
      - {name: date, label: Date, widget: datetime, required: false}
      - {name: author, label: Author, widget: relation, collection: people, value_field: "{{slug}}",
         display_fields: [name]}
      - {name: editors, label: Editors, widget: relation, collection: people, value_field: "{{slug}}",
         display_fields: [name], multiple: true, required: false}
      - {name: kind, label: Kind, widget: select, options: [{label: Farming, value: farm}], required: false}
      - {name: cover, label: Cover, widget: image, required: false}
      - {name: cover_alt, label: What it shows, required: false}
      - {name: description, label: Description, widget: text, required: false}
      - {name: words, label: Words, widget: number, required: false}
      - {name: secret, label: Secret, widget: hidden, required: false}
      - {name: inner, label: Inner, required: false, preview: false}
      - {name: only_farm, label: Field, required: false, condition: {field: kind, value: farm}}
      - name: links
        label: Links
        widget: list
        required: false
        summary: "{{text}} ({{url}})"
        fields: [{name: text, label: Text}, {name: url, label: Address}]
      - name: place
        label: Place
        widget: object
        required: false
        fields: [{name: town, label: Town}, {name: open, label: Open, widget: boolean, required: false}]
      - {name: body, label: Body, widget: markdown, required: false}
  - name: people
    label: People
    folder: people
    identifier_field: name
    fields: [{name: name, label: Name}]
  - name: site
    label: Site
    files:
      - name: shop
        label: The shop
        file: data/shop.yml
        fields: [{name: phone, label: Telephone}]
"""
STORY = """\
---
title: What the rye remembers
date: 2026-11-20T07:30:00+01:00
author: ines
editors: [ines, gone]
kind: farm
cover: /media/rye field.jpg
cover_alt: A field
description: A walk.
words: 120
secret: x
inner: y
only_farm: East
links: [{text: Mill, url: /mill}, {text: Loaf, url: /loaf}]
place: {town: Alder, open: true}
---

Rye is *last*.

![A mill](/media/mill.jpg) ![Elsewhere](https://evil.test/x.png) ![Near](near.jpg)
"""


def files(site: str = "true", collection: str = "true") -> Files:
    return {
        "admin/config.yml": CONFIG.replace("SITE", site).replace("COLLECTION", collection),
        "stories/rye.md": STORY,
        "stories/broken.md": "---\ntitle: 'open\n---\nIt <b>has</b> text.\n",
        "people/ines.md": "---\nname: Ines Marchetti\n---\n",
        "data/shop.yml": "phone: 12\n",
    }


Repositories = Callable[[Files], Path]


@pytest.fixture
def repo(repository_of: Repositories) -> Path:
    return repository_of(files())


@pytest.fixture
def rye(repo: Path, clock: FixedClock) -> Iterator[Site]:
    opened = open_site(repo, clock=clock)
    yield opened
    opened.close()


def preview(site: Site, *pairs: tuple[str, str], slug: str = "rye") -> PreviewPage:
    return preview_entry(site, "stories", slug, FormData(pairs) if pairs else None, address=lambda path: f"/at/{path}")


def test_published_text_has_its_places(rye: Site) -> None:
    page = preview(rye)
    assert (page.title, page.kicker) == ("What the rye remembers", "Stories · Farming")
    assert (page.picture, page.picture_alt) == ("media/rye field.jpg", "A field")
    assert page.date == "2026-11-20T07:30:00+01:00"
    assert page.authors == ("Ines Marchetti",)
    assert page.description == "A walk."
    assert page.details == (
        ("Editors", "Ines Marchetti, gone"),
        ("Words", "120"),
        ("Field", "East"),
        ("Links", "Mill (/mill)\nLoaf (/loaf)"),
        ("Place", "Town: Alder\nOpen: Yes"),
    )


def test_pictures_come_from_the_repository_only(rye: Site) -> None:
    body = preview(rye).body
    assert "<em>last</em>" in body
    assert 'src="/at/media/mill.jpg"' in body
    assert 'src="/at/stories/near.jpg"' in body
    assert "evil.test" not in body


def test_typed_text_stands_over_the_published(rye: Site, repo: Path) -> None:
    page = preview(rye, ("f.title", "What it forgets"), ("f.body", "Now **bold**."), ("f.kind", ""))
    assert (page.title, page.kicker) == ("What it forgets", "Stories")
    assert "<strong>bold</strong>" in page.body
    assert page.description == "A walk."
    assert "Field" not in dict(page.details)
    assert git(repo, "rev-list", "--count", "main") == "1"
    assert open_entry(rye, "stories", "rye").title == "What the rye remembers"


def test_half_typed_values_are_no_trouble(rye: Site) -> None:
    page = preview(rye, ("f.title", ""), ("f.date", "2026-13-"), ("f.words", "a few"), ("f.links!raw", "{["))
    assert page.authors == ("Ines Marchetti",)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "f.title",
                    "f.date",
                    "f.author",
                    "f.editors",
                    "f.kind",
                    "f.cover",
                    "f.words",
                    "f.links!items",
                    "f.links!list",
                    "f.links.0.text",
                    "f.links.n1.url",
                    "f.links!raw",
                    "f.place!raw",
                    "f.place.open!bool",
                    "f.body",
                ]
            ),
            st.text(max_size=40) | st.sampled_from(["0", "n1", "- {", "[[[", "![](", "2026", "../../x", "//x", "<b"]),
        ),
        max_size=8,
    )
)
def test_nothing_typed_raises(rye: Site, pairs: list[tuple[str, str]]) -> None:
    for slug in ("rye", ""):
        assert "<script" not in preview(rye, *pairs, slug=slug).body


def test_new_entry_has_defaults_and_text(rye: Site) -> None:
    assert preview(rye, slug="").title == ""
    page = preview(rye, ("f.title", "Quinces"), ("f.author", "ines"), slug="")
    assert (page.title, page.authors) == ("Quinces", ("Ines Marchetti",))


def test_form_stands_over_what_it_was_opened_from(rye: Site, repo: Path) -> None:
    base = open_entry(rye, "stories", "rye").base
    path = repo / "stories/rye.md"
    path.write_text(path.read_text().replace("A walk.", "A long walk."))
    git(repo, "commit", "-qam", "Walk on")
    rye.refresh()
    typed = FormData([("f.title", "Mine")])
    assert preview_entry(rye, "stories", "rye", typed, base=base).description == "A walk."
    assert preview_entry(rye, "stories", "rye", typed).description == "A long walk."


def test_unreadable_file_shows_its_text(rye: Site) -> None:
    page = preview(rye, slug="broken")
    assert page.body.startswith("<pre>---")
    assert "&lt;b&gt;has" in page.body


def test_file_of_settings_keeps_its_label(rye: Site) -> None:
    page = preview_entry(rye, "site", "shop", FormData([("f.phone", "34")]))
    assert (page.title, page.details) == ("The shop", (("Telephone", "34"),))


def test_missing_and_forbidden_are_said(rye: Site) -> None:
    with pytest.raises(NotFound):
        preview(rye, slug="none")
    with pytest.raises(Forbidden):
        preview_entry(rye, "people", "", None)


@pytest.mark.parametrize(
    ("site", "collection", "stories", "people"),
    [
        ("true", "true", True, True),
        ("true", "false", False, True),
        ("false", "true", True, False),
        ("false", "false", False, False),
    ],
)
def test_preview_can_be_switched_off(
    repository_of: Repositories, clock: FixedClock, site: str, collection: str, stories: bool, people: bool
) -> None:
    opened = open_site(repository_of(files(site, collection)), clock=clock)
    assert offers_preview(opened, new_entry(opened, "stories")) is stories
    assert offers_preview(opened, open_entry(opened, "people", "ines")) is people
    opened.close()


def test_page_is_plain_data(rye: Site) -> None:
    page = preview(rye)
    assert json.dumps(page.details)
    assert isinstance(hash(page), int)


def test_a_name_that_is_the_title_is_no_author(rye: Site) -> None:
    page = preview_entry(rye, "people", "ines", None)
    assert page is not None
    assert (page.title, page.authors) == ("Ines Marchetti", ())
