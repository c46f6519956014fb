"""Relations whose stored value holds a language: that of the form, else the site's first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import Files
from web_support import get, sign_in

from cms.actions import open_site
from cms.web import create_app

CONFIG = """\
media_folder: m
i18n: {structure: multiple_files, locales: [en, de]}
collections:
  - {name: tools, label: Tools, folder: tools, fields: [{name: title, label: Title}, {name: leaf, label: Leaf,
     widget: relation, collection: leaves, value_field: "{{locale}}/{{slug}}", required: false}]}
  - {name: tours, label: Tours, folder: tours, i18n: true, fields: [{name: title, label: Title, i18n: true},
     {name: leaf, label: Leaf, widget: relation, collection: leaves, value_field: "{{locale}}/{{slug}}", i18n: true}]}
  - {name: leaves, label: Leaves, folder: leaves, fields: [{name: title, label: Title}]}
"""
FILES: Files = {
    "static/admin/config.yml": CONFIG,
    "tools/saw.md": "---\ntitle: Saw\nleaf: en/oak\n---\n",
    "tours/mill.en.md": "---\ntitle: Mill\nleaf: en/oak\n---\n",
    "tours/mill.de.md": "---\ntitle: Mühle\nleaf: de/oak\n---\n",
    "leaves/oak.md": "---\ntitle: Oak\n---\n",
}


@pytest.fixture
def form_of(repository_of: Callable[[Files], Path], clock: Any) -> Any:
    """The page of an address, with so many leaves more."""

    def opened(address: str, more: int = 0) -> Any:
        leaves = {f"leaves/leaf-{number}.md": f"---\ntitle: Leaf {number}\n---\n" for number in range(more)}
        app = create_app(open_site(repository_of({**FILES, **leaves}), clock=clock))
        return get(sign_in(app, app.test_client()), address)

    return opened


def test_an_entry_without_languages_takes_the_first(form_of: Any) -> None:
    page = form_of("/contents/tools/entries/saw")
    assert page.fields(form_id="entry-form")["f.leaf"] == ["en/oak"]
    assert "Missing" not in page.text


@pytest.mark.parametrize("address", ["?locale=de", "?locale=en&beside=de"])
def test_choices_of_many_are_those_of_the_language(form_of: Any, address: str) -> None:
    page = form_of(f"/contents/tours/entries/mill{address}", more=210)
    asked = [attrs["data-choices"] for _, attrs in page.tags if "data-choices" in attrs]
    assert "locale=de" in asked[-1]
    found = form_of(f"{asked[-1]}&q=oak", more=210)
    assert [attrs["data-key"] for _, attrs in found.tags if "data-key" in attrs] == ["de/oak"]
