"""Where Decap CMS and Sveltia CMS contradict each other: one value of the configuration, which everything asks.

Netlify CMS and Static CMS count as Decap. Each property is one contradiction; code that behaves differently asks for it
by that name and never compares dialects.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

__all__ = ["FOLLOWS", "Dialect", "script_of"]

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
    def names_empty_values(self) -> bool:
        """Whether a tag of a slug that is empty becomes a short identifier; else only a slug that is empty does."""
        return self is Dialect.SVELTIA

    @property
    def summarises_identifiers(self) -> bool:
        """Whether `{{slug}}` in a summary is the entry's identifier as it is typed; else it is its slug."""
        return self is Dialect.DECAP

    @property
    def shortens_slugs(self) -> bool:
        """Whether an entry's slug is what its path has in the place of `{{slug}}`: `plums` of `plums/index`."""
        return self is Dialect.SVELTIA

    @property
    def sanitises_links(self) -> bool:
        """Whether the values in `preview_path` are made fit for addresses; else they are only encoded."""
        return self is Dialect.DECAP

    @property
    def keeps_aliases(self) -> bool:
        """Whether a renamed entry keeps its former address without `aliases_field`."""
        return self is Dialect.SVELTIA

    @property
    def boxes_few_choices(self) -> bool:
        """Whether up to five choices stand side by side without `dropdown_threshold`."""
        return self is Dialect.SVELTIA

    @property
    def begins_with_no(self) -> bool:
        """Whether a boolean without a default is false in a new entry; else it is not there."""
        return self is Dialect.SVELTIA

    @property
    def boxes_objects(self) -> bool:
        """Whether a box says that an object which is not required is there; else its fields always show."""
        return self is Dialect.SVELTIA

    @property
    def sanitises_uploads(self) -> bool:
        """Whether an uploaded file's name is made fit for addresses without `slugify_filename`."""
        return self is Dialect.DECAP

    @property
    def roots_public_folders(self) -> bool:
        """Whether `public_folder: images` is `/images`; else it stays relative, and `./images` is `images`."""
        return self is Dialect.SVELTIA

    @property
    def prefers_transformations(self) -> bool:
        """Which counts where both are there: Sveltia's `transformations`, else Decap's `media_processing`."""
        return self is Dialect.SVELTIA

    @property
    def requires_everywhere(self) -> bool:
        """Whether a required field is required in every language; else in the default one only."""
        return self is Dialect.SVELTIA

    @property
    def writes_comments(self) -> bool:
        """Whether a field's `comment` is written into a YAML file, above its key; else it is only a help text."""
        return self is Dialect.DECAP

    @property
    def writes_alpha_as_rgba(self) -> bool:
        """How a new colour that is not opaque is written: `rgba(…)`, else `#rrggbbaa`."""
        return self is Dialect.DECAP

    @property
    def consequences(self) -> tuple[str, ...]:
        """What follows from it, in sentences for `cms check`."""
        return tuple(words[self is Dialect.SVELTIA] for words in FOLLOWS.values())


FOLLOWS = {
    "creates": (
        "People may add entries only where a collection says `create: true`.",
        "People may add entries except where a collection says `create: false`.",
    ),
    "deletes_files": (
        "The files of a file collection can be deleted only where it says `delete: true`.",
        "The files of a file collection can be deleted except where it says `delete: false`.",
    ),
    "collapses_items": ("Items of lists are closed at first.", "Items of lists are open at first."),
    "splits_at_commas": (
        "A list without fields is typed in one line, with commas.",
        "A list without fields is typed with each item on a line.",
    ),
    "spares_full_stops": (
        "Slugs lose full stops and apostrophes: “It's v1.2” becomes `its-v1-2`.",
        "Slugs keep full stops: “It's v1.2” becomes `it-s-v1.2`.",
    ),
    "names_empty_values": (
        "A slug that would be empty becomes a short identifier.",
        "Each empty tag of a slug becomes a short identifier.",
    ),
    "writes_offsets": (
        "A new datetime without a `format` has milliseconds and the zone's offset.",
        "A new datetime without a `format` has neither milliseconds nor a zone.",
    ),
    "joins_date_and_time": (
        "`date_format` and `time_format` are joined with a `T`.",
        "`date_format` and `time_format` are joined with a space.",
    ),
    "omission": ("`truncate` ends in three full stops.", "`truncate` ends in one sign, `…`."),
    "summarises_identifiers": (
        "`{{slug}}` in a summary is the entry's title.",
        "`{{slug}}` in a summary is the entry's slug.",
    ),
    "shortens_slugs": (
        "The slug of an entry that is a folder with its index (`plums/index`) is all of it.",
        "The slug of an entry is the part of its path that `{{slug}}` gave: `plums` of `plums/index`.",
    ),
    "sanitises_links": (
        "Values in `preview_path` are made fit for addresses as slugs are.",
        "Values in `preview_path` are only encoded.",
    ),
    "keeps_aliases": (
        "A renamed entry keeps its former address only with `aliases_field`.",
        "A renamed entry keeps its former address in `aliases`.",
    ),
    "writes_comments": (
        "A field's `comment` is written into YAML, once, above its key.",
        "A field's `comment` is a help text only.",
    ),
    "sanitises_uploads": (
        "An uploaded file's name is made fit for addresses.",
        "An uploaded file keeps its name, unless `slugify_filename` says otherwise.",
    ),
    "roots_public_folders": (
        "`public_folder: images` stays relative to the page.",
        "`public_folder: images` counts from the root of the site: `/images`.",
    ),
    "prefers_transformations": (
        "Of `media_processing` and `transformations` the first counts.",
        "Of `media_processing` and `transformations` the second counts.",
    ),
    "boxes_few_choices": ("Choices are a list to open.", "Up to five choices stand side by side."),
    "begins_with_no": (
        "A boolean without a default is absent in a new entry.",
        "A boolean without a default is false in a new entry.",
    ),
    "boxes_objects": (
        "The fields of an object always show.",
        "A box says whether an object that is not required is there.",
    ),
    "requires_everywhere": (
        "A required field is required in the default language.",
        "A required field is required in every language.",
    ),
    "writes_alpha_as_rgba": (
        "A new colour that is not opaque is written `rgba(…)`.",
        "A new colour that is not opaque is written `#rrggbbaa`.",
    ),
}
"""What follows from each property, by its name: with Decap's rules, with Sveltia's."""


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
