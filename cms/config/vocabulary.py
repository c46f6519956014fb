"""The words that stand as values and in templates: widgets, formats, layouts of languages, tags and filters.

They say how far Quire honours each; the code that reads them is in the rooms above.
"""

from __future__ import annotations

from msgspec.structs import replace

from cms.config.option import Option, Table, table, word

__all__ = ["FILTERS", "FORMATS_OF_FILES", "STRUCTURES", "TAGS", "WIDGETS"]

_TEXT = "As source; it is kept as it is."
WIDGETS: Table = table(
    word(
        "string",
        "One line of text. Stored: text.",
        "DSX",
        differs="Only what is edited is trimmed (Sveltia trims all).",
    ),
    word("text", "Several lines. Stored: text, in the style it has.", "DSX"),
    word(
        "boolean",
        "A box to tick. Stored: true or false.",
        "DSX",
        differs="A key that is not there stays so until somebody answers.",
    ),
    word(
        "number",
        "A number. Stored: a number, with `value_type` also text.",
        "DSX",
        differs="An empty one that was not there is not written (Decap writes an empty text).",
    ),
    word("datetime", "A date, a time or both. Stored: text, or the date of YAML and TOML, as spelt.", "DSX"),
    word("date", "A `datetime` without a time.", "D", differs="As in Netlify CMS 2; later versions took it out."),
    word("select", "One or several of the configuration's options. Stored: the option's own value, or a list.", "DSX"),
    word(
        "relation",
        "One or several entries of a collection. Stored: the value of their `value_field`, or a list.",
        "DSX",
    ),
    word(
        "list",
        "Texts, values of one field, mappings, or kinds of mappings. Stored: a list.",
        "DSX",
        differs="A new list has no first item (Decap may invent one).",
    ),
    word("object", "Fields inside a field. Stored: a mapping.", "DSX"),
    word("file", "A file of the library. Stored: its public path, or a list.", "DSX"),
    word("image", "A picture of the library. Stored: its public path, or a list.", "DSX"),
    word(
        "markdown",
        "A long text. Stored: Markdown, unchanged where it is not edited.",
        "DSX",
        differs="It is written as Markdown, with a bar of formats.",
    ),
    word("richtext", "The same as `markdown`.", "DS", differs="It is written as Markdown, with a bar of formats."),
    word(
        "code",
        "A piece of code and its language. Stored: a mapping, or text.",
        "DSX",
        differs="It is a plain text area.",
    ),
    word("color", "A colour. Stored: as #rrggbb, or in the notation it has.", "DSX"),
    word(
        "map",
        "A place. Stored: a GeoJSON geometry, as text.",
        "DSX",
        differs="A point is a click on a grid; others are typed.",
    ),
    word("hidden", "A value nobody sees. Stored: the default.", "DSX"),
    word("uuid", "An identifier that is made once. Stored: text.", "SX"),
    word("compute", "Text made from other fields. Stored: text.", "S"),
    word("keyvalue", "Names with values. Stored: a mapping.", "SX"),
    word("custom", "Every other name: a widget written in JavaScript.", "DSX", example="rating", differs=_TEXT),
)

FORMATS_OF_FILES: Table = table(
    word("yml", "YAML.", "DSX"),
    word("yaml", "YAML.", "DSX"),
    word("toml", "TOML.", "DSX"),
    word("json", "JSON.", "DSX"),
    word("frontmatter", "A front matter of the kind that the file has, YAML in a new one, and a text.", "DSX"),
    word("yaml-frontmatter", "A front matter in YAML, and a text.", "DSX"),
    word("toml-frontmatter", "A front matter in TOML, and a text.", "DSX"),
    word("json-frontmatter", "A front matter in JSON, and a text.", "DSX"),
    word("raw", "Nothing but a text.", "S"),
    word(
        "custom",
        "A format written in JavaScript.",
        "DS",
        missing="it is an unknown format: an error, and the extension decides",
    ),
)

STRUCTURES: Table = table(
    word("single_file", "One file; each language is a mapping in it.", "DSX"),
    word("single_file_default_root", "One file; the first language at its root, each other a mapping in it.", "S"),
    word("multiple_files", "A file for each language: `about.en.md`.", "DSX"),
    word("multiple_folders", "A folder for each language in the collection's: `pages/en/about.md`.", "DSX"),
    word("multiple_root_folders", "A folder for each language around the collection's: `en/pages/about.md`.", "S"),
    word("multiple_folders_i18n_root", "The older name of `multiple_root_folders`.", "S"),
    word("{{locale}}", "In `folder` or `file`, the language's place, whatever the structure.", "S"),
)

_DATES = ("year", "month", "day", "hour", "minute", "second")


def _dates(note: str, grammars: str, *, differs: str = "", missing: str = "") -> tuple[Option, ...]:
    return tuple(word(name, f"The {name} of {note}.", grammars, differs=differs, missing=missing) for name in _DATES)


def _ids(grammars: str) -> tuple[Option, ...]:
    return (
        word("uuid", "A new identifier.", grammars),
        word("uuid_short", "Twelve signs of one.", grammars),
        word("uuid_shorter", "Eight signs of one.", grammars),
    )


