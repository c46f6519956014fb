"""Names of collections in addresses. A name may hold a slash (`docs/guide`), which a single part of a path cannot."""

from __future__ import annotations

from werkzeug.routing import BaseConverter

__all__ = ["CollectionConverter"]


class CollectionConverter(BaseConverter):
    """`/` is written `~1` and `~` is written `~0`, as JSON pointers do (RFC 6901)."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return value.replace("~1", "/").replace("~0", "~")

    def to_url(self, value: str) -> str:
        return super().to_url(value.replace("~", "~0").replace("/", "~1"))
