"""Tags in templates that name nothing: said with their place, and never of what is there."""

from __future__ import annotations

import pytest

from cms.config import load_config

CONFIG = """\
backend: {name: git-gateway, commit_messages: {create: "MESSAGE"}}
media_folder: media
collections:
  - name: posts
    label: Posts
    folder: posts
    create: true
    OPTION
    fields:
      - {name: title}
      - {name: date, widget: datetime}
      - {name: seo, widget: object, fields: [{name: image, widget: image}], summary: "SUMMARY"}
      - {name: author, widget: relation, collection: people, value_field: "VALUE"}
      - {name: key, widget: compute, value: "COMPUTED"}
  - name: people
    label: People
    folder: people
    fields: [{name: name}]
"""
KNOWN = {
    "MESSAGE": "{{collection}} {{slug}} {{author-name}}",
    "OPTION": "summary: '{{title}} {{seo.image}} {{commit_date}}'",
    "SUMMARY": "{{image}} {{fields.image | upper}}",
    "VALUE": "{{locale}}/{{slug}}/{{name}}",
    "COMPUTED": "{{fields.title}}-{{index}}",
}


def tags_of(**changed: str) -> list[str]:
    text = CONFIG
    for name, written in {**KNOWN, **changed}.items():
        text = text.replace(name, written, 1)
    found = [item for item in load_config(text.encode(), "config.yml").diagnostics if item.code == "unknown-tag"]
    return [f"{item.position.line}:{item.position.column} {item.message}" for item in found]


@pytest.mark.parametrize(
    "option",
    [
        "slug: '{{year}}-{{slug}}-{{uuid_short}}'",
        "slug: {template: '{{fields._slug}}-{{title | localize}}'}",
        "path: '{{year}}/{{slug}}'",
        "preview_path: '{{locale}}/{{dirname}}/{{title | default(''x'')}}'",
        "media_folder: '{{media_folder}}/{{slug}}'",
        "public_folder: '{{public_folder}}/{{fields.date}}'",
        "summary: '{{ title }} {{seo.image}} {{fields.seo.image}} {{seo[0]}} {{slug}}'",
    ],
)
def test_what_is_there_is_not_named(option: str) -> None:
    assert tags_of(OPTION=option) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"OPTION": "slug: '{{titel}}'"}, "8:11 `{{titel}}` is neither a field here nor a tag of `slug`; did you mean"),
        ({"OPTION": "slug: {template: '{{moon}}'}"}, "8:22 `{{moon}}` is neither"),
        ({"OPTION": "path: '{{dirname}}/{{slug}}'"}, "8:11 `{{dirname}}` is neither a field here nor a tag of `path`"),
        ({"OPTION": "summary: '{{fields.year}}'"}, "8:14 `{{fields.year}}` is neither"),
        ({"OPTION": "media_folder: '{{locale}}'"}, "8:19 `{{locale}}` is neither"),
        ({"OPTION": "public_folder: '{{moon}}'"}, "8:20 `{{moon}}` is neither"),
        ({"OPTION": "preview_path: '{{commit_date}}'"}, "8:19 `{{commit_date}}` is neither"),
        (
            {"SUMMARY": "{{title}}"},
            "12:86 `{{title}}` is neither a field here nor a tag of `summary`; it prints nothing",
        ),
        ({"VALUE": "{{title}}"}, "13:75 `{{title}}` is neither"),
        (
            {"COMPUTED": "{{title}}"},
            "14:45 `{{title}}` is neither a field here nor a tag of `value`; did you mean `fields.title`?",
        ),
        ({"MESSAGE": "{{title}}"}, "1:56 `{{title}}` is neither a field here nor a tag of `commit_messages`"),
        ({"MESSAGE": "{{fields.title}} {{fields.moon}}"}, "1:56 `{{fields.moon}}` is neither"),
    ],
)
def test_what_names_nothing_is_said(changed: dict[str, str], said: str) -> None:
    (found,) = tags_of(**changed)
    assert found.startswith(said)
