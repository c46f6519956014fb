"""The repository: refs, objects, durable writer, history. The only room that runs git.

A save makes its commit without git's index and without the working copy; the working copy, where there is one, follows.
What it stores besides git's own files is under `<common git folder>/quire/`.
"""

from cms.gitstore.clock import local_now
from cms.gitstore.model import (
    QUIRE,
    Blob,
    Change,
    Clock,
    CommitInfo,
    CommitTouches,
    Identity,
    Saved,
    StaleBase,
    Touch,
    TreeChange,
    TreeEntry,
)
from cms.gitstore.names import blob_oid, clean_identity, clean_message, clean_ref
from cms.gitstore.repository import Repository, init_repository

__all__ = [
    "QUIRE",
    "Blob",
    "Change",
    "Clock",
    "CommitInfo",
    "CommitTouches",
    "Identity",
    "Repository",
    "Saved",
    "StaleBase",
    "Touch",
    "TreeChange",
    "TreeEntry",
    "blob_oid",
    "clean_identity",
    "clean_message",
    "clean_ref",
    "init_repository",
    "local_now",
]
