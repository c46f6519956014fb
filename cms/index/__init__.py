"""SQLite: a cache derived from git, rebuildable at any time."""
