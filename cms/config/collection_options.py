"""The options of a collection and of a file in a file collection."""

from __future__ import annotations

from msgspec.structs import replace

from cms.config.media_options import MEDIA_LIBRARY
from cms.config.option import Option, Table, option, table
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

_NO_DRAFTS = "there are no drafts and no reviews yet; an edit is published at once"

FILTER_OPTIONS: Table = table(
    option("field", "text", "The field that decides.", "DSX", example="kind"),
    option(
        "value",
        "any",
        "The value, or a list of values, that entries have. Without it the field is missing.",
        "DSX",
        example="news",
    ),
    option("values", "any", "The same as `value`.", "", example="[news, howto]"),
    option(
        "pattern",
        "text",
        "A regular expression that the field's value matches; without a `field`, that the name of the file does.",
        "SX",
        example="'^news'",
    ),
    option(
        "match_all", "flag", "Whether a list must hold all of the values.", "X", default="false", spellings="matchAll"
    ),
)

_RULES = {
    "eq": ("is", "news"),
    "ne": ("is not", "news"),
    "lt": ("is less than", "10"),
    "lte": ("is at most", "10"),
    "gt": ("is more than", "10"),
    "gte": ("is at least", "'{{today}}'"),
    "in": ("is one of", "[news, howto]"),
    "not_in": ("is none of", "[news, howto]"),
    "empty": ("is empty, or is not:", "true"),
}
_VIEW: Table = table(
    option("label", "text", "What people read.", "DSX", needed=True, example="Drafts"),
    option("field", "text", "The field that decides.", "DSX", needed=True, example="draft"),
    option(
        "pattern",
        "any",
        "A regular expression, or true or false.",
        "DSX",
        example="true",
        differs="What does not run (see a field's `pattern`) narrows and groups nothing; the list says so.",
    ),
    option("name", "text", "The name that `default` uses.", "SX", example="drafts"),
    option("id", "text", "A name of the view.", example="drafts", unneeded="Written by Decap itself."),
    *(
        option(name, "any", f"The field's value {words} this.", "S", example=example)
        for name, (words, example) in _RULES.items()
    ),
)
_VIEW_ITEM = tuple(replace(item, needed=False) for item in _VIEW.values())  # a list, or a mapping with a list in it
_VIEW_FILTERS: Table = table(
    option(
        "filters", "list", "The filters.", "SX", inner=_VIEW, example="[{label: Drafts, field: draft, pattern: true}]"
    ),
    option("default", "text", "The filter that is on at first.", "SX", example="drafts"),
    *_VIEW_ITEM,
)
_VIEW_GROUPS: Table = table(
    option("groups", "list", "The groups.", "SX", inner=_VIEW, example="[{label: Kind, field: kind}]"),
    option("default", "text", "The group that is on at first.", "SX", example="kind"),
    *_VIEW_ITEM,
)
_SORTABLE: Table = table(
    option("fields", "list", "The fields.", "SX", example="[title]"),
    option(
        "default",
        "map|text",
        "The first order.",
        "SX",
        example="{field: title}",
        inner=table(
            option("field", "text", "The field.", "SX", example="title"),
            option(
                "direction",
                "text",
                "Ascending, Descending or None, which is ascending.",
                "SX",
                default="Ascending",
                example="Descending",
            ),
        ),
    ),
    option("field", "text", "The field.", "D", example="title"),
    option("label", "text", "What people read.", "D", default="(the field's)", example="Name"),
    option(
        "default_sort",
        "flag|text",
        "Whether this is the first order: true, asc or desc.",
        "D",
        default="false",
        example="desc",
    ),
)
_NESTED_PATH: Table = table(
    option(
        "label",
        "text",
        "What the field for the folder is called.",
        "DSX",
        default="Path",
        example="Folder",
    ),
    option(
        "widget",
        "text",
        "The control of that field.",
        "DS",
        default="string",
        example="string",
        differs="`hidden` leaves the field out; all others give the same one, which offers the folders that are there.",
    ),
    option(
        "index_file",
        "text",
        "The file in a folder that is its entry.",
        "DSX",
        example="index",
    ),
)
_NESTED: Table = table(
    option("depth", "integer", "How many levels of folders are read.", "DSX", default="(all)", example="3"),
    option(
        "summary",
        "text",
        "The name of an entry in the tree.",
        "DSX",
        default="(`summary`)",
        example="'{{title}}'",
    ),
    option(
        "subfolders", "flag", "Whether each entry has a folder of its own, which moves with it.", "DS", default="true"
    ),
    option("path", "map", "The same as `meta.path`.", "X", example="{index_file: index}", inner=_NESTED_PATH),
)
_SLUG: Table = table(
    option("template", "text", "The template of the name.", "S", example="'{{title}}'"),
    option(
        "editable",
        "flag|texts",
        "Whether, or when, people may type it: create, update.",
        "S",
        default="true",
        example="[create]",
    ),
    option(
        "i18n",
        "flag|text",
        "Whether each language has a name of its own: true or duplicate.",
        "S",
        default="duplicate",
        example="true",
    ),
    option(
        "hint",
        "text",
        "Help for people.",
        "S",
        example="Short and plain.",
    ),
    option(
        "pattern",
        "list",
        "A regular expression and a message.",
        "S",
        example="['^[a-z]+$', Only letters.]",
    ),
)
_BODY: Table = table(
    option("key", "text", "The name of that field.", "S", default="body", example="text"),
    option(
        "inline",
        "flag",
        "Whether it stands in the front matter instead.",
        "S",
        default="false",
        differs="A text that a file has below its front matter stays there.",
    ),
)
_REORDER: Table = table(
    option("key", "text", "The field that keeps the order.", "S", default="order", example="weight"),
    option("group", "text", "The view group within which entries are numbered.", "S", example="kind"),
)
_INDEX_FILE: Table = table(
    option("name", "text", "Its name, without language and extension.", "S", default="_index", example="_index"),
    option("extension", "text", "Its extension.", "S", default="(the collection's)", example="json"),
    option(
        "format", "text", "Its format.", "S", default="(the collection's)", choices=",".join(FORMATS), example="json"
    ),
    option("label", "text", "What people read.", "S", default="Index File", example="Overview"),
    option("icon", "text", "Name of a picture beside the label.", "S", default="home", example="home"),
    option(
        "fields", "list", "What it holds.", "S", default="(the collection's)", holds="fields", example="[{name: title}]"
    ),
    option("editor", "map", "The editor's parts.", "S", example="{preview: false}", inner=EDITOR_OPTIONS),
)


