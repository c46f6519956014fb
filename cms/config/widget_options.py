"""The options that a widget has beside those of every field."""

from __future__ import annotations

from dataclasses import replace

from cms.config.media_options import MEDIA_LIBRARIES, MEDIA_LIBRARY, MEDIA_PROCESSING
from cms.config.option import Table, option, table

__all__ = ["WIDGET_OPTIONS"]

_NO_RICH_TEXT = "the text is written as Markdown; there is no rich text mode"
_NO_SEARCH = "the choices are one list, with what the browser offers to find in it"
_NO_ROOT = "the value is stored under the field's name"
_OWN_EMOJI = "Systems have keys for emoji of their own."
_SEEN = "Nothing reads it."


_MULTIPLE = option("multiple", "flag", "Whether several may be chosen.", "DSX", default="false")
_MIN_COUNT = option("min", "number|text", "The fewest.", "DSX", default="0", example="1")
_MAX_COUNT = option("max", "number|text", "The most.", "DSX", example="5")
_DROPDOWN = option(
    "dropdown_threshold",
    "integer",
    "Up to how many choices stand side by side.",
    "S",
    default="5",
    example="8",
    missing="up to twelve choices of several are boxes, one of several is always a list",
)
_MEASURED = (
    option("minlength", "integer", "The fewest characters.", "S", default="0", example="10"),
    option("maxlength", "integer", "The most characters.", "S", example="200"),
    option(
        "use_emoji_autocomplete",
        "flag",
        "Whether `:name:` becomes an emoji while one types.",
        "S",
        default="true",
        unneeded=_OWN_EMOJI,
    ),
)
_SURROUNDINGS = (
    option("before_input", "text", "Text before the control.", "S", example="About"),
    option("after_input", "text", "Text after the control.", "S", example="minutes"),
)
_TYPES = (
    option(
        "types",
        "list",
        "The kinds it may be of, each with fields of its own.",
        "DSX",
        holds="types",
        example="[{name: quote, fields: [{name: text}]}]",
    ),
    option(
        "type_key", "text", "The name that says the kind.", "DSX", default="type", example="kind", spellings="typeKey"
    ),
)
_FIELDS = option("fields", "list", "The fields inside.", "DSX", holds="fields", example="[{name: title}]")
_FIELD = option("field", "map|text", "The one field inside.", "DS", holds="field", example="{name: title}")
_ITEM_SUMMARY = option(
    "summary",
    "text",
    "The template of the line that stands for it when closed.",
    "DSX",
    default="(the first text inside)",
    example="'{{title}}'",
)
_THUMBNAIL = option(
    "thumbnail",
    "text",
    "The field whose picture stands for it when closed.",
    "S",
    example="image",
    missing="a closed item is a line of text",
)
_FILES = (
    _MULTIPLE,
    replace(_MIN_COUNT, grammars="S"),
    replace(_MAX_COUNT, grammars="S"),
    option(
        "accept", "text", "The kinds of files, as in HTML.", "S", default="(image/* for image)", example="image/png"
    ),
    option("choose_url", "flag", "Whether an address may be typed.", "DSX", default="true"),
    option(
        "allow_multiple",
        "flag",
        "Whether several may be chosen at once.",
        "D",
        default="true",
        unneeded="The library gives one file at a time; a field for several takes as many as one adds.",
    ),
    option(
        "select_folder",
        "flag",
        "Whether a folder is chosen instead.",
        "SX",
        default="false",
        missing="only files can be chosen",
    ),
    option(
        "media_library",
        "map",
        "The store of the files, and its limits.",
        "DSX",
        example="{config: {max_file_size: 1000000}}",
        inner=MEDIA_LIBRARY,
    ),
    option(
        "media_libraries",
        "map",
        "The stores of the files, and their limits.",
        "S",
        example="{all: {max_file_size: 1000000}}",
        inner=MEDIA_LIBRARIES,
    ),
    option(
        "media_processing",
        "map|flag",
        "How pictures are changed on upload.",
        "D",
        example="{enabled: true, width: 1600}",
        inner=MEDIA_PROCESSING,
        missing="pictures are stored as they are sent, without the place where they were taken",
    ),
)

