"""A small site, opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import FixedClock

from cms.actions import Site, open_site
from cms.state import Person


@pytest.fixture
def site(small_site: Path, clock: FixedClock) -> Iterator[Site]:
    opened = open_site(small_site, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def noor() -> Person:
    return Person("Noor Bakshi", "noor@example.org")
