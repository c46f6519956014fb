"""The widgets and the options of fields: those every field has, and those of each widget."""

from __future__ import annotations

from functools import cache

from cms.config.collection_options import FILTER_OPTIONS
from cms.config.option import Option, Table, option, table

__all__ = ["COMMON_OPTIONS", "FIELD_OPTIONS", "KNOWN_WIDGETS", "WIDGET_ALIASES", "WIDGET_OPTIONS", "options_of"]

WIDGET_ALIASES = {"date": "datetime", "richtext": "markdown"}
"""Other names of widgets. `date` is a `datetime` without a time (Netlify CMS 2)."""

_CONDITION: Table = table(
    *FILTER_OPTIONS.values(),
    option("operator", "text", "==, !=, >, >=, <, <=, in, not_in, pattern or empty. Default: ==."),
)
_MIN = option("min", "number|text", "The least: a number, a date, or how many.")
_MAX = option("max", "number|text", "The most: a number, a date, or how many.")
_MULTIPLE = option("multiple", "flag", "Whether several may be chosen. Default: false.")
_THUMBNAIL = option("thumbnail", "text", "The field whose picture stands for an item.")
_ROOT = option("root", "flag", "Whether the value is the whole file. Default: false.")
_TEXT_LENGTH = (
    option("minlength", "integer", "The fewest characters."),
    option("maxlength", "integer", "The most characters."),
    option("use_emoji_autocomplete", "flag", "Accepted."),
)
_AFFIXES = (
    option("prefix", "text", "What stands before the value."),
    option("suffix", "text", "What stands after the value."),
)
_SURROUNDINGS = (
    option("before_input", "text", "Text before the control."),
    option("after_input", "text", "Text after the control."),
)
_SUBFIELDS = (
    option("fields", "list", "The fields inside."),
    option("field", "map|text", "The one field inside."),
    option("types", "list", "The kinds an item may be of, each with fields of its own."),
    option("type_key", "text", "The name that says the kind. Default: type.", spellings="typeKey"),
    option("summary", "text", "The template of the line that stands for it when closed."),
    option("collapsed", "flag|text", "Whether it is closed at first: true, false or auto."),
    _THUMBNAIL,
)
_FILES = (
    _MULTIPLE,
    _MIN,
    _MAX,
    option("accept", "text", "The kinds of files, as in HTML."),
    option("choose_url", "flag", "Whether an address may be typed. Default: true."),
    option("allow_multiple", "flag", "Whether several may be chosen."),
    option("select_folder", "flag", "Whether a folder is chosen instead. Default: false."),
    option("media_library", "map", "The store of the files, and its limits."),
    option("media_libraries", "map", "The stores of the files, and their limits."),
    option("media_processing", "map|flag", "How pictures are made smaller on upload."),
)

COMMON_OPTIONS: Table = table(
    option("name", "text", "The key in the file; unique beside its siblings."),
    option("label", "text", "What people read. Default: `name`."),
    option("widget", "text", "The control. Default: string."),
    option("required", "flag|texts", "Whether it must be filled in, or in which languages. Default: true."),
    option("default", "any", "The value of a new entry."),
    option("hint", "text", "Help below the control."),
    option("comment", "text", "Help; written once as a comment above the key."),
    option("pattern", "list", "A regular expression the value matches, and a message for when it does not."),
    option(
        "i18n",
        "flag|text",
        "true or translate, duplicate, false or none.",
        choices="translate,duplicate,none,duplicate_keys",
    ),
    option("condition", "map|list", "When the field is shown.", spellings="conditions", inner=_CONDITION),
    option("readonly", "flag", "Whether it can only be read. Default: false."),
    option("preview", "flag", "Whether it stands in the preview. Default: true."),
    option("media_folder", "text", "Where its uploaded files go."),
    option("public_folder", "text", "How pages address them. Default: `media_folder`."),
    option("label_singular", "text", "One item. Default: `label`."),
    option("visual_editing", "flag", "Accepted.", spellings="visualEditing"),
    option("private", "flag", "Accepted."),
    option("tagname", "text", "Accepted: an option of old examples."),
    option("class", "text", "Accepted."),
)

_MARKDOWN = (
    option("minimal", "flag", "Whether the toolbar is small. Default: false."),
    option("buttons", "texts", "The buttons of the toolbar."),
    option("editor_components", "texts", "The blocks that can be inserted.", outdated="editorComponents"),
    option("modes", "texts", "rich_text, raw; the first one is shown first."),
    option("sanitize_preview", "flag", "Accepted: previews are always cleaned."),
    option("linked_images", "flag", "Whether a picture may be a link. Default: true."),
    option("allow_nested_components", "flag|text", "Whether blocks may stand in blocks."),
    option("use_markdown_shortcuts", "flag", "Accepted."),
    option("use_emoji_autocomplete", "flag", "Accepted."),
    option("toolbar_buttons", "map", "Accepted: the toolbars of another tool."),
    option("show_raw", "flag", "Whether the source can be shown."),
    option("media_library", "map", "The store of its pictures."),
)

