"""Saving through the one write path: one commit, only the changed lines, nothing lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from support import FIRST_POST, NAVIGATION, FixedClock, git, write_files

from cms.actions import (
    EntryConflict,
    EntryDeleted,
    InvalidEntry,
    SaveOutcome,
    Site,
    create_entry,
    delete_entry,
    open_entry,
    open_site,
    rename_entry,
    resolve_conflict,
    save_entry,
    set_texts,
    undo,
)
from cms.errors import Conflict, Forbidden, InvalidInput, NotFound
from cms.fields import FormData
from cms.state import Person


def save(
    site: Site, noor: Person, *pairs: tuple[str, str], slug: str = "first-light", base: str = "", key: str = "k"
) -> SaveOutcome:
    opened = base or open_entry(site, "posts", slug).base
    return save_entry(site, "posts", slug, FormData(pairs), base=opened, person=noor, key=key)


def changed_lines(repo: Path) -> list[str]:
    diff = git(repo, "show", "--format=", "-U0").splitlines()
    return [line for line in diff if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def commits(repo: Path) -> int:
    return int(git(repo, "rev-list", "--count", "main"))


def test_one_field_is_one_line(site: Site, small_site: Path, noor: Person) -> None:
    outcome = save(site, noor, ("f.title", "Second light"))
    assert outcome.commit == git(small_site, "rev-parse", "main")
    assert commits(small_site) == 2
    assert changed_lines(small_site) == [
        "-title: First light   # the first of the year",
        "+title: Second light   # the first of the year",
    ]


def test_commit_names_person_and_entry(site: Site, small_site: Path, noor: Person) -> None:
    save(site, noor, ("f.title", "Second light"))
    assert git(small_site, "log", "-1", "--format=%an <%ae>|%s") == (
        "Noor Bakshi <noor@example.org>|Update Story “first-light”"
    )


def test_working_copy_follows(site: Site, small_site: Path, noor: Person) -> None:
    save(site, noor, ("f.title", "Second light"))
    assert "Second light" in (small_site / "content/posts/first-light.md").read_text()
    assert git(small_site, "status", "--porcelain") == ""


def test_uncommitted_work_is_left_alone(site: Site, small_site: Path, noor: Person) -> None:
    path = small_site / "content/posts/first-light.md"
    path.write_text(FIRST_POST.replace("First light", "My own words"))
    outcome = save(site, noor, ("f.title", "Second light"))
    assert [str(item) for item in outcome.left_alone] == ["content/posts/first-light.md"]
    assert "My own words" in path.read_text()
    assert "Second light" in git(small_site, "show", "main:content/posts/first-light.md")


def test_unchanged_form_makes_no_commit(site: Site, small_site: Path, noor: Person) -> None:
    body = "The oven is *warm*.\r\n"
    outcome = save(site, noor, ("f.title", "First light"), ("f.body", body))
    assert not outcome.changed
    assert commits(small_site) == 1


def test_body_edit_keeps_the_header(site: Site, small_site: Path, noor: Person) -> None:
    save(site, noor, ("f.body", "The oven is *cold*.\r\n"))
    assert changed_lines(small_site) == ["-The oven is *warm*.", "+The oven is *cold*."]


def test_missing_title_names_the_field(site: Site, small_site: Path, noor: Person) -> None:
    with pytest.raises(InvalidEntry) as caught:
        save(site, noor, ("f.title", ""))
    assert [item.label for item in caught.value.problems] == ["Title"]
    assert caught.value.form is not None
    assert commits(small_site) == 1


def test_same_form_twice_is_one_commit(site: Site, small_site: Path, noor: Person) -> None:
    base = open_entry(site, "posts", "first-light").base
    first = save(site, noor, ("f.title", "Second light"), base=base, key="form-7")
    again = save(site, noor, ("f.title", "Second light"), base=base, key="form-7")
    assert first.commit == again.commit
    assert commits(small_site) == 2


def test_other_fields_join_silently(site: Site, small_site: Path, noor: Person) -> None:
    base = open_entry(site, "posts", "first-light").base
    save(site, Person("Tomas", "t@example.org"), ("f.date", "2026-01-06"), key="a")
    outcome = save(site, noor, ("f.title", "Second light"), base=base, key="b")
    assert outcome.joined == ("Date",)
    text = git(small_site, "show", "main:content/posts/first-light.md")
    assert "title: Second light   #" in text
    assert "date: 2026-01-06" in text


def test_same_field_asks(site: Site, small_site: Path, noor: Person) -> None:
    base = open_entry(site, "posts", "first-light").base
    save(site, Person("Tomas", "t@example.org"), ("f.title", "Dawn"), key="a")
    with pytest.raises(EntryConflict) as caught:
        save(site, noor, ("f.title", "Second light"), base=base, key="b")
    (conflict,) = caught.value.merge.conflicts
    assert (conflict.label, conflict.base, conflict.ours, conflict.theirs) == (
        "Title",
        "First light",
        "Second light",
        "Dawn",
    )
    assert caught.value.by == "Tomas"
    assert commits(small_site) == 2


@pytest.mark.parametrize(
    ("choice", "own", "title"),
    [("ours", "", "Second light"), ("theirs", "", "Dawn"), ("own", "First dawn", "First dawn")],
)
def test_choice_settles_the_conflict(
    site: Site, small_site: Path, noor: Person, choice: str, own: str, title: str
) -> None:
    base = open_entry(site, "posts", "first-light").base
    save(site, Person("Tomas", "t@example.org"), ("f.title", "Dawn"), key="a")
    theirs = open_entry(site, "posts", "first-light").base
    resolve_conflict(
        site,
        "posts",
        "first-light",
        FormData([("f.title", "Second light"), ("f.date", "2026-03-01")]),
        base=base,
        theirs=theirs,
        choices={"title": choice},
        own={"title": own},
        person=noor,
        key="c",
    )
    text = git(small_site, "show", "main:content/posts/first-light.md")
    assert f"title: {title}" in text
    assert "date: 2026-03-01" in text


def test_undecided_conflict_asks_again(site: Site, noor: Person) -> None:
    base = open_entry(site, "posts", "first-light").base
    save(site, Person("Tomas", "t@example.org"), ("f.title", "Dawn"), key="a")
    theirs = open_entry(site, "posts", "first-light").base
    form = FormData([("f.title", "Second light")])
    with pytest.raises(EntryConflict):
        resolve_conflict(
            site, "posts", "first-light", form, base=base, theirs=theirs, choices={}, own={}, person=noor, key="c"
        )


def test_deleted_meanwhile_is_said(site: Site, noor: Person) -> None:
    base = open_entry(site, "posts", "first-light").base
    delete_entry(site, "posts", "first-light", person=noor)
    with pytest.raises(EntryDeleted):
        save(site, noor, ("f.title", "Second light"), base=base)


def test_pushed_commit_is_merged(site: Site, small_site: Path, noor: Person) -> None:
    base = open_entry(site, "posts", "first-light").base
    path = small_site / "content/posts/first-light.md"
    path.write_text(FIRST_POST.replace("[bread, rye]", "[bread, rye, oven]"))
    git(small_site, "commit", "-qam", "Tag it by hand")
    save(site, noor, ("f.title", "Second light"), base=base)
    text = git(small_site, "show", "main:content/posts/first-light.md")
    assert "[bread, rye, oven]" in text
    assert "Second light" in text


def test_new_entry_is_one_commit(site: Site, small_site: Path, noor: Person) -> None:
    form = FormData([("f.title", "Cardamom, and the queue"), ("f.body", "Before seven.\r\n")])
    outcome = create_entry(site, "posts", form, person=noor, key="n")
    assert outcome.slug == "cardamom-and-the-queue"
    assert git(small_site, "show", f"main:{outcome.path}") == (
        "---\ntitle: Cardamom, and the queue\n---\nBefore seven."
    )
    assert git(small_site, "log", "-1", "--format=%s") == "Create Story “cardamom-and-the-queue”"
    assert open_entry(site, "posts", outcome.slug).values["title"] == "Cardamom, and the queue"


def test_taken_address_gets_a_number(site: Site, noor: Person) -> None:
    form = FormData([("f.title", "First light")])
    assert create_entry(site, "posts", form, person=noor, key="n").slug == "first-light-1"


def test_create_needs_permission(site: Site, noor: Person) -> None:
    with pytest.raises(Forbidden):
        create_entry(site, "site", FormData([]), person=noor, key="n")


def test_delete_and_undo(site: Site, small_site: Path, noor: Person) -> None:
    outcome = delete_entry(site, "posts", "plums", person=noor)
    with pytest.raises(NotFound):
        open_entry(site, "posts", "plums")
    assert not (small_site / "content/posts/plums.md").exists()
    undo(site, outcome.commit, person=noor)
    assert open_entry(site, "posts", "plums").values["title"] == "Plums, briefly"
    assert git(small_site, "diff", "HEAD~2", "HEAD") == ""


def test_undo_refuses_later_work(site: Site, noor: Person) -> None:
    outcome = save(site, noor, ("f.title", "Second light"), key="a")
    save(site, noor, ("f.title", "Third light"), key="b")
    with pytest.raises(Conflict):
        undo(site, outcome.commit, person=noor)


def test_file_collections_keep_their_files(site: Site, noor: Person) -> None:
    with pytest.raises(Forbidden):
        delete_entry(site, "site", "navigation", person=noor)


def test_rename_moves_the_file(site: Site, small_site: Path, noor: Person) -> None:
    outcome = rename_entry(site, "posts", "plums", "Plums, at length", person=noor)
    assert outcome.slug == "plums-at-length"
    assert git(small_site, "show", "--format=", "-M", "--name-status", "HEAD").startswith("R100")


def test_rename_takes_a_bundles_pictures_along(small_site: Path, clock: FixedClock, noor: Person) -> None:
    config = small_site / "static/admin/config.yml"
    config.write_text(
        config.read_text().replace("folder: content/posts", "folder: content/posts\n    path: '{{slug}}/index'")
    )
    write_files(small_site, {"content/posts/bun/index.md": "---\ntitle: Bun\n---\n", "content/posts/bun/bun.jpg": b"x"})
    git(small_site, "add", "-A")
    git(small_site, "commit", "-qm", "Bundle")
    site = open_site(small_site, clock=clock)
    outcome = rename_entry(site, "posts", "bun/index", "cardamom-bun/index", person=noor)
    site.close()
    names = git(small_site, "ls-tree", "-r", "--name-only", "main", "content/posts/cardamom-bun/").splitlines()
    assert names == ["content/posts/cardamom-bun/bun.jpg", "content/posts/cardamom-bun/index.md"]
    assert outcome.slug == "cardamom-bun/index"
    assert git(small_site, "ls-tree", "main", "content/posts/bun") == ""


def test_rename_refuses_a_taken_address(site: Site, noor: Person) -> None:
    with pytest.raises(Conflict, match="already an entry at first-light"):
        rename_entry(site, "posts", "plums", "first-light", person=noor)


@pytest.mark.parametrize("slug", ["../../etc/passwd", ".git/config", "...", "con", "a" * 300, "//"])
def test_rename_stays_inside_the_folder(site: Site, small_site: Path, noor: Person, slug: str) -> None:
    try:
        rename_entry(site, "posts", "plums", slug, person=noor)
    except InvalidInput:
        assert commits(small_site) == 1
    names = git(small_site, "ls-tree", "-r", "--name-only", "main").splitlines()
    assert all(name.startswith(("content/posts/", "static/", "data/")) for name in names)


def test_reordered_list_keeps_unknown_keys(site: Site, small_site: Path, noor: Person) -> None:
    form = FormData(
        [
            ("f.links!list", "1"),
            ("f.links!items", "1"),
            ("f.links!items", "0"),
            ("f.links.0.label", "Journal"),
            ("f.links.0.url", "/journal"),
            ("f.links.1.label", "About us"),
            ("f.links.1.url", "/about"),
        ]
    )
    base = open_entry(site, "site", "navigation").base
    save_entry(site, "site", "navigation", form, base=base, person=noor, key="k")
    assert git(small_site, "show", "main:data/navigation.yml") == (
        "# the header of every page\nlinks:\n  - label: 'About us'\n    url: /about\n"
        "  - label: Journal\n    url: /journal\n    icon: pen"
    )


def test_comment_comes_with_a_new_key(small_site: Path, clock: FixedClock, noor: Person) -> None:
    config = small_site / "static/admin/config.yml"
    commented = "{name: cover, comment: 'Wide,\n\nnot tall.',"
    config.write_text(
        config.read_text().replace("{name: cover,", commented).replace("{name: title,", "{name: title, comment: x,")
    )
    git(small_site, "commit", "-qam", "Ask for comments")
    site = open_site(small_site, clock=clock)
    set_texts(site, "posts", "first-light", {"cover": "/media/a.jpg", "title": "Dawn"}, person=noor)
    site.close()
    assert changed_lines(small_site) == [
        "-title: First light   # the first of the year",
        "+title: Dawn   # the first of the year",
        "+# Wide,",
        "+# not tall.",
        "+cover: /media/a.jpg",
    ]


def test_nested_field_by_path(site: Site, small_site: Path, noor: Person) -> None:
    set_texts(site, "site", "navigation", {"links.1.url": "/who"}, person=noor)
    assert git(small_site, "show", "main:data/navigation.yml") == NAVIGATION.replace("/about", "/who").rstrip("\n")


def test_many_people_lose_nothing(site: Site, small_site: Path) -> None:
    barrier = threading.Barrier(6)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        person = Person(f"Person {number}", f"p{number}@example.org")
        barrier.wait()
        try:
            for turn in range(3):
                title = f"Title {number}-{turn}"
                form = FormData([("f.title", title)])
                create_entry(site, "posts", form, person=person, key=f"{number}-{turn}")
                set_texts(site, "posts", "first-light", {f"note{number}": title}, person=person)
        except BaseException as problem:
            failures.append(problem)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert commits(small_site) == 1 + 6 * 3 * 2
    text = git(small_site, "show", "main:content/posts/first-light.md")
    for number in range(6):
        assert f"note{number}: Title {number}-2" in text
    assert len(git(small_site, "ls-tree", "--name-only", "main:content/posts").splitlines()) == 2 + 18
    git(small_site, "fsck", "--strict")
