"""Processes and their memory, as Linux tells it in /proc."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

__all__ = ["Memory", "Peak", "cpu_of", "memory_of", "stop"]

MEGABYTE = 1024  # in kilobytes, in which /proc counts
PAUSE = 0.2  # a look costs milliseconds, in which the process waits


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of a process and all its children: RSS counts shared pages in each of them, PSS shares them out."""

    rss: float
    pss: float


def memory_of(process: int) -> Memory:
    """The memory of a process tree; nothing where there is no /proc."""
    totals = {"Rss": 0, "Pss": 0}
    for one in _tree(process):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                name, _, rest = line.partition(":")
                if name in totals:
                    totals[name] += int(rest.split()[0])
    return Memory(totals["Rss"] / MEGABYTE, totals["Pss"] / MEGABYTE)


def cpu_of(process: int) -> float:
    """How many milliseconds of a processor a process has used, in ticks of some ten; 0 where there is no /proc."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")
    return 0


class Peak:
    """The most memory that a process tree has while the block runs, looked at five times a second."""

    def __init__(self, process: int) -> None:
        self.memory = Memory(0, 0)
        self._process = process
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(PAUSE):
            now = memory_of(self._process)
            self.memory = Memory(max(self.memory.rss, now.rss), max(self.memory.pss, now.pss))


def stop(process: subprocess.Popen[str]) -> None:
    """End a process that the bench started, and close what it was read through."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _tree(process: int) -> Iterator[int]:
    yield process
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _tree(int(child))
