"""Dates and times: which control a field gets, how a new one is written, and how an edited one keeps its spelling.

New values follow Decap CMS's choice of format (`format`, then both parts, then time, then date, then ISO 8601), or by
dialect Sveltia's. A value
that is there keeps the spelling of its file: eighteen are in use in real sites. Its digits are shown as they are spelt.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from cms.config import Field
from cms.fields.context import FieldContext
from cms.fields.tokens import Moment, expand, format_tokens, parse_tokens

__all__ = [
    "InputType",
    "Spelling",
    "format_for",
    "in_utc",
    "input_text",
    "input_type",
    "output_utc",
    "parse_input",
    "parts_of",
    "read_date",
    "spelling_of",
    "write_new",
    "write_over",
    "zone_name",
    "zone_of",
]

InputType = Literal["datetime-local", "date", "time"]
_TYPES: tuple[InputType, ...] = ("datetime-local", "date", "time")
ISO = "YYYY-MM-DDTHH:mm:ss.SSSZ"
ISO_UTC = "YYYY-MM-DDTHH:mm:ss.SSS[Z]"
SECONDS = "YYYY-MM-DDTHH:mm:ss"
_COMMON = re.compile(
    r"(?P<date>(?P<y>[0-9]{4})(?P<s1>[-/.])(?P<m>[0-9]{1,2})(?P=s1)(?P<d>[0-9]{1,2})"
    r"|(?P<d2>[0-9]{1,2})(?P<s2>[-/.])(?P<m2>[0-9]{1,2})(?P=s2)(?P<y2>[0-9]{4}))?"
    r"(?:(?P<gap>[Tt]|[ \t]+|\Z|(?<![0-9]))"
    r"(?P<h>[0-9]{1,2}):(?P<min>[0-9]{2})(?::(?P<sec>[0-9]{2})(?:\.(?P<frac>[0-9]{1,9}))?)?"
    r"(?P<zgap>[ \t]*)(?P<zone>[Zz]|[-+][0-9]{1,2}(?::?[0-9]{2})?)?)?"
)


class Spelling(Struct, frozen=True):
    """A date as read, with all that is needed to write another one the same way. `pattern` set: a Day.js format."""

    moment: Moment
    pattern: str = ""
    parts: re.Match[str] | None = None
    has_date: bool = True
    has_time: bool = True

    @property
    def zone_words(self) -> str:
        """The offset of the text as people know it (`UTC`, `UTC+02:00`), empty when it has none."""
        offset = self.moment.offset
        if offset is None:
            return ""
        sign = "−" if offset < 0 else "+"
        return "UTC" if offset == 0 else f"UTC{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}"


def input_type(field: Field) -> InputType:
    """The kind of picker, by Decap's rule: `time_format: false` a date, `date_format: false` a time, else both."""
    given = field.options.get("type")
    for known in _TYPES:
        if given == known:
            return known
    date_format, time_format = field.options.get("date_format"), field.options.get("time_format")
    if time_format is False:
        return "date"
    if date_format is False:
        return "time"
    if date_format and time_format is None:
        return "date"
    if time_format and date_format is None:
        return "time"
    return "datetime-local"


def format_for(field: Field) -> str:
    """The Day.js format of a new value: `format` > both > time > date > ISO (for UTC with a `Z`)."""
    fixed = field.options.get("format")
    if isinstance(fixed, str) and fixed:
        return fixed
    if not field.dialect.writes_offsets:
        return _sveltia_format(field)
    day = _part(field.options.get("date_format"), "YYYY-MM-DD")
    time = _part(field.options.get("time_format"), "HH:mm")
    if day and time:
        return f"{day}T{time}"
    if time or day:
        return time or day
    by_type = {"date": "YYYY-MM-DD", "time": "HH:mm"}
    return by_type.get(str(field.options.get("type")), ISO_UTC if in_utc(field) else ISO)


def _sveltia_format(field: Field) -> str:
    """Sveltia joins both parts with a space. Without them a value has its zone only when one is configured."""
    parts = (field.options.get(name) for name in ("date_format", "time_format"))
    if joined := field.dialect.joins_date_and_time.join(part for part in parts if isinstance(part, str) and part):
        return joined
    kind, utc = input_type(field), in_utc(field)
    if kind == "date":
        return "YYYY-MM-DD"
    if kind == "time":
        return "HH:mm:ss[Z]" if utc else "HH:mm:ss"
    if utc or output_utc(field):
        return SECONDS + "[Z]"
    return SECONDS + ("Z" if zone_name(field) else "")


def in_utc(field: Field) -> bool:
    """Whether the picked digits are UTC (`picker_utc`, or Sveltia's `input_timezone: utc`, which counts more)."""
    named = field.options.get("input_timezone")
    return named == "utc" if isinstance(named, str) and named else field.options.get("picker_utc") is True


def zone_name(field: Field) -> str:
    """The IANA name in `input_timezone`, empty for `local`, `utc` and none."""
    name = field.options.get("input_timezone")
    return name if isinstance(name, str) and name not in ("local", "utc", "any") else ""


def output_utc(field: Field) -> bool:
    """Whether a new value is converted to UTC before it is written."""
    return field.options.get("output_utc") is True


def write_new(field: Field, wall: datetime, context: FieldContext) -> str:
    """The text to store for a new value picked as `wall` (naive): Decap's format in the field's or the site's zone."""
    moment = wall.replace(tzinfo=zone_of(field, context))
    pattern = format_for(field)
    if output_utc(field) and parts_of(pattern) != (True, False):  # a day by itself has no zone
        moment = moment.astimezone(UTC)
        pattern = ISO_UTC if pattern == ISO else pattern
    text = format_tokens(moment, pattern)
    if in_utc(field) and pattern.endswith("Z") and text.endswith("+00:00"):
        return text.removesuffix("+00:00") + "Z"
    return text


