"""The machine's own clock, with a zone that knows summer and winter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

__all__ = ["local_now"]


def local_now() -> datetime:
    """The present moment in the machine's own zone."""
    return datetime.now(_LOCAL)


class _LocalZone(tzinfo):
    """The machine's zone. `datetime.astimezone` gives the offset of one moment, which a date half a year on has not."""

    def utcoffset(self, moment: datetime | None) -> timedelta:
        return _system(moment).utcoffset() or timedelta()

    def dst(self, moment: datetime | None) -> timedelta:
        return timedelta()

    def tzname(self, moment: datetime | None) -> str:
        return _system(moment).tzname() or "UTC"

    def fromutc(self, moment: datetime) -> datetime:
        wall = moment.replace(tzinfo=UTC).astimezone()
        return wall.replace(tzinfo=self)


def _system(moment: datetime | None) -> datetime:
    """The moment with the offset that the system's zone has on that day."""
    wall = moment if moment is not None else datetime.now(UTC)
    try:
        return wall.replace(tzinfo=None).astimezone()
    except (OverflowError, ValueError, OSError):  # a year that the system's clock does not reach
        return wall.replace(tzinfo=UTC)


_LOCAL = _LocalZone()
