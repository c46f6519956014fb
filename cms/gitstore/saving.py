"""The save: one commit per change, durable before it is acknowledged, many threads in one round.

Order of a round, under the branch's lock: base check → blobs, trees, commits staged → all synced → ref swapped and
synced → working copy → answered. Whoever comes while a round runs waits, and one of the waiting leads the next round
for all of them.
"""

from __future__ import annotations

import errno
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from msgspec import Struct, field
from msgspec.structs import replace

from cms.errors import InvalidInput, NotFound, QuireError, StoreBusy, StoreError
from cms.gitstore.branch import Branch
from cms.gitstore.children import Object, ObjectReader
from cms.gitstore.commits import encode_commit, parse_commit, stamp
from cms.gitstore.diffs import Move, Side, diff_tree
from cms.gitstore.locks import SaveRecord
from cms.gitstore.model import Change, Identity, Saved, StaleBase
from cms.gitstore.recovery import Recovery
from cms.gitstore.refs import RefMoved
from cms.gitstore.treecache import TreeReader
from cms.gitstore.trees import Found, Parts, Put, Splicer, find_entry, find_leaf
from cms.gitstore.workcopy import Updated
from cms.gitstore.writer import LooseWriter
from cms.paths import is_inside, split_existing

__all__ = ["Saver"]

ROUND = 64  # changes in one round
MOVES = 100  # times an external program may move the branch under one round
REMEMBERED = 1000


class _Ticket(Struct, eq=False):
    """One change on its way."""

    change: Change
    files: dict[Parts, bytes | None]
    modes: Mapping[PurePosixPath, str]
    any_name: bool
    saved: Saved | None = None
    error: QuireError | None = None

    @property
    def done(self) -> bool:
        return self.saved is not None or self.error is not None

    def finish(self, saved: Saved) -> None:
        self.saved = saved
        self.files = {}  # the ticket is remembered by its key, the content need not be
        self.change = replace(self.change, files={}, moves={})


class _Chain(Struct):
    """The commits of one round, not yet durable."""

    base: str | None
    base_tree: str | None
    head: str | None
    tree: str | None
    committed: float = 0.0
    made: list[tuple[_Ticket, str, str | None]] = field(default_factory=list)
    refused: list[tuple[_Ticket, QuireError]] = field(default_factory=list)