def _inherited(item: str, own: str) -> str:
    return "(the collection's)" if item == "file" else own


def _shared(item: str) -> tuple[Option, ...]:
    """The options that collections and files share."""
    return (
        option("name", "text", "The name in addresses and in commands; unique.", "DSX", needed=True, example="posts"),
        option("label", "text", "What people read.", "DSX", default="(`name`)", example="Posts"),
        option(
            "description",
            "text",
            "A line of help.",
            "DSX" if item == "collection" else "DX",
            example="What is new.",
            differs="Of Markdown bold, italic, struck and links are read."
            if item == "collection"
            else "It is plain text, without Markdown.",
        ),
        option(
            "format",
            "text",
            "How files are written.",
            "DSX" if item == "collection" else "S",
            default=_inherited(item, "(by the extension)"),
            choices=",".join(FORMATS),
            example="yaml-frontmatter",
        ),
        option(
            "frontmatter_delimiter",
            "text|texts",
            "The line, or the two lines, around the front matter.",
            "DSX" if item == "collection" else "S",
            default=_inherited(item, "(by the format)"),
            example="'---'",
        ),
        option(
            "body_field",
            "map|text",
            "The field that stands below the front matter.",
            "S",
            default=_inherited(item, "body"),
            example="{key: text}",
            inner=_BODY,
        ),
        option(
            "media_folder",
            "text",
            "Where uploaded files go; beside the entry, or from the root after a slash.",
            "DSX",
            default=_inherited(item, "(the site's)"),
            example="images",
            differs="Beside the entry's file, as in Decap; Sveltia has one folder for an entry in all languages.",
        ),
        option("public_folder", "text", "How pages address them.", "DSX", default="(`media_folder`)", example="images"),
        option(
            "media_library",
            "map",
            "The store of uploaded files, and its limits.",
            "" if item == "collection" else "X",
            example="{max_file_size: 1000000}",
            inner=MEDIA_LIBRARY,
        ),
        option(
            "preview_path",
            "text",
            "The address of an entry on the site, a template.",
            "DS",
            default=_inherited(item, "(the site's address)"),
            example="'posts/{{slug}}'",
        ),
        option(
            "preview_path_date_field",
            "text",
            "The field whose date stands in `preview_path`.",
            "DS",
            default="(found by its name)",
            example="date",
        ),
        option(
            "preview_path_preserve_slashes",
            "flag",
            "Whether slashes in a name stay in `preview_path`.",
            "D",
            default="false",
        ),
        option(
            "editor",
            "map",
            "The editor's parts.",
            "DSX",
            default=_inherited(item, "(the site's)"),
            example="{preview: false}",
            inner=EDITOR_OPTIONS,
        ),
        option(
            "i18n",
            "flag|map",
            "Whether it is in several languages; a mapping refines what holds above.",
            "DSX",
            default="false",
            example="true",
            inner=I18N_OPTIONS,
        ),
        option(
            "publish",
            "flag",
            "Whether people may publish.",
            "DSX" if item == "collection" else "X",
            default="true",
            missing=_NO_DRAFTS,
        ),
    )


