"""config.yml → frozen structs, with file positions. Diagnostics are collected; loading never stops at the first.

Touches no file system: text in, values out. Finding the file is the git store's and the command line's work.
"""

from cms.config.backend_options import BACKEND_OPTIONS
from cms.config.collection import SINGLETONS
from cms.config.collection_options import COLLECTION_OPTIONS, FILE_OPTIONS
from cms.config.dialect import Dialect
from cms.config.digests import collection_digest
from cms.config.field_options import COMMON_OPTIONS, KNOWN_WIDGETS, WIDGET_ALIASES, WIDGET_OPTIONS
from cms.config.loader import LoadedConfig, load_config
from cms.config.model import (
    ABSENT,
    Absent,
    AssetCollection,
    Backend,
    Collection,
    CollectionFile,
    CommitMessages,
    Condition,
    Diagnostic,
    EntryFilter,
    Field,
    I18n,
    Nested,
    Pattern,
    Position,
    Severity,
    SiteConfig,
    SlugInput,
    SlugRules,
    SortableField,
)
from cms.config.option import Option, Table
from cms.config.places import CONFIG_PATHS, looks_like_config_path
from cms.config.schema import config_schema
from cms.config.site_options import SITE_OPTIONS
from cms.config.view_model import Reorder, ViewRule, Views, ViewTest

__all__ = [
    "ABSENT",
    "BACKEND_OPTIONS",
    "COLLECTION_OPTIONS",
    "COMMON_OPTIONS",
    "CONFIG_PATHS",
    "FILE_OPTIONS",
    "KNOWN_WIDGETS",
    "SINGLETONS",
    "SITE_OPTIONS",
    "WIDGET_ALIASES",
    "WIDGET_OPTIONS",
    "Absent",
    "AssetCollection",
    "Backend",
    "Collection",
    "CollectionFile",
    "CommitMessages",
    "Condition",
    "Diagnostic",
    "Dialect",
    "EntryFilter",
    "Field",
    "I18n",
    "LoadedConfig",
    "Nested",
    "Option",
    "Pattern",
    "Position",
    "Reorder",
    "Severity",
    "SiteConfig",
    "SlugInput",
    "SlugRules",
    "SortableField",
    "Table",
    "ViewRule",
    "ViewTest",
    "Views",
    "collection_digest",
    "config_schema",
    "load_config",
    "looks_like_config_path",
]
