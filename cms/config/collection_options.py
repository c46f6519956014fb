"""The options of a collection and of a file in a file collection."""

from __future__ import annotations

from cms.config.option import Table, option, table
from cms.config.site_options import EDITOR_OPTIONS, I18N_OPTIONS

__all__ = ["COLLECTION_OPTIONS", "FILE_OPTIONS", "FILTER_OPTIONS", "FORMATS"]

FORMATS = [
    "yml",
    "yaml",
    "toml",
    "json",
    "frontmatter",
    "yaml-frontmatter",
    "toml-frontmatter",
    "json-frontmatter",
    "raw",
]  # Decap's, and `raw`

FILTER_OPTIONS: Table = table(
    option("field", "text", "The field that decides."),
    option("value", "any", "The value, or a list of values, that entries have. Absent: the field is missing."),
    option("values", "any", "The same as `value`."),
    option("pattern", "text", "A regular expression the field's value matches."),
    option("match_all", "flag", "Whether a list must hold all of the values.", spellings="matchAll"),
)

_RULES = ["eq", "ne", "lt", "lte", "gt", "gte", "in", "not_in", "empty"]
_VIEW: Table = table(
    option("label", "text", "What people read."),
    option("field", "text", "The field that decides."),
    option("pattern", "any", "A regular expression, or true or false."),
    option("name", "text", "The name that `default` uses."),
    option("id", "text", "Accepted: a name of the view."),
    *(option(name, "any", "A comparison with the field's value.") for name in _RULES),
)
_VIEW_FILTERS: Table = table(
    option("filters", "list", "The filters.", inner=_VIEW),
    option("default", "text", "The filter that is on at first."),
    *_VIEW.values(),
)
_VIEW_GROUPS: Table = table(
    option("groups", "list", "The groups.", inner=_VIEW),
    option("default", "text", "The group that is on at first."),
    *_VIEW.values(),
)
_DIRECTION = option("direction", "text", "Ascending or Descending.")
_SORTABLE: Table = table(
    option("fields", "list", "The fields."),
    option("default", "map|text", "The first order.", inner=table(option("field", "text", "The field."), _DIRECTION)),
    option("field", "text", "The field."),
    option("label", "text", "What people read."),
    option("default_sort", "flag|text", "Whether this is the first order: true, asc or desc."),
)
_NESTED_PATH: Table = table(
    option("label", "text", "What the field for the folder is called. Default: Path."),
    option("widget", "text", "Accepted."),
    option("index_file", "text", "The file in a folder that is its entry, as in _index."),
)
_NESTED: Table = table(
    option("depth", "integer", "How many levels of folders are read. Default: all."),
    option("summary", "text", "The name of an entry in the tree."),
    option("subfolders", "flag", "Whether each entry has a folder of its own. Default: true."),
    option("path", "map", "The same as `meta.path`.", inner=_NESTED_PATH),
)
_SLUG: Table = table(
    option("template", "text", "The template of the name."),
    option("editable", "flag|texts", "Whether, or when, people may type it."),
    option("i18n", "flag|text", "Whether each language has a name of its own."),
    option("hint", "text", "Help for people."),
    option("pattern", "list", "A regular expression and a message."),
)
_BODY: Table = table(
    option("key", "text", "The name of the field below the front matter. Default: body."),
    option("inline", "flag", "Whether it stands in the front matter instead. Default: false."),
)

_SHARED = (
    option("name", "text", "The name in addresses and in commands; unique."),
    option("label", "text", "What people read. Default: `name`."),
    option("label_singular", "text", "One of it. Default: `label`."),
    option("description", "text", "A line of help."),
    option("icon", "text", "Name of a picture beside the label."),
    option("divider", "flag", "Nothing but a line in the list of collections."),
    option("format", "text", "How files are written. Default: by the extension.", choices=",".join(FORMATS)),
    option("extension", "text", "The end of file names, without the dot. Default: by the format, else md."),
    option("frontmatter_delimiter", "text|texts", "The line, or the two lines, around the front matter."),
    option("body_field", "map|text", "The field that stands below the front matter.", inner=_BODY),
    option("media_folder", "text", "Where uploaded files go; beside the entry, or from the root after a slash."),
    option("public_folder", "text", "How pages address them. Default: `media_folder`."),
    option("media_library", "map", "The store of uploaded files."),
    option("preview_path", "text", "The address of an entry on the site, a template."),
    option("preview_path_date_field", "text", "The field whose date stands in `preview_path`."),
    option("preview_path_preserve_slashes", "flag", "Whether slashes in a name stay in `preview_path`."),
    option("show_preview_links", "flag", "Whether links to the site are shown."),
    option("editor", "map", "The editor's parts.", inner=EDITOR_OPTIONS),
    option("i18n", "flag|map", "Whether it is in several languages; a mapping refines the site's.", inner=I18N_OPTIONS),
    option("delete", "flag", "Whether people may delete. Default: true in a folder, false for files."),
    option("publish", "flag", "Whether people may publish. Default: true."),
    option("publish_mode", "text", "Default: the site's.", choices="simple,editorial_workflow,simple_draft,"),
    option("hide", "flag", "Whether it is left out of the list. Default: false."),
    option("yaml_quote", "flag", "Whether new texts in YAML get double quotes. Default: false."),
    option("type", "text", "Accepted: written by exports."),
)

FILE_OPTIONS: Table = table(
    *_SHARED,
    option("file", "text", "The file, from the root of the repository; {{locale}} may stand in it."),
    option("fields", "list", "What the file holds."),
)

COLLECTION_OPTIONS: Table = table(
    *_SHARED,
    option("folder", "text", "The folder of the entries, from the root of the repository."),
    option("files", "list", "The files, each with fields of its own."),
    option("fields", "list", "What an entry holds."),
    option("create", "flag", "Whether people may add entries. Default: false."),
    option("duplicate", "flag", "Whether people may copy entries. Default: true."),
    option("identifier_field", "text", "The field that names entries. Default: title, then name."),
    option("slug", "text|map", "The template of a new file's name. Default: {{slug}}.", inner=_SLUG),
    option("slug_length", "integer", "The most characters of it, an older form of the site's `slug.maxlength`."),
    option("path", "text", "The template of a new file's place below `folder`. Default: the slug."),
    option("filter", "map|list", "Which files of the folder are its entries.", inner=FILTER_OPTIONS),
    option("summary", "text", "The template of an entry's line in lists."),
    option("summary_fields", "texts", "The columns of lists."),
    option(
        "sortable_fields",
        "list|map",
        "The fields to sort by. Default: title, date, author, description.",
        outdated="sortableFields",
        inner=_SORTABLE,
    ),
    option("view_filters", "list|map", "Filters people may switch on.", inner=_VIEW_FILTERS),
    option("view_groups", "list|map", "Groups people may switch on.", inner=_VIEW_GROUPS),
    option("thumbnail", "flag|text|texts", "The field with an entry's picture. Default: found by its name."),
    option("limit", "integer", "The most entries."),
    option("nested", "map|flag", "Entries in folders below the folder.", inner=_NESTED),
    option(
        "meta", "map", "The field for an entry's folder.", inner=table(option("path", "map", "It.", inner=_NESTED_PATH))
    ),
    option("index_file", "flag|map", "The entry of a folder itself, as Hugo's _index.md."),
    option("reorder", "flag|map", "Whether people may put entries in order, and the field that keeps it."),
    option("aliases_field", "flag|text", "The field that keeps former addresses. Default: aliases."),
)
