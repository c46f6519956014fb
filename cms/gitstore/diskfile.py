"""Files of a working copy, reached one folder at a time and never through a symlink."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from msgspec import Struct

from cms.gitstore.replacing import Replacer
from cms.gitstore.trees import Parts

__all__ = ["Blocked", "DiskFile", "FileKey", "Place", "file_key", "open_place"]

FileKey = tuple[int, int, int]
"""Inode, size and time of the last write: what a file is known again by that is replaced, never written into."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_numbers = count()


class Blocked(Exception):
    """Something other than plain folders and a plain file stands at the path, or it changed while it was looked at."""


class DiskFile(Struct, frozen=True):
    """A file's content and what to recognise it by."""

    data: bytes
    mode: int
    key: FileKey


class Place(Struct, frozen=True):
    """A name in a folder that is held open. `folders` are the descriptors from the top down."""

    folders: tuple[int, ...]
    parts: Parts
    replacer: Replacer

    @property
    def name(self) -> bytes:
        return self.parts[-1]

    def read(self) -> DiskFile | None:
        """The file there; None when there is none. Raises Blocked for a link, a folder or a device."""
        try:
            fd = os.open(self.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=self.folders[-1])
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Blocked(error.strerror) from error
        with os.fdopen(fd, "rb") as file:
            facts = os.fstat(fd)
            if not stat.S_ISREG(facts.st_mode):
                raise Blocked("not a plain file")
            return DiskFile(file.read(), stat.S_IMODE(facts.st_mode), file_key(facts))

    def write(self, data: bytes, expected: DiskFile | None, *, executable: bool) -> None:
        """Replaces the file at once, keeping its permissions. Raises Blocked when it is not `expected`, OSError."""
        with contextlib.ExitStack() as stack:
            scratch = os.open(self.replacer.scratch, _FOLDER)
            stack.callback(os.close, scratch)
            try:
                self._write_through(scratch, data, expected, executable)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                self._write_through(self.folders[-1], data, expected, executable)

    def remove(self, expected: DiskFile) -> None:
        """Deletes the file, and the folders that became empty. Raises Blocked when it is not `expected` any more."""
        self._check(expected)
        os.unlink(self.name, dir_fd=self.folders[-1])
        with contextlib.suppress(OSError):
            for depth in range(len(self.folders) - 1, 0, -1):
                os.rmdir(self.parts[depth - 1], dir_fd=self.folders[depth - 1])

    def _write_through(self, folder: int, data: bytes, expected: DiskFile | None, executable: bool) -> None:
        temporary = f".quire-{os.getpid()}-{next(_numbers)}".encode()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        fd = os.open(temporary, flags, 0o777 if executable else 0o666, dir_fd=folder)
        try:
            with os.fdopen(fd, "wb") as file:
                file.write(data)
                if expected is not None:
                    os.fchmod(fd, _permissions(expected.mode, executable))
                file.flush()
                os.fsync(fd)
            self._check(expected)
            with self.replacer.keeping(self.name, self.folders[-1]):
                os.replace(temporary, self.name, src_dir_fd=folder, dst_dir_fd=self.folders[-1])
        except BaseException:
            os.unlink(temporary, dir_fd=folder)
            raise

    def _check(self, expected: DiskFile | None) -> None:
        try:
            facts = os.stat(self.name, dir_fd=self.folders[-1], follow_symlinks=False)
        except FileNotFoundError:
            facts = None
        if (None if facts is None else file_key(facts)) != (None if expected is None else expected.key):
            raise Blocked("it changed meanwhile")


@contextlib.contextmanager
def open_place(top: Path, parts: Parts, replacer: Replacer, *, create: bool) -> Iterator[Place | None]:
    """The place of a path below `top`; None when a folder is missing and `create` is false. Raises Blocked, OSError."""
    with contextlib.ExitStack() as stack:
        folders = [os.open(top, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]
        stack.callback(os.close, folders[0])
        for name in parts[:-1]:
            fd = _open_folder(name, folders[-1], create)
            if fd is None:
                yield None
                return
            stack.callback(os.close, fd)
            folders.append(fd)
        yield Place(tuple(folders), parts, replacer)


def _open_folder(name: bytes, parent: int, create: bool) -> int | None:
    try:
        return os.open(name, _FOLDER, dir_fd=parent)
    except FileNotFoundError:
        if not create:
            return None
        with contextlib.suppress(FileExistsError):  # another file of the same save has made it
            os.mkdir(name, dir_fd=parent)
        return os.open(name, _FOLDER, dir_fd=parent)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise Blocked(f"{name!r} is not a folder") from error
        raise


def _permissions(mode: int, executable: bool) -> int:
    if executable:
        return mode | ((mode & 0o444) >> 2)
    return mode & ~0o111


def file_key(facts: os.stat_result) -> FileKey:
    """What stat(2) says of a file, as far as it tells whether it is still the same."""
    return facts.st_ino, facts.st_size, facts.st_mtime_ns
