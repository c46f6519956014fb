"""The running server over HTTP: lists, searches, entries, saves, commits made outside."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

from bench.client import Answer, Client, Form, Page
from bench.floors import DurableCommit
from bench.peers import DecapServer
from bench.processes import memory_of
from bench.repositories import Entry, Site, entry, git, has_rare_word, rare_word
from bench.samples import Results, Taken, milliseconds
from bench.server import Server

__all__ = [
    "Served",
    "measure_memory",
    "measure_outside",
    "measure_requests",
    "measure_restart",
    "measure_saves",
    "measure_searches",
]

PATIENCE = 20  # seconds until a commit made outside must be seen


class Served:
    """A site, its server and one client, and what the client found out about addresses."""

    def __init__(self, site: Site, server: Server) -> None:
        self.site = site
        self.server = server
        self.client: Client = server.client()
        self.list_page = Page(self.client.get("/"))
        self.list_address = self.list_page.address
        if len(self.list_page.marks()) < min(10, site.entries):
            raise RuntimeError(f"the list at {self.list_address} shows {len(self.list_page.marks())} titles")

    def close(self) -> None:
        self.client.close()

    def list(self) -> Answer:
        return self.client.get(self.list_address)

    def search(self, text: str) -> Answer:
        return self.client.get(self.list_page.search_address(text))

    def address(self, wanted: Entry) -> str:
        """An entry's editor, found by searching for its number."""
        found = Page(self.search(wanted.mark)).marks()
        if wanted.mark not in found:
            raise RuntimeError(f"a search for {wanted.mark} does not show {wanted.title!r}")
        return found[wanted.mark]

    def editor(self, address: str) -> Form:
        return Page(self.client.get(address)).editor()

    def some(self, seed: int, *, rare: bool = False) -> Iterator[Entry]:
        """Entries without end, the same ones for the same seed; with `rare`, those with a word of their own."""
        chance = random.Random(seed)
        numbers = [number for number in range(self.site.entries) if has_rare_word(number) or not rare]
        while True:
            yield entry(chance.choice(numbers), self.site.folders)


def measure_restart(results: Results, site: Site, server: Server, runs: int) -> None:
    """Start a running server again, on an indexed repository, until the first page of the list is there."""
    server.client().close()
    values = []
    for _ in range(runs):
        server.stop()
        values.append(server.first_page())
    results.put(site, "restart", values)


def measure_requests(results: Results, sites: list[Served], peer: DecapServer | None, runs: int) -> None:
    """Lists and editors: the sites take turns, and decap-server with the one of its size, at most five times."""
    taken = Taken()
    picks = {served.site: served.some(2) for served in sites}
    for run in range(-2, runs):
        for served in sites:
            picked = next(picks[served.site])
            address = served.address(picked)
            times = {
                "list": milliseconds(served.list),
                "entry": milliseconds(served.client.get, address),
            }
            if peer is not None and peer.site == served.site and run < 5:
                times["decap list"] = milliseconds(peer.list)
                times["decap entry"] = milliseconds(peer.read, picked)
            if run >= 0:
                taken.add(served.site, times)
    taken.put_into(results)
    for served in sites:
        results.put(served.site, "list page", [served.list().wire / 1000], "KB")


def measure_searches(results: Results, sites: list[Served], runs: int) -> None:
    """Searches for words that stand in one body only: the sites take turns."""
    taken = Taken()
    words = {served.site: served.some(1, rare=True) for served in sites}
    for run in range(-2, runs):
        for served in sites:
            took = milliseconds(_find, served, next(words[served.site]))
            if run >= 0:
                taken.add(served.site, {"search": took})
    taken.put_into(results)


def measure_saves(results: Results, served: Served, peer: DecapServer | None, floor: DurableCommit, runs: int) -> None:
    """Publishing by the editor's own form, in turns with the floor of the same edit, and with decap-server."""
    saves, floors, peers = [], [], []
    picks = served.some(3)
    for run in range(-2, runs):
        picked = next(picks)
        address = served.address(picked)
        form = served.editor(address).with_field("Description", f"Edited over HTTP, number {run}")
        head = git(served.server.repository, "rev-parse", "HEAD")
        saved = milliseconds(_publish, served, form, address)
        if git(served.server.repository, "rev-parse", "HEAD") == head:
            raise RuntimeError(f"{address} answered as if saved, but there is no new commit")
        data = git(served.server.repository, "cat-file", "blob", f"HEAD:{picked.path}")
        floor.prepare(picked.path)
        least = milliseconds(floor.write, picked.path, data)
        theirs = milliseconds(peer.save, picked, data) if peer is not None else 0
        if run >= 0:
            saves.append(saved)
            floors.append(least)
            peers += [theirs] if peer is not None else []
    results.put(served.site, "save", saves)
    results.put(served.site, "save floor", floors)
    results.put(served.site, "decap save", peers)


def measure_outside(results: Results, served: Served, runs: int) -> None:
    """What the first request after somebody else's commit takes longer than one that finds nothing new."""
    extra, waits = [], []
    for run in range(-1, runs):
        word = f"outsideword{served.site.entries}x{run + 1}"
        usual = min(milliseconds(served.search, word) for _ in range(3))
        changed = entry((run + 1) * 7 % served.site.entries, served.site.folders)
        _commit_outside(served.server.repository, changed, word)
        noticed, waited = _until_seen(served, word, changed)
        if run >= 0:
            extra.append(max(noticed - usual, 0.0))
            waits.append(waited)
    results.put(served.site, "outside", extra)
    results.put(served.site, "outside seen", waits)


def measure_memory(results: Results, served: Served) -> None:
    """The server's memory, after whatever it has done until now."""
    memory = memory_of(served.server.process)
    if memory.rss:
        results.put(served.site, "server memory", [memory.rss], "MB")
        results.put(served.site, "server memory shared out", [memory.pss], "MB")


def _commit_outside(repository: Path, changed: Entry, word: str) -> None:
    file = repository / changed.path
    file.write_bytes(file.read_bytes().replace(b"title: ", f"title: {word} ".encode(), 1))
    git(repository, "add", "--", str(changed.path))
    git(repository, "commit", "--quiet", "--message", "Made outside", "--", str(changed.path))


def _until_seen(served: Served, word: str, changed: Entry) -> tuple[float, float]:
    """The slowest request until the commit is seen, and how long it took in all, in milliseconds."""
    began, slowest = time.perf_counter(), 0.0
    while True:
        start = time.perf_counter()
        answer = served.search(word)
        now = time.perf_counter()
        slowest = max(slowest, (now - start) * 1000)
        if changed.mark in answer.text:
            return slowest, (now - began) * 1000
        if now - began > PATIENCE:
            raise RuntimeError(f"a commit made outside is not seen after {PATIENCE} s")


def _find(served: Served, wanted: Entry) -> None:
    """Search for the word that only this entry's body holds."""
    answer = served.search(rare_word(wanted.number))
    if wanted.mark not in answer.text:
        raise RuntimeError(f"{answer.address} does not show {wanted.title!r}")


def _publish(served: Served, form: Form, address: str) -> None:
    answer = served.client.send(form, address)
    if not answer.location:
        raise RuntimeError(f"{address} answered a save with {answer.status}")
