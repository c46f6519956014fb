"""The goals, whether the figures meet them, and the table that says so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.forms import FIELDS, FORMS, LEVELS
from bench.repositories import Site
from bench.samples import Results, Sample

__all__ = [
    "END",
    "START",
    "Row",
    "at_most",
    "faster",
    "markdown",
    "read_json",
    "rows_of",
    "table",
    "within",
    "write_document",
    "write_json",
]

START = "<!-- the table: written by `python -m bench`, do not edit -->"
END = "<!-- end of the table -->"
HEADINGS = ("Measure", "Entries", "Measured", "Beside it", "Ratio", "Goal", "Met")
NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Row:
    """One goal. `met` is None when something that it needs was not measured."""

    name: str
    entries: str
    measured: str
    beside: str
    ratio: str
    goal: str
    met: bool | None

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as the table has it."""
        return self.name, self.entries, self.measured, self.beside, self.ratio, self.goal, _verdict(self.met)


def rows_of(results: Results, sizes: Sequence[int]) -> list[Row]:
    """Every goal, against what was measured.

    A goal that names a size is judged at the nearest one below it that was measured; one that compares sizes, at the
    largest of them all.
    """
    small, thousand, peer, largest = (Site(_at(sizes, size)) for size in (min(sizes), 1000, 10_000, max(sizes)))
    many = Site(peer.entries, "many")
    get = results.get

    def beside(name: str, limit: float, measure: str, other: Site) -> Row:
        what = f"at {other.entries:,} entries"
        return at_most(f"{name}: growth", largest, get(largest, measure), get(other, measure), what, limit)

    def decap(name: str, limit: float, measure: str, theirs: str, who: str = "Decap") -> Row:
        return faster(name, peer, get(peer, measure), get(peer, theirs), who, limit)

    rows = [
        beside("Open → list with titles, fresh browser", 1.5, "open", small),
        decap("Open → list with titles, fresh browser", 20, "open", "decap open"),
        within("Open → list: bytes over the wire", largest, get(largest, "open bytes"), 150, "KB"),
        decap("Search titles and bodies → hit shown, browser", 30, "find", "decap find", "Decap, titles only"),
        beside("Search titles and bodies → hit shown, browser", 3, "find", thousand),
        beside("Search titles and bodies, HTTP", 3, "search", thousand),
        *(
            at_most(f"Publish, server{where}", site, get(site, "save"), get(site, "save floor"), "floor", 2)
            for site, where in ((peer, ""), (many, ", a folder for each month"))
        ),
        decap("Publish → confirmed, browser", 4, "publish", "decap publish"),
        decap("List over HTTP: one page of 25", 10, "list", "decap list", "decap-server, the whole folder"),
        decap("Open one entry over HTTP: its editor", 10, "entry", "decap entry", "decap-server"),
        decap("Save one entry over HTTP: the editor’s form", 10, "save", "decap save", "decap-server"),
        *(
            at_most(f"Cold index{where}", site, get(site, "index"), get(site, "index floor"), "floor", 2)
            for site, where in _once((largest, ""), (peer, ""), (many, ", a folder for each month"))
        ),
        within("Restart on an indexed repository → first page", largest, get(largest, "restart"), 1000, "ms"),
        within("First list after a commit made outside, extra", largest, get(largest, "outside"), 50, "ms"),
        within(
            "Server memory (RSS) after lists, searches and saves",
            largest,
            get(largest, "server memory"),
            150,
            "MB",
            _beside("PSS", get(largest, "server memory shared out")),
        ),
        within(
            "Memory (RSS), peak of the full build",
            largest,
            get(largest, "index memory"),
            300,
            "MB",
            _beside("PSS", get(largest, "index memory shared out")),
        ),
        at_most("Index on disk", largest, get(largest, "index size"), get(largest, "text size"), "the files’ text", 2),
    ]
    rows += _form_rows(results)
    for name, words in (("load", ""), ("few files", ", 256 open files")):
        rows += _load_rows(results, peer, name, words)
    return rows


def at_most(name: str, site: Site, measured: Sample | None, other: Sample | None, what: str, limit: float) -> Row:
    """A goal that is met when the measured time is at most so many times the other one."""
    ratio = measured.median / other.median if measured and other else None
    met = ratio <= limit if ratio is not None else None
    return _row(name, site, measured, _beside(what, other), ratio, f"≤ {limit:g} ×", met)


def faster(name: str, site: Site, measured: Sample | None, peer: Sample | None, who: str, least: float) -> Row:
    """A goal that is met when the peer takes at least so many times as long."""
    ratio = peer.median / measured.median if measured and peer else None
    met = ratio >= least if ratio is not None else None
    return _row(name, site, measured, _beside(who, peer), ratio, f"≥ {least:g} × faster", met)


