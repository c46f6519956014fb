"""The options of fields: those every field has, and those of each widget."""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from cms.config.collection_options import FILTER_OPTIONS
from cms.config.option import Option, Table, option, table
from cms.config.widget_options import WIDGET_OPTIONS

__all__ = ["COMMON_OPTIONS", "FIELD_OPTIONS", "KNOWN_WIDGETS", "WIDGET_ALIASES", "WIDGET_OPTIONS", "options_of"]

WIDGET_ALIASES = {"date": "datetime", "richtext": "markdown"}
"""Other names of widgets. `date` is a `datetime` without a time (Netlify CMS 2)."""

_SEEN = "Nothing reads it."

_CONDITION: Table = table(
    replace(FILTER_OPTIONS["field"], grammars="DX", needed=True),
    replace(FILTER_OPTIONS["value"], grammars="DX"),
    *(replace(FILTER_OPTIONS[name], grammars="X") for name in ("values", "pattern")),
    replace(FILTER_OPTIONS["match_all"], grammars="X"),
    option(
        "operator", "text", "==, !=, >, >=, <, <=, in, not_in, pattern or empty.", "D", default="==", example="'>='"
    ),
)
COMMON_OPTIONS: Table = table(
    option("name", "text", "The key in the file; unique beside its siblings.", "DSX", needed=True, example="title"),
    option("label", "text", "What people read.", "DSX", default="(`name`)", example="Title"),
    option("widget", "text", "The control.", "DSX", default="string", example="text"),
    option(
        "required",
        "flag|texts",
        "Whether it must be filled in; in Sveltia also the languages in which.",
        "DSX",
        default="true",
        example="false",
    ),
    option(
        "default",
        "any",
        "The value of a new entry.",
        "DSX",
        example="Untitled",
        differs="Nothing is filled into an entry that is there (Decap); a new file gets it too (Sveltia).",
    ),
    option(
        "hint",
        "text",
        "Help below the control; bold, italic, struck and links of Markdown.",
        "DSX",
        example="In **one** line.",
    ),
    option(
        "comment",
        "text",
        "Help, and a comment in the file.",
        "DSX",
        example="Shown in lists.",
        differs="It is written once, when a key at the top of the file is; a comment that is there stays. "
        "In Sveltia's dialect it is help only.",
    ),
    option(
        "pattern",
        "list",
        "A regular expression that the value matches, and a message for when it does not.",
        "DSX",
        example="['^[A-Z]', Begin with a capital.]",
        differs="Look-ahead runs at its start and its end; other look-around and back references do not; that is said.",
    ),
    option(
        "i18n",
        "flag|text",
        "true or translate: written in each language; duplicate: the same in all; false or none: in the first only.",
        "DSX",
        default="false",
        choices="translate,duplicate,none,duplicate_keys",
        example="duplicate",
        differs="In a list, fields that say nothing follow the list (Decap); in Sveltia they count as none.",
    ),
    option(
        "condition",
        "map|list",
        "When the field is shown; of a list, all rules hold.",
        "DX",
        example="{field: kind, value: news}",
        spellings="conditions",
        inner=_CONDITION,
    ),
    option("readonly", "flag", "Whether it can only be read.", "S", default="false"),
    option(
        "preview",
        "flag",
        "Whether it stands in the preview.",
        "S",
        default="true",
        differs="Only fields at the top can be left out.",
    ),
    option(
        "media_folder", "text", "Where its uploaded files go.", "DSX", default="(the collection's)", example="images"
    ),
    option("public_folder", "text", "How pages address them.", "DSX", default="(`media_folder`)", example="/images"),
    option("label_singular", "text", "One item, for lists.", "DSX", default="(`label`)", example="Link"),
    option(
        "visual_editing",
        "flag",
        "Whether a click in the preview opens the field.",
        "D",
        default="false",
        spellings="visualEditing",
        differs="It does wherever this does not say false (as in Sveltia). Fields inside others lead to the outer one.",
    ),
    option(
        "private",
        "flag",
        "Whether an upload is private.",
        "D",
        default="false",
        unneeded="What is in the repository is as open as the repository.",
    ),
    option("tagname", "text", "In old examples.", example="h1", unneeded=_SEEN),
    option("class", "text", "In old examples.", example="wide", unneeded=_SEEN),
)

KNOWN_WIDGETS = frozenset(WIDGET_OPTIONS)

FIELD_OPTIONS: Table = {
    name: item for widget in (*WIDGET_OPTIONS.values(), COMMON_OPTIONS) for name, item in widget.items()
}
"""Every option of any field."""


@cache
def options_of(widget: str) -> Table:
    """The options a field of a widget may have, with what they may hold there. A name that belongs to another widget is
    known too, but may hold anything: it has no effect.
    """
    own = {**COMMON_OPTIONS, **WIDGET_OPTIONS.get(widget, {})}
    return {name: own.get(name) or _loose(item) for name, item in FIELD_OPTIONS.items()}


def _loose(item: Option) -> Option:
    return Option(item.name, ("any",), item.note, spellings=item.spellings, outdated=item.outdated)
