"""The whole grammar as one list of sections and rows, for the reference page and the tests of conformance."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from cms.config.collection_options import COLLECTION_OPTIONS, FILE_OPTIONS
from cms.config.field_options import COMMON_OPTIONS, WIDGET_OPTIONS
from cms.config.option import Option, Status, Table
from cms.config.site_options import SITE_OPTIONS
from cms.config.vocabulary import FILTERS, FORMATS_OF_FILES, STRUCTURES, TAGS, WIDGETS

__all__ = ["Row", "Section", "all_rows", "all_sections", "example_of"]

_HOLLOW = "None of its options is."


class Section(Struct, frozen=True):
    """One table of options. `path` leads to it, as in `backend.commit_messages`; `above` is the option it is inside."""

    path: str
    table: Table
    above: Row | None = None

    def rows(self) -> Iterator[Row]:
        """Its options, in order."""
        for option in self.table.values():
            yield Row(f"{self.path}.{option.name}", option, *_standing(option, self.above))


class Row(Struct, frozen=True):
    """One option in its place. What stands inside an option is not honoured where that is not, nor the other way."""

    path: str
    option: Option
    status: Status
    reason: str


def all_sections() -> Iterator[Section]:
    """Every table once, where it stands first; an option's own table after the one that the option is in."""
    seen: set[int] = set()
    roots = [
        ("site", SITE_OPTIONS),
        ("collection", COLLECTION_OPTIONS),
        ("file", FILE_OPTIONS),
        ("field", COMMON_OPTIONS),
        *((f"widget.{name}", table) for name, table in WIDGET_OPTIONS.items()),
        ("widgets", WIDGETS),
        ("formats", FORMATS_OF_FILES),
        ("structures", STRUCTURES),
        *((f"tags.{name}", table) for name, table in TAGS.items()),
        ("filters", FILTERS),
    ]
    for path, table in roots:
        yield from _below(Section(path, table), seen)


def all_rows() -> Iterator[Row]:
    """Every option, word and tag, in the order of the sections."""
    for section in all_sections():
        yield from section.rows()


def example_of(option: Option) -> str:
    """A value that is not the default, as YAML."""
    if option.example:
        return option.example
    if option.choices:
        return next((choice for choice in option.choices if choice != option.default), option.default)
    return "false" if option.default == "true" else "true"


def _below(section: Section, seen: set[int]) -> Iterator[Section]:
    seen.add(id(section.table))
    if section.table:
        yield section
    for row in section.rows():
        inner = row.option.inner
        if inner is not None and id(inner) not in seen:
            yield from _below(Section(row.path.removeprefix("site."), inner, row), seen)


def _standing(option: Option, above: Row | None) -> tuple[Status, str]:
    if above is not None and above.status in ("not yet", "not needed") and above.reason != _HOLLOW:
        return above.status, f"See `{above.option.name}`."
    if option.status == "honoured" and _status(option) == "not yet":
        return "not yet", _HOLLOW
    return option.status, _sentence(option.missing or option.unneeded or option.differs)


def _status(option: Option) -> Status:
    inner = {_status(item) for item in option.inner.values()} if option.inner else set()
    nothing = inner and inner <= {"not yet", "not needed"}
    return "not yet" if option.status == "honoured" and nothing else option.status


def _sentence(text: str) -> str:
    if not text:
        return ""
    start = text if text.startswith(("`", "{")) else text[:1].upper() + text[1:]
    return start if start.endswith(".") else f"{start}."
