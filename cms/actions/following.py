"""Keeping the index at the branch's head: small moves at once, large ones in the background, all of them resumable."""

from __future__ import annotations

import contextlib
import ctypes
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import PurePosixPath

from msgspec import Struct

from cms.actions.records import (
    Plan,
    Wanted,
    changed_entries,
    count_files,
    history_commits,
    media_rows,
    media_rows_of,
    prepared_rows,
    wanted_entries,
)
from cms.actions.workers import MANY, Reader
from cms.entries import files_key
from cms.errors import QuireError, StoreError
from cms.gitstore import CommitTouches, Repository, Saved, TreeChange, blob_oid
from cms.index import Change, HistoryCommit, Index, Prepared, State

__all__ = ["Follower", "Progress"]

AT_ONCE = 300  # changed files that a request brings into the index itself
BATCH = 1_000  # entries of one transaction
MEDIA_BATCH = 10_000  # media files of one transaction
MANY_MEDIA = 20_000  # files in the media folder from which on a build goes on in the background
COMMITS = 500  # commits of one transaction
SUBJECT = 200  # characters of a message's first line that a history shows
ATTEMPTS = 10  # how often other processes may be faster


class Progress(Struct, frozen=True):
    """How far a build is: entries read, of how many."""

    done: int
    total: int


Report = Callable[[Progress], None]


