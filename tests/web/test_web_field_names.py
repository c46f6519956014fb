"""A field may be called what it likes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from support import Files
from web.web_support import get, sign_in

from cms.actions import open_site
from cms.web import create_app

CONFIG = """\
backend: {name: git-gateway}
media_folder: media
collections:
  - name: pages
    label: Pages
    folder: pages
    create: true
    fields: [{name: title, label: Title}, {name: items, label: Things}, {name: values, label: Prices}]
"""


def test_names_that_python_has_too(repository_of: Callable[[Files], Path], clock: Any) -> None:
    site = open_site(repository_of({"config.yml": CONFIG}), config="config.yml", clock=clock)
    app = create_app(site)
    page = get(sign_in(app, app.test_client()), "/contents/pages/new")
    site.close()
    assert "Things" in page.text
    assert "method" not in page.text
