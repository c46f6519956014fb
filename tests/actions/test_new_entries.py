"""What a new entry holds that nobody typed: defaults of fields that no form sends, identifiers, comments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from support import Files

from cms.actions import Site, create_entry, open_site, set_texts
from cms.fields import FormData
from cms.state import Person

NOOR = Person("Noor Bakshi", "noor@example.org")
CONFIG = """\
media_folder: media
quire: {timezone: Europe/Oslo}
collections:
  - name: posts
    label: Posts
    folder: posts
    create: true
    fields:
      - {name: title, label: Title, comment: 'Read aloud\\nbefore it is published.'}
      - {name: date, label: Date, widget: datetime, default: '{{now}}'}
      - {name: draft, label: Draft, widget: boolean, required: false, default: false}
      - {name: open, label: Open, widget: boolean, required: false}
      - {name: number, label: Number, readonly: true, default: P-1}
      - {name: layout, label: Layout, widget: hidden, default: story}
      - {name: seo, label: Search, widget: object, fields: [{name: kind, label: Kind, widget: hidden, default: page}]}
      - {name: mark, label: Mark, widget: compute, value: 'about {{fields.title}}, {{uuid_short}}'}
      - {name: why, label: Why, condition: {field: title, value: Dusk}, default: unknown}
  - name: notes
    label: Notes
    folder: notes
    create: true
    body_field: {key: text, inline: true}
    fields: [{name: title, label: Title}, {name: text, label: Text, widget: markdown}]
"""
BELOW = "---\ntitle: Below\n---\nHere.\n"


@pytest.fixture
def site(repository_of: Callable[[Files], Path], clock: Any) -> Iterator[Site]:
    opened = open_site(repository_of({"admin/config.yml": CONFIG, "notes/below.md": BELOW}), clock=clock)
    yield opened
    opened.close()


def created(site: Site, **typed: str) -> str:
    pairs = [("f.title", "Dawn"), ("f.date", "2026-06-01T05:00"), ("f.draft!bool", "1"), ("f.open!bool", "1")]
    form = FormData([*pairs, *((f"f.{name}", text) for name, text in typed.items())])
    return text_of(site, create_entry(site, "posts", form, person=NOOR, key="k").path)


def text_of(site: Site, path: object) -> str:
    blob = site.repository.read_path(PurePosixPath(str(path)))
    assert blob is not None
    return blob.data.decode()


def test_defaults_that_no_form_sends_are_written(site: Site) -> None:
    lines = created(site).splitlines()
    assert lines[5:10] == ["draft: false", "number: P-1", "layout: story", "seo:", "  kind: page"]
    assert lines[-2] == "why: unknown"


def test_what_is_computed_knows_what_was_typed(site: Site) -> None:
    assert "\nmark: about Dawn, " in created(site)


def test_time_has_the_offset_of_its_own_day(site: Site) -> None:
    assert "\ndate: 2026-06-01T05:00:00.000+02:00\n" in created(site)


def test_comment_breaks_where_it_is_written(site: Site) -> None:
    assert created(site).startswith("---\n# Read aloud\n# before it is published.\ntitle: Dawn\n")


def test_body_may_stand_in_the_front_matter(site: Site) -> None:
    """`body_field: {inline: true}`: of what is new; a text that stands below stays there."""
    outcome = create_entry(site, "notes", FormData([("f.title", "In"), ("f.text", "Hi.")]), person=NOOR, key="k")
    assert text_of(site, outcome.path) == "---\ntitle: In\ntext: Hi.\n---\n"
    set_texts(site, "notes", "in", {"text": "Hello."}, person=NOOR)
    assert text_of(site, outcome.path) == "---\ntitle: In\ntext: Hello.\n---\n"
    set_texts(site, "notes", "below", {"text": "There."}, person=NOOR)
    assert text_of(site, "notes/below.md") == "---\ntitle: Below\n---\nThere.\n"
