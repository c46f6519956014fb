"""Every option of Sveltia CMS is known: nothing in a configuration written for it is called unknown."""

from __future__ import annotations

from pathlib import Path

from config_support import said

from cms.config import load_config

EVERYTHING = (Path(__file__).parent / "sveltia_everything.yml").read_text(encoding="utf-8")


def test_every_option_is_known() -> None:
    loaded = load_config(EVERYTHING.encode(), "admin/config.yml")
    assert said(loaded) == []
    assert [item.name for item in loaded.site.collections] == ["posts", "_singletons"]


def test_stores_elsewhere_are_named() -> None:
    text = EVERYTHING.replace(
        "media_libraries: {all:", "media_libraries: {cloudinary: {config: {}}, aws_s3: false, all:", 1
    )
    loaded = load_config(text.encode(), "admin/config.yml")
    elsewhere = [item for item in loaded.diagnostics if "kept in the repository" in item.message]
    assert [(item.severity, item.where) for item in elsewhere] == [("warning", "media_libraries.cloudinary")]
