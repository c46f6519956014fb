"""The reference page of the configuration, made from the declarations: `python -m cms.config.reference` prints it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from cms.config.grammar import Row, Section, all_sections, example_of
from cms.config.option import Option, Status

__all__ = ["render_reference"]

_START = """\
# Configuration reference

Every option that a configuration of the Netlify CMS family may have, and what Quire does with it. This page is made
from the declarations in `cms/config/` by `make docs`; do not edit it by hand.

**Of** says whose option it is: **D** Decap CMS (and Netlify CMS, which it continues), **S** Sveltia CMS, **X** Static
CMS, **Q** Quire. An option without a letter is found in real configurations. **In Quire** says how far it is honoured:

- *yes*: as its own tool does;
- *differs*: honoured, with a difference that is said;
- *no need*: accepted without effect, and why it needs none;
- **not yet**: accepted, but not supported yet. `cms check` warns of it (`not-supported`) where a configuration asks for
  more than the default.

Older spellings and older forms of an option are read too. Text editors can check and complete all of this by the schema
that [`cms schema`](../command-line.md#cms-schema) prints.
"""
_TITLES = {
    "site": "The top level",
    "collection": "A collection",
    "file": "A file of a collection, or a singleton",
    "field": "Every field",
    "widgets": "Widgets",
    "formats": "Formats",
    "structures": "Layouts of languages",
    "filters": "Filters in templates",
}
_NOTES = {
    "field": "Those that belong to one widget follow below.",
    "widgets": "What a field's `widget` may be.",
    "formats": "What `format` may be.",
    "structures": "What `structure` of `i18n` may be.",
    "filters": "They follow a tag, after `|`, and may be chained: `{{title | lower | truncate(20)}}`. An unknown one "
    "leaves the value.",
    "media_libraries.aws_s3": "The same for all stores like Amazon's: `cloudflare_r2`, `digitalocean_spaces`, "
    "`backblaze_b2`, `bunny_storage`, `scaleway_object_storage` and `supabase_storage`.",
    "media_library.config.transformations.raster_image": "The same for `jpeg`, `png`, `gif`, `webp`, `avif`, `heic`.",
    "collection.view_filters": "A list of filters, or a mapping of `filters` and `default`.",
    "collection.view_groups": "A list of groups, or a mapping of `groups` and `default`; each as in `view_filters`.",
    "collection.sortable_fields": "A list of names or mappings, or a mapping of `fields` and `default`.",
}
_KINDS = {
    "text": "text",
    "flag": "true or false",
    "integer": "whole number",
    "texts": "list of texts",
    "map": "mapping",
}
_STATUS: dict[Status, str] = {
    "honoured": "yes",
    "differs": "*differs*",
    "not needed": "*no need*",
    "not yet": "**not yet**",
}


def render_reference() -> str:
    """The page, as Markdown."""
    return "\n".join([_START, *map(_section, all_sections())])


def _section(section: Section) -> str:
    parts = [f"## {_title(section.path)}", ""]
    if section.path in _NOTES:
        parts += [_NOTES[section.path], ""]
    return "\n".join([*parts, *_lines(section), ""])


def _title(path: str) -> str:
    if path in _TITLES:
        return _TITLES[path]
    kind, _, name = path.partition(".")
    if kind == "tags":
        return f"Tags in `{name}`"
    inside = {"widget": "", "collection": " of a collection", "field": " of a field"}
    return f"`{name}`{inside[kind]}" if kind in inside else f"`{path}`"


def _lines(section: Section) -> Iterator[str]:
    if all(row.option.kinds == ("word",) for row in section.rows()):
        yield from _table(("Word", "What it is", "Of", "In Quire"), map(_word, section.rows()))
    else:
        heads = ("Option", "What it is", "Type", "Default", "Of", "In Quire", "Example")
        yield from _table(heads, map(_option, section.rows()))


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    for cells in (heads, ("---",) * len(heads), *rows):
        yield f"| {' | '.join(cells)} |"


def _word(row: Row) -> tuple[str, ...]:
    option = row.option
    example = f" As in {_code(option.example)}." if option.example else ""
    return _code(option.name), option.note + example, _grammars(option), _quire(row)


def _option(row: Row) -> tuple[str, ...]:
    option = row.option
    example = _code(f"{option.name}: {example_of(option)}")
    return _code(option.name), _note(option), _type(option), _default(option), _grammars(option), _quire(row), example


def _note(option: Option) -> str:
    others = [f"Also spelt {_code(name)}." for name in option.spellings]
    others += [f"Older spelling: {_code(name)}." for name in option.outdated]
    others += [f"An older form of {_code(option.instead)}."] if option.instead else []
    return " ".join([_cell(option.note), *others])


def _type(option: Option) -> str:
    if option.choices:
        return ", ".join(_code(choice) for choice in option.choices if choice)
    held = {"list": f"list of {option.holds}", "map": "field" if option.holds == "field" else "mapping"}
    names = [held.get(kind, kind) if option.holds else _KINDS.get(kind, kind) for kind in option.kinds]
    return " or ".join(names)


def _default(option: Option) -> str:
    if option.needed:
        return "needed"
    if option.default.startswith("("):
        return option.default[1:-1]
    return _code(option.default) if option.default else "–"


def _grammars(option: Option) -> str:
    return " ".join(option.grammars) or "–"


def _quire(row: Row) -> str:
    words = _STATUS[row.status]
    return f"{words}: {_cell(row.reason)}" if row.reason else words


def _code(text: str) -> str:
    return f"`{_cell(text)}`"


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\|", text)


if __name__ == "__main__":
    sys.stdout.write(render_reference())
