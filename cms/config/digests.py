"""Which configuration something was made with: digests that do not change with comments, order of lines or places."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from cms.config.model import Collection, Position, SiteConfig

__all__ = ["collection_digest"]


def collection_digest(config: SiteConfig, collection: Collection) -> str:
    """A digest of a collection and of what holds for the whole site: 32 hexadecimal digits."""
    site = replace(config, collections=(), path="", dialect_source="")
    return hashlib.sha256("\0".join((*_walk(site), *_walk(collection))).encode("utf-8", "replace")).hexdigest()[:32]


def _walk(value: object) -> Iterator[str]:
    """Every value below, in one order, with its type; without places in the file."""
    if isinstance(value, Position):
        return
    if isinstance(value, Struct):
        yield type(value).__name__
        for name in value.__struct_fields__:
            yield name
            yield from _walk(getattr(value, name))
    elif isinstance(value, Mapping):
        yield "{"
        for key, item in value.items():
            yield str(key)
            yield from _walk(item)
        yield "}"
    elif isinstance(value, (list, tuple)):
        yield "["
        for item in value:
            yield from _walk(item)
        yield "]"
    else:
        yield f"{type(value).__name__}:{value}"
