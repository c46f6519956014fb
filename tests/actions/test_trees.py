"""The tree of a nested collection, level by level, and what happens to it when files come and go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import Files, FixedClock, git, write_files
from trees_support import OpenDocs, named, opener

from cms.actions import Site, delete_entry, list_rows, trail, tree_level
from cms.errors import NotFound
from cms.state import Person


@pytest.fixture
def open_docs(repository_of: Callable[[Files], Path], clock: FixedClock) -> Iterator[OpenDocs]:
    opened: list[Site] = []
    yield opener(repository_of, clock, opened)
    for site in opened:
        site.close()


def level(site: Site, folder: str = "", **more: str) -> list[str]:
    return named(tree_level(site, "docs", folder, **more).page.items)


def repo_of(site: Site) -> Path:
    found = site.repository.work_tree
    assert found is not None
    return found


def test_levels_hold_folders_and_pages(open_docs: OpenDocs) -> None:
    site = open_docs()
    assert level(site) == ["Manual", "Guide (3)", "Old Things (1)"]
    assert level(site, "guide") == ["Install (0)", "Write (1)"]
    assert level(site, "guide/write") == ["Notes"]
    assert level(site, "Old Things") == ["Questions (0)"]


def test_levels_are_sorted_as_lists_are(open_docs: OpenDocs) -> None:
    site = open_docs("sortable_fields: [weight, title]")
    assert tree_level(site, "docs").sort == "weight"
    assert level(site, "guide") == ["Write (1)", "Install (0)"]
    assert level(site, "guide", sort="-weight") == ["Install (0)", "Write (1)"]
    assert level(site, "guide", sort="-title") == ["Write (1)", "Install (0)"]


def test_folder_without_entries_is_none(open_docs: OpenDocs) -> None:
    site = open_docs()
    with pytest.raises(NotFound, match="nowhere"):
        tree_level(site, "docs", "nowhere")


def test_trail_names_the_folders(open_docs: OpenDocs) -> None:
    site = open_docs()
    docs = tree_level(site, "docs").collection
    assert trail(site, docs, "guide/write") == (("guide", "Guide"), ("guide/write", "Write"))
    assert trail(site, docs, "Old Things") == (("Old Things", "Old Things"),)


def test_files_can_be_pages_of_their_folder(open_docs: OpenDocs) -> None:
    site = open_docs("summary: '{{title}}!'", nested="{depth: 5, subfolders: false, summary: '{{dirname}}'}")
    assert level(site, "guide") == ["Guide!", "install (1)", "write (2)"]
    assert level(site, "guide/write") == ["Notes!", "Write!"]


def test_summary_of_nodes(open_docs: OpenDocs) -> None:
    site = open_docs("summary: '{{title}}!'", nested="{summary: '{{title}}: {{dirname}}/{{filename}}.{{extension}}'}")
    assert level(site, "guide") == ["Install: guide/install/index.md (0)", "Write: guide/write/index.md (1)"]


def test_usual_names_stand_for_their_folder(open_docs: OpenDocs) -> None:
    both = {
        "content/docs/api/README.md": "---\ntitle: Read me\n---\n",
        "content/docs/api/intro.md": "---\ntitle: I\n---\n",
    }
    site = open_docs("create: false", both)
    assert "Read me (1)" in level(site)
    site = open_docs("meta: {path: {widget: string, label: Path, index_file: intro}}", both)
    assert "I (1)" in level(site)
    assert level(site, "api") == ["Read me"]


def test_depth_ends_the_tree(open_docs: OpenDocs) -> None:
    site = open_docs(nested="{depth: 2}")
    assert [row.slug for row in list_rows(site, "docs")] == ["guide/index", "index"]
    assert level(site) == ["Manual", "Guide (0)"]


def test_tree_follows_the_branch(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs()
    write_files(repo_of(site), {"content/docs/guide/deep/er/index.md": "---\ntitle: Deeper\n---\n"})
    git(repo_of(site), "add", "-A")
    git(repo_of(site), "commit", "-qm", "More")
    site.refresh()
    assert level(site, "guide") == ["deep (1)", "Install (0)", "Write (1)"]
    delete_entry(site, "docs", "guide/deep/er/index", person=noor)
    assert level(site, "guide") == ["Install (0)", "Write (1)"]
    delete_entry(site, "docs", "guide/write/index", person=noor)
    assert level(site, "guide") == ["Install (0)", "write (1)"]
    site.reindex()
    assert level(site, "guide") == ["Install (0)", "write (1)"]


def test_wide_level_comes_in_pages(open_docs: OpenDocs) -> None:
    many = {f"content/docs/many/p{number:03}.md": f"---\ntitle: Page {number}\n---\n" for number in range(120)}
    site = open_docs(files=many)
    seen: list[str] = []
    after = ""
    for size in (50, 50, 20):
        found = tree_level(site, "docs", "many", after=after).page
        assert (len(found.items), found.total) == (size, 120)
        seen += [item.label for item in found.items]
        after = found.next
    assert seen == [f"Page {number}" for number in range(120)]
    assert after == ""


def test_odd_cursors_begin_somewhere(open_docs: OpenDocs) -> None:
    site = open_docs()
    for after in ("x", "-1:", "999999999999:", "0:guide"):
        assert level(site, after=after) == level(site)
    assert level(site, after="99:gone") == []


def test_languages_share_one_node(open_docs: OpenDocs) -> None:
    files = {
        "content/docs/en/shop/index.md": "---\ntitle: Shop\n---\n",
        "content/docs/de/shop/index.md": "---\ntitle: Laden\n---\n",
        "content/docs/de/shop/nur/index.md": "---\ntitle: Nur\n---\n",
    }
    site = open_docs(
        f"i18n: true\n    {'meta: {path: {widget: string, label: Path, index_file: index}}'}",
        files,
        site="i18n: {structure: multiple_folders, locales: [en, de]}",
    )
    assert level(site) == ["Shop (1)"]
    assert level(site, "shop") == ["Nur (0)"]
