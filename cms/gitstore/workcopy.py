"""Bringing a working copy up to date after a save, without ever overwriting uncommitted work.

Only the paths that the save wrote are touched, on disk and in git's index. A file that differs from the commit it
came from is merged three ways if that is clean and left alone otherwise. A file keeps the line ends it has on disk,
so that a checkout under `core.autocrlf` or an `eol` attribute stays clean; a new file gets the blob's own. No filter
is ever run: a file under a `filter`, `ident` or `working-tree-encoding` attribute differs from its blob on disk and
counts as uncommitted work.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

from msgspec import Struct

from cms.errors import StoreError
from cms.gitstore.diffs import Move, Side, to_path
from cms.gitstore.diskfile import Blocked, DiskFile, Place, open_place
from cms.gitstore.door import Door
from cms.gitstore.gitindex import Restaged
from cms.gitstore.indexfile import IndexFile, Outcome
from cms.gitstore.replacing import Replacer
from cms.paths import split_existing

__all__ = ["Updated", "WorkingCopy"]

ABSENT = "0" * 40
BUSY = ("MERGE_HEAD", "rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG")
MANY = 30  # files that are worth several threads
SYNCS = 8  # at once: the file system joins them, so that they take hardly longer than one
_log = logging.getLogger(__name__)


class Updated(Struct, frozen=True):
    """`left_alone`: paths not brought up to date. `again`: a later try may do better (the index was locked)."""

    left_alone: frozenset[PurePosixPath] = frozenset()
    again: bool = False


class _Staged(Struct, frozen=True):
    side: Side | None
    skipped: bool = False  # outside of a sparse checkout


class WorkingCopy:
    """One checkout: the main one or a linked worktree. Used under the branch's lock."""

    def __init__(
        self, door: Door, git_dir: Path, top: Path, read: Callable[[str], bytes], index: IndexFile, replacer: Replacer
    ) -> None:
        self._door = door
        self._git_dir = git_dir
        self._top = top
        self._replacer = replacer
        self._read = read
        self._index = index

    def shows(self, ref: str) -> bool:
        """Whether the branch is checked out here, or was when a rebase or bisect began."""
        names = [
            self._git_dir / "HEAD",
            self._git_dir / "rebase-merge/head-name",
            self._git_dir / "rebase-apply/head-name",
        ]
        texts = [name.read_text("utf-8", "replace").strip() for name in names if name.is_file()]
        start = self._git_dir / "BISECT_START"
        if start.is_file():
            texts.append(f"refs/heads/{start.read_text('utf-8', 'replace').strip()}")
        return any(text.removeprefix("ref: ") == ref for text in texts)

    def update(self, moves: Sequence[Move], patience: float) -> Updated:
        """Takes the moves over; waits `patience` seconds for another git's lock of the index.

        Raises StoreError or OSError when git or the disk fail; what was done until then stays.
        """
        if any((self._git_dir / name).exists() for name in BUSY):
            return Updated(frozenset(move.path for move in moves))
        self._index.remove_abandoned_lock()
        if self._restage(moves):
            return Updated(frozenset(move.path for move in moves if not self._bring(move)))
        staged = self._staged(moves)
        takers: list[Move] = []
        lines: list[bytes] = []
        for move in moves:
            entry = staged.get(move.path, _Staged(None))
            target, known = self._stage(move, entry.side)
            if known:
                takers.append(move)
            if known and target != entry.side:
                lines.append(_index_line(move.path, target))
        if lines and not self._write_index(lines, patience):  # no file yet touched: a later try starts from the same
            return Updated(frozenset(move.path for move in moves), again=True)
        skipped = {path for path, entry in staged.items() if entry.skipped}
        self._skip_again([move.path for move in takers if move.new and move.path in skipped])
        taken = skipped.intersection(move.path for move in takers)
        taken |= self._bring_all([move for move in takers if move.path not in skipped])
        return Updated(frozenset(move.path for move in moves if move.path not in taken))

    # ------------------------------------------------------------------ git's index
    def _restage(self, moves: Sequence[Move]) -> bool:
        """Take over edits of files that the index holds as the save found them; False when git has to look closer."""
        files: list[Restaged] = []
        for move in moves:
            if move.old is None or move.new is None or not (move.old.is_regular and move.new.is_regular):
                return False
            name = str(move.path).encode("utf-8", "surrogateescape")
            files.append(Restaged(name, move.old.mode, move.old.oid, move.new.mode, move.new.oid))
        return self._index.restage(files) is Outcome.DONE

    def _staged(self, moves: Sequence[Move]) -> dict[PurePosixPath, _Staged]:
        found: dict[PurePosixPath, _Staged] = {}
        for start in range(0, len(moves), 200):
            paths = [str(move.path) for move in moves[start : start + 200]]
            listed = self._door.run("ls-files", "-z", "-t", "--stage", "--", *paths).stdout
            for line in listed.split(b"\0")[:-1]:
                head, _, name = line.partition(b"\t")
                tag, mode, oid, stage = head.decode("ascii").split(" ")
                side = Side(mode, oid) if stage == "0" else Side("unmerged", oid)
                found[to_path(name)] = _Staged(side, tag == "S")
        return found

    def _stage(self, move: Move, staged: Side | None) -> tuple[Side | None, bool]:
        """What the index is to hold, and False when it holds work that cannot be joined with the save."""
        if staged in (move.old, move.new):
            return move.new, True
        if staged is None or move.old is None or move.new is None or not staged.is_regular:
            return staged, False
        merged = self._merge(self._read(move.old.oid), self._read(staged.oid), self._read(move.new.oid))
        if merged is None:
            return staged, False
        oid = self._door.run("hash-object", "-w", "--stdin", data=merged).stdout.decode("ascii").strip()
        return Side(staged.mode, oid), True

    def _write_index(self, lines: list[bytes], patience: float) -> bool:
        until = time.monotonic() + patience
        while True:
            result = self._door.run("update-index", "-z", "--index-info", data=b"".join(lines), accept=(0, 128))
            if result.code == 0:
                return True
            if "index.lock" not in result.stderr:
                raise StoreError(f"git could not update its index: {result.stderr}", code="git-failed")
            if time.monotonic() > until:
                _log.warning("the index of %s is locked by another program", self._top)
                return False
            time.sleep(0.05)

    def _skip_again(self, paths: list[PurePosixPath]) -> None:
        if paths:
            names = b"".join(b"%s\0" % str(path).encode("utf-8", "surrogateescape") for path in paths)
            self._door.run("update-index", "-z", "--skip-worktree", "--stdin", data=names)

    # ------------------------------------------------------------------ files
    def _bring_all(self, moves: Sequence[Move]) -> set[PurePosixPath]:
        """Takes moves over on disk; gives the paths that were not left alone. What goes makes room for what comes."""
        parts = [move for move in moves if move.new is None], [move for move in moves if move.new is not None]
        if len(moves) < MANY:
            return {move.path for part in parts for move in part if self._bring(move)}
        with ThreadPoolExecutor(SYNCS, "working-copy") as pool:  # each file waits for the disk: they wait together
            found = [list(zip(part, pool.map(self._bring, part), strict=True)) for part in parts]
        return {move.path for part in found for move, done in part if done}

    def _bring(self, move: Move) -> bool:
        """Takes one move over on disk; False when the file was left alone."""
        sides = [side for side in (move.old, move.new) if side is not None]
        if not all(side.is_regular for side in sides):
            return False
        parts = split_existing(move.path)
        try:
            with open_place(
                self._top, parts, self._replacer, create=move.old is None and move.new is not None
            ) as place:
                if place is None:
                    return move.new is None
                return self._replace(place, move)
        except Blocked:
            return False

    def _replace(self, place: Place, move: Move) -> bool:
        disk = place.read()
        old = None if move.old is None else self._read(move.old.oid)
        new = None if move.new is None else self._read(move.new.oid)
        if move.new is None or new is None:
            return disk is None or self._remove(place, disk, old)
        executable = move.new.mode == "100755"
        if disk is None:
            if move.old is None:
                place.write(new, None, executable=executable)
            return move.old is None
        wanted = self._join(disk.data, old, new)
        if wanted is None:
            return False
        if wanted != disk.data or (move.old is not None and move.old.mode != move.new.mode):
            place.write(wanted, disk, executable=executable if move.old else bool(disk.mode & 0o100))
        return True

    def _remove(self, place: Place, disk: DiskFile, old: bytes | None) -> bool:
        if old is None or not _same(disk.data, old):
            return False
        place.remove(disk)
        return True

    def _join(self, disk: bytes, old: bytes | None, new: bytes) -> bytes | None:
        """What the file is to hold, in its own line ends; None when it is to be left alone."""
        if _same(disk, new):
            return disk
        if old is None:
            return None
        crlf = _is_crlf(disk) and b"\r" not in old
        plain = disk.replace(b"\r\n", b"\n") if crlf else disk
        merged = new if plain == old else self._merge(old, plain, new)
        if merged is None or not crlf or b"\r" in merged:
            return merged
        return merged.replace(b"\n", b"\r\n")

    def _merge(self, base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
        """Three ways by lines; None on a conflict or for binary files."""
        with tempfile.TemporaryDirectory(dir=self._replacer.scratch) as folder:
            names = []
            for name, data in (("ours", ours), ("base", base), ("theirs", theirs)):
                (Path(folder) / name).write_bytes(data)
                names.append(str(Path(folder) / name))
            result = self._door.run("merge-file", "-p", "-q", *names, accept=tuple(range(256)))
        return result.stdout if result.code == 0 else None


def _same(disk: bytes, blob: bytes) -> bool:
    return disk == blob or (b"\r" not in blob and _is_crlf(disk) and disk.replace(b"\r\n", b"\n") == blob)


def _is_crlf(data: bytes) -> bool:
    return 0 < data.count(b"\r\n") == data.count(b"\n")


def _index_line(path: PurePosixPath, side: Side | None) -> bytes:
    name = str(path).encode("utf-8", "surrogateescape")
    mode, oid = ("0", ABSENT) if side is None else (side.mode, side.oid)
    return f"{mode} {oid}\t".encode() + name + b"\0"
