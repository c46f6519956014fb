"""Compiled templates are kept beside their sources, where that may be done, and never outlive them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from web_support import sign_in

from cms.actions import Site
from cms.web import create_app
from cms.web.assets import assets_folder


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for name in ("templates", "static"):
        shutil.copytree(assets_folder() / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def list_page(site: Site, assets: Path) -> str:
    app = create_app(site, assets=assets)
    return sign_in(app, app.test_client()).get("/contents/posts").get_data(as_text=True)


def test_templates_are_compiled_once(site: Site, assets: Path) -> None:
    page = list_page(site, assets)
    kept = {path: path.stat().st_ino for path in (assets / "templates/__pycache__").iterdir()}
    assert kept
    assert page.count("<li>") == list_page(site, assets).count("<li>")
    assert {path: path.stat().st_ino for path in (assets / "templates/__pycache__").iterdir()} == kept


def test_changed_template_is_compiled_anew(site: Site, assets: Path) -> None:
    list_page(site, assets)
    template = assets / "templates/views/contents/list.html"
    template.write_text(template.read_text().replace('class="page-head"', 'class="page-head changed"'))
    assert "page-head changed" in list_page(site, assets)


@pytest.mark.parametrize("obstacle", ["a file", "no bytecode wanted"])
def test_nothing_can_be_kept(site: Site, assets: Path, monkeypatch: pytest.MonkeyPatch, obstacle: str) -> None:
    cache = assets / "templates/__pycache__"
    if obstacle == "a file":
        cache.write_bytes(b"in the way")
    else:
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert "page-head" in list_page(site, assets)
    assert not cache.is_dir()
