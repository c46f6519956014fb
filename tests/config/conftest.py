"""Loading a configuration that is written in a test."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest
from config_support import HEAD, Load, LoadField, LoadPosts

from cms.config import Collection, Field, LoadedConfig, load_config


@pytest.fixture
def load() -> Load:
    """Load a text below a backend and a media folder; `head=""` for the text alone."""

    def load(text: str, *, head: str = HEAD, path: str = "config.yml", page: str = "") -> LoadedConfig:
        return load_config((head + dedent(text)).encode(), path, page=page)

    return load


@pytest.fixture
def load_posts(load: Load) -> LoadPosts:
    """Load one folder collection with these options."""

    def load_posts(options: str = "", top: str = "") -> tuple[Collection, LoadedConfig]:
        body = "name: posts\nlabel: Posts\nfolder: content/posts\nfields: [{name: title}]\n" + dedent(options)
        loaded = load(dedent(top) + "collections:\n  -\n" + indent(body, "    "))
        assert loaded.site is not None
        return loaded.site.collections[0], loaded

    return load_posts


@pytest.fixture
def load_field(load: Load) -> LoadField:
    """Load one field, written as a flow mapping."""

    def load_field(text: str) -> tuple[Field, LoadedConfig]:
        top = "collections:\n  - name: posts\n    label: Posts\n    folder: posts\n    fields:\n      - "
        loaded = load(top + text + "\n")
        assert loaded.site is not None
        return loaded.site.collections[0].fields[0], loaded

    return load_field
