"""`cms check` over the kitchen sink: exactly which findings, in the configurations and in the entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from kitchen_support import site_files
from support import Files, FixedClock

from cms.actions import CheckReport, check_repository

CONFIGURATIONS = {
    "decap": {"older-spelling": 11, "unknown-widget": 1},
    "sveltia": {},
    "remotes": {"not-supported": 10, "not-used": 19, "two-spellings": 2, "unknown-value": 1},
}


@pytest.fixture
def checked(repository_of: Callable[[Files], Path], clock: FixedClock) -> Callable[[str], CheckReport]:
    return lambda site: check_repository(repository_of(site_files(site)), clock=clock)


@pytest.mark.parametrize(("site", "codes"), CONFIGURATIONS.items())
def test_codes_of_the_configurations(checked: Callable[[str], CheckReport], site: str, codes: dict[str, int]) -> None:
    report = checked(site)
    assert Counter(item.code for item in report.diagnostics) == codes
    assert {item.code for item in report.remarks} == {"differs", "not-needed"}


@pytest.mark.parametrize("site", ["decap", "sveltia"])
def test_dialect_is_that_of_the_admin_page(checked: Callable[[str], CheckReport], site: str) -> None:
    report = checked(site)
    assert report.dialect == site
    assert report.dialect_source.startswith("the admin page")


@pytest.mark.parametrize("site", ["decap", "sveltia"])
def test_entries_have_no_problems(checked: Callable[[str], CheckReport], site: str) -> None:
    report = checked(site)
    assert [str(problem) for each in report.collections for problem in each.problems] == []
    assert all(each.entries for each in report.collections)
