"""The kitchen sink's configurations use every option, word and tag of the reference."""

from __future__ import annotations

from kitchen_support import config_of, used_in

from cms.config.grammar import all_rows

USED = frozenset(path for site in ("decap", "sveltia", "remotes") for path in used_in(config_of(site)))


def test_every_row_of_the_reference_is_used() -> None:
    rows = {row.path for row in all_rows()}
    assert sorted(rows - USED) == []


def test_every_spelling_is_used() -> None:
    rows = [row for row in all_rows() if row.option.kinds != ("word",)]
    spelt = {f"{row.path} ({name})" for row in rows for name in (*row.option.spellings, *row.option.outdated)}
    assert sorted(spelt - USED) == []