def _kept(item: str) -> tuple[Option, ...]:
    """Options that belong to the one or the other, and are accepted in both."""
    collection = item == "collection"
    return (
        option(
            "label_singular",
            "text",
            "One of it.",
            "DSX" if collection else "DX",
            default="(`label`)",
            example="Post",
            unneeded="" if collection else "There is only one; `label` names it.",
        ),
        option(
            "icon",
            "text",
            "Name of a picture beside the label.",
            "SX" if collection else "S",
            example="article",
            differs="The usual names of Material Symbols have a picture; for others "
            + ("one fits the collection's name." if collection else "a page stands."),
        ),
        option(
            "divider",
            "flag",
            "Nothing but a line in the list of collections.",
            "S",
            default="false",
        ),
        option(
            "extension",
            "text",
            "The end of file names, without the dot.",
            "DSX" if collection else "",
            default="(by the format, else md)" if collection else "(that of `file`)",
            example="md",
        ),
        option(
            "delete",
            "flag",
            "Whether people may delete.",
            "DSX" if collection else "",
            default="(true in a folder; for files false, in Sveltia's dialect true)"
            if collection
            else "(the collection's)",
            example="true",
        ),
        option(
            "publish_mode",
            "text",
            "Whether edits go through reviews.",
            "S" if collection else "",
            default="(the site's)",
            choices="simple,editorial_workflow,simple_draft,",
            example="editorial_workflow",
            missing=_NO_DRAFTS,
            missing_choices="editorial_workflow,simple_draft",
        ),
        option(
            "hide",
            "flag",
            "Whether it is left out of the list; relations still find it.",
            "DSX" if collection else "",
            default="false",
        ),
        option(
            "show_preview_links",
            "flag",
            "Whether links to the site are shown.",
            default="true",
        ),
        option(
            "yaml_quote",
            "flag",
            "Whether texts in YAML get double quotes.",
            "S" if collection else "",
            default="false",
            instead="output.yaml.quote",
            differs="New texts get them; those that are there keep theirs, and dates stand without.",
        ),
        option(
            "type",
            "text",
            "Written by exports.",
            "D" if collection else "",
            example="folder_based_collection",
            unneeded="What it is shows by `folder` or `files`.",
        ),
    )


FILE_OPTIONS: Table = table(
    *_shared("file"),
    *_kept("file"),
    option(
        "file",
        "text",
        "The file, from the root of the repository; `{{locale}}` may stand in it.",
        "DSX",
        needed=True,
        example="data/home.yml",
    ),
    option("fields", "list", "What the file holds.", "DSX", needed=True, holds="fields", example="[{name: title}]"),
)

