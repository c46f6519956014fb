"""SQLite: a cache derived from git, rebuildable at any time; lists, search, history.

Nothing here is the truth: what a list shows comes from these rows, what an editor opens comes from the blob.
"""

from cms.index.model import (
    Change,
    EntryRow,
    Fragment,
    HistoryCommit,
    HistoryRow,
    Hit,
    Holding,
    IndexedFields,
    InView,
    LevelItem,
    LevelPage,
    LevelQuery,
    ListPage,
    ListQuery,
    MediaFolder,
    MediaPage,
    MediaQuery,
    MediaRow,
    SearchPage,
    SearchQuery,
)
from cms.index.rows import Prepared, prepare
from cms.index.sorting import sort_key
from cms.index.store import Index, State

__all__ = [
    "Change",
    "EntryRow",
    "Fragment",
    "HistoryCommit",
    "HistoryRow",
    "Hit",
    "Holding",
    "InView",
    "Index",
    "IndexedFields",
    "LevelItem",
    "LevelPage",
    "LevelQuery",
    "ListPage",
    "ListQuery",
    "MediaFolder",
    "MediaPage",
    "MediaQuery",
    "MediaRow",
    "Prepared",
    "SearchPage",
    "SearchQuery",
    "State",
    "prepare",
    "sort_key",
]
