"""One function per thing a person can do. The browser and the command line end here: one write path, one read path.

Knows the house's rooms, not the web. Permission, validation and the commit happen in the action, at the moment of
writing.
"""

from cms.actions.addressing import own_name, shown_address
from cms.actions.branding import has_logo, site_logo
from cms.actions.checking import CheckReport, CollectionReport, check_repository, check_site
from cms.actions.codes import advice_on
from cms.actions.creating import copied_languages, create_entry
from cms.actions.editing import create_texts, set_texts
from cms.actions.following import Progress
from cms.actions.library import MediaTarget, find_file, find_media, list_media
from cms.actions.limits import refuse_when_full
from cms.actions.links import SiteLink, entry_link, live_site, row_link
from cms.actions.listing import CollectionSummary, collections, history, list_entries, list_rows, search_site
from cms.actions.media import (
    MediaContent,
    delete_media,
    media_url_path,
    read_media,
    thumbnail,
    upload_media,
)
from cms.actions.model import (
    EntryConflict,
    EntryDeleted,
    EntryList,
    FilterChoice,
    InvalidEntry,
    LibraryPlace,
    ListPart,
    ListWish,
    Marks,
    MediaItem,
    MediaList,
    OpenEntry,
    SaveOutcome,
    SortOption,
    Upload,
    Version,
)
from cms.actions.moving import move_entry, move_folder, moved_entry
from cms.actions.opening import (
    at_commit,
    collection_named,
    entry_controls,
    file_named,
    new_entry,
    open_entry,
)
from cms.actions.ordering import EntryOrder, OrderPart, entry_order, reorder_entries
from cms.actions.previewing import PreviewPage, offers_preview, preview_entry
from cms.actions.removing import delete_entry, delete_with_all_below, entries_below, undo
from cms.actions.renaming import former_address, pointing_entries, rename_entry
from cms.actions.repointing import MOST_FOLLOW, kept_key, writes_along
from cms.actions.saving import resolve_conflict, save_entry, save_source
from cms.actions.site import Site, open_site
from cms.actions.starting import init_site
from cms.actions.translations import Translation, translations
from cms.actions.trees import TreeLevel, folder_choices, trail, tree_level, with_filters
from cms.actions.upkeep import Upkeep
from cms.actions.uses import media_uses

__all__ = [
    "MOST_FOLLOW",
    "CheckReport",
    "CollectionReport",
    "CollectionSummary",
    "EntryConflict",
    "EntryDeleted",
    "EntryList",
    "EntryOrder",
    "FilterChoice",
    "InvalidEntry",
    "LibraryPlace",
    "ListPart",
    "ListWish",
    "Marks",
    "MediaContent",
    "MediaItem",
    "MediaList",
    "MediaTarget",
    "OpenEntry",
    "OrderPart",
    "PreviewPage",
    "Progress",
    "SaveOutcome",
    "Site",
    "SiteLink",
    "SortOption",
    "Translation",
    "TreeLevel",
    "Upkeep",
    "Upload",
    "Version",
    "advice_on",
    "at_commit",
    "check_repository",
    "check_site",
    "collection_named",
    "collections",
    "copied_languages",
    "create_entry",
    "create_texts",
    "delete_entry",
    "delete_media",
    "delete_with_all_below",
    "entries_below",
    "entry_controls",
    "entry_link",
    "entry_order",
    "file_named",
    "find_file",
    "find_media",
    "folder_choices",
    "former_address",
    "has_logo",
    "history",
    "init_site",
    "kept_key",
    "list_entries",
    "list_media",
    "list_rows",
    "live_site",
    "media_url_path",
    "media_uses",
    "move_entry",
    "move_folder",
    "moved_entry",
    "new_entry",
    "offers_preview",
    "open_entry",
    "open_site",
    "own_name",
    "pointing_entries",
    "preview_entry",
    "read_media",
    "refuse_when_full",
    "rename_entry",
    "reorder_entries",
    "resolve_conflict",
    "row_link",
    "save_entry",
    "save_source",
    "search_site",
    "set_texts",
    "shown_address",
    "site_logo",
    "thumbnail",
    "trail",
    "translations",
    "tree_level",
    "undo",
    "upload_media",
    "with_filters",
    "writes_along",
]
