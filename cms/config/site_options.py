"""The options at the top of a configuration, and those they share with collections."""

from __future__ import annotations

from cms.config.backend_options import BACKEND_OPTIONS
from cms.config.media_options import ASSET_COLLECTIONS, MEDIA_LIBRARIES, MEDIA_LIBRARY, MEDIA_PROCESSING
from cms.config.option import Table, option, table

__all__ = ["EDITOR_OPTIONS", "I18N_OPTIONS", "SITE_OPTIONS", "SLUG_RULES"]

_NOT_USED = "it has no effect in Quire"
_OWN_SIGN_IN = "People sign in to Quire itself."
_NO_DRAFTS = "there are no drafts and no reviews yet; an edit is published at once"

SLUG_RULES: Table = table(
    option("encoding", "text", "The letters of new file names.", "DSX", default="unicode", choices="unicode,ascii"),
    option("clean_accents", "flag", "Whether accents are taken off letters.", "DSX", default="false"),
    option(
        "sanitize_replacement", "text", "What stands for a sign that is not allowed.", "DSX", default="-", example="_"
    ),
    option("maxlength", "integer", "The most characters of a new file name.", "S", example="80"),
    option(
        "trim",
        "flag",
        "Whether replacements at both ends are dropped.",
        "S",
        default="true",
    ),
    option("lowercase", "flag", "Whether names are written in lower case.", "S", default="true"),
    option(
        "timezone",
        "text",
        "Zone of the dates in names.",
        "S",
        default="utc",
        choices="local,utc",
        differs="The local zone is that of the computer that runs Quire.",
    ),
)

_CANONICAL_SLUG: Table = table(
    option("key", "text", "The key that is written.", "S", default="translationKey", example="translation"),
    option("value", "text", "The template of its value.", "S", default="{{slug}}", example="'{{slug}}'"),
)

I18N_OPTIONS: Table = table(
    option(
        "structure",
        "text",
        "How the languages of an entry are laid out; needed once, here or above.",
        "DSX",
        choices="single_file,single_file_default_root,multiple_files,multiple_folders,multiple_root_folders,"
        "multiple_folders_i18n_root",
        example="multiple_files",
    ),
    option("locales", "texts", "The languages; needed once, here or above.", "DSX", example="[en, de, pt-BR]"),
    option(
        "default_locale",
        "text",
        "The language that comes first.",
        "DSX",
        default="(the first of `locales`)",
        example="en",
    ),
    option(
        "initial_locales",
        "texts|text",
        "The languages a new entry begins with: a list, all or default.",
        "S",
        default="(all)",
        example="default",
        differs="A language in which nothing would stand gets no file; people may choose others in the form.",
    ),
    option(
        "save_all_locales",
        "flag",
        "Whether a new entry is written in all languages.",
        "S",
        default="true",
        instead="initial_locales",
    ),
    option(
        "canonical_slug",
        "map",
        "The key that links the files of an entry whose names are translated.",
        "S",
        example="{key: translationKey}",
        inner=_CANONICAL_SLUG,
    ),
    option(
        "omit_default_locale_from_file_path",
        "flag",
        "Whether the first language has no mark in paths.",
        "S",
        default="false",
    ),
    option(
        "omit_default_locale_from_filename",
        "flag",
        "Whether the first language has no mark in paths.",
        "S",
        default="false",
        instead="omit_default_locale_from_file_path",
    ),
    option(
        "omit_default_locale_from_preview_path",
        "flag",
        "Whether the first language has no mark in addresses on the site.",
        "S",
        default="false",
    ),
    option(
        "enforce_required_non_default",
        "flag",
        "Whether required fields are required in every language.",
        "X",
        default="(where Sveltia's rules hold)",
    ),
)

EDITOR_OPTIONS: Table = table(
    option("preview", "flag", "Whether the preview is offered.", "DSX", default="true"),
    option(
        "notes", "flag", "Whether notes on drafts are offered.", "D", default="false", missing="there are no notes yet"
    ),
    option(
        "visual_editing",
        "flag",
        "Whether a click in the preview opens the field.",
        "D",
        default="false",
        spellings="visualEditing",
        differs="It does wherever this does not say false (as in Sveltia). Fields inside others lead to the outer one.",
    ),
    option("frame", "flag", "Whether the preview stands in a frame.", "X", default="true", unneeded="It always does."),
    option(
        "size",
        "text",
        "The width of the editor: compact or half.",
        "X",
        default="compact",
        example="half",
        unneeded="The line between form and preview can be moved.",
    ),
    option(
        "live_preview",
        "text|flag",
        "Address of a preview of the whole site.",
        "X",
        example="https://preview.example",
        missing="the preview is a page of Quire's own",
    ),
)

