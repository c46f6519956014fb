"""An entry's date: for the tags of templates, and as sortable text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo

from cms.config import Field
from cms.entries.inference import date_field
from cms.fields import read_date
from cms.fields.datetimes import spelling_of
from cms.syntax import Value

__all__ = ["date_tags", "entry_date", "listed_when", "moment_of"]


def date_tags(when: datetime | None) -> dict[str, str]:
    """`year`, `month` … `second` of a moment, in its own zone; nothing when there is none."""
    if when is None:
        return {}
    return {
        "year": f"{when.year:04d}",
        "month": f"{when.month:02d}",
        "day": f"{when.day:02d}",
        "hour": f"{when.hour:02d}",
        "minute": f"{when.minute:02d}",
        "second": f"{when.second:02d}",
    }


def entry_date(fields: Sequence[Field], values: Mapping[str, Value], zone: tzinfo = UTC) -> datetime | None:
    """The moment of the entry's date field, as Decap infers it, in UTC or another zone."""
    field = date_field(fields)
    return moment_of(field, values.get(field.name), zone) if field is not None else None


def listed_when(field: Field | None, values: Mapping[str, Value]) -> tuple[str, str]:
    """The date that a list shows, as spelt, and as sortable text in UTC; both "" when the entry has none.

    `field` is its date field, else its first datetime field; without one, what stands under `date` counts.
    """
    value = values.get(field.name if field is not None else "date")
    if not isinstance(value, str) or not value:
        return "", ""
    moment = moment_of(field, value)
    return str(value), moment.isoformat() if moment is not None else ""


def moment_of(field: Field | None, value: Value, zone: tzinfo = UTC) -> datetime | None:
    """The moment a stored date says, in that zone; None when it says none. Without an offset it is in it already."""
    if not isinstance(value, str):
        return None
    spelling = spelling_of(value, field) if field is not None else None
    try:
        moment = spelling.moment.aware(zone) if spelling is not None and spelling.has_date else read_date(value, zone)
        return moment.astimezone(zone) if moment is not None else None
    except (OverflowError, ValueError):  # the first or the last day of the calendar, in another zone
        return None
