"""Entries with a name of their own in each language: begun, linked by a key, followed, renamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import Files, FixedClock, git, write_files

from cms.actions import (
    Marks,
    Site,
    at_commit,
    create_entry,
    delete_entry,
    open_entry,
    open_site,
    rename_entry,
    save_entry,
)
from cms.fields import FormData
from cms.state import Person

CONFIG = """\
backend: {name: git-gateway}
media_folder: media
i18n: {structure: multiple_folders, locales: [en, de, fr], initial_locales: default, OPTIONS}
collections:
  - name: posts
    label: Posts
    folder: posts
    create: true
    i18n: true
    slug: SLUG
    fields:
      - {name: title, label: Title, i18n: true}
      - {name: body, label: Body, widget: markdown, i18n: true, required: false}
"""
NOOR = Person("Noor Bakshi", "noor@example.org")
LINKED = {
    "posts/en/tea.md": "---\ntitle: Tea\ntranslationKey: tea\n---\n",
    "posts/de/tee.md": "---\ntitle: Tee\ntranslationKey: tea\n---\n",
    "posts/fr/pain.md": "---\ntitle: Pain\n---\n",
}


@pytest.fixture
def open_with(repository_of: Callable[[Files], Path], clock: FixedClock) -> Iterator[Callable[..., Site]]:
    sites: list[Site] = []

    def opened(files: Files, *, slug: str = "{template: '{{title}}', i18n: true}", options: str = "") -> Site:
        config = CONFIG.replace("SLUG", slug).replace(", OPTIONS", options)
        sites.append(open_site(repository_of({"admin/config.yml": config, **files}), clock=clock))
        return sites[-1]

    yield opened
    for site in sites:
        site.close()


def tree(site: Site) -> Path:
    assert site.repository.work_tree is not None
    return site.repository.work_tree


def files_of(site: Site, slug: str) -> dict[str, str]:
    row = site.index.find("posts", slug)
    return {locale: str(path) for locale, path in row.files.items()} if row is not None else {}


def texts(site: Site) -> dict[str, str]:
    return {path.relative_to(tree(site)).as_posix(): path.read_text() for path in tree(site).rglob("posts/*/*.md")}


@pytest.mark.parametrize("slug", ["{template: '{{title}}', i18n: true}", "'{{title | localize}}'"])
def test_each_language_has_a_name_of_its_own(open_with: Callable[..., Site], slug: str) -> None:
    site = open_with({}, slug=slug)
    typed = FormData([("f.title", "Tea"), ("f.@de.title", "Grüner Tee")])
    create_entry(site, "posts", typed, person=NOOR, key="k", locale="en", beside=Marks("de"))
    assert texts(site) == {
        "posts/en/tea.md": "---\ntitle: Tea\ntranslationKey: tea\n---\n",
        "posts/de/grüner-tee.md": "---\ntitle: Grüner Tee\ntranslationKey: tea\n---\n",
    }
    assert files_of(site, "tea") == {"en": "posts/en/tea.md", "de": "posts/de/grüner-tee.md"}
    assert open_entry(site, "posts", "tea", locale="de").values["title"] == "Grüner Tee"


def test_begun_translation_is_linked(open_with: Callable[..., Site]) -> None:
    site = open_with(
        {"posts/en/tea.md": "---\ntitle: Tea\n---\n"}, options=", canonical_slug: {key: link, value: 'x-{{slug}}'}"
    )
    typed = FormData([("f.title", "Thé vert")])
    save_entry(site, "posts", "tea", typed, base="", person=NOOR, key="k", locale="fr")
    assert texts(site) == {
        "posts/en/tea.md": "---\ntitle: Tea\nlink: x-tea\n---\n",
        "posts/fr/thé-vert.md": "---\ntitle: Thé vert\nlink: x-tea\n---\n",
    }
    assert files_of(site, "tea") == {"en": "posts/en/tea.md", "fr": "posts/fr/thé-vert.md"}
    assert len(git(tree(site), "log", "--format=%h").split()) == 2


def test_index_follows_the_key(open_with: Callable[..., Site]) -> None:
    site = open_with(LINKED)
    assert files_of(site, "tea") == {"en": "posts/en/tea.md", "de": "posts/de/tee.md"}
    write_files(tree(site), {"posts/fr/pain.md": "---\ntitle: Thé\ntranslationKey: tea\n---\n"})
    git(tree(site), "commit", "-qam", "Link")
    site.refresh()
    assert (len(files_of(site, "tea")), files_of(site, "pain")) == (3, {})
    write_files(tree(site), {"posts/de/tee.md": "---\ntitle: Tee\n---\n"})
    git(tree(site), "commit", "-qam", "Unlink")
    site.refresh()
    assert files_of(site, "tea") == {"en": "posts/en/tea.md", "fr": "posts/fr/pain.md"}
    assert files_of(site, "tee") == {"de": "posts/de/tee.md"}
    before = {slug: files_of(site, slug) for slug in ("tea", "tee", "pain")}
    site.reindex()
    assert {slug: files_of(site, slug) for slug in before} == before


def test_renaming_keeps_the_link(open_with: Callable[..., Site]) -> None:
    site = open_with(LINKED)
    rename_entry(site, "posts", "tea", "black-tea", person=NOOR)
    assert files_of(site, "black-tea") == {"en": "posts/en/black-tea.md", "de": "posts/de/tee.md"}


def test_all_languages_are_deleted(open_with: Callable[..., Site]) -> None:
    site = open_with(LINKED)
    delete_entry(site, "posts", "tea", person=NOOR)
    assert list(texts(site)) == ["posts/fr/pain.md"]


def test_edit_of_a_linked_translation(open_with: Callable[..., Site]) -> None:
    site = open_with(LINKED)
    entry = open_entry(site, "posts", "tea", locale="de")
    head = site.head()
    typed = FormData([("f.title", "Schwarztee")])
    save_entry(site, "posts", "tea", typed, base=entry.base, person=NOOR, key="k", locale="de")
    assert texts(site)["posts/de/tee.md"] == "---\ntitle: Schwarztee\ntranslationKey: tea\n---\n"
    assert at_commit(site, "posts", "tea", head, locale="de").values["title"] == "Tee"
