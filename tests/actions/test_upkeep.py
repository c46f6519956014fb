"""The repository is packed in a pause after saves, and only if that is needed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import git

from cms.actions.upkeep import Upkeep, Watch, is_due, observe
from cms.gitstore import Repository, maintenance


class Seconds:
    """A clock of seconds that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def repository(small_site: Path) -> Iterator[Repository]:
    with Repository.open(small_site) as opened:
        yield opened


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def in_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maintenance, "LOOSE", 0)


def is_packed(repository: Repository) -> bool:
    return "count: 0" in git(repository.common_dir, "count-objects", "-v").split("\n")


@pytest.mark.parametrize(
    ("watch", "now", "due"),
    [
        (Watch("a", moved=100, looked=90), 104, False),  # saved a moment ago
        (Watch("a", moved=100, looked=90), 105, True),  # a pause
        (Watch("a", moved=100, looked=105), 120, False),  # nothing new since the last look
        (Watch("a", moved=100, looked=105), 405, True),  # long since the last look
        (Watch("a", moved=404, looked=105), 405, False),  # as long, but saving
        (Watch("a", moved=1304, looked=105), 1305, True),  # saving without a pause
        (Watch("a", moved=4000, looked=105, failed=500), 4099, False),  # failed within the hour
        (Watch("a", moved=4000, looked=105, failed=500), 4100, True),
    ],
)
def test_when_it_is_due(watch: Watch, now: float, due: bool) -> None:
    assert is_due(watch, now) is due


def test_moves_are_seen() -> None:
    watch = Watch("a", moved=1, looked=2)
    assert observe(watch, "a", 9) == watch
    assert observe(watch, "b", 9) == Watch("b", moved=9, looked=2)
    assert observe(watch, None, 9).moved == 9


def test_packs_in_a_pause_after_a_save(
    repository: Repository, small_site: Path, seconds: Seconds, in_need: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "cms.actions.upkeep")
    upkeep = Upkeep(repository, seconds)
    for _ in range(4):  # somebody saves every two seconds, by another program even
        git(small_site, "commit", "-q", "--allow-empty", "-m", "Edit")
        seconds.now += 2
        upkeep.step()
    seconds.now += 4
    upkeep.step()
    assert not is_packed(repository)
    seconds.now += 1
    upkeep.step()
    assert is_packed(repository)
    assert [record.getMessage().split(" in ")[0] for record in caplog.records] == ["packed the repository"]


def test_leaves_a_small_repository_alone(repository: Repository, seconds: Seconds) -> None:
    upkeep = Upkeep(repository, seconds)
    for _ in range(3):
        seconds.now += 1000
        upkeep.step()
    assert not is_packed(repository)


def test_failure_is_logged_and_tried_later(
    repository: Repository, small_site: Path, seconds: Seconds, in_need: None, caplog: pytest.LogCaptureFixture
) -> None:
    upkeep = Upkeep(repository, seconds)
    small_site.rename(small_site.with_name("away"))
    for _ in range(3):
        seconds.now += 300
        upkeep.step()
    assert "failed" in caplog.text
    small_site.with_name("away").rename(small_site)
    seconds.now += 3500
    upkeep.step()
    upkeep.step()
    assert not is_packed(repository)
    seconds.now += 100
    upkeep.step()
    assert is_packed(repository)


def test_starts_and_stops(repository: Repository) -> None:
    upkeep = Upkeep(repository)
    upkeep.start()
    assert upkeep._thread.is_alive()
    upkeep.stop()
    assert not upkeep._thread.is_alive()
    Upkeep(repository).stop()
