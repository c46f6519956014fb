"""Small words: times, sizes, nouns, initials."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from cms.config import Collection

__all__ = [
    "Avatar",
    "avatar",
    "count_of",
    "date_in_words",
    "date_of",
    "entry_noun",
    "entry_nouns",
    "file_size",
    "first_name",
    "full_time",
    "language_name",
    "listed",
    "month_in_words",
    "time_ago",
]


MOMENT = 10  # seconds that are no time at all
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?=$|[T ])")
_LANGUAGES = {
    "ar": "العربية",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "et": "Eesti",
    "fi": "Suomi",
    "fr": "Français",
    "he": "עברית",
    "hu": "Magyar",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "lt": "Lietuvių",
    "lv": "Latviešu",
    "nb": "Norsk",
    "nl": "Nederlands",
    "no": "Norsk",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "sk": "Slovenčina",
    "sl": "Slovenščina",
    "sv": "Svenska",
    "tr": "Türkçe",
    "uk": "Українська",
    "zh": "中文",
}
_TINTS = ("a", "b", "c", "d")


class Avatar(Struct, frozen=True):
    """Initials on one of four tints; the same name always has the same."""

    name: str
    initials: str
    tint: str


def avatar(name: str) -> Avatar:
    """The avatar of a person's name; `?` for a name without letters."""
    words = [word for word in re.split(r"[\s._-]+", name) if word[:1].isalnum()]
    chosen = words[:1] + words[-1:] if len(words) > 1 else words
    initials = "".join(word[0] for word in chosen).upper() or "?"
    return Avatar(name, initials, _TINTS[zlib.crc32(name.encode("utf-8", "surrogatepass")) % len(_TINTS)])


def first_name(name: str) -> str:
    """How a person is called in a sentence."""
    return name.split()[0] if name.split() else "Somebody"


def time_ago(when: datetime, now: datetime) -> str:
    """`Just now`, `12 s ago`, `5 min ago`, `3 h ago`, `Yesterday`, `2 days ago`, then the date."""
    local, today = when.astimezone(now.tzinfo), now.date()
    seconds = int((now - when).total_seconds())
    days = (today - local.date()).days
    if seconds < MOMENT:
        return "Just now"
    if seconds < 60:
        return f"{seconds} s ago"
    if seconds < 3600:
        return f"{seconds // 60} min ago"
    if days == 0:
        return f"{seconds // 3600} h ago"
    if days == 1:
        return "Yesterday"
    if days < 7:
        return f"{days} days ago"
    return _day(local.date(), with_year=local.year != now.year)


def full_time(when: datetime, now: datetime) -> str:
    """`14 Nov 2026, 07:30`, in the site's time zone."""
    local = when.astimezone(now.tzinfo)
    return f"{_day(local.date())}, {local:%H:%M}"


def date_of(when: datetime, now: datetime) -> str:
    """`14 Nov`, in the site's time zone; with the year if it is another one."""
    local = when.astimezone(now.tzinfo)
    return _day(local.date(), with_year=local.year != now.year)


def date_in_words(text: str) -> str:
    """`14 Nov 2026` for an ISO date or date-time as spelt in a file; other spellings stay as they are."""
    found = _ISO_DATE.match(text)
    if not found:
        return text
    try:
        return _day(date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        return text


def month_in_words(text: str) -> str:
    """`Nov 2026` for a month as ISO 8601 writes it (`2026-11`), and a date in words; other texts stay."""
    year, dash, month = text.partition("-")
    if dash and len(year) == 4 and year.isdigit() and len(month) == 2 and month.isdigit() and 1 <= int(month) <= 12:
        return f"{MONTHS[int(month) - 1]} {year}"
    return date_in_words(text)


def file_size(size: int) -> str:
    """`812 bytes`, `46 KB`, `3.1 MB`."""
    if size < 1000:
        return f"{size} bytes"
    if size < 1_000_000:
        return f"{round(size / 1000)} KB"
    return f"{size / 1_000_000:.1f} MB"


def entry_noun(collection: Collection) -> str:
    """What one entry of the collection is called inside a sentence: `story`, `FAQ`; `entry` if nobody named it."""
    label = collection.label_singular
    if not label or label == collection.label:
        return "entry"
    return label[0].lower() + label[1:] if not label[1:2].isupper() else label


def entry_nouns(collection: Collection, count: int) -> str:
    """The noun for so many entries. Only English words are given an English plural."""
    noun = entry_noun(collection)
    if count == 1:
        return noun
    if not noun.isascii() or " " in noun:
        return "entries"
    return _plural(noun)


def count_of(count: int, noun: str, nouns: str = "") -> str:
    """`1 file`, `214 files`."""
    return f"{count:,} {noun if count == 1 else nouns or _plural(noun)}".replace(",", " ")


def language_name(locale: str) -> str:
    """What a language calls itself; a region stays beside it (`Português (BR)`); an unknown code stays as it is."""
    code, _, region = locale.replace("_", "-").partition("-")
    name = _LANGUAGES.get(code.lower(), "")
    if not name:
        return locale
    return f"{name} ({region})" if region else name


def listed(items: Sequence[str]) -> str:
    """`Tags`, `Tags and Cover`, `Tags, Cover and Body`."""
    return ", ".join(items[:-1]) + f" and {items[-1]}" if len(items) > 1 else "".join(items)


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    return "people" if noun == "person" else noun + "s"


def _day(day: date, *, with_year: bool = True) -> str:
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return f"{text} {day.year}" if with_year else text
