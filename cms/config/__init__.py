"""config.yml → frozen dataclasses, with file positions. Diagnostics are collected; loading never stops at the first.

Touches no file system: text in, values out. Finding the file is the git store's and the command line's work.
"""

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

__all__ = [
    "ABSENT",
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
    "Nested",
    "Pattern",
    "Position",
    "Severity",
    "SiteConfig",
    "SlugRules",
    "SortableField",
]
