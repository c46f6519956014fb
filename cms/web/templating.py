"""The template environment, made for pages of many small templates: a form draws each of its fields by one."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment

__all__ = ["Templates"]


class Templates(Environment):
    """Jinja's environment with two costs of each `include` and `import` left out.

    What is global is put together once for each template, when it is loaded: a chain of mappings is searched key by
    key at every import. All templates stay loaded; there are fewer than a hundred.
    """

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **{**options, "cache_size": -1})

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template sees without being given it, over what all of them see."""
        return {**self.globals, **(d or {})}
