"""Former addresses of a renamed entry, kept in it so that the site redirects from them (as Hugo and Zola read them)."""

from __future__ import annotations

from collections.abc import Mapping

from cms.config import Collection, SiteConfig
from cms.syntax import Value

__all__ = ["aliases_key", "with_alias"]

_DEFAULT = "aliases"


def aliases_key(site: SiteConfig, collection: Collection) -> str:
    """The key that keeps them, "" for none: the collection's `aliases_field`, else for Sveltia `aliases`.

    What is not said holds only where the collection has no field of that name.
    """
    if collection.aliases_field is not None:
        return collection.aliases_field
    own = any(field.name == _DEFAULT for field in collection.fields)
    return _DEFAULT if site.dialect.keeps_aliases and not own else ""


def with_alias(values: Mapping[str, Value], key: str, former: str | None, current: str | None) -> dict[str, Value]:
    """The values with a former path on the site (without its first slash) among the aliases under `key`.

    An alias that is the page's own address is taken out. What is no list stays as it is.
    """
    present = values.get(key)
    if not key or former is None or former == current or not (isinstance(present, list) or present in (None, "")):
        return dict(values)
    old, new = f"/{former}", f"/{current}"
    kept = [item for item in present or [] if item not in (old, new)]
    return {**values, key: [*kept, old]}
