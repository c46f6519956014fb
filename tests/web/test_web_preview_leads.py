"""The preview says which field each of its parts is from, so that a click can lead there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from web_support import get, sign_in

from cms.actions import Site, open_site
from cms.web import create_app

POST = "---\ntitle: Dawn\nprice: 3\nseo: {text: x}\n---\nWords\n"
Leads = Callable[..., set[str]]


@pytest.fixture
def leads(repository_of: Callable[[Mapping[str, str | bytes]], Path], clock: Any) -> Iterator[Leads]:
    sites: list[Site] = []

    def leads(price: str = "", collection: str = "") -> set[str]:
        fields = (
            "[{name: title}, {name: price, label: Price, widget: number" + price + "},"
            " {name: seo, widget: object, fields: [{name: text}]}, {name: body, widget: markdown}]"
        )
        text = f"media_folder: m\ncollections:\n  - {{name: posts, folder: posts, {collection} fields: {fields}}}\n"
        sites.append(open_site(repository_of({"static/admin/config.yml": text, "posts/dawn.md": POST}), clock=clock))
        app = create_app(sites[-1])
        page = get(sign_in(app, app.test_client()), "/contents/posts/entries/dawn/preview")
        return {attrs["data-field"] or "" for _, attrs in page.tags if "data-field" in attrs}

    yield leads
    for site in sites:
        site.close()


def test_parts_of_the_page_name_their_fields(leads: Leads) -> None:
    every = {"title", "price", "seo", "body"}
    assert leads() == every
    assert leads(price=", visual_editing: false") == every - {"price"}
    assert leads(price=", visualEditing: true") == every
    assert leads(collection="editor: {visualEditing: false},") == set()
    assert leads(collection="editor: {visual_editing: true},") == every