class Follower:
    """Brings one index to the commits its branch moves to. Safe for many threads and processes."""

    def __init__(self, repository: Repository, index: Index) -> None:
        self._repository = repository
        self._index = index
        self._lock = threading.RLock()
        self._thread: threading.Thread | None = None
        self._reads_rows = False  # what the thread is at: rows, else history
        self._failure: QuireError | None = None
        self._stop = threading.Event()
        self.progress: Progress | None = None

    def is_at(self, head: str, plan: Plan) -> bool:
        """Whether the rows are those of a commit, made with this configuration."""
        state = self._index.state()
        return (state.head, state.digest) == (head, plan.digest)

    def follow(self, head: str, plan: Plan, *, wait: bool, report: Report | None = None) -> bool:
        """Bring the rows to a commit. False if that goes on in the background; with `wait` it never does.

        What failed in the background is raised once here, and tried again after that. Raises StoreError.
        """
        state = self._index.state()
        if (state.head, state.history, state.part, state.digest) == (head, head, "", plan.digest):
            return True
        with self._lock:
            self._raise_failure()
            for _ in range(ATTEMPTS):
                state = self._index.state()
                if (state.head, state.digest) == (head, plan.digest):
                    break
                if self._is_running() and self._reads_rows:
                    if not wait:
                        return False
                    self._join()
                elif not self._moved_on(state, head, plan):
                    if not wait and self._is_large(head, plan):
                        self._start(head, plan)
                        return False
                    self._build(head, plan, report)
            self._follow_history(head, plan, wait=wait)
            return True

    def step(self, saved: Saved, written: Mapping[PurePosixPath, bytes], plan: Plan) -> None:
        """Take over a save of this process, of which all is known, if the index stands just before it."""
        with self._lock:
            state = self._index.state()
            before = saved.parent or ""
            if not before or (state.head, state.history, state.part, state.digest) != (before, before, "", plan.digest):
                return
            changes = [
                TreeChange(path, old.oid if old is not None else None, oid, "100644")
                for path, oid in ((path, blob_oid(data)) for path, data in written.items())
                if (old := self._repository.read_path(path, before)) is None or old.oid != oid
            ]
            info = self._repository.commit_info(saved.commit)
            commit = HistoryCommit(
                saved.commit,
                info.parents,
                int(info.committed.timestamp()),
                info.authored,
                info.author.name,
                info.author.email,
                info.title[:SUBJECT],
                tuple(Change(change.path) for change in changes),
            )
            sizes = {blob_oid(data): len(data) for data in written.values()}
            self._apply(state, saved.commit, plan, changes, [commit], sizes=sizes)

    def rebuild(self, head: str, plan: Plan, report: Report | None = None) -> None:
        """Read every entry again."""
        with self._lock:
            self._join()
            self._index.clear()
            self.follow(head, plan, wait=True, report=report)

    def close(self) -> None:
        """Stop what goes on in the background; it is resumed the next time."""
        self._stop.set()
        self._join()

    # ------------------------------------------------------------------ small moves
    def _moved_on(self, state: State, head: str, plan: Plan) -> bool:
        """Apply what changed between two commits, if it is not too much."""
        repository = self._repository
        if state.digest != plan.digest or not state.head or not head or not repository.has_commit(state.head):
            return False
        new = tuple(islice(repository.touched(state.head, head), AT_ONCE + 1))
        changes = _straight(state.head, head, new)
        if changes is None:
            changes = tuple(islice(repository.changed(state.head, head), AT_ONCE + 1))
        if len(new) > AT_ONCE or len(changes) > AT_ONCE:
            return False
        commits: list[HistoryCommit] | None = None
        forgotten: tuple[str, ...] = ()
        if state.history == state.head and not state.part:
            forgotten = repository.commits_between(state.head, head) if not new or not _leads(new, state.head) else ()
            commits = list(history_commits(new))
        self._apply(state, head, plan, changes, commits, forgotten)
        return True

    def _apply(
        self,
        state: State,
        head: str,
        plan: Plan,
        changes: Sequence[TreeChange],
        commits: list[HistoryCommit] | None,
        forgotten: tuple[str, ...] = (),
        sizes: Mapping[str, int] | None = None,
    ) -> bool:
        rows: list[Prepared] = []
        for collection, wanted in changed_entries(self._repository, plan, self._index, head, changes):
            rows += prepared_rows(self._repository, plan, collection.name, wanted)
        media = media_rows_of(self._repository, changes, sizes)
        return self._index.apply(state, head, [change.path for change in changes], rows, commits, forgotten, media)

    # ------------------------------------------------------------------ builds
    def _is_large(self, head: str, plan: Plan) -> bool:
        return bool(head) and (
            count_files(self._repository, plan, head) >= MANY
            or self._repository.count_files(head, PurePosixPath(plan.config.media_folder or ".")) >= MANY_MEDIA
        )

    def _build(self, head: str, plan: Plan, report: Report | None = None) -> None:
        """Bring all rows to a commit, those of unchanged files being kept; many transactions, each of which counts."""
        with self._index.exclusive("rows"):
            if self.is_at(head, plan):
                return
            self._index.begin(plan.digest, plan.digests, plan.fields)
            if head:
                self._read_media(head)
                self._read_entries(head, plan, report)
            if self._index.state().history == head:  # another configuration for the same commit
                self._index.note_latest()
            self._index.finish(head, plan.digest)
            self.progress = None

    def _read_entries(self, head: str, plan: Plan, report: Report | None) -> None:
        total = count_files(self._repository, plan, head)
        done = 0
        # a background thread leaves the interpreter to the requests
        reader = Reader(self._repository, plan, total, joins=threading.current_thread() is not self._thread)
        try:
            for collection in plan.config.collections:
                known = self._index.files_keys(collection.name)
                fresh = not known
                wanted = self._unknown(wanted_entries(self._repository, plan, collection, head), known)
                batch: list[Prepared] = []
                for rows in reader.rows(collection.name, wanted):
                    for row in rows:
                        known.pop(row.slug, None)
                    batch += rows
                    if len(batch) >= BATCH:
                        self._index.add(batch, fresh=fresh)
                        self._report(Progress(min(done + len(batch), total), total), report)
                        done += len(batch)
                        batch = []
                self._index.add(batch, fresh=fresh)
                done += len(batch)
                self._index.drop(collection.name, known)
        finally:
            reader.close()
        self._index.optimise()

    def _read_media(self, head: str) -> None:
        """Bring the media files to a commit; those whose blob is the same stay."""
        known = self._index.media_oids()
        new = (row for row in media_rows(self._repository, head) if known.pop(os.fsencode(row.path), "") != row.oid)
        while batch := list(islice(new, MEDIA_BATCH)):
            if self._stop.is_set():
                raise _Stopped
            self._index.add_media(batch)
        self._index.drop_media(known)

    def _unknown(self, wanted: Iterator[Wanted], known: dict[bytes, str]) -> Iterator[Wanted]:
        """The entries whose rows are missing or outdated; those whose rows are good are taken out of `known`."""
        for entry, oids in wanted:
            if self._stop.is_set():
                raise _Stopped
            slug = entry.slug.encode("utf-8", "surrogateescape")
            if known.get(slug) == files_key(oids):
                del known[slug]
            else:
                yield entry, oids

    def _report(self, progress: Progress, report: Report | None) -> None:
        self.progress = progress
        if report is not None:
            report(progress)

    # ------------------------------------------------------------------ history
    def _follow_history(self, head: str, plan: Plan, *, wait: bool) -> None:
        """Bring the history to the head as well; a long one in the background, and lists are shown meanwhile."""
        state = self._index.state()
        if (state.history == head and not state.part) or self._is_running():
            return
        if wait or not self._is_large(head, plan):
            self._read_history(head)
        else:
            self._start(head, plan)

    def _read_history(self, head: str) -> None:
        with self._index.exclusive("history"):
            state = self._index.state()
            base = state.part or state.history
            if (state.history == head and not state.part) or not head:
                return
            known = bool(base) and self._repository.is_ancestor(state.goal or base, head)
            commits = history_commits(self._repository.touched(base if known else None, head))
            if not known:
                self._index.clear_history()
            while batch := list(islice(commits, COMMITS)):
                if self._stop.is_set():
                    raise _Stopped
                self._index.add_history(batch, head)
            self._index.finish_history(head)

    # ------------------------------------------------------------------ in the background
    def _is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _start(self, head: str, plan: Plan) -> None:
        self._reads_rows = not self.is_at(head, plan)
        self.progress = Progress(0, 0) if self._reads_rows else None
        self._thread = threading.Thread(target=self._run, args=(head, plan), name="index", daemon=True)
        self._thread.start()

    def _run(self, head: str, plan: Plan) -> None:
        try:
            self._build(head, plan)
            self._reads_rows = False
            self.progress = None
            self._read_history(head)
        except _Stopped:
            pass
        except QuireError as problem:
            self._failure = problem
        except OSError as problem:  # no room, no rights
            self._failure = StoreError(f"The index cannot be written: {problem.strerror}.")
        finally:
            self._reads_rows = False
            self.progress = None
            _give_memory_back()

    def _join(self) -> None:
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _raise_failure(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure


class _Stopped(Exception):
    """The site was closed during a build."""


def _leads(commits: Sequence[CommitTouches], base: str) -> bool:
    """Whether the first of some commits was made on another one, of which nothing is lost then."""
    return commits[0].parents == (base,)


def _straight(base: str, head: str, commits: Sequence[CommitTouches]) -> tuple[TreeChange, ...] | None:
    """What a row of commits, each made on the one before, changed in all; None when they are no such row."""
    last = base
    found: dict[PurePosixPath, TreeChange] = {}
    for commit in commits:
        if commit.parents != (last,):
            return None
        last = commit.oid
        for touch in commit.touches:
            if touch.old_path is not None:
                found[touch.old_path] = TreeChange(touch.old_path, None, None, touch.mode)
            oid = None if touch.deleted else touch.oid
            found[touch.path] = TreeChange(touch.path, None, oid, touch.mode)
    return tuple(found.values()) if last == head else None


def _give_memory_back() -> None:
    """Let the system have what a long work freed; the C library keeps it otherwise. Does nothing where it cannot."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
