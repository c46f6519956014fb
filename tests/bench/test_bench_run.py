"""The smallest bench, from the command to the report, on the real server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.report import read_json, rows_of

NEEDS_MORE = re.compile(r"browser\b|over the wire|over HTTP|each month")  # a browser, a peer, another site


def test_smallest_bench_measures_every_row_of_the_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "--sizes",
        "100",
        "--runs",
        "1",
        "--browsers",
        "3",
        "--load-seconds",
        "1",
        "--no-browser",
        "--one-folder",
    ]
    status = main([*arguments, "--folder", str(tmp_path)])
    results, sizes, _ = read_json(tmp_path / "results.json")
    assert (results.errors, status) == ([], 0)
    rows = rows_of(results, sizes)
    assert [row.name for row in rows if row.met is None and not NEEDS_MORE.search(row.name)] == []
    assert all(row.name in capsys.readouterr().out for row in rows[:1])
