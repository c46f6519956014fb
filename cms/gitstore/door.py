"""The one door: every git process of Quire starts here, with a built-up environment and fixed settings.

Nothing is taken over from the process's own environment but the place of the `git` program. The repository's own
configuration is read by git, so everything in it that could start a program or reach the network is overridden on the
command line. Values from people are passed as object ids, after `--end-of-options` or after `--`.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from msgspec import Struct

from cms.errors import StoreError
from cms.gitstore.model import QUIRE

__all__ = ["Door", "Output"]

SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"
CHUNK = 1 << 16
POLL = 0.1
GRACE = 5.0  # seconds between asking a process to end and ending it
SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "core.symlinks=true",
    "core.protectHFS=true",
    "core.protectNTFS=true",
    "core.fsync=all",
    "core.fsyncMethod=fsync",
    "core.bigFileThreshold=50m",
    "core.packedGitWindowSize=1m",  # what a warm process maps of the packs counts as its memory
    "core.packedGitLimit=16m",
    "core.deltaBaseCacheLimit=48m",  # less makes reading every file in turn half as fast
    "core.quotePath=false",
    "core.sshCommand=",
    "core.gitProxy=",
    "core.alternateRefsCommand=",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.ext.allow=never",
    "protocol.fd.allow=never",
    "submodule.recurse=false",
    "fetch.recurseSubmodules=false",
    "transfer.fsckObjects=true",
    "transfer.bundleURI=false",
    "http.followRedirects=false",
    "credential.protectProtocol=true",
    "credential.helper=",
    "diff.external=",
    "log.showSignature=false",
    "safe.bareRepository=explicit",
    "uploadpack.packObjectsHook=",
)


class Output(Struct, frozen=True):
    """What a finished git process said."""

    code: int
    stdout: bytes
    stderr: str


class Door(Struct, frozen=True):
    """Starts git for one repository. `git_dir` None: outside of any repository (`git init`).

    `inherit`: descriptors that git keeps open as long as it lives. `priority`: as nice(1), 0 is normal.
    """

    git_dir: Path | None
    work_tree: Path | None
    home: Path
    timeout: float = 60.0
    inherit: tuple[int, ...] = ()
    priority: int = 0

    def run(self, *args: str, data: bytes = b"", accept: tuple[int, ...] = (0,)) -> Output:
        """One git process from start to end. Raises StoreError when it fails, or takes longer than the timeout.

        `data` goes to its standard input.
        """
        process = self._popen(args, stderr=subprocess.PIPE)
        try:
            stdout, stderr = process.communicate(data, timeout=self.timeout)
        except subprocess.TimeoutExpired:
            raise StoreError(f"git {args[0]} did not answer within {self.timeout:.0f} s. Try again.") from None
        finally:
            end_process(process)
        output = Output(process.returncode, stdout, stderr.decode("utf-8", "replace").strip())
        if output.code not in accept:
            raise StoreError(f"git {args[0]} failed: {output.stderr or f'exit code {output.code}'}", code="git-failed")
        return output

    def run_unless(self, stopped: Callable[[], bool], *args: str) -> bool:
        """One git process to its end, however long that takes; False when `stopped` ended it. Raises StoreError."""
        process = self.start(*args)
        try:
            while not stopped():
                with contextlib.suppress(subprocess.TimeoutExpired):
                    _check(args, process.wait(POLL))
                    return True
            return False
        finally:
            end_process(process)

    def start(self, *args: str) -> subprocess.Popen[bytes]:
        """A git process to talk to. End it with `end_process`."""
        return self._popen(args, stderr=subprocess.DEVNULL)

    @contextlib.contextmanager
    def stream(self, *args: str) -> Iterator[IO[bytes]]:
        """The standard output of a git process that may be left before its end."""
        process = self.start(*args)
        try:
            assert process.stdout is not None and process.stdin is not None  # noqa: S101 - both are pipes
            process.stdin.close()
            yield process.stdout
        finally:
            end_process(process)

    def chunks(self, *args: str) -> Iterator[bytes]:
        """The standard output of a git process, piece by piece. Raises StoreError at its end when git failed.

        An iterator that is dropped early ends the process.
        """
        process = self.start(*args)
        try:
            assert process.stdout is not None and process.stdin is not None  # noqa: S101 - both are pipes
            process.stdin.close()
            while chunk := os.read(process.stdout.fileno(), CHUNK):
                yield chunk
            _check(args, process.wait())
        finally:
            end_process(process)

    def _popen(self, args: tuple[str, ...], *, stderr: int) -> subprocess.Popen[bytes]:
        try:
            process = subprocess.Popen(
                self._command(args),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env=self._environment(),
                cwd=self.work_tree or self.git_dir or "/",
                start_new_session=True,
                pass_fds=self.inherit,
            )
        except OSError as error:
            raise StoreError(f"git could not be started: {error.strerror}. Is the repository still there?") from error
        if self.priority:
            with contextlib.suppress(OSError):  # it has ended already
                os.setpriority(os.PRIO_PGRP, process.pid, self.priority)
        return process

    def _command(self, args: tuple[str, ...]) -> list[str]:
        command = [find_git()]
        place = self.work_tree or self.git_dir
        for setting in SETTINGS if place is None else (*SETTINGS, f"safe.directory={place}"):
            command += ("-c", setting)
        if self.git_dir is not None:
            command.append(f"--git-dir={self.git_dir}")
        if self.work_tree is not None:
            command.append(f"--work-tree={self.work_tree}")
        return [*command, *args]

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": f"{Path(find_git()).parent}:{SYSTEM_PATH}",
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": str(self.home / "config"),
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "false",
            "SSH_ASKPASS_REQUIRE": "never",
            "GIT_EDITOR": "true",
            "GIT_PAGER": "cat",
            "GIT_ALLOW_PROTOCOL": "none",
            "GIT_PROTOCOL_FROM_USER": "0",
            "GIT_LITERAL_PATHSPECS": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_GRAFT_FILE": os.devnull,
            "GIT_COMMITTER_NAME": QUIRE.name,
            "GIT_COMMITTER_EMAIL": QUIRE.email,
        }


@functools.cache
def find_git() -> str:
    """The path of the git program. Raises StoreError when there is none."""
    found = shutil.which("git", path=SYSTEM_PATH) or shutil.which("git")
    if found is None:
        raise StoreError("git is not installed. Install git 2.36 or later.", code="no-git")
    return found


def _check(args: tuple[str, ...], code: int) -> None:
    if code:
        raise StoreError(f"git {args[0]} ended with {code}. Run `git fsck` in the repository.", code="git-failed")


def end_process(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and whatever it started, and closes its pipes."""
    if process.poll() is None:
        _signal_group(process, signal.SIGTERM)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            _signal_group(process, signal.SIGKILL)
            process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
