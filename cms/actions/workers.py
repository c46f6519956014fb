"""Work on many entries, shared with other processes: reading them for the index, examining them."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct, field

from cms.actions.records import CHUNK, Plan, Wanted, prepared_rows
from cms.errors import StoreError
from cms.gitstore import Repository
from cms.index import Prepared

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

__all__ = ["MANY", "Reader", "Workers"]

MANY = 1_500  # entries from which on other processes help
MOST_HELPERS = 3  # one writer keeps no more of them busy
WAITING = 4  # pieces of work that wait for each of them
MOST_PIECES = 16  # pieces that wait or are done before an earlier one is

P = TypeVar("P", bound=Plan)
T = TypeVar("T")
Work = Callable[[Repository, P, str, Iterable[Wanted]], Iterator[T]]


class Workers(Generic[P, T]):
    """Does something with many entries, with the help of other processes when there are many. Close it.

    `work` is a function of a module: it gets a repository, the plan, a collection's name and some of its entries.
    `spare` is how many cores are left to this process. One that `joins` does some of the work itself where it would
    wait: above all while they start, and at the end.
    """

    def __init__(
        self,
        repository: Repository,
        plan: P,
        expected: int,
        work: Work[P, T],
        *,
        spare: int = 1,
        joins: bool = False,
    ) -> None:
        self._repository = repository
        self._plan = plan
        self._work = work
        self._helpers = _helpers(spare) if expected >= MANY else 0
        self._joins = joins
        self._pool = _pool(repository, plan, self._helpers) if self._helpers else None

    def results(self, collection: str, wanted: Iterable[Wanted]) -> Iterator[list[T]]:
        """What comes of entries of a collection, some at a time, in order. Raises StoreError."""
        remaining = iter(wanted)
        chunks = iter(lambda: list(islice(remaining, CHUNK)), [])
        if self._pool is None:
            for chunk in chunks:
                yield self._done(collection, chunk)
            return
        from concurrent.futures.process import BrokenProcessPool

        pieces: deque[_Piece[T]] = deque()
        try:
            while True:
                self._keep_busy(self._pool, collection, chunks, pieces)
                if not pieces:
                    return
                if pieces[0].is_done() or not (self._joins and self._lend_a_hand(collection, chunks, pieces)):
                    yield pieces.popleft().result()
        except BrokenProcessPool as ended:
            raise StoreError("A process that read entries ended. Try again; what was read is kept.") from ended

    def _keep_busy(
        self, pool: ProcessPoolExecutor, collection: str, chunks: Iterator[list[Wanted]], pieces: deque[_Piece[T]]
    ) -> None:
        """Let enough pieces wait for the other processes."""
        while len(pieces) < MOST_PIECES and sum(not each.is_done() for each in pieces) < WAITING * self._helpers:
            chunk = next(chunks, None)
            if chunk is None:
                return
            pieces.append(_Piece(chunk, future=pool.submit(_work, self._work, collection, chunk)))

    def _lend_a_hand(self, collection: str, chunks: Iterator[list[Wanted]], pieces: deque[_Piece[T]]) -> bool:
        """Do a piece here: a new one, else the last that no other process has begun. False if there is none."""
        if len(pieces) < MOST_PIECES and (chunk := next(chunks, None)) is not None:
            pieces.append(_Piece(chunk, rows=self._done(collection, chunk)))
            return True
        taken = next((each for each in reversed(pieces) if each.future is not None and each.future.cancel()), None)
        if taken is not None:
            taken.future, taken.rows = None, self._done(collection, taken.chunk)
        return taken is not None

    def _done(self, collection: str, chunk: list[Wanted]) -> list[T]:
        return list(self._work(self._repository, self._plan, collection, chunk))

    def close(self) -> None:
        """End the other processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


class Reader(Workers[Plan, Prepared]):
    """Prepares the rows of many entries. Close it."""

    def __init__(self, repository: Repository, plan: Plan, expected: int, *, joins: bool) -> None:
        super().__init__(repository, plan, expected, prepared_rows, joins=joins)

    def rows(self, collection: str, wanted: Iterable[Wanted]) -> Iterator[list[Prepared]]:
        """The rows of entries of a collection, some at a time, in order. Raises StoreError."""
        return self.results(collection, wanted)


class _Piece(Struct, Generic[T]):
    """Some entries, and what comes of them: by another process, or here."""

    chunk: list[Wanted]
    future: Future[list[T]] | None = None
    rows: list[T] = field(default_factory=list)

    def is_done(self) -> bool:
        return self.future is None or self.future.done()

    def result(self) -> list[T]:
        return self.rows if self.future is None else self.future.result()


# ---------------------------------------------------------------------- in the other processes


def _helpers(spare: int) -> int:
    return max(0, min(MOST_HELPERS, len(os.sched_getaffinity(0)) - spare))


def _pool(repository: Repository, plan: Plan, helpers: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor  # needed by few, and slow to import
    from multiprocessing import get_context

    where = repository.work_tree or repository.git_dir
    return ProcessPoolExecutor(
        helpers, mp_context=get_context("spawn"), initializer=_start, initargs=(where, repository.branch, plan)
    )


_helper: tuple[Repository, Any] | None = None  # of a process that helps


def _start(where: Path, branch: str, plan: Plan) -> None:
    global _helper  # a pool has no other way to hand something to its processes
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _helper = Repository.open(where, branch=branch, recover=False), plan


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(work: Work[Any, T], collection: str, chunk: list[Wanted]) -> list[T]:
    if _helper is None:
        raise StoreError("The process that reads entries was not started.")
    repository, plan = _helper
    return list(work(repository, plan, collection, chunk))