def write_over(spelling: Spelling, wall: datetime) -> str:
    """The new wall-clock time in the spelling that is there: separators, digits, fraction and offset stay."""
    if spelling.pattern:
        return format_tokens(wall, spelling.pattern, spelling.moment.offset or 0)
    found = spelling.parts
    return _date_text(found, wall) + _time_text(found, wall) if found is not None else ""


def spelling_of(text: str, field: Field) -> Spelling | None:
    """How a stored text spells its moment: the field's own format first, then the common ones; None when unknown."""
    pattern = format_for(field)
    moment = parse_tokens(text, pattern)
    if moment is not None and format_tokens(moment.wall, pattern, moment.offset or 0) == text:
        return Spelling(moment, pattern, None, *parts_of(pattern))
    return _common_spelling(text)


def read_date(text: str, zone: tzinfo = UTC) -> datetime | None:
    """The moment a text says in any common spelling (not a bare time), aware; None when it says none."""
    spelling = _common_spelling(text.strip())
    return spelling.moment.aware(zone) if spelling is not None and spelling.has_date else None


def parse_input(text: str, today: date) -> datetime | None:
    """The wall-clock time a picker sent (`2026-07-04T15:30`, `2026-07-04`, `15:30`), or another common spelling."""
    spelling = _common_spelling(text.strip())
    if spelling is None:
        return None
    wall = spelling.moment.wall
    return wall if spelling.has_date else wall.replace(year=today.year, month=today.month, day=today.day)


def input_text(wall: datetime, kind: InputType) -> str:
    """The wall-clock time as a picker wants it: the shortest form, which is what browsers make of it themselves."""
    time = f"{wall:%H:%M}"
    if wall.second or wall.microsecond:
        time += f":{wall:%S}"
    if wall.microsecond // 1000:
        time += f".{wall.microsecond // 1000:03}".rstrip("0")
    day = f"{wall.year:04}-{wall:%m-%d}"
    return {"date": day, "time": time, "datetime-local": f"{day}T{time}"}[kind]


def _part(option: object, default: str) -> str:
    if isinstance(option, str):
        return option
    return default if option is True else ""


def zone_of(field: Field, context: FieldContext) -> tzinfo:
    """The zone in which a new value is picked: UTC, the one named by `input_timezone`, or the site's."""
    if in_utc(field):
        return UTC
    name = zone_name(field)
    return (context.zone_named(name) if name else None) or context.zone


def parts_of(pattern: str) -> tuple[bool, bool]:
    """Whether a format writes a day, and whether it writes a time."""
    bare = re.sub(r"\[[^\]]*\]", "", expand(pattern))
    return bool(re.search("[YDM]", bare)), bool(re.search("[Hh]", bare))


@lru_cache(maxsize=1024)
def _common_spelling(text: str) -> Spelling | None:
    found = _COMMON.fullmatch(text)
    if found is None or not text or (found["date"] is None and found["h"] is None):
        return None
    try:
        moment = _read(found)
    except (ValueError, OverflowError):
        return None
    return Spelling(moment, "", found, has_date=found["date"] is not None, has_time=found["h"] is not None)


def _read(found: re.Match[str]) -> Moment:
    year, month, day = found["y"] or found["y2"], found["m"] or found["m2"], found["d"] or found["d2"]
    micro = int((found["frac"] or "0").ljust(6, "0")[:6])
    hour, minute, second = (int(found[name] or 0) for name in ("h", "min", "sec"))
    wall = datetime(int(year or 1970), int(month or 1), int(day or 1), hour, minute, second, micro)  # noqa: DTZ001
    return Moment(wall, _offset(found["zone"]))


def _offset(zone: str | None) -> int | None:
    if zone is None:
        return None
    if zone in "Zz":
        return 0
    digits = zone[1:].replace(":", "")
    hours, minutes = (digits[:2], digits[2:]) if len(digits) > 2 else (digits, "0")
    total = int(hours) * 60 + int(minutes)
    if total >= 24 * 60 or int(minutes) > 59:
        raise ValueError("no such offset")
    return -total if zone[0] == "-" else total


def _like(model: str, number: int) -> str:
    """The number with a leading zero unless the model (one digit) shows that none is written."""
    return f"{number:02}" if len(model) == 2 else str(number)


def _date_text(found: re.Match[str], wall: datetime) -> str:
    if found["date"] is None:
        return ""
    if found["y"]:
        sep = found["s1"]
        return f"{wall.year:04}{sep}{_like(found['m'], wall.month)}{sep}{_like(found['d'], wall.day)}"
    sep = found["s2"]
    return f"{_like(found['d2'], wall.day)}{sep}{_like(found['m2'], wall.month)}{sep}{wall.year:04}"


def _time_text(found: re.Match[str], wall: datetime) -> str:
    if found["h"] is None:
        return ""
    text = f"{found['gap']}{_like(found['h'], wall.hour)}:{wall:%M}"
    if found["sec"] is not None or wall.second or wall.microsecond:
        text += f":{wall:%S}"
    if found["frac"] is not None or wall.microsecond:
        width = len(found["frac"] or "000")
        text += "." + f"{wall.microsecond:06}".ljust(width, "0")[:width]
    return text + found["zgap"] + (found["zone"] or "")
