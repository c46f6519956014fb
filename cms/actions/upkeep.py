"""Keeping the repository small while the site is served: a look now and then, the work when nobody is saving."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from cms.errors import QuireError
from cms.gitstore import Repository

__all__ = ["Upkeep", "Watch", "is_due", "observe"]

TICK = 2.0  # seconds between two looks at the branch
QUIET = 5.0  # seconds without a save that count as a pause
EVERY = 300.0  # seconds between two looks at the repository's files when nothing was saved
AT_LAST = 1200.0  # seconds after which no pause is waited for: saves go on meanwhile, a little slower
AFTER_FAILURE = 3600.0
_log = logging.getLogger(__name__)


class Watch(Struct, frozen=True):
    """What was seen so far; times in seconds of one clock."""

    head: str | None
    moved: float
    looked: float
    failed: float | None = None


def observe(watch: Watch, head: str | None, now: float) -> Watch:
    """The watch after a look at the branch."""
    return watch if head == watch.head else replace(watch, head=head, moved=now)


def is_due(watch: Watch, now: float) -> bool:
    """Whether it is time to ask if the repository needs maintenance: in a pause after saves, and now and then."""
    if watch.failed is not None and now - watch.failed < AFTER_FAILURE:
        return False
    since = now - watch.looked
    paused = now - watch.moved >= QUIET and (watch.moved > watch.looked or since >= EVERY)
    return paused or since >= AT_LAST


class Upkeep:
    """Runs in a thread of its own between `start` and `stop`. Never fails: what goes wrong is logged, and tried later.

    It sees saves by the branch, so those of other processes too.
    """

    def __init__(self, repository: Repository, clock: Callable[[], float] = time.monotonic) -> None:
        self._repository = repository
        self._clock = clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)
        now = clock()
        self._watch = Watch(None, now, now)

    def start(self) -> None:
        """Begins to look after the repository."""
        self._thread.start()

    def stop(self) -> None:
        """Ends it; maintenance that is under way is broken off, which does no harm."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def step(self) -> None:
        """One look, and what it finds to be done."""
        now = self._clock()
        try:
            self._watch = observe(self._watch, self._repository.head(), now)
            if is_due(self._watch, now):
                self._watch = replace(self._watch, looked=now)
                self._maintain(now)
        except (QuireError, OSError) as error:
            self._watch = replace(self._watch, failed=now)
            _log.warning("maintenance of the repository failed: %s", error)

    def _maintain(self, now: float) -> None:
        if self._repository.needs_maintenance() and self._repository.maintain(self._stop.is_set):
            _log.info("packed the repository in %.1f s", self._clock() - now)

    def _run(self) -> None:
        while not self._stop.wait(TICK):
            self.step()
