"""Figures: how they are taken, and how they are told."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass

from bench.repositories import Site

__all__ = ["Results", "Sample", "Taken", "milliseconds"]


@dataclass(frozen=True, slots=True)
class Sample:
    """What one thing cost in several runs: the median, the least, the most, how many runs."""

    median: float
    least: float
    most: float
    runs: int
    unit: str = "ms"

    @classmethod
    def of(cls, values: Iterable[float], unit: str = "ms") -> Sample:
        """The sample of these values, of which there is at least one."""
        found = [round(value, 3) for value in values]
        return cls(round(statistics.median(found), 3), min(found), max(found), len(found), unit)

    def __str__(self) -> str:
        if self.runs == 1:
            return f"{_short(self.median)} {self.unit}"
        return f"{_short(self.median)} {self.unit} ({_short(self.least)}–{_short(self.most)}, {self.runs})"


class Results:
    """Samples by site and name."""

    def __init__(self) -> None:
        self.samples: dict[str, dict[str, Sample]] = {}
        self.errors: list[str] = []

    def put(self, site: Site, name: str, values: Iterable[float], unit: str = "ms") -> None:
        """Keep the values of a measure; without values nothing is kept."""
        if found := list(values):
            self.samples.setdefault(str(site), {})[name] = Sample.of(found, unit)

    def get(self, site: Site, name: str) -> Sample | None:
        """The sample; None if it was not measured."""
        return self.samples.get(str(site), {}).get(name)

    def as_json(self) -> dict[str, object]:
        """All of it as JSON holds it."""
        samples = {site: {name: asdict(sample) for name, sample in of.items()} for site, of in self.samples.items()}
        return {"samples": samples, "errors": self.errors}

    @classmethod
    def from_json(cls, data: dict[str, dict[str, dict[str, dict[str, object]]]]) -> Results:
        """The results that `as_json` gave."""
        results = cls()
        for site, samples in data["samples"].items():
            results.samples[site] = {name: Sample(**values) for name, values in samples.items()}  # type: ignore[arg-type]
        results.errors = [str(error) for error in data["errors"]]
        return results


class Taken:
    """Values while they are being taken, when several sites take turns."""

    def __init__(self) -> None:
        self._values: dict[tuple[Site, str], list[float]] = {}

    def add(self, site: Site, values: Mapping[str, float]) -> None:
        """One more run of a site."""
        for name, value in values.items():
            self._values.setdefault((site, name), []).append(value)

    def put_into(self, results: Results) -> None:
        """Make samples of them; those named `… bytes` are in KB."""
        for (site, name), values in self._values.items():
            results.put(site, name, values, "KB" if name.endswith("bytes") else "ms")


def milliseconds(work: Callable[..., object], *arguments: object) -> float:
    """How long some work takes."""
    start = time.perf_counter()
    work(*arguments)
    return (time.perf_counter() - start) * 1000


def _short(value: float) -> str:
    """Three digits, or all before the point."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"
