"""The options at the top of a configuration, those of `backend`, and those they share with collections."""

from __future__ import annotations

from cms.config.option import Table, option, table

__all__ = ["BACKEND_OPTIONS", "COMMIT_MESSAGES", "EDITOR_OPTIONS", "I18N_OPTIONS", "SITE_OPTIONS", "SLUG_RULES"]

_NOT_USED = "it has no effect in Quire"
_OWN_SIGN_IN = "Accepted: people sign in to Quire itself."

COMMIT_MESSAGES: Table = table(
    option("create", "text", "Message of a commit that adds an entry. Default: Create {{collection}} “{{slug}}”."),
    option("update", "text", "Message of a commit that changes an entry. Default: Update {{collection}} “{{slug}}”."),
    option("delete", "text", "Message of a commit that deletes an entry. Default: Delete {{collection}} “{{slug}}”."),
    option("upload_media", "text", "Message for a new file. Default: Upload “{{path}}”.", spellings="uploadMedia"),
    option("delete_media", "text", "Message for a deleted file. Default: Delete “{{path}}”.", spellings="deleteMedia"),
    option("open_authoring", "text", "Accepted: the message of a fork's commits.", spellings="openAuthoring"),
)

BACKEND_OPTIONS: Table = table(
    option("name", "text", "How the other tools reach the site. Every name is accepted; editing itself is plain git."),
    option("repo", "text", "OWNER/NAME of the remote repository, for links."),
    option("branch", "text", "The branch that is edited. Default: the one the repository's HEAD names."),
    option("commit_messages", "map", "Templates of commit messages.", inner=COMMIT_MESSAGES),
    option("signoff_commits", "flag", "Whether commits end with a Signed-off-by line. Default: false."),
    option("skip_ci", "flag", "Whether messages begin with `[skip ci]`. Default: false."),
    option("automatic_deployments", "flag", "The opposite of `skip_ci`, an older option."),
    option("squash_merges", "flag", "Whether publishing a draft makes one commit. Default: false."),
    option("cms_label_prefix", "text", "What the labels of drafts begin with. Default: decap-cms/."),
    option("preview_context", "text", "The commit status that links to a preview."),
    option("open_authoring", "flag", "Accepted: whether people without write access may propose changes."),
    option("always_fork", "flag", "Accepted, see `open_authoring`."),
    option("api_root", "text", "Address of the remote's API."),
    option("graphql_api_root", "text", "Address of the remote's GraphQL API."),
    option("use_graphql", "flag", "Accepted: the remote is reached by git."),
    option("base_url", "text", _OWN_SIGN_IN),
    option("site_domain", "text", _OWN_SIGN_IN),
    option("auth_endpoint", "text", _OWN_SIGN_IN),
    option("auth_token_endpoint", "text", _OWN_SIGN_IN),
    option("auth_type", "text", _OWN_SIGN_IN),
    option("auth_scope", "text", _OWN_SIGN_IN),
    option("auth_methods", "texts", _OWN_SIGN_IN),
    option("app_id", "text|integer", _OWN_SIGN_IN),
    option("include_credentials", "flag", _OWN_SIGN_IN),
    option("accept_roles", "texts", _OWN_SIGN_IN),
    option("identity_url", "text", _OWN_SIGN_IN),
    option("gateway_url", "text", "Accepted: git is spoken directly."),
    option("status_endpoint", "text", "Accepted: where an outage of the hoster would be read."),
    option("large_media_url", "text", "Accepted: files are kept in git."),
    option("use_large_media_transforms_in_media_library", "flag", "Accepted: files are kept in git."),
    option("proxy_url", "text", "Accepted: Quire is the server."),
    option("login", "flag", "Accepted: whether the test backend asks for a name."),
    option("tenant_id", "text", _OWN_SIGN_IN),
    option("api_version", "text|number", "Accepted: the version of the remote's API."),
)

SLUG_RULES: Table = table(
    option("encoding", "text", "The letters of new file names. Default: unicode.", choices="unicode,ascii"),
    option("clean_accents", "flag", "Whether accents are taken off letters. Default: false."),
    option("sanitize_replacement", "text", "What stands for a sign that is not allowed. Default: -."),
    option("maxlength", "integer", "The most characters of a new file name."),
    option("trim", "flag", "Whether replacements at both ends are dropped. Default: true."),
    option("lowercase", "flag", "Whether names are written in lower case. Default: true."),
    option("timezone", "text", "Zone of the dates in names. Default: utc.", choices="local,utc"),
)

I18N_OPTIONS: Table = table(
    option(
        "structure",
        "text",
        "How the languages of an entry are laid out.",
        choices="single_file,single_file_default_root,multiple_files,multiple_folders,multiple_root_folders,"
        "multiple_folders_i18n_root",
    ),
    option("locales", "texts", "The languages, as in [en, de, pt-BR]."),
    option("default_locale", "text", "The language that comes first. Default: the first of `locales`."),
    option("initial_locales", "texts|text", "The languages a new entry starts with. Default: all."),
    option("save_all_locales", "flag", "An older form of `initial_locales`."),
    option("canonical_slug", "map", "The key that links entries whose names are translated."),
    option(
        "omit_default_locale_from_file_path", "flag", "Whether the first language has no mark in paths. Default: false."
    ),
    option("omit_default_locale_from_filename", "flag", "An older name of `omit_default_locale_from_file_path`."),
    option("omit_default_locale_from_preview_path", "flag", "Whether the first language has no mark in addresses."),
    option("enforce_required_non_default", "flag", "Whether required fields are required in every language."),
)

