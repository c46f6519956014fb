"""Entries: which files are one, their addresses, languages, summaries and media, and joining two people's edits.

Values in, values out; the clock is passed in.
"""

from cms.entries.addresses import entry_path, new_slug, slug_and_path
from cms.entries.examining import Examined, Examiner, Pointer
from cms.entries.extract import Extractor, extract, files_key
from cms.entries.filters import matches_filter
from cms.entries.indexing import filter_fields, sort_fields
from cms.entries.inference import date_field, identifier_field, image_field, title_of
from cms.entries.kinds import entry_fields, entry_kind
from cms.entries.listing import EntryFiles, collection_files, localised_path, renamed_path, slug_from_path
from cms.entries.locales import read_locale, site_locales, write_locale
from cms.entries.media_places import MediaPlace, media_path, media_value, resolve_media_folder
from cms.entries.merge import FieldConflict, Joined, Merge, merge_values, resolve_conflicts
from cms.entries.messages import Action, commit_message
from cms.entries.moves import entry_moves
from cms.entries.preview import preview_url
from cms.entries.record import EntryRecord, RecordProblem
from cms.entries.references import Reference, media_key
from cms.entries.slugs import media_file_name, sanitise_name, slugify
from cms.entries.summaries import inferred_sorts, summary_of
from cms.entries.targets import TargetKey

__all__ = [
    "Action",
    "EntryFiles",
    "EntryRecord",
    "Examined",
    "Examiner",
    "Extractor",
    "FieldConflict",
    "Joined",
    "MediaPlace",
    "Merge",
    "Pointer",
    "RecordProblem",
    "Reference",
    "TargetKey",
    "collection_files",
    "commit_message",
    "date_field",
    "entry_fields",
    "entry_kind",
    "entry_moves",
    "entry_path",
    "extract",
    "files_key",
    "filter_fields",
    "identifier_field",
    "image_field",
    "inferred_sorts",
    "localised_path",
    "matches_filter",
    "media_file_name",
    "media_key",
    "media_path",
    "media_value",
    "merge_values",
    "new_slug",
    "preview_url",
    "read_locale",
    "renamed_path",
    "resolve_conflicts",
    "resolve_media_folder",
    "sanitise_name",
    "site_locales",
    "slug_and_path",
    "slug_from_path",
    "slugify",
    "sort_fields",
    "summary_of",
    "title_of",
    "write_locale",
]
