"""Day.js format tokens: writing a moment with them and reading one back. English names, as the Netlify CMS family has.

Source: Day.js 1.11 with customParseFormat, localizedFormat and utc, which is what Decap CMS loads. Static CMS's formats
are those of date-fns 2; they are told by their year (`yyyy`) or a quoted text, which Day.js does not have.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone, tzinfo

from msgspec import Struct

__all__ = ["Moment", "expand", "format_tokens", "is_date_fns", "parse_tokens"]

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
MAX_FORMAT = 200
_LOCAL = {
    "LTS": "h:mm:ss A",
    "LT": "h:mm A",
    "L": "MM/DD/YYYY",
    "LL": "MMMM D, YYYY",
    "LLL": "MMMM D, YYYY h:mm A",
    "LLLL": "dddd, MMMM D, YYYY h:mm A",
    "l": "M/D/YYYY",
    "ll": "MMM D, YYYY",
    "lll": "MMM D, YYYY h:mm A",
    "llll": "ddd, MMM D, YYYY h:mm A",
}
_LOCALIZED = re.compile(r"(\[[^\]]+\])|(LTS?|l{1,4}|L{1,4})")
ZULU, ORDINAL = "\ue000", "\ue001"  # date-fns' X (the offset, or Z for none) and do (4th): Day.js has neither
_TOKEN = re.compile(
    r"\[(?P<literal>[^\]]+)\]"
    rf"|(?P<token>YYYY|YY|M{{1,4}}|D{{1,2}}|d{{1,4}}|H{{1,2}}|h{{1,2}}|a|A|m{{1,2}}|s{{1,2}}|ZZ?|SSS|{ZULU}{{1,2}}|{ORDINAL})"
)
_DATE_FNS = re.compile(r"'(?P<quoted>(?:[^']|'')*)'|(?P<token>([A-Za-z])\3*o?)")
_FROM_DATE_FNS = {
    "y": "YYYY",
    "yy": "YY",
    "yyyy": "YYYY",
    "u": "YYYY",
    "uuuu": "YYYY",
    "d": "D",
    "dd": "DD",
    "do": ORDINAL,
    "L": "M",
    "LL": "MM",
    "LLL": "MMM",
    "LLLL": "MMMM",
    "E": "ddd",
    "EE": "ddd",
    "EEE": "ddd",
    "EEEE": "dddd",
    "EEEEEE": "dd",
    "i": "d",
    "a": "A",
    "aa": "A",
    "aaa": "a",
    "aaaa": "A",
    "b": "A",
    "K": "h",
    "KK": "hh",
    "X": ZULU * 2,
    "XX": ZULU * 2,
    "XXX": ZULU,
    "x": "ZZ",
    "xx": "ZZ",
    "xxx": "Z",
    "p": "h:mm A",
    "pp": "h:mm:ss A",
    "P": "MM/DD/YYYY",
    "PP": "MMM D, YYYY",
    "PPP": f"MMMM {ORDINAL}, YYYY",
    "PPPP": f"dddd, MMMM {ORDINAL}, YYYY",
}


class Moment(Struct, frozen=True):
    """A wall-clock time as read from text. `offset` is minutes east of UTC, None when the text has none."""

    wall: datetime  # naive
    offset: int | None = None

    def aware(self, zone: tzinfo) -> datetime:
        """The moment in time; `zone` counts where the text has no offset of its own."""
        if self.offset is None:
            return self.wall.replace(tzinfo=zone)
        return self.wall.replace(tzinfo=timezone(timedelta(minutes=self.offset)))


@functools.lru_cache(maxsize=256)
def expand(pattern: str) -> str:
    """The format in Day.js's tokens, with its localized parts (`LLL`) spelt out."""
    pattern = pattern[:MAX_FORMAT]
    if is_date_fns(pattern):
        return _DATE_FNS.sub(_as_day_js, pattern)
    return _LOCALIZED.sub(lambda found: found[1] or _LOCAL.get(found[2], found[2]), pattern)


def is_date_fns(pattern: str) -> bool:
    """Whether the format is one of date-fns (Static CMS): it has `y`, or a quoted text, and no `Y` of Day.js."""
    bare = re.sub(r"\[[^\]]*\]", "", pattern)
    return "Y" not in bare and ("yy" in bare or re.search(r"\by\b|[A-Za-z]'[^']+'", bare) is not None)


def _as_day_js(found: re.Match[str]) -> str:
    quoted = found["quoted"]
    if quoted is None:
        return _FROM_DATE_FNS.get(found["token"], found["token"])
    literal = quoted.replace("''", "'")
    return f"[{literal}]" if literal else "'"


def format_tokens(moment: datetime, pattern: str, offset: int | None = None) -> str:
    """The moment in that format. `offset` (minutes) is what `Z` writes; the moment's own when None, else UTC."""
    if offset is None:
        own = moment.utcoffset()
        offset = round(own.total_seconds() / 60) if own is not None else 0

    def written(found: re.Match[str]) -> str:
        return found["literal"] or _WRITERS[found["token"]](moment, offset)

    return _TOKEN.sub(written, expand(pattern))


def parse_tokens(text: str, pattern: str) -> Moment | None:
    """The moment that the whole text says in that format; None when it is not in it. Missing parts are the smallest."""
    reader = _reader(expand(pattern))
    if reader is None:
        return None
    found = reader.fullmatch(text.strip())
    if found is None:
        return None
    parts = {name: value for name, value in found.groupdict().items() if value is not None}
    try:
        return _moment(parts)
    except (ValueError, OverflowError):
        return None


def _zone_text(offset: int) -> str:
    return f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"