EDITOR_OPTIONS: Table = table(
    option("preview", "flag", "Whether the preview is offered. Default: true."),
    option("notes", "flag", "Whether notes on drafts are offered. Default: false."),
    option(
        "visual_editing", "flag", "Accepted: whether a click in the preview opens the field.", spellings="visualEditing"
    ),
    option("frame", "flag", "Accepted: whether the preview stands in a frame."),
    option("size", "text", "Accepted: the width of the editor."),
    option("live_preview", "text|flag", "Address of a preview of the whole site."),
)

_PASSED_ON = "it is an option of another tool's YAML library and has no effect in Quire"
_LIBRARY_OPTIONS = "documentOptions schemaOptions createNodeOptions parseOptions toJsOptions toStringOptions"
_OUTPUT: Table = table(
    option(
        "omit_empty_optional_fields", "flag", "Whether empty fields that are not required are left out. Default: false."
    ),
    option("encode_file_path", "flag", "Whether the stored paths of files are percent-encoded. Default: false."),
    option(
        "json",
        "map",
        "How JSON is written.",
        inner=table(
            option("indent_style", "text", "Default: space.", choices="space,tab"),
            option("indent_size", "integer", "Default: 2."),
        ),
    ),
    option(
        "yaml",
        "map",
        "How YAML is written.",
        inner=table(
            option("indent_size", "integer", "Default: 2."),
            option("indent_sequences", "flag", "Whether lists are indented. Default: true."),
            option("quote", "text", "Default: none.", choices="none,single,double"),
            *(option(name, "any", "Accepted.", remark=_PASSED_ON) for name in _LIBRARY_OPTIONS.split()),
        ),
    ),
)
_CLOUD_STORES = (
    "cloudinary uploadcare aws_s3 azure_blob_storage cloudflare_r2 digitalocean_spaces backblaze_b2 bunny_storage "
    "scaleway_object_storage supabase_storage stock_assets"
)
_STORES: Table = table(
    option("all", "map|flag", "What all stores share: the size limit, the names of files, transformations."),
    option("default", "map|flag", "The repository."),
    *(
        option(name, "map|flag", "A store elsewhere.", remark="files are kept in the repository")
        for name in _CLOUD_STORES.split()
    ),
)
_ASSETS: Table = table(
    option("name", "text", "The name in addresses; unique."),
    option("label", "text", "What people read. Default: `name`."),
    option("icon", "text", "Name of a picture beside the label."),
    option("media_folder", "text", "The folder, from the root of the repository."),
    option("public_folder", "text", "How pages address its files. Default: `media_folder`."),
)

_LOGO: Table = table(
    option("src", "text", "Address of the picture."),
    option("show_in_header", "flag", "Whether it stands in the header too. Default: true."),
)

SITE_OPTIONS: Table = table(
    option("backend", "map", "How the site's remote repository is reached.", inner=BACKEND_OPTIONS),
    option("collections", "list", "What can be edited: collections of entries and of single files."),
    option("singletons", "list", "Single files outside any collection."),
    option("media_folder", "text", "Where uploaded files go, from the root of the repository."),
    option("public_folder", "text", "How pages address them. Default: / and the media folder."),
    option("site_url", "text", "Address of the site."),
    option("display_url", "text", "The address that is shown. Default: `site_url`."),
    option("app_title", "text", "Name of the site in the header and in the browser's tab."),
    option("logo_url", "text", "Address of the logo, an older form of `logo.src`."),
    option("logo", "map", "The logo.", inner=_LOGO),
    option("logo_link", "text", "Where the logo leads."),
    option("logout_redirect_url", "text", "Where signing out leads."),
    option("publish_mode", "text", "Default: simple.", choices="simple,editorial_workflow,simple_draft,"),
    option("locale", "text", "Language of the interface where the browser names none. Default: en."),
    option("slug", "map", "Rules for the names of new files.", inner=SLUG_RULES),
    option("i18n", "map", "The site's languages.", inner=I18N_OPTIONS),
    option("search", "flag", "Whether the search is offered. Default: true."),
    option("show_preview_links", "flag", "Whether links to the site are shown. Default: true."),
    option("editor", "map", "The editor's parts.", inner=EDITOR_OPTIONS),
    option("local_backend", "flag|map", "Accepted: Quire edits the repository it is given."),
    option("asset_collections", "list", "More folders with uploaded files.", inner=_ASSETS),
    option("media_library", "map|text", "The store of uploaded files, and its limits."),
    option("media_libraries", "map", "The stores of uploaded files, and their limits.", inner=_STORES),
    option("media_processing", "map", "How pictures are made smaller on upload."),
    option("output", "map", "How files are written where they do not show it themselves.", inner=_OUTPUT),
    option("field_defaults", "map", "Options of all fields of a kind."),
    option("issue_reports", "map", "Where problems are reported.", inner=table(option("url", "text", "An address."))),
    option("quire", "map", "Settings of Quire's own."),
    option("$schema", "text", "A hint for text editors."),
    option("load_config_file", "flag", "Accepted: for scripts that start the other tools."),
    option("media_folder_relative", "any", "An older option.", remark="no tool of the family reads it"),
    option("integrations", "any", "Search and storage services.", remark=_NOT_USED),
    option("disable_local_backup", "flag", "Accepted: drafts are kept."),
    option("base_url", "text", "Accepted, see `backend`."),
    option("site_id", "text", "Accepted, see `backend`."),
    option("theme", "any", "Accepted: colours of another tool."),
)
