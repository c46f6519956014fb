"""SQLite: a cache derived from git, rebuildable at any time, and the only place that lists are read from.

The commit it was made from stands in it, written in the same transaction as the rows. The file may be deleted at
any time.
"""

from cms.index.model import EntryRow, ListPage, ListQuery, Updated
from cms.index.store import Index

__all__ = ["EntryRow", "Index", "ListPage", "ListQuery", "Updated"]