_PASSED_ON = "it is an option of another tool's YAML library and has no effect in Quire"
_LIBRARY_OPTIONS = "documentOptions schemaOptions createNodeOptions parseOptions toJsOptions toStringOptions"
_OWN_STYLE = "A file that shows a style of its own keeps it."
_OUTPUT: Table = table(
    option(
        "omit_empty_optional_fields",
        "flag",
        "Whether empty fields that are not required are left out.",
        "S",
        default="false",
        differs="What a save changes: emptied fields go, new entries have none. What was empty before stays.",
    ),
    option(
        "encode_file_path",
        "flag",
        "Whether the stored paths of files are percent-encoded.",
        "S",
        default="false",
        differs="Paths that are there stay as they are.",
    ),
    option(
        "json",
        "map",
        "How JSON is written.",
        "S",
        example="{indent_style: tab}",
        inner=table(
            option(
                "indent_style",
                "text",
                "What lines begin with.",
                "S",
                default="space",
                choices="space,tab",
                differs=_OWN_STYLE,
            ),
            option("indent_size", "integer", "How many of them.", "S", default="2", example="4", differs=_OWN_STYLE),
        ),
    ),
    option(
        "yaml",
        "map",
        "How YAML is written.",
        "SX",
        example="{quote: single}",
        inner=table(
            option(
                "indent_size",
                "integer",
                "How many spaces lines begin with.",
                "S",
                default="2",
                example="4",
                differs=_OWN_STYLE,
            ),
            option("indent_sequences", "flag", "Whether lists are indented.", "S", default="true", differs=_OWN_STYLE),
            option(
                "quote",
                "text",
                "The quotes of texts.",
                "S",
                default="none",
                choices="none,single,double",
                differs="New texts get them; those that are there keep theirs, and dates stand without.",
            ),
            *(
                option(
                    name,
                    "any",
                    "Passed on to a library.",
                    "X",
                    example="{}",
                    remark=_PASSED_ON,
                    unneeded="Quire does not have that library.",
                )
                for name in _LIBRARY_OPTIONS.split()
            ),
        ),
    ),
)

_LOGO_HERE = (
    "It is a file of the repository; one on another host is not fetched, the site's first letter stands for it."
)
_LOGO: Table = table(
    option(
        "src",
        "text",
        "Address of the picture.",
        "DS",
        example="/media/logo.svg",
        differs=_LOGO_HERE,
    ),
    option(
        "show_in_header",
        "flag",
        "Whether it stands in the header too.",
        "DS",
        default="true",
    ),
)
_LOCAL_BACKEND: Table = table(
    option(
        "url",
        "text",
        "Address of a local server.",
        "DX",
        default="http://localhost:8081/api/v1",
        example="http://localhost:8082/api/v1",
    ),
    option("allowed_hosts", "texts", "The hosts on which it is used.", "DX", example="[192.168.0.1]"),
)
_OWN: Table = table(
    option(
        "dialect",
        "text",
        "Whose defaults and rules count where Decap and Sveltia contradict each other; `cms check` says what follows.",
        "Q",
        default="(what the admin page beside the configuration loads, else decap)",
        example="sveltia",
        choices="decap,sveltia",
        spellings="compat",
        mild=True,
    ),
    option(
        "timezone",
        "text",
        "The zone in which times are typed and shown, by its IANA name.",
        "Q",
        default="(the server's)",
        example="Europe/Oslo",
    ),
)

