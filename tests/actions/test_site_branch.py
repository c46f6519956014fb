"""Which branch a site edits: the named one, the configuration's, the one that is checked out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from support import CONFIG, FixedClock, git, write_files

from cms.actions import open_site
from cms.config import Diagnostic
from cms.errors import InvalidInput

PLACE = "static/admin/config.yml"


@pytest.fixture
def opened(small_site: Path, clock: FixedClock) -> Callable[..., tuple[str, tuple[Diagnostic, ...]]]:
    """The branch that is edited, and what is said of it."""

    def opened(branch: str = "") -> tuple[str, tuple[Diagnostic, ...]]:
        with closing(open_site(small_site, branch=branch, clock=clock)) as site:
            said = tuple(item for item in site.diagnostics if item.code == "no-branch")
            assert site.head() == git(small_site, "rev-parse", "--verify", f"refs/heads/{site.repository.branch}")
            return site.repository.branch, said

    return opened


def test_branch_of_the_configuration_is_edited(small_site: Path, opened: Callable[..., object]) -> None:
    git(small_site, "switch", "-q", "-c", "try")
    git(small_site, "commit", "-q", "--allow-empty", "-m", "Try")
    assert opened() == ("main", ())


def test_named_branch_wins(small_site: Path, opened: Callable[..., object]) -> None:
    git(small_site, "branch", "try")
    assert opened("try") == ("try", ())


@pytest.mark.parametrize("name", ["master", "refs/heads/main", "a..b", "-x", "HEAD"])
def test_branch_that_is_not_there_is_said(
    small_site: Path, opened: Callable[..., tuple[str, tuple[Diagnostic, ...]]], name: str
) -> None:
    write_files(small_site, {PLACE: CONFIG.replace("branch: main", f"branch: {name}")})
    git(small_site, "commit", "-qam", "Name a branch")
    branch, [said] = opened()
    assert branch == "main"
    assert (said.severity, said.position.path, said.position.line, said.position.column) == ("warning", PLACE, 1, 38)
    assert said.message.startswith(f"this repository has no branch `{name}`; Quire edits `main`.")


def test_branch_without_a_configuration_is_not_edited(small_site: Path, opened: Callable[..., object]) -> None:
    git(small_site, "switch", "-q", "-c", "site")
    git(small_site, "switch", "-q", "--orphan", "empty")
    git(small_site, "commit", "-q", "--allow-empty", "-m", "Nothing here")
    git(small_site, "branch", "-f", "main", "empty")
    git(small_site, "switch", "-q", "site")
    assert opened() == ("site", ())


def test_named_branch_must_be_a_name(opened: Callable[..., object]) -> None:
    with pytest.raises(InvalidInput):
        opened("-x")
