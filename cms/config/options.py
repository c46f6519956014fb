"""The options of the three grammars, as data: which keys may stand where, and the older spellings of some.

A key that stands in no table is reported with the nearest one that does.
"""

from __future__ import annotations

__all__ = [
    "ALIASES",
    "BACKEND_OPTIONS",
    "COLLECTION_OPTIONS",
    "FIELD_OPTIONS",
    "FILE_OPTIONS",
    "FORMATS",
    "TOP_OPTIONS",
    "WIDGETS",
    "WIDGET_ALIASES",
]

WIDGETS = frozenset(
    "string text boolean number datetime select relation list object file image markdown code color map hidden uuid "
    "keyvalue compute".split()
)
WIDGET_ALIASES = {"date": "datetime", "richtext": "markdown"}

FORMATS = frozenset(
    "yml yaml toml json frontmatter yaml-frontmatter toml-frontmatter json-frontmatter raw".split()
)

TOP_OPTIONS = frozenset(
    "backend collections singletons asset_collections local_backend publish_mode media_folder public_folder "
    "media_folder_relative media_library media_libraries media_processing site_url display_url logo_url logo logo_link "
    "app_title logout_redirect_url show_preview_links search locale slug i18n editor issue_reports output "
    "field_defaults integrations load_config_file disable_local_backup base_url site_id theme quire $schema".split()
)

BACKEND_OPTIONS = frozenset(
    "name repo branch api_root graphql_api_root base_url auth_endpoint auth_token_endpoint site_domain app_id auth_type "
    "auth_scope auth_methods include_credentials use_graphql cms_label_prefix squash_merges open_authoring always_fork "
    "preview_context signoff_commits commit_messages skip_ci automatic_deployments proxy_url identity_url gateway_url "
    "status_endpoint large_media_url use_large_media_transforms_in_media_library accept_roles tenant_id api_version "
    "login allowed_hosts".split()
)

COLLECTION_OPTIONS = frozenset(
    "name label label_singular description icon divider folder files fields identifier_field slug slug_length path "
    "extension format frontmatter_delimiter body_field filter create delete duplicate publish publish_mode hide limit "
    "reorder sortable_fields view_filters view_groups summary summary_fields thumbnail preview_path "
    "preview_path_date_field preview_path_preserve_slashes editor media_folder public_folder nested meta index_file "
    "aliases_field i18n yaml_quote type media_library show_preview_links".split()
)

FILE_OPTIONS = frozenset(
    "name label label_singular description icon file fields format extension frontmatter_delimiter body_field "
    "preview_path preview_path_date_field preview_path_preserve_slashes media_folder public_folder media_library i18n "
    "editor delete publish divider yaml_quote type hide show_preview_links".split()
)

FIELD_OPTIONS = frozenset(
    "name label widget required default hint comment pattern i18n media_folder public_folder condition readonly preview "
    "before_input after_input minlength maxlength visual_editing private fields field types type_key type prefix suffix "
    "use_emoji_autocomplete value_type min max step format date_format time_format picker_utc input_timezone output_utc "
    "options multiple dropdown_threshold create collection value_field search_fields display_fields file options_length "
    "filters summary label_singular collapsed minimize_collapsed allow_add allow_remove allow_reorder allow_duplicate "
    "add_to_top thumbnail root delimiter media_library media_libraries allow_multiple choose_url accept select_folder "
    "media_processing minimal buttons editor_components modes sanitize_preview linked_images allow_nested_components "
    "use_markdown_shortcuts toolbar_buttons show_raw default_language allow_language_selection keys output_code_only "
    "code_mirror_config allow_input enable_alpha decimals center zoom height use_b32_encoding read_only "
    "allow_regenerate value key_label value_label tagname class id meta multi extensible".split()
)

ALIASES = {
    "dateFormat": "date_format",
    "timeFormat": "time_format",
    "pickerUtc": "picker_utc",
    "editorComponents": "editor_components",
    "valueType": "value_type",
    "valueField": "value_field",
    "searchFields": "search_fields",
    "displayFields": "display_fields",
    "optionsLength": "options_length",
    "typeKey": "type_key",
    "allowInput": "allow_input",
    "enableAlpha": "enable_alpha",
    "sortableFields": "sortable_fields",
    "visualEditing": "visual_editing",
}
"""Older spellings; where both stand, the newer one counts."""
