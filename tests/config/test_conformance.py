"""A row has a test: which test shows what each option of the reference does.

An option that is honoured, as it is elsewhere or with a difference, and every word and tag, names here the tests that
exercise it. One that is not supported yet, or needs nothing, is exercised by its example, which loads, and is warned of
or not. Who makes Quire honour an option changes its declaration, and then this table asks for a test.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from cms.config.grammar import Row, all_rows

TESTS = Path(__file__).resolve().parents[1]
ROWS = {row.path: row for row in all_rows()}
EXERCISED = {
    "actions/test_new_entries.py::test_body_may_stand_in_the_front_matter": """
        collection.body_field.inline
    """,
    "actions/test_trees.py::test_summary_of_nodes": """
        collection.nested.summary tags.summary.dirname tags.summary.filename tags.summary.extension
    """,
    "actions/test_trees.py::test_files_can_be_pages_of_their_folder": """
        collection.nested.subfolders collection.nested.summary
    """,
    "actions/test_trees.py::test_depth_ends_the_tree": """
        collection.nested.depth
    """,
    "actions/test_moving.py::test_index_file_has_fields_of_its_own": """
        collection.index_file collection.index_file.name collection.index_file.extension collection.index_file.format
        collection.index_file.label collection.index_file.icon collection.index_file.fields
        collection.index_file.editor
    """,
    "web/test_web_trees.py::test_path_field_moves": """
        collection.nested.path.label collection.nested.path.index_file
    """,
    "web/test_web_trees.py::test_path_field_can_be_hidden": """
        collection.nested.path.widget collection.nested.path.label
    """,
    "config/test_options_read.py::test_site_options_are_read": """
        site.backend site.collections site.singletons site.media_folder site.public_folder site.media_library
        media_library.name
        site.site_url site.display_url site.app_title site.slug site.i18n site.editor site.quire site.$schema
        backend.name backend.branch backend.commit_messages backend.skip_ci backend.automatic_deployments
        backend.commit_messages.create backend.commit_messages.update backend.commit_messages.delete
        backend.commit_messages.upload_media backend.commit_messages.delete_media slug.encoding slug.clean_accents
        slug.sanitize_replacement slug.maxlength slug.trim slug.lowercase i18n.structure i18n.locales
        i18n.default_locale i18n.omit_default_locale_from_file_path i18n.omit_default_locale_from_filename
        quire.dialect
    """,
    "actions/test_translations.py::test_languages_of_a_new_entry": """
        i18n.initial_locales i18n.save_all_locales
    """,
    "actions/test_localised_slugs.py::test_each_language_has_a_name_of_its_own": """
        collection.slug.i18n filters.localize
    """,
    "actions/test_localised_slugs.py::test_begun_translation_is_linked": """
        i18n.canonical_slug i18n.canonical_slug.key i18n.canonical_slug.value
    """,
    "actions/test_translations.py::test_index_knows_the_languages": """
        tags.summary.locales
    """,
    "actions/test_translations.py::test_required_in_a_translation": """
        i18n.enforce_required_non_default field.required
    """,
    "config/test_config_languages.py::test_fields_inside_others": """
        field.i18n
    """,
    "actions/test_translations.py::test_what_is_the_same_goes_to_all_languages": """
        field.i18n
    """,
    "actions/test_site_branch.py::test_branch_of_the_configuration_is_edited": """
        backend.branch
    """,
    "config/test_options_entries.py::test_names_of_the_site": """
        site.site_url site.display_url site.app_title
    """,
    "config/test_options_entries.py::test_builds_are_skipped": """
        backend.skip_ci backend.automatic_deployments
    """,
    "config/test_options_entries.py::test_tags_in_messages": """
        backend.commit_messages.create backend.commit_messages.update backend.commit_messages.delete
        backend.commit_messages.upload_media backend.commit_messages.delete_media tags.commit_messages.slug
        tags.commit_messages.collection tags.commit_messages.path tags.commit_messages.author-login
        tags.commit_messages.author-name
    """,
    "config/test_options_fields.py::test_options_shape_the_control": """
        media_library.config media_library.config.multiple field.name field.label field.widget field.required
        field.hint field.comment field.readonly field.label_singular widget.string.type widget.string.minlength
        widget.string.maxlength widget.string.prefix widget.string.suffix widget.string.before_input
        widget.string.after_input widget.text.minlength widget.text.maxlength widget.boolean.before_input
        widget.boolean.after_input widget.number.min widget.number.max widget.number.step widget.number.before_input
        widget.number.after_input widget.datetime.type widget.datetime.picker_utc widget.datetime.input_timezone
        widget.datetime.min widget.datetime.max widget.datetime.step widget.select.multiple widget.relation.multiple
        widget.list.allow_add widget.list.allow_remove widget.list.allow_reorder widget.list.allow_duplicate
        widget.list.add_to_top widget.list.minimize_collapsed widget.list.delimiter widget.object.collapsed
        widget.file.multiple widget.file.accept widget.file.choose_url widget.file.media_library
        widget.image.multiple widget.image.accept widget.image.choose_url widget.image.media_library
        widget.markdown.minimal widget.markdown.buttons widget.markdown.editor_components widget.markdown.modes
        widget.code.default_language widget.code.allow_language_selection widget.code.output_code_only
        widget.map.type widget.uuid.read_only widget.keyvalue.key_label widget.keyvalue.value_label
    """,
    "config/test_options_media.py::test_sizes_are_limited": """
        site.media_library site.media_libraries media_library.max_file_size media_library.config
        media_library.config.max_file_size media_libraries.all media_libraries.all.max_file_size
        media_libraries.default media_libraries.default.config collection.media_library widget.file.media_library
        widget.file.media_libraries widget.image.media_library widget.image.media_libraries
        widget.markdown.media_library
    """,
    "config/test_options_media.py::test_files_of_a_collection_have_their_media_library": """
        file.media_library
    """,
    "config/test_options_media.py::test_slugify_filename_renames": """
        media_library.config.slugify_filename media_libraries.all.slugify_filename
    """,
    "config/test_options_media.py::test_transformations_are_rules": """
        media_library.config.transformations media_libraries.all.transformations
        media_library.config.transformations.raster_image media_library.config.transformations.jpeg
        media_library.config.transformations.png media_library.config.transformations.gif
        media_library.config.transformations.webp media_library.config.transformations.avif
        media_library.config.transformations.raster_image.format
        media_library.config.transformations.raster_image.quality
        media_library.config.transformations.raster_image.width
        media_library.config.transformations.raster_image.height
    """,
    "config/test_options_media.py::test_svg_pictures_are_made_smaller": """
        media_library.config.transformations.svg media_library.config.transformations.svg.optimize
    """,
    "config/test_options_media.py::test_media_processing_is_a_rule": """
        site.media_processing media_processing.enabled media_processing.format media_processing.quality
        media_processing.strip_metadata media_processing.width media_processing.height media_processing.aspect_ratio
        media_processing.format.enabled media_processing.format.default
    """,
    "config/test_options_media.py::test_media_processing_of_a_field_replaces_the_sites": """
        widget.file.media_processing widget.image.media_processing
    """,
    "config/test_options_media.py::test_fields_take_several": """
        widget.file.multiple widget.image.multiple widget.file.allow_multiple widget.image.allow_multiple
        media_library.allow_multiple media_library.config.multiple
    """,
    "config/test_options_media.py::test_asset_collections_are_places": """
        site.asset_collections asset_collections.name asset_collections.label asset_collections.icon
        asset_collections.media_folder asset_collections.public_folder
    """,
    "config/test_options_media.py::test_select_folder_offers_folders": """
        widget.file.select_folder widget.image.select_folder
    """,
    "config/test_options_media.py::test_accept_narrows_the_library": """
        widget.file.accept
    """,
    "config/test_options_media.py::test_choose_url_can_be_off": """
        widget.image.choose_url media_library.choose_url
    """,
    "config/test_options_media.py::test_display_in_navigation": """
        media_library.display_in_navigation
    """,
    "config/test_options_entries.py::test_rules_for_slugs": """
        slug.encoding slug.clean_accents slug.sanitize_replacement slug.maxlength slug.lowercase
    """,
    "config/test_options_entries.py::test_untrimmed_slugs": """
        slug.trim
    """,
    "config/test_options_entries.py::test_preview_can_be_put_away": """
        editor.preview
    """,
    "config/test_options_read.py::test_collection_options_are_read": """
        collection.name collection.label collection.description collection.format collection.frontmatter_delimiter
        collection.body_field collection.media_folder collection.public_folder collection.editor collection.i18n
        collection.label_singular collection.icon collection.extension collection.delete collection.hide
        collection.folder collection.fields collection.create collection.duplicate collection.identifier_field
        collection.slug collection.path collection.filter collection.summary collection.sortable_fields
        collection.nested collection.meta collection.body_field.key collection.slug.template collection.filter.field
        collection.filter.value collection.filter.values collection.filter.pattern collection.filter.match_all
        collection.sortable_fields.fields collection.sortable_fields.default collection.sortable_fields.field
        collection.sortable_fields.label collection.sortable_fields.default_sort
        collection.sortable_fields.default.field collection.sortable_fields.default.direction
        collection.nested.depth collection.nested.subfolders collection.nested.path
        collection.nested.path.index_file collection.meta.path
    """,
    "config/test_options_read.py::test_file_options_are_read": """
        collection.files file.name file.label file.description file.format file.frontmatter_delimiter
        file.body_field file.media_folder file.public_folder file.editor file.i18n file.extension file.delete
        file.file file.fields
    """,
    "config/test_options_fields.py::test_options_are_checked": """
        field.required field.pattern widget.string.type widget.string.minlength widget.string.maxlength
        widget.text.minlength widget.text.maxlength widget.number.min widget.number.max widget.datetime.min
        widget.datetime.max widget.select.min widget.select.max widget.relation.min widget.relation.max
        widget.list.min widget.list.max widget.file.min widget.file.max widget.image.min widget.image.max
        widget.map.type widget.keyvalue.min widget.keyvalue.max
    """,
    "config/test_options_fields.py::test_new_entries_get_what_is_said": """
        field.default widget.uuid.prefix widget.uuid.use_b32_encoding widget.compute.value widgets.compute
        tags.default.now tags.default.locale tags.default.datetime tags.default.uuid tags.default.uuid_short
        tags.default.uuid_shorter tags.default.author-login tags.default.author-name tags.default.author-email
        tags.value.uuid tags.value.uuid_short tags.value.uuid_shorter
    """,
    "config/test_options_fields.py::test_conditions_decide_what_is_shown": """
        field.condition field.condition.field field.condition.value field.condition.values field.condition.pattern
        field.condition.operator field.condition.match_all
    """,
    "config/test_options_entries.py::test_fields_can_stay_out_of_the_preview": """
        field.preview
    """,
    "config/test_config_fields.py::test_media_folders_of_fields": """
        field.media_folder field.public_folder
    """,
    "config/test_options_fields.py::test_options_decide_what_is_stored": """
        widget.string.prefix widget.string.suffix widget.number.value_type widget.datetime.format
        widget.datetime.date_format widget.datetime.time_format widget.datetime.picker_utc
        widget.datetime.input_timezone widget.datetime.output_utc widget.select.options widget.select.options.label
        widget.select.options.value widget.relation.collection widget.list.delimiter widget.code.output_code_only
        widget.code.keys widget.code.keys.code widget.code.keys.lang widget.color.allow_input
        widget.color.enable_alpha widgets.string widgets.text widgets.boolean widgets.number widgets.datetime
        widgets.date widgets.select widgets.relation widgets.list widgets.object widgets.file widgets.image
        widgets.markdown widgets.richtext widgets.code widgets.color widgets.map widgets.hidden widgets.uuid
        widgets.keyvalue widgets.custom
    """,
    "config/test_options_entries.py::test_relations_offer_entries": """
        widget.relation.collection widget.relation.file widget.relation.value_field widget.relation.display_fields
        widget.relation.search_fields widget.relation.options_length tags.value_field.slug tags.value_field.FIELD
        tags.value_field.fields.FIELD
    """,
    "config/test_options_fields.py::test_lists_are_made_of_items": """
        widget.list.fields widget.list.field widget.list.types widget.list.type_key widget.list.summary
    """,
    "config/test_options_fields.py::test_collapsed_items_are_closed": """
        widget.list.collapsed
    """,
    "config/test_options_fields.py::test_objects_have_fields": """
        widget.object.fields widget.object.field widget.object.types widget.object.type_key
    """,
    "config/test_options_fields.py::test_objects_have_a_summary": """
        widget.object.summary
    """,
    "config/test_options_entries.py::test_previews_are_always_cleaned": """
        widget.markdown.sanitize_preview
    """,
    "config/test_options_entries.py::test_formats_of_files": """
        formats.yml formats.yaml formats.toml formats.json formats.frontmatter formats.yaml-frontmatter
        formats.toml-frontmatter formats.json-frontmatter
    """,
    "config/test_options_entries.py::test_raw_files_are_texts": """
        formats.raw
    """,
    "config/test_options_entries.py::test_custom_formats_are_unknown": """
        formats.custom
    """,
    "config/test_options_entries.py::test_languages_in_one_file": """
        structures.single_file structures.single_file_default_root
    """,
    "config/test_options_entries.py::test_layouts_of_languages": """
        structures.multiple_files structures.multiple_folders structures.multiple_root_folders
        structures.multiple_folders_i18n_root
    """,
    "config/test_options_entries.py::test_locale_in_a_path": """
        structures.{{locale}}
    """,
    "config/test_options_entries.py::test_tags_in_slugs": """
        tags.slug.slug tags.slug.year tags.slug.month tags.slug.day tags.slug.hour tags.slug.minute tags.slug.second
        tags.slug.FIELD tags.slug.fields.FIELD
    """,
    "config/test_options_slugs.py::test_identifiers_in_addresses": """
        tags.slug.uuid tags.slug.uuid_short tags.slug.uuid_shorter tags.path.uuid tags.path.uuid_short
        tags.path.uuid_shorter
    """,
    "config/test_options_slugs.py::test_typed_name_stands_for_its_tag": """
        tags.slug.fields._slug
    """,
    "config/test_options_slugs.py::test_zone_of_dates_in_names": """
        slug.timezone
    """,
    "config/test_options_slugs.py::test_names_have_a_length": """
        slug.maxlength collection.slug_length
    """,
    "config/test_options_slugs.py::test_rules_count_in_both_dialects": """
        slug.maxlength slug.lowercase slug.trim
    """,
    "config/test_options_entries.py::test_tags_in_paths": """
        tags.path.slug tags.path.year tags.path.month tags.path.day tags.path.hour tags.path.minute tags.path.second
        tags.path.FIELD tags.path.fields.FIELD
    """,
    "config/test_options_entries.py::test_tags_in_summaries": """
        tags.summary.slug tags.summary.year tags.summary.month tags.summary.day tags.summary.hour
        tags.summary.minute tags.summary.second tags.summary.FIELD tags.summary.fields.FIELD tags.summary.dirname
        tags.summary.filename tags.summary.extension
    """,
    "config/test_options_slugs.py::test_filters_by_the_rules_of_the_site": """
        filters.slugify filters.localize
    """,
    "config/test_options_slugs.py::test_lists_tell_who_changed_an_entry": """
        tags.summary.commit_date tags.summary.commit_author
    """,
    "config/test_options_slugs.py::test_languages_of_entries_are_listed": """
        tags.summary.locales
    """,
    "config/test_options_slugs.py::test_addresses_on_the_site": """
        site.site_url collection.preview_path collection.preview_path_date_field
        collection.preview_path_preserve_slashes
    """,
    "config/test_options_slugs.py::test_addresses_of_files": """
        file.preview_path file.preview_path_date_field file.preview_path_preserve_slashes
    """,
    "config/test_options_slugs.py::test_first_language_can_have_no_mark_in_addresses": """
        i18n.omit_default_locale_from_preview_path
    """,
    "config/test_options_slugs.py::test_links_to_the_site_can_be_put_away": """
        site.show_preview_links collection.show_preview_links file.show_preview_links
    """,
    "actions/test_typed_slug.py::test_address_is_asked_for_at_its_stage": """
        collection.slug.editable
    """,
    "actions/test_typed_slug.py::test_hint_and_value_are_shown": """
        collection.slug.hint
    """,
    "actions/test_typed_slug.py::test_pattern_is_checked": """
        collection.slug.pattern
    """,
    "actions/test_typed_slug.py::test_address_can_be_needed": """
        tags.slug.fields._slug
    """,
    "actions/test_renaming.py::test_former_address_is_kept": """
        collection.aliases_field
    """,
    "config/test_options_slugs.py::test_commits_are_signed_off": """
        backend.signoff_commits
    """,
    "config/test_options_slugs.py::test_messages_know_the_entry_and_its_author": """
        tags.commit_messages.author-email tags.commit_messages.fields.FIELD
    """,
    "config/test_options_entries.py::test_tags_in_addresses_on_the_site": """
        tags.preview_path.slug tags.preview_path.year tags.preview_path.month tags.preview_path.day
        tags.preview_path.hour tags.preview_path.minute tags.preview_path.second tags.preview_path.FIELD
        tags.preview_path.fields.FIELD tags.preview_path.dirname tags.preview_path.filename
        tags.preview_path.extension tags.preview_path.locale
    """,
    "config/test_options_entries.py::test_tags_in_media_folders": """
        tags.media_folder.slug tags.media_folder.year tags.media_folder.month tags.media_folder.day
        tags.media_folder.hour tags.media_folder.minute tags.media_folder.second tags.media_folder.FIELD
        tags.media_folder.fields.FIELD tags.media_folder.dirname tags.media_folder.filename
        tags.media_folder.extension tags.media_folder.media_folder
    """,
    "config/test_options_entries.py::test_public_folder_of_the_level_above": """
        tags.media_folder.public_folder
    """,
    "config/test_options_values.py::test_few_choices_stand_side_by_side": """
        widget.select.dropdown_threshold widget.relation.dropdown_threshold
    """,
    "config/test_options_values.py::test_people_may_add_options": """
        widget.select.create
    """,
    "config/test_options_values.py::test_relations_may_lead_to_a_new_entry": """
        widget.relation.create
    """,
    "config/test_options_values.py::test_pictures_stand_for_closed_items": """
        widget.list.thumbnail widget.object.thumbnail
    """,
    "config/test_options_values.py::test_words_around_a_box": """
        widget.boolean.prefix widget.boolean.suffix
    """,
    "config/test_options_values.py::test_identifiers_are_made_anew": """
        widget.uuid.allow_regenerate
    """,
    "config/test_options_values.py::test_bars_of_markdown": """
        widget.markdown.toolbar_buttons widget.markdown.linked_images widget.markdown.allow_nested_components
        widget.markdown.use_markdown_shortcuts
    """,
    "config/test_options_values.py::test_defaults_of_all_fields_of_a_kind": """
        site.field_defaults field_defaults.richtext
    """,
    "actions/test_action_output.py::test_new_files_are_written_as_said": """
        site.output output.yaml output.json output.yaml.indent_size output.yaml.indent_sequences output.yaml.quote
        output.json.indent_size output.json.indent_style collection.yaml_quote
    """,
    "actions/test_action_output.py::test_files_of_a_collection_may_be_quoted": """
        file.yaml_quote
    """,
    "actions/test_action_output.py::test_emptied_fields_are_left_out": """
        output.omit_empty_optional_fields
    """,
    "actions/test_action_output.py::test_addresses_are_encoded": """
        output.encode_file_path
    """,
    "actions/test_action_output.py::test_lists_may_be_whole_files": """
        widget.list.root
    """,
    "actions/test_action_output.py::test_maps_may_be_whole_files": """
        widget.keyvalue.root
    """,
    "config/test_options_values.py::test_places_are_written_as_decap_does": """
        widget.map.decimals
    """,
    "config/test_options_values.py::test_grids_begin_where_they_are_told": """
        widget.map.center widget.map.zoom widget.map.height
    """,
    "web/test_web_preview_leads.py::test_parts_of_the_page_name_their_fields": """
        field.visual_editing editor.visual_editing
    """,
    "actions/test_zones.py::test_zone_of_a_site": """
        quire.timezone
    """,
    "web/test_web_relation_filters.py::test_filters_say_what_is_offered": """
        widget.relation.filters widget.relation.filters.field widget.relation.filters.values
        widget.relation.filters.exclude tags.filters.slug tags.filters.fields.FIELD
    """,
    "config/test_options_entries.py::test_relations_know_files": """
        tags.value_field.dirname tags.value_field.filename tags.value_field.extension tags.value_field.locale
    """,
    "config/test_options_entries.py::test_messages_leave_out_what_they_do_not_know": """
        tags.commit_messages.message tags.commit_messages.fields.FIELD
    """,
    "config/test_options_fields.py::test_computed_text_follows_its_item": """
        tags.value.fields.FIELD tags.value.index
    """,
    "entries/test_entries_views.py::test_filters_let_through": """
        collection.view_filters collection.view_groups collection.view_filters.pattern
        collection.view_filters.eq collection.view_filters.ne collection.view_filters.lt
        collection.view_filters.lte collection.view_filters.gt collection.view_filters.gte
        collection.view_filters.in collection.view_filters.not_in collection.view_filters.empty
        collection.view_filters.label collection.view_filters.field
        collection.view_filters.filters.pattern collection.view_filters.filters.eq
        collection.view_filters.filters.ne collection.view_filters.filters.lt
        collection.view_filters.filters.lte collection.view_filters.filters.gt
        collection.view_filters.filters.gte collection.view_filters.filters.in
        collection.view_filters.filters.not_in collection.view_filters.filters.empty
        collection.view_filters.filters.label collection.view_filters.filters.field
        collection.view_groups.pattern collection.view_groups.eq collection.view_groups.ne
        collection.view_groups.lt collection.view_groups.lte collection.view_groups.gt
        collection.view_groups.gte collection.view_groups.in collection.view_groups.not_in
        collection.view_groups.empty collection.view_groups.label collection.view_groups.field
    """,
    "entries/test_entries_views.py::test_groups_have_parts": """
        collection.view_groups.pattern
    """,
    "entries/test_entries_views.py::test_tags_of_the_present_time": """
        tags.view_filters.now tags.view_filters.today tags.view_filters.year tags.view_filters.month
        tags.view_filters.day tags.view_filters.hour tags.view_filters.minute tags.view_filters.second
    """,
    "entries/test_entries_views.py::test_thumbnail_names_the_picture": """
        collection.thumbnail
    """,
    "entries/test_entries_views.py::test_a_pattern_without_a_field_filters_by_the_name_of_the_file": """
        collection.filter.pattern
    """,
    "web/test_web_lists.py::test_a_filter_that_is_on_at_first_can_be_switched_off": """
        collection.view_filters.filters collection.view_filters.default collection.view_filters.name
        collection.view_filters.filters.name
    """,
    "web/test_web_lists.py::test_a_group_that_is_on_at_first": """
        collection.view_groups.groups collection.view_groups.default collection.view_groups.name
    """,
    "web/test_web_lists.py::test_summary_fields_are_the_columns": """
        collection.summary_fields
    """,
    "web/test_web_lists.py::test_a_description_is_a_line_of_markdown": """
        collection.description
    """,
    "web/test_web_lists.py::test_limit_refuses_the_entry_that_is_too_many": """
        collection.limit
    """,
    "web/test_web_lists.py::test_dividers_part_the_collections": """
        collection.divider
    """,
    "web/test_web_lists.py::test_files_stand_in_their_order": """
        file.icon file.divider file.hide
    """,
    "web/test_web_lists.py::test_singletons_lead_to_their_entry": """
        site.singletons
    """,
    "web/test_web_lists.py::test_entries_are_put_in_order_by_buttons": """
        collection.reorder collection.reorder.key collection.reorder.group
    """,
    "web/test_web_lists.py::test_search_can_be_switched_off": """
        site.search
    """,
    "web/test_web_lists.py::test_the_logo_is_a_file_of_the_site": """
        site.logo site.logo_url logo.src logo.show_in_header
    """,
    "web/test_web_lists.py::test_the_frame_leads_where_the_configuration_says": """
        site.logo_link site.issue_reports issue_reports.url site.display_url site.site_url
    """,
    "web/test_web_lists.py::test_signing_out_leads_on": """
        site.logout_redirect_url
    """,
    "config/test_options_entries.py::test_filters_change_values": """
        filters.upper filters.lower filters.date filters.default filters.ternary filters.truncate
    """,
}
TESTS_OF: dict[str, list[str]] = {
    path: [test for test, paths in EXERCISED.items() if path in paths.split()] for path in ROWS
}


def test_every_row_has_a_test() -> None:
    for path, row in ROWS.items():
        by_example = row.status in ("not yet", "not needed") and row.option.kinds != ("word",)
        assert TESTS_OF[path] or by_example, f"name a test that exercises {path}"


@pytest.mark.parametrize("test", EXERCISED)
def test_named_tests_mention_their_options(test: str) -> None:
    file, _, name = test.partition("::")
    source = sources(file).get(name)
    assert source is not None, f"there is no test {test}"
    for path in EXERCISED[test].split():
        assert path in ROWS, f"there is no option {path}"
        assert mentions(source, ROWS[path]), f"{test} does not mention {path}"


def mentions(source: str, row: Row) -> bool:
    """Whether a test's source has the option's name, in one of its spellings."""
    names = (row.option.name, *row.option.spellings, *row.option.outdated)
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", source) for name in names)


@cache
def sources(file: str) -> dict[str, str]:
    """The tests of a file, each with its parameters and with what it uses of the same file."""
    text = (TESTS / file).read_text(encoding="utf-8")
    parts = {name: node for node in ast.parse(text).body for name in names_of(node)}
    used = {name: {item.id for item in ast.walk(node) if isinstance(item, ast.Name)} for name, node in parts.items()}

    def whole(name: str, seen: frozenset[str] = frozenset()) -> str:
        inner = (item for item in used[name] if item in parts and item not in seen and item != name)
        return "\n".join([ast.unparse(parts[name]), *(whole(item, seen | {name}) for item in inner)])

    return {name: whole(name).replace("\\n", "\n") for name in parts if name.startswith("test_")}


def names_of(node: ast.stmt) -> list[str]:
    """What a statement defines."""
    if isinstance(node, ast.FunctionDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]
