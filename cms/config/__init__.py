"""config.yml → frozen dataclasses, with file positions. Diagnostics are collected; loading never stops at the first.

Touches no file system: text in, values out. Finding the file is the git store's and the command line's work.
"""

from cms.config.loading import LoadedConfig, load_config
from cms.config.model import (
    ABSENT,
    Absent,
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
    SlugRules,
    SortableField,
)
from cms.config.places import CONFIG_PATHS, looks_like_config_path

__all__ = [
    "ABSENT",
    "CONFIG_PATHS",
    "Absent",
    "Backend",
    "Collection",
    "CollectionFile",
    "CommitMessages",
    "Condition",
    "Diagnostic",
    "EntryFilter",
    "Field",
    "I18n",
    "LoadedConfig",
    "Nested",
    "Pattern",
    "Position",
    "Severity",
    "SiteConfig",
    "SlugRules",
    "SortableField",
    "load_config",
    "looks_like_config_path",
]
