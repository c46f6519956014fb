"""Time zones: by their names, and the one that a site counts in."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from cms.config import SiteConfig

__all__ = ["site_zone", "zone_named"]


def site_zone(config: SiteConfig, now: datetime) -> tzinfo:
    """`quire.timezone` of the configuration, else the zone of the clock, which is the server's."""
    own = config.options.get("quire")
    name = own.get("timezone") if isinstance(own, dict) else None
    return (zone_named(name) if isinstance(name, str) else None) or now.tzinfo or UTC


@lru_cache(maxsize=64)
def zone_named(name: str) -> tzinfo | None:
    """The zone of an IANA name (`Europe/Oslo`); None when the system does not know it."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # a name that is none, a folder, a path out of the database
        return None
