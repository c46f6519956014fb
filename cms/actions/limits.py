"""`limit`: how many entries a collection may have."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from cms.actions.site import Site
from cms.config import Collection
from cms.errors import Forbidden

__all__ = ["refuse_when_full", "room_for_one", "room_left"]


def room_left(site: Site, collection: Collection) -> int | None:
    """How many more entries a collection may have; None: any number. Those that wait for a review count too."""
    if collection.limit is None or collection.kind != "folder":
        return None
    return max(0, collection.limit - site.index.counts().get(collection.name, 0))


def refuse_when_full(site: Site, collection: Collection) -> None:
    """Raise Forbidden when a collection may have no further entry."""
    if room_left(site, collection) == 0:
        raise Forbidden(
            f"{collection.label} is full: the site's settings allow {collection.limit:,} of them. "
            "Delete one to make room for another."
        )


@contextlib.contextmanager
def room_for_one(site: Site, collection: Collection) -> Iterator[None]:
    """Hold the place of one more entry, so that two at once do not pass the limit. Raises Forbidden."""
    if collection.limit is None:
        yield
        return
    with site.entry_locks(f"limit of {collection.name}"):
        site.refresh()
        refuse_when_full(site, collection)
        yield
