"""The least that git, YAML, SQLite and the disk cost for the same work, done in this process."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import time
import zlib
from contextlib import closing
from pathlib import Path, PurePosixPath

import yaml

from bench.repositories import POSTS, git
from bench.save import write_durably

__all__ = ["DurableCommit", "IndexFloor"]


class IndexFloor:
    """All blobs by `git cat-file --batch`, all headers by CSafeLoader, titles and bodies into an FTS5 table."""

    def __init__(self, repository: Path, scratch: Path) -> None:
        rows = git(repository, "ls-tree", "-r", "-z", "HEAD", f"{POSTS}/").split(b"\0")[:-1]
        self.repository = repository
        self.database = scratch / "floor.sqlite"
        self.text_bytes = 0
        self._wanted = b"".join(row.split()[2] + b"\n" for row in rows)

    def run(self) -> float:
        """Do it once; returns milliseconds."""
        for file in self.database.parent.glob(self.database.name + "*"):
            file.unlink()
        began = time.perf_counter()
        texts = self._read()
        headers = [yaml.load(text.split(b"---\n", 2)[1], Loader=yaml.CSafeLoader) for text in texts]
        bodies = [text.split(b"---\n", 2)[2].decode() for text in texts]
        self._insert([str(header["title"]) for header in headers], bodies)
        took = (time.perf_counter() - began) * 1000
        self.text_bytes = sum(map(len, texts))
        return took

    def _read(self) -> list[bytes]:
        """Every blob. What is asked for comes from a file: a pipe would fill while nobody reads the answers."""
        asked = self.database.with_suffix(".oids")
        asked.write_bytes(self._wanted)
        texts = []
        with asked.open("rb") as wanted, self._started(wanted.fileno()) as process:
            assert process.stdout is not None
            while line := process.stdout.readline():
                texts.append(process.stdout.read(int(line.split()[2])))
                process.stdout.read(1)
        return texts

    def _started(self, wanted: int) -> subprocess.Popen[bytes]:
        batch = ["git", "-C", str(self.repository), "cat-file", "--batch", "--buffer"]
        return subprocess.Popen(batch, stdin=wanted, stdout=subprocess.PIPE, bufsize=1 << 20)

    def _insert(self, titles: list[str], bodies: list[str]) -> None:
        with closing(sqlite3.connect(self.database)) as connection:
            connection.execute("PRAGMA journal_mode = wal")
            with connection:
                connection.execute("CREATE VIRTUAL TABLE texts USING fts5(title, body)")
                connection.executemany("INSERT INTO texts VALUES (?, ?)", zip(titles, bodies, strict=True))


class DurableCommit:
    """A commit of one file as the least it can be: blob, trees along the path and commit, hashed, compressed and
    written durably, and the ref moved; the trees are kept in memory from one commit to the next."""

    def __init__(self, repository: Path, folder: Path) -> None:
        self._repository = repository
        self._folder = folder
        self._start = git(repository, "rev-parse", "HEAD").decode().strip()
        self._head = self._start
        self._trees: dict[PurePosixPath, bytes] = {}

    def prepare(self, path: PurePosixPath) -> None:
        """Read the trees along a path, so that `write` finds them in memory."""
        for folder in path.parents:
            if folder not in self._trees:
                place = "" if folder == PurePosixPath() else str(folder)
                self._trees[folder] = git(self._repository, "cat-file", "tree", f"{self._start}:{place}")

    def write(self, path: PurePosixPath, data: bytes) -> None:
        """Commit the file's new bytes."""
        objects: dict[Path, bytes] = {}
        oid = _add(objects, b"blob", data)
        for place in (path, *list(path.parents)[:-1]):
            folder = place.parent
            self._trees[folder] = _with_oid(self._trees[folder], place.name.encode(), oid)
            oid = _add(objects, b"tree", self._trees[folder])
        person = b"Noor Bakshi <noor@alder-and-rye.example> %d +0000" % time.time()
        text = b"tree %s\nparent %s\nauthor %s\ncommitter %s\n\nUpdate\n" % (
            oid.hex().encode(),
            self._head.encode(),
            person,
            person,
        )
        self._head = _add(objects, b"commit", text).hex()
        write_durably(self._folder, objects)


def _add(objects: dict[Path, bytes], kind: bytes, data: bytes) -> bytes:
    whole = b"%s %d\0%s" % (kind, len(data), data)
    oid = hashlib.sha1(whole).digest()
    objects[Path("objects", oid.hex()[:2], oid.hex()[2:])] = zlib.compress(whole, 1)
    return oid


def _with_oid(tree: bytes, name: bytes, oid: bytes) -> bytes:
    at = tree.index(b" " + name + b"\0") + len(name) + 2
    return tree[:at] + oid + tree[at + 20 :]
