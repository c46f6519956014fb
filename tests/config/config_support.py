"""What the tests of the configuration share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from cms.config import Collection, Field, LoadedConfig

Load: TypeAlias = Callable[..., LoadedConfig]
LoadField: TypeAlias = Callable[[str], tuple[Field, LoadedConfig]]
LoadPosts: TypeAlias = Callable[..., tuple[Collection, LoadedConfig]]
HEAD = "backend: {name: git-gateway}\nmedia_folder: static/media\n"


def said(loaded: LoadedConfig) -> list[str]:
    """What was said, as people read it; without what Quire does not do yet, which changes from day to day."""
    return [str(item) for item in loaded.diagnostics if item.code != "not-supported"]
