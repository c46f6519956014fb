"""The tables of the index, and when they have to be made anew."""

from __future__ import annotations

import sqlite3

__all__ = ["SCHEMA_VERSION", "is_current", "make_tables"]

SCHEMA_VERSION = 9

# Names in git are bytes that need not be UTF-8: paths and slugs are BLOBs.
#   collections  `digest` tells with which configuration the rows were made; `entries` counts them
#   entries      one row each; `files_key` names the blobs it was made from
#   places       the files of entries that have more than one
#   orders       by what a collection can be sorted or filtered, and its views; `keys` has every entry under each way to
#                sort its collection
#   held         the values by which lists are filtered, and what its views (of `orders`) hold of each entry
#   tallies      how many entries a view holds a value of, so that nobody has to count them; by `mask`, the filters
#                that let the entries through (bits of `orders`), so that what several leave need not be counted either
#   pointers     what entries point to
#   leaves       entries of nested collections by the folder they stand in; `rank` above 0 claims to be its own entry
#   folders      the folders above them, each with the number of entries in and below it; `path` is parent and name
#   texts        what `search` was given, compressed: needed to take it out again and to show passages
#   media        the media files of the whole tree; `sort` is the name as people count
#   media_search   their names and folders
#   media_insides  their paths in runs of three letters, by which any part of a name is found
#   media_folders  how many files and pictures stand in a folder and below it; "." is the root, its parent is ""
#   commits, touches   the history of every file; `generation` is 1 more than the highest of the parents'
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE collections (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, digest TEXT NOT NULL,
    entries INTEGER NOT NULL DEFAULT 0);
CREATE TABLE entries (id INTEGER PRIMARY KEY, collection INTEGER NOT NULL, slug BLOB NOT NULL, path BLOB NOT NULL,
    oid TEXT NOT NULL, files_key TEXT NOT NULL, files TEXT NOT NULL, title TEXT NOT NULL, summary TEXT NOT NULL,
    date TEXT NOT NULL, sort_date TEXT NOT NULL, image TEXT NOT NULL, data TEXT NOT NULL, languages TEXT NOT NULL,
    problems TEXT NOT NULL,
    moment TEXT NOT NULL DEFAULT '', author TEXT NOT NULL DEFAULT '', UNIQUE (collection, slug));
CREATE TABLE places (path BLOB NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (path, entry)) WITHOUT ROWID;
CREATE TABLE orders (id INTEGER PRIMARY KEY, collection INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
    bit INTEGER NOT NULL DEFAULT 0, UNIQUE (collection, kind, name));
CREATE TABLE keys (sort INTEGER NOT NULL, rank INTEGER NOT NULL, number REAL NOT NULL, text TEXT NOT NULL,
    entry INTEGER NOT NULL, PRIMARY KEY (sort, rank, number, text, entry)) WITHOUT ROWID;
CREATE TABLE held (field INTEGER NOT NULL, value TEXT NOT NULL, entry INTEGER NOT NULL,
    PRIMARY KEY (field, value, entry)) WITHOUT ROWID;
CREATE TABLE tallies (field INTEGER NOT NULL, value TEXT NOT NULL, mask INTEGER NOT NULL, entries INTEGER NOT NULL,
    PRIMARY KEY (field, value, mask)) WITHOUT ROWID;
CREATE TABLE pointers (kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, entry INTEGER NOT NULL,
    PRIMARY KEY (kind, key, value, entry)) WITHOUT ROWID;
CREATE TABLE leaves (collection INTEGER NOT NULL, folder BLOB NOT NULL, rank INTEGER NOT NULL, name BLOB NOT NULL,
    label TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (collection, folder, rank, name)) WITHOUT ROWID;
CREATE TABLE folders (collection INTEGER NOT NULL, parent BLOB NOT NULL, path BLOB NOT NULL,
    entries INTEGER NOT NULL, PRIMARY KEY (collection, parent, path)) WITHOUT ROWID;
CREATE TABLE texts (entry INTEGER PRIMARY KEY, packed BLOB NOT NULL);
CREATE VIRTUAL TABLE search USING fts5 (title, words, body, content = '', tokenize = 'unicode61 remove_diacritics 2');
CREATE TABLE media (id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE, oid TEXT NOT NULL, size INTEGER NOT NULL,
    kind TEXT NOT NULL, extension TEXT NOT NULL, sort TEXT NOT NULL);
CREATE TABLE media_folders (path BLOB PRIMARY KEY, parent BLOB NOT NULL, files INTEGER NOT NULL,
    pictures INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE media_search USING fts5 (name, folder, content = '', prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE media_insides USING fts5 (path, content = '', tokenize = 'trigram');
CREATE TABLE commits (id INTEGER PRIMARY KEY, oid TEXT NOT NULL UNIQUE, seconds INTEGER NOT NULL,
    generation INTEGER NOT NULL, moment TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL, subject TEXT NOT NULL);
CREATE TABLE touches (path BLOB NOT NULL, change INTEGER NOT NULL, old_path BLOB, deleted INTEGER NOT NULL,
    PRIMARY KEY (path, change)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX entries_collections ON entries (id, collection);
CREATE INDEX entries_by_path ON entries (path);
CREATE INDEX entries_with_problems ON entries (collection) WHERE problems != '[]';
CREATE INDEX places_by_entry ON places (entry);
CREATE INDEX keys_by_entry ON keys (entry);
CREATE INDEX held_by_entry ON held (entry);
CREATE INDEX pointers_by_entry ON pointers (entry);
CREATE INDEX media_by_name ON media (sort, path, kind, extension);
CREATE INDEX media_by_size ON media (size, path, kind, extension);
CREATE INDEX media_folders_by_parent ON media_folders (parent, path);
CREATE INDEX leaves_by_entry ON leaves (entry);
CREATE INDEX touches_by_commit ON touches (change);
CREATE INDEX touches_by_old_path ON touches (old_path) WHERE old_path IS NOT NULL;
"""
_STATEMENTS = [f"CREATE {text}" for text in (_TABLES + _INDEXES).split("\nCREATE ")[1:]]


def is_current(connection: sqlite3.Connection, fingerprint: str) -> bool:
    """Whether the tables are there and of this version."""
    tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'meta'").fetchone()[0]
    found = connection.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone() if tables else None
    return found is not None and found[0] == fingerprint


def make_tables(connection: sqlite3.Connection, fingerprint: str) -> None:
    """Replace whatever is there by empty tables."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY sql LIKE 'CREATE V%'"
        " DESC"  # the shadow tables of a virtual table go with it
    ).fetchall()
    for (name,) in names:
        connection.execute('DROP TABLE IF EXISTS "{}"'.format(name.replace('"', '""')))
    for statement in _STATEMENTS:
        connection.execute(statement)
    connection.execute("INSERT INTO meta VALUES ('fingerprint', ?)", (fingerprint,))
