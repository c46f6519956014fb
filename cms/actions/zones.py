"""Time zones: by their names, and the one that a site counts in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from cms.config import Diagnostic, SiteConfig

__all__ = ["site_zone", "zone_named", "zone_problems"]


def site_zone(config: SiteConfig, now: datetime) -> tzinfo:
    """`quire.timezone` of the configuration, else the zone of the clock, which is the server's."""
    return (zone_named(config.timezone) if config.timezone else None) or now.tzinfo or UTC


def zone_problems(config: SiteConfig) -> Iterator[Diagnostic]:
    """What is to be said of a `quire.timezone` that is no zone."""
    name = config.timezone
    if name and zone_named(name) is None:
        nearest = get_close_matches(name, sorted(available_timezones()), n=1)
        guess = f"did you mean `{nearest[0]}`?" if nearest else "it takes a name such as `Europe/Oslo`"
        message = f"there is no time zone `{name}`, so the server's own is used; {guess}"
        yield Diagnostic("warning", "unknown-zone", message, "quire.timezone", config.timezone_position)


@lru_cache(maxsize=64)
def zone_named(name: str) -> tzinfo | None:
    """The zone of an IANA name (`Europe/Oslo`); None when the system does not know it."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # a name that is none, a folder, a path out of the database
        return None