class Saver:
    """Saves changes to one branch. Safe for threads."""

    def __init__(
        self, branch: Branch, reader: ObjectReader, trees: TreeReader, recovery: Recovery, committer: Identity
    ) -> None:
        self._branch = branch
        self._reader = reader
        self._trees = trees
        self._recovery = recovery
        self._committer = committer
        self._writer = LooseWriter(branch.common_dir)
        self._turn = threading.Condition()
        self._leading = False
        self._waiting: list[_Ticket] = []
        self._keys: OrderedDict[str, _Ticket] = OrderedDict()
        self._fault = ""
        self._tip: tuple[str, str, float] | None = None  # commit, tree and time of the last save

    def save(
        self, change: Change, *, any_name: bool = False, modes: Mapping[PurePosixPath, str] | None = None
    ) -> Saved:
        """Commits one change; returns when it is durable. Raises StaleBase, InvalidPath, InvalidInput, StoreError.

        `any_name` allows names that `clean_path` would refuse (never `.git`), `modes` sets a file's mode.
        """
        ticket = self._join(_ticket(change, any_name, modes or {}))
        while not ticket.done:
            if batch := self._wait_for_turn(ticket):
                self._lead(batch)
        if ticket.error is not None:
            raise ticket.error
        assert ticket.saved is not None  # noqa: S101 - done and no error
        return ticket.saved

    def close(self) -> None:
        """Ends its threads; nothing can be saved any more."""
        self._writer.close()

    def _join(self, ticket: _Ticket) -> _Ticket:
        key = ticket.change.key
        with self._turn:
            known = self._keys.get(key) if key else None
            if known is not None and known.error is None:
                return known
            if key:
                self._keys[key] = ticket
                if len(self._keys) > REMEMBERED:
                    self._keys.popitem(last=False)
            self._waiting.append(ticket)
        return ticket

    def _wait_for_turn(self, ticket: _Ticket) -> list[_Ticket]:
        """The changes to lead a round with; empty when another thread has finished this one."""
        with self._turn:
            while self._leading and not ticket.done:
                self._turn.wait()
            if ticket.done:
                return []
            self._leading = True
            batch, self._waiting = self._waiting[:ROUND], self._waiting[ROUND:]
        return batch

    def _lead(self, batch: list[_Ticket]) -> None:
        try:
            self._commit(batch)
        except QuireError as error:
            _fail(batch, error)
        except OSError as error:
            _fail(batch, self._storage_fault(error))
        finally:
            self._writer.discard()
            _fail(
                batch, StoreError("The save was interrupted. Reload to see whether it arrived, and save again if not.")
            )
            with self._turn:
                self._leading = False
                self._turn.notify_all()

    def _storage_fault(self, error: OSError) -> StoreError:
        reason = error.strerror or str(error)
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return StoreError(
                f"There is no room left on the disk ({reason}). Free some space and save again.", code="full"
            )
        if error.errno == errno.EIO:  # after a failed sync a second one may succeed without the data being there
            self._fault = "The disk of the repository reported an error. Run `git fsck`, then restart Quire."
            return StoreError(self._fault, code="disk-fault")
        return StoreError(f"The repository cannot be written: {reason}.", code="not-writable")

    def _commit(self, batch: list[_Ticket]) -> None:
        if self._fault:
            raise StoreError(self._fault, code="disk-fault")
        with self._branch.lock.held():
            dead = self._recovery.finish_save()
            chain = self._land(batch, dead)
            left_alone = self._update_copies(chain, dead)
        for ticket, commit, parent in chain.made:
            left = tuple(sorted(path for path in left_alone if _concerns(ticket.change, path)))
            ticket.finish(Saved(commit, parent, left))
        for ticket, refusal in chain.refused:
            ticket.error = refusal

    def _land(self, batch: list[_Ticket], dead: SaveRecord | None) -> _Chain:
        """Builds the round's commits on the branch's head and moves the branch to them."""
        moves, until = 0, time.monotonic() + self._branch.patience
        while True:
            chain = self._build(batch)
            if chain.head is None or chain.head == chain.base:
                return chain
            try:
                self._writer.flush()
                self._swap(chain, dead)
            except RefMoved as error:  # somebody pushed: build again on what is there now
                moves += 1
                if moves >= MOVES:
                    raise StoreBusy("Other programs keep writing to this site. Try again in a moment.") from error
            except StoreBusy:
                if not self._recovery.remove_lock(dead):
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.05)
            else:
                self._tip = None if chain.tree is None else (chain.head, chain.tree, chain.committed)
                return chain

    def _swap(self, chain: _Chain, dead: SaveRecord | None) -> None:
        """The record keeps the start of an earlier save whose working copy is still behind."""
        assert chain.head is not None  # noqa: S101 - the caller has checked
        self._branch.lock.record(SaveRecord(dead.old if dead else chain.base, chain.head))
        who = stamp(self._committer, self._branch.clock())
        ticket = chain.made[-1][0]
        title = f"quire: {ticket.change.message}" if len(chain.made) == 1 else f"quire: {len(chain.made)} saves"
        try:
            self._branch.refs.swap(self._branch.ref, chain.head, chain.base, who=who, why=title)
        except StoreError:
            self._branch.lock.restore_record(dead)
            raise

    def _build(self, batch: list[_Ticket]) -> _Chain:
        head = self._branch.refs.read(self._branch.ref)
        chain = _Chain(head, None, head, None)
        if head is not None:
            chain.tree, chain.committed = self._read_tip(head)
            chain.base_tree = chain.tree
        for ticket in batch:
            try:
                self._append(chain, ticket)
            except QuireError as error:  # one refused change does not fail its neighbours
                chain.refused.append((ticket, error))
        return chain

    def _read_tip(self, head: str) -> tuple[str, float]:
        """The tree of the branch's head, and its time."""
        if self._tip is not None and self._tip[0] == head:
            return self._tip[1:]
        tree, info = parse_commit(head, self._reader.get(head).data)
        return tree, info.committed.timestamp()

    def _append(self, chain: _Chain, ticket: _Ticket) -> None:
        self._check_bases(chain, ticket)
        start = self._moved(chain, ticket)
        splicer = Splicer(self._read_tree, self._find, self._put_tree, any_name=ticket.any_name)
        tree = splicer.splice(start, self._puts(ticket)) if ticket.files or start is None else start
        if tree == chain.tree or (chain.tree is None and not any(data is not None for data in ticket.files.values())):
            if chain.head is None:
                raise NotFound("There is nothing to delete: the repository has no commit yet.")
            chain.made.append((ticket, chain.head, chain.head))
            return
        commit = self._encode(chain, ticket, tree)
        chain.made.append((ticket, commit, chain.head))
        chain.head, chain.tree = commit, tree

    def _encode(self, chain: _Chain, ticket: _Ticket, tree: str) -> str:
        now = self._branch.clock()
        if now.timestamp() < chain.committed:  # a clock that was set back: a commit is never older than its parent
            now = type(now).fromtimestamp(chain.committed, now.tzinfo)
        chain.committed = now.timestamp()
        author, committer = stamp(ticket.change.author, now), stamp(self._committer, now)
        parents = (chain.head,) if chain.head else ()
        return self._put("commit", encode_commit(tree, parents, author, committer, ticket.change.message)).hex()

    def _check_bases(self, chain: _Chain, ticket: _Ticket) -> None:
        for path, expected in ticket.change.bases.items():
            found = find_leaf(chain.tree, split_existing(path), self._find)
            actual = found.oid.hex() if found is not None else None
            if actual != expected:
                raise StaleBase(path, expected, actual, chain.head)

    def _moved(self, chain: _Chain, ticket: _Ticket) -> str | None:
        """The tree with files and folders moved, each as it is now. Raises StaleBase."""
        relocated: dict[Parts, Put | None] = {}
        for old, new in ticket.change.moves.items():
            parts, target = split_existing(old), split_existing(new)
            found, there = (find_leaf(chain.tree, each, self._find) for each in (parts, target))
            if found is None:
                raise StaleBase(old, "", None, chain.head)
            if there is not None:
                raise StaleBase(new, None, there.oid.hex(), chain.head)
            relocated |= {parts: None, target: Put(found.oid, found.mode)}
        if not relocated:
            return chain.tree
        splicer = Splicer(self._read_tree, self._find, self._put_tree, any_name=ticket.any_name, any_kind=True)
        return splicer.splice(chain.tree, relocated)

    def _puts(self, ticket: _Ticket) -> dict[Parts, Put | None]:
        modes = {split_existing(path): mode.encode() for path, mode in ticket.modes.items()}
        return {
            parts: None if data is None else Put(self._put("blob", data), modes.get(parts))
            for parts, data in ticket.files.items()
        }

    def _put(self, kind: str, data: bytes) -> bytes:
        oid = self._writer.put(kind.encode(), data)
        self._reader.keep(Object(oid.hex(), kind, data))  # who saved it looks at it next
        return oid

    def _read_tree(self, oid: str) -> bytes:
        staged = self._writer.get(oid)
        return self._trees.read(oid).data if staged is None else staged

    def _find(self, oid: str, name: bytes) -> Found | None:
        staged = self._writer.get(oid)  # not on disk yet, and perhaps not kept any more
        return self._trees.find(oid, name) if staged is None else find_entry(self._trees.keep(oid, staged), name)

    def _put_tree(self, kind: bytes, data: bytes) -> bytes:
        oid = self._writer.put(kind, data)
        self._trees.keep(oid.hex(), data)
        return oid

    def _update_copies(self, chain: _Chain, dead: SaveRecord | None) -> frozenset[PurePosixPath]:
        if chain.head is None or chain.head == chain.base:
            return frozenset()
        updated = Updated()
        if dead is not None:
            updated = self._recovery.update_copies(dead.old, chain.head)
        elif self._branch.copies.showing(self._branch.ref):
            updated = self._branch.copies.update(self._branch.ref, self._changed(chain))
        if not updated.again:
            self._branch.lock.restore_record(None)
        return updated.left_alone

    def _changed(self, chain: _Chain) -> list[Move]:
        if any(ticket.change.moves for ticket, _, _ in chain.made):
            return list(diff_tree(self._branch.door, chain.base, chain.head or ""))
        paths = {path for ticket, _, _ in chain.made for path in ticket.change.files}
        moves = [self._move(chain, path) for path in sorted(paths)]
        return [move for move in moves if move.old != move.new]

    def _move(self, chain: _Chain, path: PurePosixPath) -> Move:
        parts = split_existing(path)
        return Move(path, self._side(chain.base_tree, parts), self._side(chain.tree, parts))

    def _side(self, tree: str | None, parts: Parts) -> Side | None:
        found = find_leaf(tree, parts, self._find)
        return None if found is None else Side(found.mode.decode(), found.oid.hex())


def _ticket(change: Change, any_name: bool, modes: Mapping[PurePosixPath, str]) -> _Ticket:
    if not change.files and not change.moves:
        raise InvalidInput("The change holds no file.")
    return _Ticket(change, {split_existing(path): data for path, data in change.files.items()}, modes, any_name)


def _concerns(change: Change, path: PurePosixPath) -> bool:
    if not change.moves:
        return path in change.files
    places = (*change.moves, *change.moves.values())
    return path in change.files or any(path == place or is_inside(path, place) for place in places)


def _fail(batch: Sequence[_Ticket], error: QuireError) -> None:
    for ticket in batch:
        if not ticket.done:
            ticket.error = type(error)(error.message, code=error.code)
