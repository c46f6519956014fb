"""Work on many entries, shared with another process: all of it is done, and comes back in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import CONFIG, make_repository

from cms.actions import workers as module
from cms.actions.config_source import read_config
from cms.actions.records import Plan, Wanted, prepared_rows, wanted_entries
from cms.actions.workers import Workers
from cms.gitstore import Repository
from cms.index.rows import Prepared

ENTRIES = 60


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Repository]:
    posts = {f"content/posts/p{number:03}.md": f"---\ntitle: P {number}\n---\n" for number in range(ENTRIES)}
    folder = make_repository(tmp_path / "site", {"static/admin/config.yml": CONFIG, **posts})
    with Repository.open(folder) as repository:
        yield repository


class Counting(Workers[Plan, Prepared]):
    """Says how many pieces were done in this process."""

    own = 0

    def _done(self, collection: str, chunk: list[Wanted]) -> list[Prepared]:
        self.own += 1
        return super()._done(collection, chunk)


@pytest.mark.parametrize(("most", "joins"), [(module.MOST_PIECES, True), (1, True), (module.MOST_PIECES, False)])
def test_all_is_done_in_order(many: Repository, most: int, joins: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("CHUNK", 2), ("MANY", 1), ("MOST_PIECES", most), ("_helpers", lambda spare: 1)):
        monkeypatch.setattr(module, name, value)
    plan = Plan(read_config(many, "", None).site)
    wanted = list(wanted_entries(many, plan, plan.config.collections[0], str(many.head())))
    workers = Counting(many, plan, len(wanted), prepared_rows, joins=joins)
    try:
        found = [row for rows in workers.results("posts", wanted) for row in rows]
    finally:
        workers.close()
    assert [row.slug for row in found] == [f"p{number:03}".encode() for number in range(ENTRIES)]
    assert (workers.own > 0) == joins


def test_few_entries_need_no_other_process(many: Repository) -> None:
    plan = Plan(read_config(many, "", None).site)
    wanted = list(wanted_entries(many, plan, plan.config.collections[0], str(many.head())))
    workers = Counting(many, plan, len(wanted), prepared_rows, joins=True)
    assert sum(len(rows) for rows in workers.results("posts", wanted)) == ENTRIES
    assert workers.own == 1
    workers.close()
