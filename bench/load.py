"""Many browsers at once that list, search and save, and the proof that no save was lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench.client import Answer, Client, Page
from bench.repositories import Entry, git, rare_word
from bench.serving import Served

__all__ = ["Outcome", "lost_saves", "run_load"]

SAVED = "Saved by browser"


@dataclass(slots=True)
class Outcome:
    """What the browsers saw; times in milliseconds."""

    lists: list[float] = field(default_factory=list)
    searches: list[float] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    acknowledged: dict[str, Entry] = field(default_factory=dict)  # by the text that was saved
    errors: list[str] = field(default_factory=list)

    def take(self, other: Outcome) -> None:
        """Add what another one saw."""
        self.lists += other.lists
        self.searches += other.searches
        self.saves += other.saves
        self.acknowledged |= other.acknowledged
        self.errors += other.errors


def run_load(served: Served, name: str, browsers: int, seconds: float) -> Outcome:
    """Let as many browsers work for as many seconds, without a pause; each saves two entries of its own in turns.

    `name` goes into the texts, so that no two loads save the same ones.
    """
    shown = len(served.list().marks())
    picks, rare = served.some(6), served.some(7, rare=True)
    chosen: dict[str, Entry] = {}
    while len(chosen) < min(2 * browsers, served.site.entries):
        picked = next(picks)
        chosen[picked.mark] = picked
    places = [(picked, served.address(picked)) for picked in chosen.values()]
    end = time.monotonic() + seconds
    workers = [
        _Browser(served, name, number, places[number::browsers], next(rare), shown, end) for number in range(browsers)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    total = Outcome()
    for worker in workers:
        total.take(worker.outcome)
    return total


def lost_saves(repository: Path, start: str, acknowledged: Mapping[str, Entry]) -> list[str]:
    """Acknowledged texts that are in no commit since `start`, or that the final tree has neither itself nor replaced by
    one that was acknowledged too."""
    log = git(repository, "log", "--reverse", "--format=", "--unified=0", "--patch", f"{start}..HEAD").decode()
    committed = [text for line in log.splitlines() if line.startswith("+") and (text := _saved_text(line))]
    lost = sorted(set(acknowledged) - set(committed))
    last = {acknowledged[text].path: text for text in committed if text in acknowledged}
    for path, text in last.items():
        if text not in git(repository, "show", f"HEAD:{path}").decode():
            lost.append(text)
    return lost


class _Browser(threading.Thread):
    """One of the browsers. What goes wrong in it becomes an error of its outcome."""

    def __init__(
        self,
        served: Served,
        name: str,
        number: int,
        places: list[tuple[Entry, str]],
        rare: Entry,
        shown: int,
        end: float,
    ) -> None:
        super().__init__()
        self.outcome = Outcome()
        self._served = served
        self._name = name
        self._number = number
        self._places = places
        self._rare = rare
        self._shown = shown
        self._end = end
        self._client = Client(served.server.root, served.server.cookies)

    def run(self) -> None:
        count = 0
        while time.monotonic() < self._end:
            self._try(self._list)
            self._try(self._search)
            if self._places:
                self._try(partial(self._save, count))
            count += 1
        self._client.close()

    def _try(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception as error:
            self.outcome.errors.append(f"browser {self._number}: {type(error).__name__}: {error}"[:300])
            self._client.close()

    def _list(self) -> None:
        answer = self._timed(self.outcome.lists, partial(self._client.get, self._served.list_address))
        found = len(answer.marks())
        if found < self._shown:
            raise RuntimeError(f"the list shows {found} entries, not {self._shown}")

    def _search(self) -> None:
        address = self._served.list_page.search_address(rare_word(self._rare.number))
        answer = self._timed(self.outcome.searches, partial(self._client.get, address))
        if self._rare.mark not in answer.text:
            raise RuntimeError(f"a search does not show {self._rare.title!r}")

    def _save(self, count: int) -> None:
        changed, address = self._places[count % len(self._places)]
        text = f"{SAVED} {self._number} as number {count}, {self._name}."
        form = Page(self._client.get(address)).editor().with_field("Description", text)
        answer = self._timed(self.outcome.saves, partial(self._client.send, form, address))
        if not answer.location:
            raise RuntimeError(f"a save was answered with {answer.status}")
        self.outcome.acknowledged[text] = changed

    def _timed(self, times: list[float], work: Callable[[], Answer]) -> Answer:
        began = time.perf_counter()
        answer = work()
        times.append((time.perf_counter() - began) * 1000)
        return answer


def _saved_text(line: str) -> str:
    at = line.find(SAVED)
    return line[at:].rstrip("'\"") if at >= 0 else ""
