"""The index built from nothing: its time beside the floor's, its memory, its size."""

from __future__ import annotations

import re
import statistics
import subprocess
import time
from pathlib import Path

from bench.floors import IndexFloor
from bench.processes import Memory, Peak
from bench.repositories import Site
from bench.samples import Results
from bench.server import ENVIRONMENT, command, forget_everything, quire_folder

__all__ = ["measure_index"]


def measure_index(results: Results, site: Site, repository: Path, scratch: Path, runs: int) -> None:
    """Build the index of a site by `cms reindex`, in turns with the floor.

    What the same command costs on an indexed repository, its start above all, is taken off.
    """
    floor = IndexFloor(repository, scratch)
    cold, warm, least, memory = [], [], [], []
    for _ in range(runs):
        least.append(floor.run())
        forget_everything(repository)
        built, peak = _reindex(repository, site)
        size = sum(file.stat().st_size for file in quire_folder(repository).rglob("*") if file.is_file())
        cold.append(built)
        warm.append(_reindex(repository, site)[0])
        memory.append(peak)
    start = statistics.median(warm)
    results.put(site, "index", [built - start for built in cold])
    results.put(site, "index floor", least)
    results.put(site, "index size", [size / 1e6], "MB")
    results.put(site, "text size", [floor.text_bytes / 1e6], "MB")
    results.put(site, "index memory", [peak.rss for peak in memory if peak.rss], "MB")
    results.put(site, "index memory shared out", [peak.pss for peak in memory if peak.pss], "MB")


def _reindex(repository: Path, site: Site) -> tuple[float, Memory]:
    """Milliseconds and the most memory of one `cms reindex`."""
    began = time.perf_counter()
    process = subprocess.Popen(command("reindex", repository), stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
    with Peak(process.pid) as peak:
        text, _ = process.communicate()
    took = (time.perf_counter() - began) * 1000
    _check(text, process.returncode, site)
    return took, peak.memory


def _check(text: str, status: int, site: Site) -> None:
    """The command itself must say that it has every entry."""
    found = re.search(r"\d+", text)
    if status != 0 or found is None or int(found.group()) != site.entries:
        raise RuntimeError(f"cms reindex on {site} ended with {status} and said {text!r}")
