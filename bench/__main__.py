"""The command: generate, measure, report."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from bench.browser import find_chromium, measure_find, measure_open, measure_publish, measure_typing
from bench.floors import DurableCommit
from bench.forms import form_files, make_forms, measure_forms
from bench.indexing import measure_index
from bench.load import lost_saves, run_load
from bench.peers import DECAP, DECAP_SERVER, DecapServer, DecapSite, install
from bench.report import read_json, rows_of, table, write_document, write_json
from bench.repositories import Site, check_out, git, make_repository
from bench.samples import Results
from bench.server import Server
from bench.serving import (
    Served,
    measure_memory,
    measure_outside,
    measure_requests,
    measure_restart,
    measure_saves,
    measure_searches,
)

ROOT = Path(__file__).resolve().parents[1]
PEER_SIZE = 10_000  # the size at which the peers are compared, or the largest below it
FEW_FILES = 256


def main(arguments: list[str] | None = None) -> int:
    """Run the bench; returns 1 if something could not be measured."""
    options = parse_options(arguments)
    if options.again:
        results, sizes, about = read_json(options.again)
    else:
        sizes = sorted(set(options.sizes))
        results, about = Bench(options, sizes).run()
    rows = rows_of(results, sizes)
    if not options.again:
        write_json(options.json or options.folder / "results.json", results, rows, sizes, about)
    if options.document:
        write_document(options.document, rows, about)
    print(table(rows))
    for error in results.errors:
        print(f"error: {error}", file=sys.stderr)
    return 1 if results.errors else 0


def parse_options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Quire, its floors and its peers.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10_000], help="numbers of entries")
    parser.add_argument("--folder", type=Path, default=ROOT / ".bench", help="where to work: the disk that is measured")
    parser.add_argument(
        "--runs", type=int, default=5, help="rounds in a browser; over HTTP there are four times as many"
    )
    parser.add_argument("--browsers", type=int, default=50, help="how many browsers list, search and save at once")
    parser.add_argument("--load-seconds", type=float, default=120, help="for how long they do; 0: not at all")
    parser.add_argument("--one-folder", action="store_true", help="leave out the site with a folder for each month")
    parser.add_argument("--no-browser", action="store_true", help="measure only what needs no Chromium")
    parser.add_argument("--peers", action="store_true", help="install Decap CMS and decap-server from npm and compare")
    parser.add_argument("--json", type=Path, help="where the figures go, if not into the folder")
    parser.add_argument(
        "--document", type=Path, help="a Markdown file that takes the table, as docs/performance.md does"
    )
    parser.add_argument("--again", type=Path, metavar="JSON", help="measure nothing: report these figures once more")
    return parser.parse_args(arguments)


class Bench:
    """One run. A part that fails becomes an error of the results, and the others go on."""

    def __init__(self, options: argparse.Namespace, sizes: list[int]) -> None:
        self.options = options
        self.results = Results()
        self.sites = [Site(size) for size in sizes]
        self.peer_size = max((size for size in sizes if size <= PEER_SIZE), default=min(sizes))
        self.many = Site(self.peer_size, "many")
        self.folder: Path = options.folder.resolve()
        self.work = self.folder / "work"
        self.repositories: dict[Site, Path] = {}
        self.began = time.monotonic()

    def run(self) -> tuple[Results, dict[str, str]]:
        """Everything, in the order in which one part needs what another leaves."""
        self.work.mkdir(parents=True, exist_ok=True)
        for site in [*self.sites, *([] if self.options.one_folder else [self.many])]:
            self.attempt(f"make {site}", self._make, site)
        for site in list(self.repositories):
            runs = 1 if site.entries > PEER_SIZE else min(3, self.options.runs)
            self.attempt(f"index {site}", self._index, site, runs)
        self.attempt("serve", self._serve)
        self.attempt("large forms", self._forms)
        if self.options.load_seconds:
            few = min(30, self.options.load_seconds / 4)
            self.attempt("load", self._load, "load", self.options.load_seconds, None)
            self.attempt("few files", self._load, "few files", few, FEW_FILES)
        return self.results, self._about()

    def attempt(self, name: str, work: Callable[..., None], *arguments: object) -> None:
        """Do a part, and say so."""
        print(f"{time.monotonic() - self.began:6.0f} s  {name}", file=sys.stderr, flush=True)
        try:
            work(*arguments)
        except Exception as error:
            self.results.errors.append(f"{name}: {type(error).__name__}: {error}"[:500])

    def _make(self, site: Site) -> None:
        cached = make_repository(self.folder / "repositories", site)
        self.repositories[site] = check_out(cached, self.work / f"{site.folders}-{site.entries}")

    def _index(self, site: Site, runs: int) -> None:
        measure_index(self.results, site, self.repositories[site], self.work, runs)

    def _serve(self) -> None:
        """All servers at once, so that sizes and peers can take turns."""
        with ExitStack() as stack:
            served = {site: self._served(site, stack) for site in self.repositories}
            peer, decap = self._peers(stack) if self.options.peers else (None, None)
            runs = self.options.runs
            everywhere = [served[site] for site in self.sites]
            self.attempt("requests", measure_requests, self.results, everywhere, peer, runs * 4)
            self.attempt("searches", measure_searches, self.results, everywhere, runs * 4)
            for site in [site for site in served if site in (Site(self.peer_size), self.many)]:
                self.attempt(f"saves {site}", self._saves, served[site], peer, runs * 4)
            largest = everywhere[-1]
            self.attempt("commits made outside", measure_outside, self.results, largest, runs)
            if not self.options.no_browser:
                for measure in (measure_open, measure_find, measure_publish):
                    name = f"{measure.__name__.removeprefix('measure_')} in Chromium"
                    self.attempt(name, measure, self.results, everywhere, decap, runs)
            if largest.site.entries > self.peer_size:
                self.attempt("saves on the largest", self._saves, largest, None, runs)
            self.attempt("memory", measure_memory, self.results, largest)

    def _forms(self) -> None:
        with ExitStack() as stack:
            server = Server(make_forms(self.work / "forms", form_files()))
            stack.callback(server.stop)
            server.start()
            client = server.client()
            stack.callback(client.close)
            measure_forms(self.results, server, client, self.options.runs)
            if not self.options.no_browser:
                self.attempt("large forms in Chromium", measure_typing, self.results, server, min(3, self.options.runs))

    def _served(self, site: Site, stack: ExitStack) -> Served:
        server = Server(self.repositories[site])
        stack.callback(server.stop)
        server.start()
        if site == self.sites[-1]:
            measure_restart(self.results, site, server, self.options.runs)
        served = Served(site, server)
        stack.callback(served.close)
        return served

    def _saves(self, served: Served, peer: DecapServer | None, runs: int) -> None:
        theirs = peer if peer is not None and peer.site == served.site else None
        floor = DurableCommit(served.server.repository, self.work / "floor")
        measure_saves(self.results, served, theirs, floor, runs)

    def _peers(self, stack: ExitStack) -> tuple[DecapServer, DecapSite]:
        installed = install(self.folder / "peers")
        site = Site(self.peer_size)
        copy = check_out(make_repository(self.folder / "repositories", site), self.work / "decap")
        server = DecapServer(installed, site, copy)
        stack.callback(server.stop)
        server.start()
        decap = DecapSite(installed, self.work / "decap-site", server)
        decap.start()
        stack.callback(decap.stop)
        return server, decap

    def _load(self, name: str, seconds: float, open_files: int | None) -> None:
        site = Site(self.peer_size)
        with ExitStack() as stack:
            server = Server(self.repositories[site], open_files=open_files)
            stack.callback(server.stop)
            server.start()
            served = Served(site, server)
            stack.callback(served.close)
            start = git(server.repository, "rev-parse", "HEAD").decode().strip()
            outcome = run_load(served, name, self.options.browsers, seconds)
            lost = lost_saves(server.repository, start, outcome.acknowledged)
        self.results.errors += [f"{name}: {error}" for error in outcome.errors[:5]]
        self.results.errors += [f"{name}: lost: {text}" for text in lost[:5]]
        self.results.put(site, f"{name} browsers", [self.options.browsers], "browsers")
        self.results.put(site, f"{name} errors", [len(outcome.errors)], "errors")
        self.results.put(site, f"{name} lost", [len(lost)], "lost saves")
        self.results.put(site, f"{name} list", outcome.lists)
        self.results.put(site, f"{name} search", outcome.searches)
        self.results.put(site, f"{name} save", outcome.saves)
        if len(outcome.lists) > 1:
            self.results.put(site, f"{name} list p99", [statistics.quantiles(outcome.lists, n=100)[98]])

    def _about(self) -> dict[str, str]:
        about = {
            "Measured": f"{datetime.now(UTC):%Y-%m-%d}",
            "at commit": git(ROOT, "rev-parse", "--short", "HEAD").decode().strip(),
            "on": f"{os.cpu_count()} cores",
            "with Python": platform.python_version(),
            "git": git(None, "--version").decode().split()[2],
        }
        if not self.options.no_browser:
            version = subprocess.run(
                [find_chromium(), "--version"], stdout=subprocess.PIPE, text=True, check=True
            ).stdout
            about["Chromium"] = next((word for word in version.split() if word[0].isdigit()), "")
        if self.options.peers:
            about |= {"Decap CMS": DECAP, "decap-server": DECAP_SERVER}
        return about


if __name__ == "__main__":
    sys.exit(main())
