"""The `cms` command as a process."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from bench.client import Client
from bench.processes import stop
from bench.repositories import git

__all__ = ["ENVIRONMENT", "Server", "command", "forget_everything", "quire_folder"]

# as after an installation: compiled modules are there
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
LINK = re.compile(r"Open (http://\S+)")


class Server:
    """`cms serve` on a repository, with a log beside it. `open_files` is the limit that `ulimit -n` sets."""

    def __init__(self, repository: Path, *, open_files: int | None = None) -> None:
        self.repository = repository
        self.root = ""
        self.cookies: dict[str, str] = {}
        self._open_files = open_files
        self._process: subprocess.Popen[str] | None = None
        self._link = ""

    @property
    def process(self) -> int:
        """Its process id."""
        assert self._process is not None, "the server is not running"
        return self._process.pid

    def start(self) -> None:
        """Start it; returns when it has printed its link. Raises RuntimeError if it ends before."""
        limit = ["sh", "-c", f'ulimit -n {self._open_files}; exec "$@"', "sh"] if self._open_files else []
        with self.repository.with_suffix(".log").open("w") as log:
            self._process = subprocess.Popen(
                [*limit, *command("serve", self.repository), "--port", "0", "--no-browser"],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=ENVIRONMENT,
            )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := LINK.match(line):
                self._link = found.group(1)
                self.root = self._link.split("/sign-in/", 1)[0]
                return
        self.stop()
        raise RuntimeError(f"cms serve on {self.repository} ended before it printed its link: see the log beside it")

    def stop(self) -> None:
        if self._process is not None:
            stop(self._process)
            self._process = None

    def client(self) -> Client:
        """A client that is signed in, all of them by the first one's session: the link works once."""
        client = Client(self.root, self.cookies)
        if not self.cookies:
            client.sign_in(self._link)
            self.cookies = dict(client.cookies)
        return client

    def first_page(self) -> float:
        """Start it on an indexed repository, with a session from before: milliseconds to the list's first page."""
        began = time.perf_counter()
        self.start()
        client = self.client()
        client.get("/")
        client.close()
        return (time.perf_counter() - began) * 1000


def command(name: str, repository: Path) -> list[str]:
    """`cms NAME --repo REPOSITORY`, by the Python that runs the bench."""
    return [sys.executable, "-m", "cms.cli", name, "--repo", str(repository)]


def quire_folder(repository: Path) -> Path:
    """Where Quire keeps its index, sessions and the like."""
    return Path(git(repository, "rev-parse", "--absolute-git-dir").decode().strip()) / "quire"


def forget_everything(repository: Path) -> None:
    """Remove all that Quire keeps of a repository: the next command builds the index anew."""
    shutil.rmtree(quire_folder(repository), ignore_errors=True)
