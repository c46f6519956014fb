"""Objects by id without a process per read: from their own files, else by warm `git cat-file --batch` processes."""

from __future__ import annotations

import contextlib
import os
import select
import threading
import weakref
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from msgspec import Struct

from cms.errors import NotFound, StoreError
from cms.gitstore.door import Door, end_process
from cms.gitstore.kept import Kept
from cms.gitstore.loose import read_loose

__all__ = ["Object", "ObjectReader"]

WINDOW = 256  # requests in flight: 41 bytes each, so that they always fit into a pipe of 64 KiB
CHUNK = 1 << 16
LIMIT = 4 << 20  # bytes of commits and blobs that are kept: opening, saving and drawing an entry read the same ones
LARGEST = 1 << 17
IDLE = 8  # children that wait for the next read; what more were needed at once end after theirs


class Object(Struct, frozen=True):
    oid: str
    kind: str
    data: bytes


class _CatFile:
    """One child. Not for two threads at once, nor across a fork."""

    def __init__(self, door: Door) -> None:
        self._process = door.start("cat-file", "--batch")
        self._timeout = door.timeout
        self._buffer = bytearray()
        self.pid = os.getpid()

    def send(self, names: list[str]) -> None:
        os.write(_fd(self._process.stdin), "".join(f"{name}\n" for name in names).encode())

    def receive(self) -> Object | None:
        """The answer to the oldest open request; None when there is no such object."""
        line = self._take_line()
        words = line.split(b" ")
        if words[-1] in (b"missing", b"ambiguous"):
            return None
        if len(words) != 3 or not words[2].isdigit():
            raise BrokenPipeError(f"cat-file answered {line[:80]!r}")
        data = self._take(int(words[2]) + 1)
        return Object(words[0].decode(), words[1].decode(), data[:-1])

    def close(self) -> None:
        if self.pid == os.getpid():
            end_process(self._process)

    def _take_line(self) -> bytes:
        while (end := self._buffer.find(b"\n")) < 0:
            self._fill()
        return self._take(end + 1)[:-1]

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._fill()
        with memoryview(self._buffer) as view:
            taken = bytes(view[:size])
        del self._buffer[:size]
        return taken

    def _fill(self) -> None:
        fd = _fd(self._process.stdout)
        poll = select.poll()
        poll.register(fd, select.POLLIN)
        if not poll.poll(self._timeout * 1000):
            raise TimeoutError
        data = os.read(fd, CHUNK)
        if not data:
            raise BrokenPipeError("cat-file ended")
        self._buffer += data


class ObjectReader:
    """Reads objects: loose ones itself, others through warm children, one per thread that reads. Safe for threads.

    `objects` is the folder of the repository's objects.
    """

    def __init__(self, door: Door, objects: Path) -> None:
        self._door = door
        self._objects = objects
        self._idle: list[_CatFile] = []
        self._lock = threading.Lock()
        self._closed = False
        self._kept = Kept[Object](LIMIT, LARGEST)
        weakref.finalize(self, _close_all, self._idle)  # for a reader that nobody closed, and at exit

    def get(self, oid: str) -> Object:
        """One object. Raises NotFound; StoreError when git cannot read it."""
        if (known := self._kept.get(oid)) is not None:
            return known
        loose = read_loose(self._objects, oid)
        (answer,) = [Object(oid, *loose)] if loose is not None else self._window([oid])
        if answer.kind != "tree":  # those have a cache of their own
            self.keep(answer)
        return answer

    def has(self, oid: str) -> bool:
        """Whether the repository has the object now; what was read before may be pruned. Raises StoreError."""
        try:
            return all(self._window([oid]))
        except NotFound:
            return False

    def keep(self, found: Object) -> None:
        """Remembers an object that was just written or read."""
        self._kept.put(found.oid, found, len(found.data))

    def stream(self, oids: Iterable[str]) -> Iterator[Object]:
        """The objects in the order they were asked for. Raises NotFound at the first that is missing."""
        remaining = iter(oids)
        while window := list(islice(remaining, WINDOW)):
            yield from self._window(window)

    def close(self) -> None:
        """Ends every idle child; one that is reading now ends when it is given back."""
        with self._lock:
            self._closed = True
            _close_all(self._idle)

    def _window(self, oids: list[str]) -> Iterator[Object]:
        done = 0
        for attempt in (1, 2):
            try:
                with self._borrow() as child:
                    child.send(oids[done:])
                    for oid in oids[done:]:
                        answer = _checked(child.receive(), oid)
                        done += 1
                        yield answer
                return
            except BrokenPipeError:
                if attempt == 2:
                    break
            except TimeoutError:
                raise StoreError("Reading from the repository took too long. Try again.") from None
        raise StoreError(
            f"git cannot read the object {oids[done]}. Run `git fsck` in the repository.", code="unreadable"
        )

    @contextlib.contextmanager
    def _borrow(self) -> Iterator[_CatFile]:
        child = self._pop() or _CatFile(self._door)
        whole = False
        try:
            yield child
            whole = True
        finally:  # a child with unread answers is of no more use
            if not whole or not self._push(child):
                child.close()

    def _pop(self) -> _CatFile | None:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.pid == os.getpid():
                    return child
        return None

    def _push(self, child: _CatFile) -> bool:
        with self._lock:
            wanted = not self._closed and len(self._idle) < IDLE
            if wanted:
                self._idle.append(child)
            return wanted


def _close_all(children: list[_CatFile]) -> None:
    while children:
        children.pop().close()


def _checked(answer: Object | None, oid: str) -> Object:
    if answer is None:
        raise NotFound(f"The repository has no object {oid}.")
    if answer.oid != oid:
        raise StoreError(f"git answered {answer.oid} when asked for {oid}. Restart Quire.", code="out-of-step")
    return answer


def _fd(pipe: object) -> int:
    fileno = getattr(pipe, "fileno", None)
    if fileno is None:
        raise BrokenPipeError("no pipe")
    return int(fileno())
