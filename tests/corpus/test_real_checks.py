"""`cms check` over every real site and every real configuration: a report, whatever is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from corpus.test_real_sites import repository_from
from support import SHARED, Files, FixedClock

from cms.actions import check_repository
from cms.actions.codes import CODES
from cms.cli.findings import findings_of, report_json
from cms.cli.printing import print_github, print_junit, print_report

pytestmark = pytest.mark.corpus
CONFIGS = [*(SHARED / "corpus" / "configs").glob("*.yml"), *(SHARED / "corpus" / "invalid-configs").glob("*.yml")]


def test_every_site_has_a_report(corpus_sites: list[Path], tmp_path: Path, clock: FixedClock) -> None:
    entries = 0
    for number, place in enumerate(corpus_sites):
        repo = repository_from(place, tmp_path / str(number))
        for config in json.loads((place / "_meta.json").read_text())["configs"]:
            report = check_repository(repo, config=config, clock=clock)
            entries += sum(each.entries for each in report.collections)
            check_findings(report)
    assert entries > 900


def test_every_configuration_has_a_report(repository_of: Callable[[Files], Path], clock: FixedClock) -> None:
    if not CONFIGS:
        pytest.skip("the corpus is not beside this checkout")
    repo = repository_of({f"{number}.yml": path.read_bytes() for number, path in enumerate(CONFIGS)})
    for number in range(len(CONFIGS)):
        report = check_repository(repo, config=f"{number}.yml", clock=clock)
        assert report.collections, CONFIGS[number].name
        check_findings(report)


def check_findings(report: Any) -> None:
    found = list(findings_of(report))
    assert {item.code for item in found} <= set(CODES)
    assert all(item.line > 0 and item.column > 0 and item.path for item in found)
    json.dumps(report_json(report))
    for written in (print_report, print_github, print_junit):
        written(report)