_MARKDOWN = (
    option(
        "minimal",
        "flag",
        "Whether the control is small.",
        "DS",
        default="false",
        differs="The text area is lower; the bar of formats is the same.",
    ),
    option("buttons", "texts", "The buttons of the bar.", "DS", default="(all)", example="[bold, italic, link]"),
    option(
        "editor_components",
        "texts",
        "The blocks that can be inserted.",
        "DS",
        default="(all)",
        example="[image]",
        outdated="editorComponents",
        differs="Without `image` there is no button for pictures. Other blocks are typed.",
    ),
    option(
        "modes",
        "texts",
        "rich_text, raw; the first one is shown first.",
        "DS",
        default="(both)",
        example="[raw]",
        differs="The text is always shown as it is in the file.",
    ),
    option(
        "sanitize_preview",
        "flag",
        "Whether HTML is cleaned in the preview.",
        "DS",
        default="true",
        differs="It always is.",
    ),
    option("linked_images", "flag", "Whether a picture may be a link.", "S", default="true", missing=_NO_RICH_TEXT),
    option(
        "allow_nested_components",
        "flag|text",
        "Whether blocks may stand in blocks: true, false or exclude_self.",
        "S",
        default="true",
        example="false",
        missing=_NO_RICH_TEXT,
    ),
    option(
        "use_markdown_shortcuts",
        "flag",
        "Whether typed signs of Markdown become formats.",
        "S",
        default="true",
        missing=_NO_RICH_TEXT,
    ),
    option(
        "use_emoji_autocomplete",
        "flag",
        "Whether `:name:` becomes an emoji while one types.",
        "S",
        default="true",
        unneeded=_OWN_EMOJI,
    ),
    option(
        "toolbar_buttons", "map", "The toolbars.", "X", example="{main: [bold]}", missing="`buttons` is read instead"
    ),
    option("show_raw", "flag", "Whether the source can be shown.", "X", default="true", unneeded="It always is."),
    option(
        "media_library",
        "map",
        "The store of its pictures, and its limits.",
        "X",
        example="{max_file_size: 1000000}",
        inner=MEDIA_LIBRARY,
    ),
)

