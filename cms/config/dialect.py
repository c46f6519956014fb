"""Where Decap CMS and Sveltia CMS contradict each other: one value of the configuration, which everything asks.

Netlify CMS and Static CMS count as Decap. Each property is one contradiction; code that behaves differently asks for it
by that name and never compares dialects.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

__all__ = ["Dialect", "script_of"]

MAX_PAGE = 200_000  # characters of an admin page that are looked at
_MARKS = (
    ("sveltia", "Sveltia CMS"),
    ("staticcms", "Static CMS"),
    ("static-cms", "Static CMS"),
    ("decap-cms", "Decap CMS"),
    ("netlify-cms", "Netlify CMS"),
)


class Dialect(StrEnum):
    """Whose defaults and rules count."""

    DECAP = "decap"
    SVELTIA = "sveltia"

    @property
    def creates(self) -> bool:
        """The default of a collection's `create`."""
        return self is Dialect.SVELTIA

    @property
    def deletes_files(self) -> bool:
        """The default of `delete` of a file collection. That of a folder's is true in both."""
        return self is Dialect.SVELTIA

    @property
    def collapses_items(self) -> bool:
        """The default of a list's `collapsed`."""
        return self is Dialect.DECAP

    @property
    def splits_at_commas(self) -> bool:
        """Whether a list without fields is typed with commas; else each line is an item."""
        return self is Dialect.DECAP

    @property
    def spares_full_stops(self) -> bool:
        """Whose rules make slugs: Sveltia's (`it-s-v1.2`), else Decap's (`its-v1-2`)."""
        return self is Dialect.SVELTIA

    @property
    def writes_offsets(self) -> bool:
        """Whether a new datetime without a `format` is written with milliseconds and the zone's offset."""
        return self is Dialect.DECAP

    @property
    def joins_date_and_time(self) -> str:
        """What stands between `date_format` and `time_format` where both are texts."""
        return "T" if self is Dialect.DECAP else " "

    @property
    def omission(self) -> str:
        """What the filter `truncate` puts for what it leaves out."""
        return "..." if self is Dialect.DECAP else "…"

    @property
    def sanitises_uploads(self) -> bool:
        """Whether an uploaded file's name is made fit for addresses without `slugify_filename`."""
        return self is Dialect.DECAP

    @property
    def writes_comments(self) -> bool:
        """Whether a field's `comment` is written into a new YAML file; else it is only a help text."""
        return self is Dialect.DECAP

    @property
    def writes_alpha_as_rgba(self) -> bool:
        """How a new colour that is not opaque is written: `rgba(…)`, else `#rrggbbaa`."""
        return self is Dialect.DECAP

    @property
    def consequences(self) -> tuple[str, ...]:
        """What follows from it, in sentences for `cms check`."""
        return _FOLLOWS[self]


_FOLLOWS = {
    Dialect.DECAP: (
        "People may add entries only where a collection says `create: true`.",
        "Entries of file collections can be deleted only where one says `delete: true`.",
        "Items of lists are closed at first.",
        "Slugs lose full stops and apostrophes: “It's v1.2” becomes `its-v1-2`.",
    ),
    Dialect.SVELTIA: (
        "People may add entries except where a collection says `create: false`.",
        "Entries of file collections can be deleted except where one says `delete: false`.",
        "Items of lists are open at first.",
        "Slugs keep full stops: “It's v1.2” becomes `it-s-v1.2`.",
    ),
}


def script_of(page: str) -> str:
    """The tool whose script an admin page loads, as people call it, or "" if it names none of the family."""
    for script in _scripts(page[:MAX_PAGE].lower()):
        for mark, tool in _MARKS:
            if mark in script:
                return tool
    return ""


def _scripts(page: str) -> Iterator[str]:
    """What each script element says of itself and holds; what stands in comments is not loaded."""
    at = page.find("<")
    while at >= 0:
        end = at + 1
        if page.startswith("<!--", at):
            end = _after(page, "-->", at)
        elif page.startswith("<script", at):
            end = _after(page, "</script", at)
            yield page[at:end]
        at = page.find("<", end)


def _after(page: str, mark: str, start: int) -> int:
    found = page.find(mark, start)
    return len(page) if found < 0 else found + len(mark)
