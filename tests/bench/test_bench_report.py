"""The report: its arithmetic on given numbers, and the page that carries it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.report import END, START, Row, at_most, faster, read_json, rows_of, table, within, write_document, write_json
from bench.repositories import Site
from bench.samples import Results, Sample

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
SITE = Site(1000)


def sample(*values: float, unit: str = "ms") -> Sample:
    return Sample.of(values, unit)


def test_sample_tells_median_range_and_runs() -> None:
    assert str(sample(12, 10, 40)) == "12.0 ms (10.0–40.0, 3)"
    assert str(sample(1234.5)) == "1,234 ms"
    assert str(sample(0.4321, unit="MB")) == "0.432 MB"


@pytest.mark.parametrize(("value", "ratio", "met"), [(20, "2.00 ×", True), (21, "2.10 ×", False)])
def test_goal_of_at_most_so_many_times(value: float, ratio: str, met: bool) -> None:
    row = at_most("Cold index", SITE, sample(value), sample(10), "floor", 2)
    assert (row.ratio, row.goal, row.met) == (ratio, "≤ 2 ×", met)
    assert row.beside == "floor: 10.0 ms"


@pytest.mark.parametrize(("value", "ratio", "met"), [(5, "20.00 ×", True), (6, "16.67 ×", False)])
def test_goal_of_so_many_times_faster(value: float, ratio: str, met: bool) -> None:
    row = faster("Open", SITE, sample(value), sample(100), "Decap", 20)
    assert (row.ratio, row.goal, row.met) == (ratio, "≥ 20 × faster", met)


@pytest.mark.parametrize(("value", "ratio", "met"), [(150, "1.00 ×", True), (151, "1.01 ×", False)])
def test_goal_of_at_most_a_figure(value: float, ratio: str, met: bool) -> None:
    row = within("Memory", SITE, sample(value, unit="MB"), 150, "MB")
    assert (row.ratio, row.goal, row.met) == (ratio, "≤ 150 MB", met)


def test_goal_of_none_at_all() -> None:
    assert within("Errors", SITE, sample(0, unit="errors"), 0, "errors").met is True
    row = within("Errors", SITE, sample(1, unit="errors"), 0, "errors")
    assert (row.ratio, row.goal, row.met) == ("–", "no errors", False)


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    rows = [at_most("A", SITE, sample(1), None, "floor", 2), faster("B", SITE, None, sample(1), "Decap", 2)]
    rows.append(within("C", SITE, None, 1, "ms"))
    assert [row.met for row in rows] == [None, None, None]
    assert rows[0].beside == "floor: not measured"
    assert [row.measured for row in rows] == ["1 ms", "not measured", "not measured"]


def test_lost_saves_are_told_beside_the_saves_there_were() -> None:
    results = Results()
    results.put(SITE, "load lost", [0], "lost saves")
    results.put(SITE, "load save", [10, 20, 30])
    (row,) = [row for row in rows_of(results, [1000]) if row.measured == "0 lost saves"]
    assert (row.beside, row.goal, row.met) == ("of 3 acknowledged", "no lost saves", True)


def test_sizes_are_compared_with_each_other() -> None:
    results = Results()
    for size, value in ((100, 10), (1000, 30), (100_000, 60)):
        results.put(Site(size), "open", [value])
        results.put(Site(size), "search", [value])
    rows = [
        row for row in rows_of(results, [100, 1000, 100_000]) if row.name.endswith("growth") and row.met is not None
    ]
    assert [(row.entries, row.ratio, row.met) for row in rows] == [
        ("100,000", "6.00 ×", False),
        ("100,000", "2.00 ×", True),
    ]


def test_figures_survive_their_file(tmp_path: Path) -> None:
    results = Results()
    results.put(SITE, "open", [3, 1, 2])
    results.errors.append("load: browser 3: no answer")
    write_json(tmp_path / "results.json", results, rows_of(results, [1000]), [1000], {"on": "2 cores"})
    again, sizes, about = read_json(tmp_path / "results.json")
    assert (again.samples, again.errors, sizes, about) == (results.samples, results.errors, [1000], {"on": "2 cores"})


def test_document_takes_the_table_between_its_comments(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Before.\n\n{START}\nold\n{END}\n\nAfter.\n", encoding="utf-8")
    row = Row("Open", "100", "5 ms", "Decap: 100 ms", "20.00 ×", "≥ 20 × faster", True)
    write_document(page, [row], {"Measured": "2026-11-26"})
    text = page.read_text(encoding="utf-8")
    assert "| Open | 100 | 5 ms | Decap: 100 ms | 20.00 × | ≥ 20 × faster | yes |" in text
    assert "old" not in text
    assert text.startswith("Before.\n") and text.endswith("\nAfter.\n")


def test_document_without_a_place_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Nothing here.\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no place for the table"):
        write_document(page, [], {})


def test_page_has_every_row() -> None:
    inside = PAGE.read_text(encoding="utf-8").split(START)[1].split(END)[0]
    shown = [line.split("|")[1].strip() for line in inside.splitlines() if line.startswith("|")][2:]
    assert list(dict.fromkeys(shown)) == list(dict.fromkeys(row.name for row in rows_of(Results(), [100, 10_000])))


def test_table_stands_in_columns() -> None:
    lines = table(rows_of(Results(), [100])).splitlines()
    assert len({line.index(word) for line, word in ((lines[0], "Goal"), (lines[1], "≤ 1.5"), (lines[2], "≥ 20"))}) == 1