WIDGET_OPTIONS: dict[str, Table] = {
    "string": table(
        option("type", "text", "What is typed.", "S", default="text", choices="text,url,email", mild=True),
        *_MEASURED,
        option(
            "prefix",
            "text",
            "What the stored value begins with.",
            "SX",
            example="https://",
            differs="As in Sveltia, it is part of the value; in Static CMS it is only shown.",
        ),
        option(
            "suffix",
            "text",
            "What the stored value ends with.",
            "SX",
            example=".html",
            differs="As in Sveltia, it is part of the value; in Static CMS it is only shown.",
        ),
        *_SURROUNDINGS,
    ),
    "text": table(*_MEASURED),
    "boolean": table(
        option(
            "prefix",
            "text",
            "What stands before the box.",
            "X",
            example="Show",
            missing="`before_input` is read instead",
        ),
        option(
            "suffix",
            "text",
            "What stands after the box.",
            "X",
            example="on the first page",
            missing="`after_input` is read instead",
        ),
        *_SURROUNDINGS,
    ),
    "number": table(
        option(
            "value_type",
            "text",
            "The kind of number that is stored.",
            "DSX",
            default="int",
            outdated="valueType",
            choices="int,float,int/string,float/string,string",
            example="float",
            mild=True,
            differs="`string` (Static CMS) stores a whole number, as Decap does.",
        ),
        option("min", "number|text", "The least.", "DSX", example="1"),
        option("max", "number|text", "The most.", "DSX", example="10"),
        option("step", "number", "The step of the control's arrows.", "DSX", default="1", example="0.5"),
        *_SURROUNDINGS,
    ),
    "datetime": table(
        option(
            "type",
            "text",
            "What is picked.",
            "S",
            default="datetime-local",
            choices="datetime-local,date,time",
            mild=True,
        ),
        option(
            "format",
            "text",
            "How a new value is written, in the tokens of Day.js.",
            "DSX",
            default="YYYY-MM-DDTHH:mm:ss.SSSZ",
            example="YYYY-MM-DD",
            differs="A value that is there keeps the spelling it has. Static CMS's tokens of date-fns are not read.",
        ),
        option(
            "date_format",
            "text|flag",
            "The date's part; false: no date.",
            "DSX",
            example="DD.MM.YYYY",
            outdated="dateFormat",
        ),
        option(
            "time_format",
            "text|flag",
            "The time's part; false: no time.",
            "DSX",
            example="HH:mm",
            outdated="timeFormat",
        ),
        option(
            "picker_utc",
            "flag",
            "Whether times are those of UTC.",
            "DSX",
            default="false",
            outdated="pickerUtc",
            instead="input_timezone",
        ),
        option(
            "input_timezone",
            "text",
            "local, utc or the name of a zone.",
            "S",
            default="local",
            example="utc",
            differs="The name of a zone counts as local, which is the server's zone.",
        ),
        option("output_utc", "flag", "Whether it is written in UTC.", "S", default="false"),
        option("min", "text|number", "The first day or time.", "S", example="'2026-01-01'"),
        option("max", "text|number", "The last day or time.", "S", example="'2026-12-31'"),
        option("step", "number|text", "The step of the control, in seconds, or any.", "S", default="60", example="900"),
    ),
    "select": table(
        option(
            "options",
            "list",
            "What can be chosen: values, or mappings of label and value.",
            "DSX",
            needed=True,
            example="[news, {label: How to, value: howto}]",
            inner=table(
                option("label", "any", "What people read.", "DSX", example="How to"),
                option("value", "any", "What is stored.", "DSX", example="howto"),
            ),
        ),
        _MULTIPLE,
        _MIN_COUNT,
        _MAX_COUNT,
        _DROPDOWN,
        option(
            "create",
            "flag",
            "Whether people may add options.",
            example="true",
            missing="the configuration's are the only ones",
        ),
    ),
    "relation": table(
        option(
            "collection",
            "text",
            "The collection it points to; _singletons for single files.",
            "DSX",
            needed=True,
            example="posts",
        ),
        option("file", "text", "The file of a file collection.", "DSX", example="home"),
        option(
            "value_field", "text", "What is stored.", "DSX", default="{{slug}}", example="title", outdated="valueField"
        ),
        option(
            "display_fields",
            "texts",
            "What is shown.",
            "DSX",
            default="(`value_field`)",
            example="[title]",
            outdated="displayFields",
        ),
        option(
            "search_fields",
            "texts",
            "What is searched.",
            "DSX",
            default="(`display_fields`)",
            example="[title]",
            outdated="searchFields",
            differs="Up to 200 choices are one list, narrowed by label; of more, all the words of an entry count.",
        ),
        option(
            "options_length",
            "integer",
            "How many are offered at once.",
            "DX",
            default="20",
            example="50",
            outdated="optionsLength",
            differs="All are, up to 200; of more, 20 at a time are found.",
        ),
        option(
            "filters",
            "list",
            "Which entries are offered.",
            "DS",
            example="[{field: kind, values: [news]}]",
            missing="all are",
            inner=table(
                option("field", "text", "The field that decides.", "DS", needed=True, example="kind"),
                option("values", "any", "The values that entries have.", "DS", needed=True, example="[news]"),
                option("exclude", "flag", "Whether those are left out instead.", "S", default="false"),
            ),
        ),
        _MULTIPLE,
        _MIN_COUNT,
        _MAX_COUNT,
        _DROPDOWN,
        option(
            "create",
            "flag",
            "Whether people may add entries.",
            example="true",
            missing="an entry is added in its own collection",
        ),
    ),
    "list": table(
        _FIELDS,
        _FIELD,
        *_TYPES,
        _ITEM_SUMMARY,
        option(
            "collapsed",
            "flag|text",
            "Whether items are closed at first: true, false or auto.",
            "DSX",
            default="(true; in Sveltia's dialect false)",
            example="false",
        ),
        _THUMBNAIL,
        _MIN_COUNT,
        _MAX_COUNT,
        option("allow_add", "flag", "Whether items may be added.", "DSX", default="true"),
        option("allow_remove", "flag", "Whether items may be removed.", "DSX", default="true"),
        option("allow_reorder", "flag", "Whether items may be moved.", "DSX", default="true"),
        option("allow_duplicate", "flag", "Whether items may be copied.", "S", default="true"),
        option("add_to_top", "flag", "Whether new items come first.", "DSX", default="false"),
        option(
            "minimize_collapsed",
            "flag|text",
            "Whether the whole list is closed at first: true, false or auto.",
            "DS",
            default="false",
            example="true",
            differs="`auto` leaves it open.",
        ),
        option(
            "delimiter",
            "text",
            "What stands between the items of a simple list when they are typed.",
            "X",
            default="','",
            example="';'",
        ),
        option("value_type", "text", "In old examples.", example="string", outdated="valueType", unneeded=_SEEN),
        option("root", "flag", "Whether the value is the whole file.", "S", default="false", missing=_NO_ROOT),
    ),
    "object": table(
        _FIELDS,
        replace(_FIELD, grammars=""),
        *(replace(item, grammars="S") for item in _TYPES),
        _ITEM_SUMMARY,
        option(
            "collapsed",
            "flag|text",
            "Whether it is closed at first: true, false or auto.",
            "DSX",
            default="false",
            example="true",
            differs="`auto` leaves it open.",
        ),
        _THUMBNAIL,
    ),
    "file": table(*_FILES),
    "image": table(*(replace(item, grammars="X") if item.name == "select_folder" else item for item in _FILES)),
    "markdown": table(*_MARKDOWN),
    "code": table(
        option("default_language", "text", "The language at first.", "DSX", example="python"),
        option("allow_language_selection", "flag", "Whether another may be chosen.", "DSX", default="true"),
        option(
            "output_code_only",
            "flag",
            "Whether the code is stored alone, as text.",
            "DSX",
            default="false",
            differs="In Static CMS it is the default.",
        ),
        option(
            "keys",
            "map",
            "The names of the stored pair.",
            "DSX",
            example="{code: source, lang: language}",
            inner=table(
                option("code", "text", "That of the code.", "DSX", default="code", example="source"),
                option("lang", "text", "That of the language.", "DSX", default="lang", example="language"),
            ),
        ),
        option(
            "code_mirror_config",
            "map",
            "Settings of another tool's editor.",
            "X",
            example="{}",
            spellings="codeMirrorConfig",
            unneeded="Quire does not have that editor.",
        ),
    ),
    "color": table(
        option(
            "allow_input",
            "flag",
            "Whether it may be typed.",
            "DSX",
            default="false",
            spellings="allowInput",
            differs="It always may.",
        ),
        option(
            "enable_alpha",
            "flag",
            "Whether it may be translucent.",
            "DSX",
            default="false",
            spellings="enableAlpha",
            differs="It always may, when it is typed.",
        ),
    ),
    "map": table(
        option(
            "decimals",
            "integer",
            "The decimals of a coordinate.",
            "DSX",
            default="7",
            example="5",
            missing="coordinates stay as they are typed",
        ),
        option("type", "text", "The kind of geometry.", "DSX", default="Point", choices="Point,LineString,Polygon"),
        option(
            "center",
            "list",
            "Longitude and latitude shown at first.",
            "S",
            example="[10.75, 59.91]",
            missing="no map is drawn; the geometry is typed",
        ),
        option(
            "zoom",
            "number",
            "The zoom at first.",
            "S",
            default="2",
            example="8",
            missing="no map is drawn; the geometry is typed",
        ),
        option(
            "height",
            "text",
            "The height of the map.",
            "X",
            default="400px",
            example="300px",
            missing="no map is drawn; the geometry is typed",
        ),
    ),
    "hidden": table(),
    "uuid": table(
        option("prefix", "text", "What stands before it.", "SX", example="post-"),
        option("use_b32_encoding", "flag", "Whether it is written in base 32.", "S", default="false"),
        option("read_only", "flag", "Whether it cannot be typed.", "S", default="true"),
        option(
            "allow_regenerate", "flag", "Whether a new one may be made.", "X", default="true", missing="it is made once"
        ),
    ),
    "keyvalue": table(
        option("key_label", "text", "What the names are called.", "SX", default="Key", example="Language"),
        option("value_label", "text", "What the values are called.", "SX", default="Value", example="Name"),
        _MIN_COUNT,
        _MAX_COUNT,
        option("root", "flag", "Whether the value is the whole file.", "S", default="false", missing=_NO_ROOT),
    ),
    "compute": table(
        option("value", "text", "The template of the value.", "S", needed=True, example="'{{fields.title}} {{index}}'")
    ),
}
"""The options that a widget has beside the common ones."""
