"""Entries: which files are one, their addresses, languages, summaries and media, and joining two people's edits.

Values in, values out; the clock is passed in.
"""

from cms.entries.addresses import entry_path, new_slug, slug_and_path
from cms.entries.aliases import aliases_key, with_alias
from cms.entries.alignment import Origins
from cms.entries.examining import Examined, Examiner, Pointer, TargetKey
from cms.entries.extract import Extractor, extract, files_key
from cms.entries.filters import matches_filter
from cms.entries.indexing import filter_fields, sort_fields
from cms.entries.inference import date_field, identifier_field, image_field, title_of
from cms.entries.kinds import entry_fields, entry_kind, file_of
from cms.entries.linking import canonical_slug, link_of, linked_entries, own_slugs
from cms.entries.listing import EntryFiles, collection_files, localised_path, renamed_path, slug_from_path
from cms.entries.locales import entry_i18n, has_locale, one_file, read_locale, site_locales, write_locale
from cms.entries.media_places import (
    MediaPlace,
    asset_place,
    media_path,
    media_value,
    resolve_media_folder,
    site_media_folder,
)
from cms.entries.media_rules import MediaRules, PictureRule, media_rules
from cms.entries.merge import FieldConflict, Joined, Merge, merge_values, resolve_conflicts
from cms.entries.messages import Action, commit_message
from cms.entries.moves import entry_moves, is_folder_entry, short_address, slugs_told, tells_by_path, whole_address
from cms.entries.nodes import (
    Node,
    entry_folder,
    folder_moves,
    moved_slug,
    node_moves,
    node_of,
    owns_folder,
    parent_folder,
    tidy_folder,
)
from cms.entries.pictures import picture_tail
from cms.entries.pointers import Renamed, Standing, points_by_address, repointed
from cms.entries.preview import preview_path, preview_url, shows_links, site_address
from cms.entries.record import EntryRecord, RecordProblem
from cms.entries.references import Reference, media_key, relation_texts
from cms.entries.slug_input import SLUG_NAME, slug_field
from cms.entries.slugs import media_file_name, sanitise_name, slugify
from cms.entries.summaries import inferred_sorts, summary_of, tells_of_commits
from cms.entries.targets import starred, target_value, target_values, value_field
from cms.entries.templates import site_filters
from cms.entries.translations import fields_in, own_values, translated_names, untranslated_names, with_shared
from cms.entries.views import (
    DueTest,
    due_fields,
    due_tests,
    filter_names,
    filter_view,
    group_view,
    values_at,
    view_names,
)

__all__ = [
    "SLUG_NAME",
    "Action",
    "DueTest",
    "EntryFiles",
    "EntryRecord",
    "Examined",
    "Examiner",
    "Extractor",
    "FieldConflict",
    "Joined",
    "MediaPlace",
    "MediaRules",
    "Merge",
    "Node",
    "Origins",
    "PictureRule",
    "Pointer",
    "RecordProblem",
    "Reference",
    "Renamed",
    "Standing",
    "TargetKey",
    "aliases_key",
    "asset_place",
    "canonical_slug",
    "collection_files",
    "commit_message",
    "date_field",
    "due_fields",
    "due_tests",
    "entry_fields",
    "entry_folder",
    "entry_i18n",
    "entry_kind",
    "entry_moves",
    "entry_path",
    "extract",
    "fields_in",
    "file_of",
    "files_key",
    "filter_fields",
    "filter_names",
    "filter_view",
    "folder_moves",
    "group_view",
    "has_locale",
    "identifier_field",
    "image_field",
    "inferred_sorts",
    "is_folder_entry",
    "link_of",
    "linked_entries",
    "localised_path",
    "matches_filter",
    "media_file_name",
    "media_key",
    "media_path",
    "media_rules",
    "media_value",
    "merge_values",
    "moved_slug",
    "new_slug",
    "node_moves",
    "node_of",
    "one_file",
    "own_slugs",
    "own_values",
    "owns_folder",
    "parent_folder",
    "picture_tail",
    "points_by_address",
    "preview_path",
    "preview_url",
    "read_locale",
    "relation_texts",
    "renamed_path",
    "repointed",
    "resolve_conflicts",
    "resolve_media_folder",
    "sanitise_name",
    "short_address",
    "shows_links",
    "site_address",
    "site_filters",
    "site_locales",
    "site_media_folder",
    "slug_and_path",
    "slug_field",
    "slug_from_path",
    "slugify",
    "slugs_told",
    "sort_fields",
    "starred",
    "summary_of",
    "target_value",
    "target_values",
    "tells_by_path",
    "tells_of_commits",
    "tidy_folder",
    "title_of",
    "translated_names",
    "untranslated_names",
    "value_field",
    "values_at",
    "view_names",
    "whole_address",
    "with_alias",
    "with_shared",
    "write_locale",
]