def within(name: str, site: Site, measured: Sample | None, limit: float, unit: str, beside: str = "") -> Row:
    """A goal that is met when the measured figure is at most the limit, in the same unit."""
    ratio = measured.median / limit if measured and limit else None
    met = measured.median <= limit if measured else None
    return _row(name, site, measured, beside, ratio, f"≤ {limit:,g} {unit}" if limit else f"no {unit}", met)


def table(rows: Sequence[Row]) -> str:
    """The rows as text in columns."""
    lines = [HEADINGS, *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def markdown(rows: Sequence[Row], about: Mapping[str, str]) -> str:
    """The rows as a Markdown table, below a sentence about the run."""
    lines = [HEADINGS, tuple("---" for _ in HEADINGS), *(row.cells for row in rows)]
    told = ", ".join(f"{name} {value}" for name, value in about.items())
    return f"{told}.\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def write_document(document: Path, rows: Sequence[Row], about: Mapping[str, str]) -> None:
    """Put the table between the two comments of a Markdown file. Raises ValueError if they are not there."""
    text = document.read_text(encoding="utf-8")
    before, found, rest = text.partition(START)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise ValueError(f"{document} has no place for the table: a line {START} and a line {END}")
    document.write_text(f"{before}{START}\n\n{markdown(rows, about)}\n\n{END}{after}", encoding="utf-8")


def write_json(
    file: Path, results: Results, rows: Sequence[Row], sizes: Sequence[int], about: Mapping[str, str]
) -> None:
    """Everything that was measured, the rows, and about what."""
    told = [dict(zip((*map(str.lower, HEADINGS),), row.cells, strict=True)) for row in rows]
    data = {"about": dict(about), "sizes": list(sizes), **results.as_json(), "rows": told}
    file.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_json(file: Path) -> tuple[Results, list[int], dict[str, str]]:
    """What `write_json` wrote."""
    data = json.loads(file.read_text(encoding="utf-8"))
    return Results.from_json(data), data["sizes"], data["about"]


def _load_rows(results: Results, site: Site, name: str, how: str) -> list[Row]:
    browsers = results.get(site, f"{name} browsers")
    words = f"{browsers.median:g} browsers at once{how}" if browsers else f"50 browsers at once{how}"
    lists, slow = results.get(site, f"{name} list"), results.get(site, f"{name} list p99")
    rows = [
        within(f"{words}: errors and missing entries", site, results.get(site, f"{name} errors"), 0, "errors"),
        within(
            f"{words}: lost saves",
            site,
            results.get(site, f"{name} lost"),
            0,
            "lost saves",
            _saves(results.get(site, f"{name} save")),
        ),
    ]
    if name == "load":
        rows.append(at_most(f"{words}: lists, 99 in 100 within", site, slow, lists, "median", 10))
    return rows


def _form_rows(results: Results) -> list[Row]:
    rows = []
    for name, words in (("wide form", f"{FIELDS:,} fields"), ("deep form", f"{LEVELS} levels")):
        first, cpu = results.get(FORMS, f"{name} first"), results.get(FORMS, f"{name} cpu")
        beside = f"{_beside('processor', cpu)}; {_beside('the first time', first)}"
        rows.append(within(f"Open a form of {words}, HTTP", FORMS, results.get(FORMS, name), 1000, "ms", beside))
        typed = results.get(FORMS, f"{name} typed in")
        rows.append(within(f"Open a form of {words} → typed in, browser", FORMS, typed, 5000, "ms"))
    return rows


def _saves(sample: Sample | None) -> str:
    return f"of {sample.runs:,} acknowledged" if sample else ""


def _row(
    name: str, site: Site, measured: Sample | None, beside: str, ratio: float | None, goal: str, met: bool | None
) -> Row:
    told = str(measured) if measured else NOT_MEASURED
    return Row(name, f"{site.entries:,}", told, beside, f"{ratio:.2f} ×" if ratio is not None else "–", goal, met)


def _beside(what: str, sample: Sample | None) -> str:
    return f"{what}: {sample or NOT_MEASURED}"


def _verdict(met: bool | None) -> str:
    return "–" if met is None else "yes" if met else "**no**"


def _at(sizes: Sequence[int], wanted: int) -> int:
    """The largest size up to the wanted one; the smallest if there is none."""
    return max((size for size in sizes if size <= wanted), default=min(sizes))


def _once(*items: tuple[Site, str]) -> tuple[tuple[Site, str], ...]:
    return tuple(dict.fromkeys(items))
