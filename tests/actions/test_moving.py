"""Nodes that get another place: what moves along, what is refused, and what happens when two people are at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from support import Files, FixedClock, git, write_files
from trees_support import DOCS, PATH, OpenDocs, named, opener

from cms.actions import (
    Site,
    Upload,
    create_entry,
    move_entry,
    move_folder,
    moved_entry,
    offers_preview,
    open_entry,
    save_entry,
    tree_level,
    undo,
)
from cms.errors import Conflict, Forbidden, InvalidInput, NotFound
from cms.fields import FormData
from cms.state import Person


@pytest.fixture
def open_docs(repository_of: Callable[[Files], Path], clock: FixedClock) -> Iterator[OpenDocs]:
    opened: list[Site] = []
    yield opener(repository_of, clock, opened)
    for site in opened:
        site.close()


def tree(site: Site, below: str = "content/docs") -> set[str]:
    found = git(repo_of(site), "ls-tree", "-r", "--name-only", "-z", "main").split("\0")
    return {path.removeprefix(f"{below}/") for path in found if path.startswith(f"{below}/")}


def repo_of(site: Site) -> Path:
    found = site.repository.work_tree
    assert found is not None
    return found


def commits(site: Site) -> int:
    return int(git(repo_of(site), "rev-list", "--count", "main"))


def test_node_moves_with_everything(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs()
    outcome = move_entry(site, "docs", "guide/index", "Old Things/handbook", person=noor)
    assert (outcome.slug, str(outcome.path)) == (
        "Old Things/handbook/index",
        "content/docs/Old Things/handbook/index.md",
    )
    assert not [path for path in tree(site) if path.startswith("guide")]
    assert {
        "Old Things/handbook/index.md",
        "Old Things/handbook/map.png",
        "Old Things/handbook/write/notes.md",
    } <= tree(site)
    assert commits(site) == 2
    assert git(repo_of(site), "status", "--porcelain") == ""
    assert named(tree_level(site, "docs").page.items) == ["Manual", "Old Things (5)"]
    assert open_entry(site, "docs", "Old Things/handbook/write/notes").title == "Notes"


def test_move_is_taken_back(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs()
    before = tree(site)
    outcome = move_entry(site, "docs", "guide/index", "handbook", person=noor)
    undo(site, outcome.commit, person=noor)
    assert tree(site) == before
    assert named(tree_level(site, "docs").page.items) == ["Manual", "Guide (3)", "Old Things (1)"]


def test_page_of_a_folder_moves_alone(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs()
    assert move_entry(site, "docs", "guide/write/notes", "guide", person=noor).slug == "guide/notes"
    assert move_entry(site, "docs", "guide/notes", "", person=noor).slug == "notes"
    assert {"notes.md", "guide/write/index.md"} <= tree(site)


def test_pictures_of_a_page_move_with_it(open_docs: OpenDocs, noor: Person) -> None:
    files = {
        "content/docs/guide/write/notes.md": "---\ntitle: Notes\n---\n![](oven.png) ![](shared.png)\n",
        "content/docs/guide/write/other.md": "---\ntitle: Other\n---\n![](shared.png)\n",
        "content/docs/guide/write/oven.png": b"\x89PNG oven",
        "content/docs/guide/write/shared.png": b"\x89PNG shared",
    }
    site = open_docs("media_folder: ''\n    public_folder: ''", files)
    move_entry(site, "docs", "guide/write/notes", "Old Things", person=noor)
    assert {"Old Things/notes.md", "Old Things/oven.png", "Old Things/shared.png"} <= tree(site)
    assert "guide/write/oven.png" not in tree(site)
    assert "guide/write/shared.png" in tree(site)
    assert commits(site) == 2


def test_new_names_become_addresses(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs()
    assert (
        move_entry(site, "docs", "guide/index", "Old Things/Read Me!", person=noor).slug == "Old Things/read-me/index"
    )


def test_bare_folder_moves(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs()
    outcome = move_folder(site, "docs", "Old Things", "guide/old", person=noor)
    assert outcome.slug == "guide/old"
    assert "guide/old/faq/index.md" in tree(site)
    assert move_folder(site, "docs", "guide", "handbook", person=noor).slug == "handbook"
    assert "handbook/old/faq/index.md" in tree(site)
    assert not move_folder(site, "docs", "handbook", "handbook/", person=noor).changed


@pytest.mark.parametrize(
    ("wanted", "error", "words"),
    [
        ("guide/write/guide", InvalidInput, "into itself"),
        ("../other/guide", InvalidInput, "outside"),
        ("guide/../../x", InvalidInput, "outside"),
        ("Old Things/faq", Conflict, "already something at content/docs/Old Things/faq"),
        ("", InvalidInput, "name of its own"),
        ("a/b/c/d", InvalidInput, "at most 5 levels"),
        ("???", InvalidInput, "Use letters"),
        ("a//b", InvalidInput, "Use letters"),
        ("con", InvalidInput, "Use letters"),
    ],
)
def test_wrong_places_are_refused(
    open_docs: OpenDocs, noor: Person, wanted: str, error: type[Exception], words: str
) -> None:
    site = open_docs()
    with pytest.raises(error, match=words):
        move_entry(site, "docs", "guide/index", wanted, person=noor)
    assert commits(site) == 1


def test_slash_at_the_start_changes_nothing(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs()
    assert not move_entry(site, "docs", "guide/index", "/guide/", person=noor).changed
    assert commits(site) == 1


def test_other_collections_do_not_move(open_docs: OpenDocs, noor: Person) -> None:
    with pytest.raises(Forbidden, match="no folders"):
        move_entry(open_docs(), "other", "a", "b", person=noor)


def test_what_settings_name_stays(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs("meta: {path: {index_file: index}}", site="", files={}, fields="""\
  - name: site
    label: Site
    files: [{name: home, label: Home, file: content/docs/guide/home.yml, fields: [{name: title}]}]""")  # fmt: skip
    with pytest.raises(InvalidInput, match=r"guide/home\.yml is in that folder"):
        move_entry(site, "docs", "guide/index", "handbook", person=noor)


LANGUAGES = "i18n: {structure: %s, locales: [en, de]}"
IN_LANGUAGES = "i18n: true\n    meta: {path: {widget: string, label: Path, index_file: index}}"


def test_all_languages_move(open_docs: OpenDocs, noor: Person) -> None:
    files = {
        "content/docs/en/shop/index.md": "---\ntitle: Shop\n---\n",
        "content/docs/de/shop/index.md": "---\ntitle: Laden\n---\n",
        "content/docs/de/shop/nur/index.md": "---\ntitle: Nur\n---\n",
        "content/docs/de/shop/nur/bild.png": b"\x89PNG",
    }
    site = open_docs(IN_LANGUAGES, files, site=LANGUAGES % "multiple_folders")
    move_entry(site, "docs", "shop/index", "store", person=noor)
    assert {path for path in tree(site) if path[:3] in ("en/", "de/")} == {
        "en/store/index.md",
        "de/store/index.md",
        "de/store/nur/index.md",
        "de/store/nur/bild.png",
    }
    move_entry(site, "docs", "store/nur/index", "nur", person=noor)
    assert {"de/nur/bild.png", "de/nur/index.md"} <= tree(site)


def test_languages_side_by_side_move(open_docs: OpenDocs, noor: Person) -> None:
    files = {
        "content/docs/shop/index.en.md": "---\ntitle: Shop\n---\n",
        "content/docs/shop/index.de.md": "---\ntitle: Laden\n---\n",
        "content/docs/shop/page.en.md": "---\ntitle: Page\n---\n",
        "content/docs/shop/page.de.md": "---\ntitle: Seite\n---\n",
    }
    site = open_docs(IN_LANGUAGES, files, site=LANGUAGES % "multiple_files")
    move_entry(site, "docs", "shop/page", "", person=noor)
    move_entry(site, "docs", "shop/index", "store", person=noor)
    assert {"page.en.md", "page.de.md", "store/index.en.md", "store/index.de.md"} <= tree(site)


# ---------------------------------------------------------------------- in the form
def save(site: Site, noor: Person, slug: str, place: str, *pairs: tuple[str, str], base: str = "") -> str:
    base = base or open_entry(site, "docs", slug).base
    data = FormData(pairs)
    return save_entry(site, "docs", slug, data, base=base, person=noor, key=place, place=place).slug


def test_edit_and_move_are_one_commit(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs()
    assert save(site, noor, "guide/index", "handbook", ("f.title", "Handbook")) == "handbook/index"
    assert commits(site) == 2
    assert open_entry(site, "docs", "handbook/index").values["title"] == "Handbook"
    assert {"handbook/map.png", "handbook/write/notes.md"} <= tree(site)
    assert save(site, noor, "handbook/index", "handbook", ("f.title", "Handbook")) == "handbook/index"
    assert commits(site) == 2


def test_refused_move_saves_nothing(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs()
    with pytest.raises(Conflict, match="already something"):
        save(site, noor, "guide/index", "Old Things/faq", ("f.title", "Handbook"))
    assert commits(site) == 1


def test_moved_meanwhile_is_told(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs()
    tomas = Person("Tomas Okafor", "tomas@example.org")
    move_entry(site, "docs", "guide/index", "handbook", person=tomas)
    with pytest.raises(NotFound, match="Tomas Okafor moved this to handbook"):
        move_entry(site, "docs", "guide/index", "manual", person=noor)
    move_entry(site, "docs", "handbook/index", "Old Things/handbook", person=noor)
    docs = tree_level(site, "docs").collection
    assert moved_entry(site, docs, "guide/write/notes") == ("Old Things/handbook/write/notes", noor.name)
    assert moved_entry(site, docs, "nothing/index") is None


def test_text_changed_meanwhile_is_joined(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs()
    base = open_entry(site, "docs", "guide/index").base
    save(site, noor, "guide/index", "guide", ("f.weight", "7"))
    assert save(site, noor, "guide/index", "handbook", ("f.title", "Handbook"), base=base) == "handbook/index"
    values = open_entry(site, "docs", "handbook/index").values
    assert (values["title"], values["weight"]) == ("Handbook", 7)


def create(site: Site, noor: Person, place: str, title: str = "Bake", **more: bool) -> str:
    form = FormData([("f.title", title)])
    return create_entry(site, "docs", form, person=noor, key=f"{place}{title}", place=place, **more).slug


def test_new_page_below_a_node(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs()
    assert create(site, noor, "guide/") == "guide/bake/index"
    assert create(site, noor, "guide/", "Bake ") == "guide/bake-1/index"
    assert create(site, noor, "") == "bake/index"
    assert create(site, noor, "guide/ovens/Big One") == "guide/ovens/big-one/index"
    assert create(site, noor, "Old Things") == "Old Things/index"
    with pytest.raises(Conflict, match="already a page at guide"):
        create(site, noor, "guide")
    with pytest.raises(InvalidInput, match="outside"):
        create(site, noor, "../x")


def test_new_file_in_a_folder(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs("meta: {path: {widget: string, label: Path}}")
    assert create(site, noor, "guide/") == "guide/bake"
    assert create(site, noor, "guide") == "guide/bake-1"
    site = open_docs("path: '{{slug}}/index'")
    assert create(site, noor, "guide") == "guide/bake/index"
    site = open_docs(nested="{depth: 5, subfolders: false}")
    assert create(site, noor, "guide") == "guide/bake"


def a_png() -> bytes:
    data = BytesIO()
    Image.new("RGB", (2, 2)).save(data, "PNG")
    return data.getvalue()


def test_upload_goes_where_the_page_goes(open_docs: OpenDocs, noor: Person) -> None:
    files = {"content/docs/guide/write/notes.md": "---\ntitle: Notes\n---\n"}
    site = open_docs("media_folder: ''\n    public_folder: ''", files)
    picture = Upload("oven.png", a_png())
    base = open_entry(site, "docs", "guide/write/notes").base
    form = FormData([("f.title", "Notes"), ("f.body", "")])
    outcome = save_entry(
        site,
        "docs",
        "guide/write/notes",
        form,
        base=base,
        person=noor,
        key="u",
        place="guide",
        uploads={"body": picture},
    )
    assert outcome.slug == "guide/notes"
    assert "guide/oven.png" in tree(site)


# ---------------------------------------------------------------------- index files
OVERVIEW = """index_file: {name: _index, label: Overview, icon: home, extension: json, format: json, \
fields: [{name: heading, label: Heading}], editor: {preview: false}}"""


def test_index_file_has_fields_of_its_own(open_docs: OpenDocs, noor: Person) -> None:
    files = {"content/docs/guide/_index.json": '{\n  "heading": "All of it"\n}\n', "content/docs/guide/_index.md": "x"}
    site = open_docs(OVERVIEW, files)
    opened = open_entry(site, "docs", "guide/_index")
    assert [field.name for field in opened.fields] == ["heading"]
    assert (opened.title, str(opened.path)) == ("All of it", "content/docs/guide/_index.json")
    assert opened.file is not None and (opened.file.label, opened.file.icon) == ("Overview", "home")
    assert not offers_preview(site, opened)
    data = FormData([("f.heading", "Everything")])
    save_entry(site, "docs", "guide/_index", data, base=opened.base, person=noor, key="i")
    assert git(repo_of(site), "show", "main:content/docs/guide/_index.json") == '{\n  "heading": "Everything"\n}'
    assert named(tree_level(site, "docs").page.items) == ["Manual", "Everything (4)", "Old Things (1)"]


def test_index_file_is_begun(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs(OVERVIEW)
    form = FormData([("f.heading", "Old")])
    outcome = create_entry(site, "docs", form, person=noor, key="n", place="Old Things", index=True)
    assert str(outcome.path) == "content/docs/Old Things/_index.json"
    with pytest.raises(Conflict, match="already a page"):
        create_entry(site, "docs", form, person=noor, key="m", place="Old Things", index=True)


POINTING = """\
  - name: notes
    label: Notes
    folder: content/notes
    fields:
      - {name: title}
      - {name: about, widget: relation, collection: docs}
      - {name: next, widget: relation, collection: docs, value_field: "/{{slug}}/", required: false}
