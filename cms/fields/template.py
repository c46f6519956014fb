"""The small template language of summaries, slugs, paths and commit messages: `{{name | filter('argument')}}`.

Tags and filters of Decap and Sveltia CMS, any spacing, chains, tags inside arguments. A fixed table of filters; values
are data and never read as templates again. What is not a tag stays as it is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from functools import lru_cache

from msgspec import Struct

from cms.config import ABSENT, Absent
from cms.fields.context import Filter
from cms.fields.datetimes import read_date
from cms.fields.tokens import format_tokens
from cms.syntax import Value

__all__ = ["Lookup", "render_template", "tag_names", "template_text", "truncated"]

Lookup = Callable[[str], "Value | Absent"]

MAX_TEMPLATE = 1000
MAX_TAGS = 50
MAX_FILTERS = 20
MAX_OUTPUT = 4096
_QUOTED = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_NAME = re.compile(r"\{\{\s*([^}{|\s]+)\s*")
_CALL = re.compile(rf"\|\s*([A-Za-z_]+)\s*(?:\(\s*((?:{_QUOTED}|[^'\"()])*)\s*\))?\s*")
_ARGUMENT = re.compile(rf"\s*(?:({_QUOTED})|([^,'\"]+))\s*(?:,|\Z)")


class _Tag(Struct, frozen=True):
    name: str
    calls: tuple[tuple[str, tuple[str, ...]], ...]


def render_template(
    template: str, lookup: Lookup, *, filters: Mapping[str, Filter] | None = None, zone: tzinfo = UTC
) -> str:
    """The template with its tags filled in. `lookup` gets a tag's name (`fields.title`, `year`) and gives its value.

    ABSENT and null print as nothing, `0` and `false` as themselves, lists and maps as JSON. `filters` adds to the
    built-in ones; an unknown filter leaves the value. `zone` is where `date('…')` formats. At most 1,000 characters of
    template, 50 tags, 20 filters a tag and 4,096 characters of text.
    """
    return _render(template[:MAX_TEMPLATE], lookup, _Filters(filters or {}, zone), nested=False)[:MAX_OUTPUT]


def tag_names(template: str) -> tuple[str, ...]:
    """The names of the tags in a template, outermost only, in order."""
    return tuple(part.name for part in _parts(template[:MAX_TEMPLATE]) if isinstance(part, _Tag))


def template_text(value: Value | Absent) -> str:
    """A value as a template prints it."""
    if value is None or isinstance(value, Absent):
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def truncated(value: Value | Absent, arguments: list[str], omission: str = "...") -> str:
    """The filter `truncate`: the first characters, and what stands for the rest unless the second argument says it.

    What is longer by no more than the omission stays whole (Decap).
    """
    text = template_text(value)
    if not arguments or not arguments[0].isdigit():
        return text
    length, omission = int(arguments[0][:9]), (arguments[1] if len(arguments) > 1 else "") or omission
    return text if len(text) <= length + len(omission) else text[:length] + omission


def _render(template: str, lookup: Lookup, filters: _Filters, *, nested: bool) -> str:
    def filled(part: str | _Tag) -> str:
        if isinstance(part, str):
            return part
        value = lookup(part.name)
        for name, arguments in part.calls:
            texts = [
                _render(text, lookup, filters, nested=True) if "{{" in text and not nested else text
                for text in arguments
            ]
            value = filters.apply(name, value, texts)
        return template_text(value)

    return "".join(map(filled, _parts(template)))


@lru_cache(maxsize=256)
def _parts(template: str) -> tuple[str | _Tag, ...]:
    parts: list[str | _Tag] = []
    end = tags = 0
    while (start := template.find("{{", end)) >= 0 and tags < MAX_TAGS:
        tag, after = _tag(template, start)
        parts.append(template[end:start])
        parts.append(tag if tag is not None else template[start:after])
        tags += tag is not None
        end = after
    parts.append(template[end:])
    return tuple(parts)


def _tag(template: str, start: int) -> tuple[_Tag | None, int]:
    found = _NAME.match(template, start)
    if found is None:
        return None, start + 1
    end, calls = found.end(), []
    while call := _CALL.match(template, end):
        calls.append((call[1], tuple(_arguments(call[2] or ""))))
        end = call.end()
    if not template.startswith("}}", end):
        return None, start + 2
    return _Tag(found[1], tuple(calls[:MAX_FILTERS])), end + 2


def _arguments(text: str) -> list[str]:
    found = []
    for quoted, bare in _ARGUMENT.findall(text):
        found.append(re.sub(r"\\(.)", r"\1", quoted[1:-1]) if quoted else bare.strip())
    return found


class _Filters:
    def __init__(self, extra: Mapping[str, Filter], zone: tzinfo) -> None:
        self.zone = zone
        self.table: dict[str, Filter] = {
            "upper": lambda value, _: template_text(value).upper(),
            "lower": lambda value, _: template_text(value).lower(),
            "date": self.date,
            "default": lambda value, arguments: _first(arguments) if template_text(value) == "" else value,
            "ternary": _ternary,
            "truncate": truncated,
            **extra,
        }

    def apply(self, name: str, value: Value | Absent, arguments: list[str]) -> Value | Absent:
        known = self.table.get(name)
        return known(value, arguments) if known is not None else value

    def date(self, value: Value | Absent, arguments: list[str]) -> Value | Absent:
        moment = read_date(template_text(value), self.zone)
        if moment is None or not arguments:
            return "" if moment is None else value
        zone = UTC if len(arguments) > 1 and arguments[1] == "utc" else self.zone
        try:
            return format_tokens(moment.astimezone(zone), arguments[0])
        except OverflowError:
            return ""


def _first(arguments: list[str]) -> str:
    return arguments[0] if arguments else ""


def _ternary(value: Value | Absent, arguments: list[str]) -> Value | Absent:
    falsy = value is ABSENT or value is None or value in ("", 0)
    chosen = arguments[1:2] if falsy else arguments[:1]
    return _first(chosen)