_FILE_NAMES = (
    word("dirname", "The file's folder below the collection's.", "DSX"),
    word(
        "filename",
        "The file's name without language and extension.",
        "DSX",
        differs="Only the last extension is taken off (Sveltia takes all).",
    ),
    word("extension", "The file's extension.", "DSX"),
)
_FIELDS = (
    word(
        "FIELD",
        "The value of a field, also inside others: `{{seo.title}}`, `{{links[0].url}}`.",
        "DSX",
        differs="0 and false print as themselves, lists and mappings as JSON.",
    ),
    word("fields.FIELD", "The same.", "DSX"),
)

TAGS: dict[str, Table] = {
    "slug": table(
        word("slug", "The entry's identifier, made fit for a name.", "DSX"),
        *_dates("the entry's date, else of now, in UTC", "DSX"),
        *_FIELDS,
        *_ids("S"),
        word(
            "fields._slug",
            "A name that is typed, an older form of `slug.editable`.",
            "S",
        ),
    ),
    "path": table(
        word("slug", "The whole slug.", "DSX"),
        *_dates("the entry's date, else of now, in UTC", "DSX"),
        *_FIELDS,
        *_ids("S"),
    ),
    "summary": table(
        word("slug", "The entry's identifier.", "DSX"),
        *_dates("the entry's date, if it has one", "DSX"),
        *_FIELDS,
        *_FILE_NAMES,
        word(
            "commit_date",
            "When the entry was changed.",
            "DS",
            differs="Among the hits of a search it is left out.",
        ),
        word("commit_author", "Who changed the entry.", "DS", differs="Among the hits of a search it is left out."),
        word("locales", "The languages that the entry has.", "S"),
    ),
    "preview_path": table(
        word("slug", "The whole slug.", "DS", differs="Of an entry that is a folder with its index, it is the folder."),
        *_dates("the entry's date; without one there is only the site's address", "DS"),
        *(replace(item, grammars="DS") for item in (*_FIELDS, *_FILE_NAMES)),
        word("locale", "The language.", "S"),
    ),
    "media_folder": table(
        word("slug", "The entry's identifier.", "DSX"),
        *_dates("the entry's date, if it has one", "DSX"),
        *(replace(item, grammars="DX") for item in _FIELDS),
        *_FILE_NAMES,
        word("media_folder", "The media folder of the level above.", "DSX"),
        word("public_folder", "The public folder of the level above.", "DSX"),
    ),
    "value_field": table(
        word("slug", "The slug of the entry pointed to.", "DSX"),
        *_FIELDS,
        *(replace(item, grammars="D") for item in _FILE_NAMES),
        word("locale", "The language of the entry that is edited.", "S"),
    ),
    "commit_messages": table(
        word("slug", "The entry's slug.", "DSX"),
        word("collection", "What one entry is called.", "DSX"),
        word("path", "The file's path.", "DSX"),
        word("author-login", "Who makes the commit.", "DSX", differs="The name; nobody has a login yet."),
        word("author-name", "Who makes the commit.", "DSX"),
        word("author-email", "The address of who makes the commit.", "S"),
        word("message", "The message, in `open_authoring`.", "DS", unneeded="Quire makes no forks."),
        word("fields.FIELD", "The value of a field.", "X"),
    ),
    "default": table(
        word("now", "The present time, in a datetime.", "DSX"),
        word("locale", "The language, in a hidden field.", "S"),
        word("datetime", "The present time, in a hidden field.", "S"),
        *(replace(item, note=f"{item.note[:-1]}, in a hidden field.") for item in _ids("S")),
        word(
            "author-login",
            "Who begins the entry, in a hidden field.",
            "S",
            differs="Nobody has a login yet; it prints nothing.",
        ),
        word("author-name", "Who begins the entry, in a hidden field.", "S"),
        word("author-email", "The address of who begins the entry, in a hidden field.", "S"),
    ),
    "value": table(
        word("fields.FIELD", "The value of a field.", "S"),
        word("index", "The number of the item in its list, from 0.", "S"),
        *_ids("S"),
    ),
    "view_filters": table(
        *(
            replace(item, differs="In the server's time zone.")
            for item in (
                word("now", "The present time.", "S"),
                word("today", "The present day.", "S"),
                *_dates("now", "S"),
            )
        ),
    ),
    "filters": table(
        word("slug", "The slug of the entry that is edited.", "S"),
        word(
            "fields.FIELD",
            "The value of a field of the entry that is edited.",
            "S",
            differs="As it was when the form was drawn.",
        ),
    ),
}
"""The tags that templates may hold, by the option whose template it is."""

FILTERS: Table = table(
    word("upper", "In capitals.", "DSX", example="{{title | upper}}"),
    word("lower", "In small letters.", "DSX", example="{{title | lower}}"),
    word(
        "date",
        "A date in the tokens of Day.js; with 'utc' in UTC.",
        "DSX",
        example="{{date | date('YYYY')}}",
        differs="Static CMS's tokens of date-fns are read too.",
    ),
    word("default", "Another text where there is none.", "DSX", example="{{title | default('Untitled')}}"),
    word(
        "ternary",
        "The first text if there is a value, else the second.",
        "DSX",
        example="{{draft | ternary('draft', 'out')}}",
    ),
    word("truncate", "The first characters.", "DSX", example="{{title | truncate(20, '…')}}"),
    word(
        "slugify",
        "Made fit for a name.",
        "S",
        example="{{title | slugify}}",
        differs="In the summaries of a list's items it leaves the value.",
    ),
    word(
        "localize",
        "In each language, an older form of the slug's `i18n`.",
        "S",
        example="{{title | localize}}",
    ),
)
