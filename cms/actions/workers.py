"""Work on many entries, shared with other processes: reading them for the index, examining them."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cms.actions.records import CHUNK, Plan, Wanted, prepared_rows
from cms.errors import StoreError
from cms.gitstore import Repository
from cms.index import Prepared

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

__all__ = ["MANY", "Reader", "Workers"]

MANY = 1_500  # entries from which on other processes help
MOST_HELPERS = 3  # one writer keeps no more of them busy
WAITING = 3  # pieces of work that wait for each of them
MOST_WAITING = 12  # results that this process keeps while others are at an earlier one

P = TypeVar("P", bound=Plan)
T = TypeVar("T")
Work = Callable[[Repository, P, str, Iterable[Wanted]], Iterator[T]]


class Workers(Generic[P, T]):
    """Does something with many entries, with the help of other processes when there are many. Close it.

    `work` is a function of a module: it gets a repository, the plan, a collection's name and some of its entries.
    `spare` is how many cores are left to this process. One that `joins` does some of the work itself while it waits for
    the others: above all while they start.
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

        waiting: deque[Future[list[T]] | list[T]] = deque()
        try:
            for chunk in chunks:
                while waiting and (_is_done(waiting[0]) or len(waiting) >= self._most):
                    yield _result(waiting.popleft())
                busy = sum(not _is_done(each) for each in waiting) >= WAITING * self._helpers
                own = busy and self._joins
                waiting.append(
                    self._done(collection, chunk) if own else self._pool.submit(_work, self._work, collection, chunk)
                )
            while waiting:
                yield _result(waiting.popleft())
        except BrokenProcessPool as ended:
            raise StoreError("A process that read entries ended. Try again; what was read is kept.") from ended

    @property
    def _most(self) -> int:
        """How many results may wait for the oldest one."""
        return MOST_WAITING if self._joins else 2 * MOST_HELPERS + 1

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


def _is_done(result: Future[list[T]] | list[T]) -> bool:
    return isinstance(result, list) or result.done()


def _result(result: Future[list[T]] | list[T]) -> list[T]:
    return result if isinstance(result, list) else result.result()


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
