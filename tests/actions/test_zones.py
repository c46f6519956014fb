"""In which zone a site counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from cms.actions.zones import site_zone, zone_named, zone_problems
from cms.config import load_config
from cms.gitstore import local_now

NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quire", "hour"), [("quire: {timezone: Europe/Oslo}\n", 9), ("quire: {timezone: Nowhere/Town}\n", 7), ("", 7)]
)
def test_zone_of_a_site(quire: str, hour: int) -> None:
    site = load_config(f"{quire}media_folder: m\ncollections: []\n".encode(), "config.yml").site
    assert site is not None
    assert datetime(2026, 7, 4, 7, tzinfo=UTC).astimezone(site_zone(site, NOW)).hour == hour


@pytest.mark.parametrize("name", ["", "Nowhere/Town", "../../etc/passwd", "/etc/passwd", "Europe", "a\0b", "x" * 9999])
def test_odd_names_are_no_zones(name: str) -> None:
    assert zone_named(name) is None


def test_machine_knows_summer_and_winter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Oslo")
    import time

    time.tzset()
    try:
        zone = local_now().tzinfo
        assert datetime(2026, 7, 4, 12, tzinfo=zone).isoformat() == "2026-07-04T12:00:00+02:00"
        assert datetime(2026, 12, 4, 12, tzinfo=zone).isoformat() == "2026-12-04T12:00:00+01:00"
        assert datetime(2026, 7, 4, 12, tzinfo=UTC).astimezone(zone).isoformat() == "2026-07-04T14:00:00+02:00"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_unknown_zone_is_said() -> None:
    text = b"backend: {name: x}\nmedia_folder: m\nquire:\n  timezone: Europe/Olso\ncollections: []\n"
    site = load_config(text, "config.yml").site
    assert site is not None
    (said,) = zone_problems(site)
    assert (said.code, said.position.line, said.position.column) == ("unknown-zone", 4, 13)
    assert said.message.endswith("the server's own is used; did you mean `Europe/Oslo`?")
    assert not list(zone_problems(replace(site, timezone="Europe/Oslo")))
