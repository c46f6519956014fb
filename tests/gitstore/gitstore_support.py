"""Helpers of the git store's tests: stock git in a folder, a clock that can be set, one-file changes."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from cms.gitstore import Change, Identity, Repository, StaleBase

ADA = Identity("Ada", "ada@example.org")
START = {
    "a.md": b"one\ntwo\nthree\nfour\nfive\n",
    "posts/first.md": b"---\ntitle: First\n---\nHello\n",
    "posts/second.md": b"---\ntitle: Second\n---\nHello\n",
    "posts/deep/third.md": b"third\n",
    "x/100644 a.md": b"a trap for a careless search\n",
}


class Git:
    """Stock git in one folder, with nothing of the person's own settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *args: str, data: bytes | None = None, check: bool = True, **env: str) -> str:
        done = subprocess.run(
            ["git", "-c", "user.name=Olga", "-c", "user.email=olga@example.org", *args],
            cwd=self.folder,
            input=data,
            capture_output=True,
            env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", **env},
        )
        if check and done.returncode:
            raise AssertionError(done.stderr.decode())
        return done.stdout.decode("utf-8", "surrogateescape").strip("\n")

    def commit(self, message: str, **files: bytes) -> str:
        """A commit by plain git in a working copy; the keyword names stand for `NAME.md`."""
        for name, data in files.items():
            (self.folder / f"{name}.md").write_bytes(data)
        self("add", "-A")
        self("commit", "-q", "-m", message)
        return self("rev-parse", "HEAD")

    def status(self) -> str:
        return self("status", "--porcelain")


class Clock:
    """A clock that moves by one second with each look, and can be set."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def edit(path: str, data: bytes | None, message: str = "Edit", **more: Any) -> Change:
    """A change of one file by Ada. `base` names the blob it started from."""
    where = PurePosixPath(path)
    bases = {where: more.pop("base")} if "base" in more else {}
    return Change({where: data}, bases, author=ADA, message=message, **more)


def blob_oid(repository: Repository, path: str) -> str | None:
    found = repository.read_path(PurePosixPath(path))
    return found.oid if found else None


def count_up(path: str, name: str, times: int) -> None:
    """One editor that adds a line to its own file and one to a file that all share. Runs in threads and processes."""
    with Repository.open(path) as repository:
        for number in range(times):
            repository.save(edit(f"own/{name}.md", f"{name} {number}\n".encode(), f"{name} {number}"))
            append_line(repository, "shared.md", f"{name} {number}\n".encode())


def append_line(repository: Repository, path: str, line: bytes) -> None:
    """Adds a line as an editor does: on a stale base, reads again and saves again."""
    while True:
        found = repository.read_path(PurePosixPath(path))
        try:
            repository.save(edit(path, (found.data if found else b"") + line, base=found.oid if found else None))
        except StaleBase:
            continue
        return