"""
ADDRESSED = PATH + "\n    preview_path: 'docs/{{dirname}}'\n    aliases_field: redirects"


def shown(site: Site, path: str) -> str:
    return git(repo_of(site), "show", f"main:content/{path}")


def test_relations_follow_a_moved_folder(open_docs: OpenDocs, noor: Person) -> None:
    note = "---\ntitle: A\nabout: guide/write/notes  # kept\nnext: /guide/index/\n---\n"
    site = open_docs(files={"content/notes/a.md": note}, fields=POINTING)
    outcome = move_entry(site, "docs", "guide/index", "Old Things/handbook", person=noor)
    assert (commits(site), outcome.plain) == (2, False)
    assert shown(site, "notes/a.md") == note.replace("guide", "Old Things/handbook").rstrip("\n")
    assert shown(site, "docs/Old Things/handbook/write/notes.md") == DOCS["content/docs/guide/write/notes.md"][:-1]
    move_folder(site, "docs", "Old Things", "old", person=noor)
    assert shown(site, "notes/a.md") == note.replace("guide", "old/handbook").rstrip("\n")


def test_moved_folder_keeps_former_addresses(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs(ADDRESSED)
    move_entry(site, "docs", "guide/write/index", "pens", person=noor)
    assert shown(site, "docs/pens/index.md") == ("---\ntitle: Write\nweight: 1\nredirects:\n  - /docs/guide/write\n---")
    assert "  - /docs/guide/write\n" in shown(site, "docs/pens/notes.md")
    save(site, noor, "guide/index", "Handbook", ("f.title", "Handbook"))
    assert shown(site, "docs/handbook/index.md").startswith("---\ntitle: Handbook\nredirects:\n  - /docs/guide\n---")
    assert "  - /docs/guide/install\n" in shown(site, "docs/handbook/install/index.md")
    assert commits(site) == 3


def test_too_many_pages_move_as_they_are(open_docs: OpenDocs, noor: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.actions.repointing.MOST_FOLLOW", 2)
    site = open_docs(ADDRESSED)
    outcome = move_entry(site, "docs", "guide/index", "handbook", person=noor)
    assert (outcome.plain, commits(site)) == (True, 2)
    assert shown(site, "docs/handbook/index.md") == str(DOCS["content/docs/guide/index.md"])[:-1]


def test_page_changed_during_a_move_is_moved_as_it_is(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs(ADDRESSED)
    path = "content/docs/guide/install/index.md"
    write_files(repo_of(site), {path: "---\ntitle: Set up\n---\n"})
    git(repo_of(site), "commit", "-qam", "Meanwhile")
    move_entry(site, "docs", "guide/index", "handbook", person=noor)
    text = shown(site, "docs/handbook/install/index.md")
    assert text == "---\ntitle: Set up\nredirects:\n  - /docs/guide/install\n---"


def test_moving_what_came_meanwhile(open_docs: OpenDocs, noor: Person) -> None:
    site = open_docs()
    write_files(repo_of(site), {"content/docs/guide/late/index.md": "---\ntitle: Late\n---\n"})
    git(repo_of(site), "add", "-A")
    git(repo_of(site), "commit", "-qm", "Late")
    move_entry(site, "docs", "guide/index", "handbook", person=noor)
    assert "handbook/late/index.md" in tree(site)
    assert not [path for path in tree(site) if path.startswith("guide")]
