"""The address as a field of the form: typed when an entry is begun, changed with an edit, checked before it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import CONFIG, SMALL_SITE, Files, FixedClock, git

from cms.actions import (
    InvalidEntry,
    Site,
    create_entry,
    create_texts,
    entry_controls,
    new_entry,
    open_entry,
    open_site,
    save_entry,
)
from cms.errors import Conflict, InvalidInput
from cms.fields import FormData
from cms.state import Person

TYPED = "slug: {template: '{{title}}', hint: Short and plain., pattern: ['^[a-z ]+$', Only small letters.]}"


@pytest.fixture
def with_slug(repository_of: Callable[[Files], Path], clock: FixedClock) -> Iterator[Callable[..., Site]]:
    """Open the small site with a rule for the slugs of posts."""
    sites: list[Site] = []

    def with_slug(rule: str, files: Files | None = None) -> Site:
        config = CONFIG.replace("    create: true\n", f"    create: true\n    {rule}\n", 1)
        sites.append(
            open_site(repository_of({**SMALL_SITE, **(files or {}), "static/admin/config.yml": config}), clock=clock)
        )
        return sites[-1]

    yield with_slug
    for site in sites:
        site.close()


def names(site: Site, slug: str = "") -> list[str]:
    entry = open_entry(site, "posts", slug) if slug else new_entry(site, "posts")
    return [control.name for control in entry_controls(site, entry)]


def begin(site: Site, noor: Person, **values: str) -> str:
    form = FormData([(f"f.{name}", text) for name, text in values.items()])
    return create_entry(site, "posts", form, person=noor, key=str(values)).slug


def save(site: Site, noor: Person, **values: str) -> str:
    entry = open_entry(site, "posts", "plums")
    form = FormData([(f"f.{name}", text) for name, text in values.items()])
    return save_entry(site, "posts", "plums", form, base=entry.base, person=noor, key=str(values)).slug


def commits(site: Site) -> int:
    return int(git(site.repository.work_tree or Path(), "rev-list", "--count", "HEAD"))


@pytest.mark.parametrize(
    ("rule", "new", "old"),
    [
        ("slug: {template: '{{title}}', editable: true}", True, True),
        ("slug: {template: '{{title}}', editable: [create]}", True, False),
        ("slug: {template: '{{title}}', editable: [update]}", False, True),
        ("slug: {template: '{{title}}', editable: false}", False, False),
        ("slug: '{{title}}'", False, False),
    ],
)
def test_address_is_asked_for_at_its_stage(with_slug: Callable[..., Site], rule: str, new: bool, old: bool) -> None:
    site = with_slug(rule)
    assert (names(site)[1] == "f._slug") is new  # after the title
    assert (names(site, "plums")[1] == "f._slug") is old


def test_hint_and_value_are_shown(with_slug: Callable[..., Site]) -> None:
    site = with_slug(TYPED)  # hint: Short and plain.
    control = entry_controls(site, open_entry(site, "posts", "plums"))[1]
    assert (control.label, control.text, control.required) == ("Address", "plums", True)
    assert "Short and plain." in str(control.hint_parts)


def test_typed_address_counts(with_slug: Callable[..., Site], noor: Person) -> None:
    site = with_slug(TYPED)
    assert begin(site, noor, title="Spring", _slug="spring rolls") == "spring-rolls"
    assert begin(site, noor, title="Summer", _slug="") == "summer"
    assert begin(site, noor, title="Other", _slug="spring rolls") == "spring-rolls-1"


def test_pattern_is_checked(with_slug: Callable[..., Site], noor: Person) -> None:
    site = with_slug(TYPED)  # pattern: only small letters
    for act in (begin, save):
        with pytest.raises(InvalidEntry) as refused:
            act(site, noor, title="Spring", _slug="Spring 1")
        assert [(item.path, item.message) for item in refused.value.problems] == [(("_slug",), "Only small letters.")]


def test_address_can_be_needed(with_slug: Callable[..., Site], noor: Person) -> None:
    site = with_slug("slug: '{{fields._slug}}'")
    with pytest.raises(InvalidEntry, match="Address"):
        begin(site, noor, title="Spring", _slug=" ")
    with pytest.raises(InvalidInput, match="address of its own"):
        create_texts(site, "posts", {"title": "Spring"}, person=noor)
    assert create_texts(site, "posts", {"title": "Spring"}, person=noor, slug="One Two").slug == "one-two"


def test_edit_and_address_are_one_commit(with_slug: Callable[..., Site], noor: Person) -> None:
    site = with_slug(TYPED)
    before = commits(site)
    assert save(site, noor, title="Pears", _slug="pears") == "pears"
    assert commits(site) == before + 1
    assert open_entry(site, "posts", "pears").values["title"] == "Pears"
    changed = git(site.repository.work_tree or Path(), "show", "--format=", "--name-status", "-M50%")
    assert changed.split("\t")[1:] == ["content/posts/plums.md", "content/posts/pears.md"]


def test_same_address_makes_no_commit(with_slug: Callable[..., Site], noor: Person) -> None:
    site = with_slug(TYPED)
    before = commits(site)
    assert save(site, noor, title="Plums, briefly", _slug="plums") == "plums"
    assert commits(site) == before


def test_taken_address_saves_nothing(with_slug: Callable[..., Site], noor: Person) -> None:
    site = with_slug("slug: {template: '{{title}}'}")
    before = commits(site)
    with pytest.raises(Conflict, match="already an entry at first-light"):
        save(site, noor, title="Pears", _slug="first-light")
    assert commits(site) == before


def test_edit_of_somebody_else_is_joined(with_slug: Callable[..., Site], noor: Person) -> None:
    site = with_slug(TYPED)
    entry = open_entry(site, "posts", "plums")
    save(site, noor, title="Plums, briefly", body="Other words.\n")
    form = FormData([("f.title", "Pears"), ("f._slug", "pears")])
    outcome = save_entry(site, "posts", "plums", form, base=entry.base, person=noor, key="second")
    assert (outcome.slug, outcome.joined) == ("pears", ("Body",))
    found = open_entry(site, "posts", "pears").values
    assert (found["title"], found["body"]) == ("Pears", "Other words.\n")


def test_bundle_moves_with_the_edit(with_slug: Callable[..., Site], noor: Person) -> None:
    files = {"content/posts/figs/index.md": "---\ntitle: Figs\n---\n", "content/posts/figs/a.png": b"a"}
    site = with_slug(TYPED + "\n    path: '{{slug}}/index'", files)
    entry = open_entry(site, "posts", "figs/index")
    assert entry_controls(site, entry)[1].text == "figs"
    form = FormData([("f.title", "Dates"), ("f._slug", "dates")])
    outcome = save_entry(site, "posts", "figs/index", form, base=entry.base, person=noor, key="k")
    assert outcome.slug == "dates/index"
    tree = git(site.repository.work_tree or Path(), "ls-tree", "-r", "--name-only", "HEAD", "content/posts/")
    assert {"content/posts/dates/index.md", "content/posts/dates/a.png"} <= set(tree.splitlines())
    assert "figs" not in tree