COLLECTION_OPTIONS: Table = table(
    *_shared("collection"),
    *_kept("collection"),
    option(
        "folder", "text", "The folder of the entries, from the root of the repository.", "DSX", example="content/posts"
    ),
    option(
        "files",
        "list",
        "The files, each with fields of its own, instead of `folder`.",
        "DSX",
        holds="files",
        example="[{name: home, file: home.yml, fields: [{name: title}]}]",
    ),
    option("fields", "list", "What an entry holds.", "DSX", holds="fields", example="[{name: title}]"),
    option(
        "create",
        "flag",
        "Whether people may add entries.",
        "DSX",
        default="(false; in Sveltia's dialect true)",
        example="true",
    ),
    option("duplicate", "flag", "Whether people may copy entries.", "S", default="true"),
    option(
        "identifier_field",
        "text",
        "The field that names entries.",
        "DSX",
        default="(title, path, name, label, else the first text)",
        example="name",
    ),
    option(
        "slug",
        "text|map",
        "The template of a new file's name.",
        "DSX",
        default="{{slug}}",
        example="'{{year}}-{{slug}}'",
        inner=_SLUG,
    ),
    option(
        "slug_length",
        "integer",
        "The most characters of it.",
        "S",
        example="60",
        instead="slug.maxlength",
    ),
    option(
        "path",
        "text",
        "The template of a new file's place below `folder`.",
        "DSX",
        default="(the slug)",
        example="'{{slug}}/index'",
    ),
    option(
        "filter",
        "map|list",
        "Which files of the folder are its entries; of a list, all rules hold.",
        "DSX",
        example="{field: kind, value: news}",
        inner=FILTER_OPTIONS,
    ),
    option(
        "summary",
        "text",
        "The template of an entry's line in lists.",
        "DSX",
        default="(its title)",
        example="'{{title}} ({{year}})'",
    ),
    option(
        "summary_fields",
        "texts",
        "The columns of lists.",
        "X",
        example="[title, date]",
        differs="The title's column always comes first, and there are five others at most.",
    ),
    option(
        "sortable_fields",
        "list|map",
        "The fields to sort by.",
        "DSX",
        default="(title, date, author, description, last edit)",
        example="[title, date]",
        outdated="sortableFields",
        inner=_SORTABLE,
    ),
    option(
        "view_filters",
        "list|map",
        "Filters people may switch on.",
        "DSX",
        example="[{label: Drafts, field: draft, pattern: true}]",
        inner=_VIEW_FILTERS,
    ),
    option(
        "view_groups",
        "list|map",
        "Groups people may switch on.",
        "DSX",
        example="[{label: Kind, field: kind}]",
        inner=_VIEW_GROUPS,
    ),
    option(
        "thumbnail",
        "flag|text|texts",
        "The field with an entry's picture, or several; `*` is every item of a list, a slash begins an address.",
        "S",
        default="true",
        example="image",
    ),
    option("limit", "integer", "The most entries.", "DS", example="100"),
    option(
        "nested",
        "map|flag",
        "Entries in folders below the folder.",
        "DSX",
        example="{depth: 3}",
        inner=_NESTED,
    ),
    option(
        "meta",
        "map",
        "The field for an entry's folder.",
        "DS",
        example="{path: {index_file: index}}",
        inner=table(option("path", "map", "That field.", "DS", example="{index_file: index}", inner=_NESTED_PATH)),
    ),
    option(
        "index_file",
        "flag|map",
        "The entry of a folder itself, as Hugo's _index.md.",
        "S",
        default="false",
        example="true",
        inner=_INDEX_FILE,
    ),
    option(
        "reorder",
        "flag|map",
        "Whether people may put entries in order, and the field that keeps it.",
        "S",
        default="false",
        example="{key: order}",
        inner=_REORDER,
        differs="Up to 1,000 entries can be put in order; deleting one does not number the others anew.",
    ),
    option(
        "aliases_field",
        "flag|text",
        "The field that keeps former addresses.",
        "S",
        default="(aliases for Sveltia, false for Decap)",
        example="aliases",
        differs="One that is named is filled also if the collection has such a field.",
    ),
)