SITE_OPTIONS: Table = table(
    option(
        "backend",
        "map",
        "How the site's remote repository is reached.",
        "DSX",
        needed=True,
        example="{name: git-gateway, branch: main}",
        inner=BACKEND_OPTIONS,
    ),
    option(
        "collections",
        "list",
        "What can be edited: collections of entries and of single files.",
        "DSX",
        holds="collections",
        example="[{name: posts, label: Posts, folder: posts, fields: [{name: title}]}]",
    ),
    option(
        "singletons",
        "list",
        "Single files outside any collection.",
        "S",
        holds="files",
        example="[{name: home, file: home.yml, fields: [{name: title}]}]",
        differs="They stand together as one collection, `_singletons`.",
    ),
    option(
        "media_folder",
        "text",
        "Where uploaded files go, from the root of the repository.",
        "DSX",
        example="static/media",
    ),
    option(
        "public_folder", "text", "How pages address them.", "DSX", default="(/ and the media folder)", example="/media"
    ),
    option(
        "media_library",
        "map|text",
        "The store of uploaded files, and its limits.",
        "DSX",
        example="{config: {max_file_size: 1000000}}",
        inner=MEDIA_LIBRARY,
    ),
    option(
        "media_libraries",
        "map",
        "The stores of uploaded files, and their limits.",
        "S",
        example="{all: {max_file_size: 1000000}}",
        inner=MEDIA_LIBRARIES,
    ),
    option(
        "media_processing",
        "map",
        "How pictures are changed on upload.",
        "D",
        example="{enabled: true, width: 1600}",
        inner=MEDIA_PROCESSING,
    ),
    option(
        "asset_collections",
        "list",
        "More folders with uploaded files.",
        "S",
        example="[{name: papers, media_folder: static/papers}]",
        inner=ASSET_COLLECTIONS,
    ),
    option(
        "site_url",
        "text",
        "Address of the site.",
        "DSX",
        example="https://alder-and-rye.example",
    ),
    option(
        "display_url",
        "text",
        "The address that is shown.",
        "DSX",
        default="(`site_url`)",
        example="https://alder-and-rye.example",
    ),
    option(
        "show_preview_links",
        "flag",
        "Whether links to the site are shown.",
        "DSX",
        default="true",
    ),
    option(
        "app_title",
        "text",
        "Name of the site in the header and in the browser's tab.",
        "S",
        default="(the host of `display_url`)",
        example="Alder & Rye",
    ),
    option("logo", "map", "The logo.", "DS", example="{src: /media/logo.svg}", inner=_LOGO),
    option(
        "logo_url",
        "text",
        "Address of the logo.",
        "DSX",
        example="/media/logo.svg",
        instead="logo.src",
        differs=_LOGO_HERE,
    ),
    option(
        "logo_link",
        "text",
        "Where the logo leads.",
        "X",
        example="https://alder-and-rye.example",
    ),
    option(
        "logout_redirect_url",
        "text",
        "Where signing out leads.",
        "S",
        example="https://alder-and-rye.example",
    ),
    option(
        "publish_mode",
        "text",
        "Whether edits go through reviews: editorial_workflow. An empty text is the same as simple.",
        "DSX",
        default="simple",
        choices="simple,editorial_workflow,simple_draft,",
        missing=_NO_DRAFTS,
        missing_choices="editorial_workflow,simple_draft",
    ),
    option(
        "locale",
        "text",
        "Language of the interface where the browser names none.",
        "DX",
        default="en",
        example="de",
        missing="the interface is in English",
    ),
    option(
        "slug",
        "map",
        "Rules for the names of new files.",
        "DSX",
        example="{encoding: ascii, clean_accents: true}",
        inner=SLUG_RULES,
    ),
    option(
        "i18n",
        "map",
        "The site's languages.",
        "DSX",
        example="{structure: multiple_files, locales: [en, de]}",
        inner=I18N_OPTIONS,
    ),
    option("search", "flag", "Whether the search is offered.", "DX", default="true"),
    option("editor", "map", "The editor's parts.", "DSX", example="{preview: false}", inner=EDITOR_OPTIONS),
    option(
        "output",
        "map",
        "How files are written where they do not show it themselves.",
        "SX",
        example="{encode_file_path: true}",
        inner=_OUTPUT,
    ),
    option(
        "field_defaults",
        "map",
        "Options of all fields of a kind.",
        "S",
        example="{richtext: {minimal: true}}",
        inner=table(
            option(
                "richtext",
                "map",
                "What markdown and richtext fields have that do not say it themselves.",
                "S",
                example="{minimal: true}",
            )
        ),
    ),
    option(
        "issue_reports",
        "map",
        "Where problems are reported.",
        "DS",
        example="{url: https://alder-and-rye.example/help}",
        inner=table(
            option(
                "url",
                "text",
                "An address.",
                "DS",
                example="https://alder-and-rye.example/help",
            )
        ),
    ),
    option(
        "local_backend",
        "flag|map",
        "Whether a local server is used on the developer's computer.",
        "DX",
        default="false",
        example="true",
        inner=_LOCAL_BACKEND,
        unneeded="Quire edits the repository it is given.",
    ),
    option("quire", "map", "Settings of Quire's own.", "Q", example="{dialect: sveltia}", inner=_OWN, free=True),
    option(
        "$schema",
        "text",
        "A hint for text editors.",
        "S",
        example="https://unpkg.com/@sveltia/cms/schema/sveltia-cms.json",
        differs="Sveltia's schema means Sveltia's dialect, where no admin page says otherwise.",
    ),
    option(
        "load_config_file",
        "flag",
        "Whether a script that starts the tool reads this file too.",
        "DS",
        default="true",
        unneeded="Quire is not started by a script.",
    ),
    option(
        "media_folder_relative",
        "any",
        "An older option.",
        "DX",
        example="true",
        remark="no tool of the family reads it",
        unneeded="No tool of the family reads it.",
    ),
    option(
        "integrations",
        "any",
        "Search and storage services.",
        "D",
        example="[]",
        remark=_NOT_USED,
        unneeded="Quire searches by itself and keeps files in git.",
    ),
    option(
        "disable_local_backup",
        "flag",
        "Whether the browser keeps no copy of what is typed.",
        "X",
        default="false",
        unneeded="It always keeps one until the edit is published.",
    ),
    option(
        "base_url",
        "text",
        "Where the sign-in of the other tool is.",
        "X",
        example="https://auth.example",
        unneeded=_OWN_SIGN_IN,
    ),
    option("site_id", "text", "The site's name for that sign-in.", "X", example="alder", unneeded=_OWN_SIGN_IN),
    option(
        "theme",
        "any",
        "Colours of another tool.",
        "X",
        example="{}",
        unneeded="Quire has its own colours, light and dark.",
    ),
)