def _ordinal(day: int) -> str:
    ending = "th" if day % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _weekday(moment: datetime) -> str:
    return WEEKDAYS[moment.isoweekday() % 7]


_WRITERS: dict[str, Callable[[datetime, int], str]] = {
    "YYYY": lambda moment, _: f"{moment.year:04}",
    "YY": lambda moment, _: f"{moment.year % 100:02}",
    "M": lambda moment, _: str(moment.month),
    "MM": lambda moment, _: f"{moment.month:02}",
    "MMM": lambda moment, _: MONTHS[moment.month - 1][:3],
    "MMMM": lambda moment, _: MONTHS[moment.month - 1],
    "D": lambda moment, _: str(moment.day),
    "DD": lambda moment, _: f"{moment.day:02}",
    ORDINAL: lambda moment, _: _ordinal(moment.day),
    "d": lambda moment, _: str(moment.isoweekday() % 7),
    "dd": lambda moment, _: _weekday(moment)[:2],
    "ddd": lambda moment, _: _weekday(moment)[:3],
    "dddd": lambda moment, _: _weekday(moment),
    "H": lambda moment, _: str(moment.hour),
    "HH": lambda moment, _: f"{moment.hour:02}",
    "h": lambda moment, _: str(moment.hour % 12 or 12),
    "hh": lambda moment, _: f"{moment.hour % 12 or 12:02}",
    "a": lambda moment, _: "am" if moment.hour < 12 else "pm",
    "A": lambda moment, _: "AM" if moment.hour < 12 else "PM",
    "m": lambda moment, _: str(moment.minute),
    "mm": lambda moment, _: f"{moment.minute:02}",
    "s": lambda moment, _: str(moment.second),
    "ss": lambda moment, _: f"{moment.second:02}",
    "SSS": lambda moment, _: f"{moment.microsecond // 1000:03}",
    "Z": lambda _, offset: _zone_text(offset),
    "ZZ": lambda _, offset: _zone_text(offset).replace(":", ""),
    ZULU: lambda _, offset: _zone_text(offset) if offset else "Z",
    ZULU * 2: lambda _, offset: _zone_text(offset).replace(":", "") if offset else "Z",
}
_PARTS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "YY": r"(?P<short>[0-9]{2})",
    "MMMM": f"(?P<month_name>{'|'.join(MONTHS)})",
    "MMM": f"(?P<month_name>{'|'.join(name[:3] for name in MONTHS)})",
    "dddd": f"(?:{'|'.join(WEEKDAYS)})",
    "ddd": f"(?:{'|'.join(name[:3] for name in WEEKDAYS)})",
    "dd": f"(?:{'|'.join(name[:2] for name in WEEKDAYS)})",
    "d": r"[0-6]",
    "SSS": r"(?P<milli>[0-9]{3})",
    "Z": r"(?P<zone>Z|[-+][0-9]{2}:?[0-9]{2})",
    "ZZ": r"(?P<zone>Z|[-+][0-9]{2}:?[0-9]{2})",
    ZULU: r"(?P<zone>Z|[-+][0-9]{2}:?[0-9]{2})",
    ZULU * 2: r"(?P<zone>Z|[-+][0-9]{2}:?[0-9]{2})",
    ORDINAL: r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)",
    "A": r"(?P<half>[AaPp][Mm])",
    "a": r"(?P<half>[AaPp][Mm])",
}
_NUMBERS = {"M": "month", "D": "day", "H": "hour", "h": "hour12", "m": "minute", "s": "second"}


@functools.lru_cache(maxsize=256)
def _reader(pattern: str) -> re.Pattern[str] | None:
    pieces, end = [], 0
    for found in _TOKEN.finditer(pattern):
        pieces.append(re.escape(pattern[end : found.start()]))
        literal, token = found["literal"], found["token"]
        pieces.append(re.escape(literal) if literal else _PARTS.get(token) or _number(token))
        end = found.end()
    pieces.append(re.escape(pattern[end:]))
    source = "".join(pieces)
    if not any(part in source for part in ("<year>", "<short>", "<hour>", "<hour12>")):
        return None
    try:
        return re.compile(source, re.IGNORECASE)
    except re.error:  # the same part twice
        return None


def _number(token: str) -> str:
    return f"(?P<{_NUMBERS[token[0]]}>[0-9]{{{'2' if len(token) == 2 else '1,2'}}})"


def _moment(parts: dict[str, str]) -> Moment:
    month = int(parts.get("month", 1))
    if name := parts.get("month_name"):
        month = next(i for i, full in enumerate(MONTHS, 1) if full[:3].lower() == name[:3].lower())
    year = int(parts["year"]) if "year" in parts else _century(int(parts["short"])) if "short" in parts else 1970
    wall = datetime(  # noqa: DTZ001 (a wall-clock time; its offset stands beside it)
        year,
        month,
        int(parts.get("day", 1)),
        _hour(parts),
        int(parts.get("minute", 0)),
        int(parts.get("second", 0)),
        int(parts.get("milli", 0)) * 1000,
    )
    return Moment(wall, _offset(parts.get("zone")))


def _century(short: int) -> int:
    return short + (1900 if short > 68 else 2000)


def _hour(parts: dict[str, str]) -> int:
    if "hour12" not in parts:
        return int(parts.get("hour", 0))
    hour = int(parts["hour12"])
    if "half" not in parts:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("no such hour")
    return hour % 12 + (12 if parts["half"].lower() == "pm" else 0)


def _offset(zone: str | None) -> int | None:
    if zone is None:
        return None
    if zone in "Zz":
        return 0
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes >= 24 * 60:
        raise ValueError("no such offset")
    return -minutes if zone[0] == "-" else minutes