WIDGET_OPTIONS: dict[str, Table] = {
    "string": table(
        option("type", "text", "text, url or email. Default: text.", choices="text,url,email", mild=True),
        *_TEXT_LENGTH,
        *_AFFIXES,
        *_SURROUNDINGS,
    ),
    "text": table(*_TEXT_LENGTH),
    "boolean": table(*_AFFIXES, *_SURROUNDINGS),
    "number": table(
        option(
            "value_type",
            "text",
            "The kind of number that is stored. Default: int.",
            outdated="valueType",
            choices="int,float,int/string,float/string,string",
            mild=True,
        ),
        _MIN,
        _MAX,
        option("step", "number", "The step of the control's arrows. Default: 1."),
        *_SURROUNDINGS,
    ),
    "datetime": table(
        option("type", "text", "Default: datetime-local.", choices="datetime-local,date,time", mild=True),
        option("format", "text", "How it is written, in the tokens of Day.js. Default: ISO 8601."),
        option("date_format", "text|flag", "The date's part; false: no date.", outdated="dateFormat"),
        option("time_format", "text|flag", "The time's part; false: no time.", outdated="timeFormat"),
        option("picker_utc", "flag", "Whether times are those of UTC. Default: false.", outdated="pickerUtc"),
        option("input_timezone", "text", "local, utc or the name of a zone. Default: local."),
        option("output_utc", "flag", "Whether it is written in UTC. Default: false."),
        _MIN,
        _MAX,
        option("step", "number|text", "The step of the control, in seconds, or any."),
    ),
    "select": table(
        option("options", "list", "What can be chosen: values, or mappings of label and value."),
        _MULTIPLE,
        _MIN,
        _MAX,
        option("dropdown_threshold", "integer", "Up to how many stand side by side. Default: 5."),
        option("create", "flag", "Accepted: whether people may add options."),
    ),
    "relation": table(
        option("collection", "text", "The collection it points to."),
        option("file", "text", "The file of a file collection."),
        option("value_field", "text", "What is stored. Default: {{slug}}.", outdated="valueField"),
        option("display_fields", "texts", "What is shown. Default: `value_field`.", outdated="displayFields"),
        option("search_fields", "texts", "What is searched. Default: `display_fields`.", outdated="searchFields"),
        option("options_length", "integer", "How many are offered at once.", outdated="optionsLength"),
        option("filters", "list", "Which entries are offered."),
        _MULTIPLE,
        _MIN,
        _MAX,
        option("dropdown_threshold", "integer", "Up to how many stand side by side. Default: 5."),
        option("create", "flag", "Accepted: whether people may add entries."),
    ),
    "list": table(
        *_SUBFIELDS,
        _MIN,
        _MAX,
        option("allow_add", "flag", "Whether items may be added. Default: true."),
        option("allow_remove", "flag", "Whether items may be removed. Default: true."),
        option("allow_reorder", "flag", "Whether items may be moved. Default: true."),
        option("allow_duplicate", "flag", "Whether items may be copied. Default: true."),
        option("add_to_top", "flag", "Whether new items come first. Default: false."),
        option("minimize_collapsed", "flag|text", "Whether the whole list is closed at first."),
        option("delimiter", "text", "What stands between the items of a simple list. Default: a comma."),
        option("value_type", "text", "Accepted.", outdated="valueType"),
        _ROOT,
    ),
    "object": table(*_SUBFIELDS),
    "file": table(*_FILES),
    "image": table(*_FILES),
    "markdown": table(*_MARKDOWN),
    "code": table(
        option("default_language", "text", "The language at first."),
        option("allow_language_selection", "flag", "Whether another may be chosen. Default: true."),
        option("output_code_only", "flag", "Whether the code is stored alone, as text. Default: false."),
        option("keys", "map", "The names of the stored pair. Default: code and lang."),
        option("code_mirror_config", "map", "Accepted.", spellings="codeMirrorConfig"),
    ),
    "color": table(
        option("allow_input", "flag", "Whether it may be typed. Default: false.", spellings="allowInput"),
        option("enable_alpha", "flag", "Whether it may be translucent. Default: false.", spellings="enableAlpha"),
    ),
    "map": table(
        option("decimals", "integer", "The decimals of a coordinate. Default: 7."),
        option("type", "text", "Default: Point.", choices="Point,LineString,Polygon"),
        option("center", "list", "Longitude and latitude shown at first."),
        option("zoom", "number", "The zoom at first."),
        option("height", "text", "The height of the map."),
    ),
    "hidden": table(),
    "uuid": table(
        option("prefix", "text", "What stands before it."),
        option("use_b32_encoding", "flag", "Whether it is written in base 32. Default: false."),
        option("read_only", "flag", "Whether it cannot be typed. Default: true."),
        option("allow_regenerate", "flag", "Whether a new one may be made. Default: true."),
    ),
    "keyvalue": table(
        option("key_label", "text", "What the names are called. Default: Key."),
        option("value_label", "text", "What the values are called. Default: Value."),
        _MIN,
        _MAX,
        _ROOT,
    ),
    "compute": table(option("value", "text", "The template of the value.")),
}
"""The options that a widget has beside the common ones."""

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
