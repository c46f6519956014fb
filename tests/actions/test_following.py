"""However the branch moves, the index says what one built from nothing says."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest
from following_support import Kills, contents, differences, from_scratch, killing_ground
from support import GIT_ENVIRONMENT, Files, FixedClock, git, make_repository, write_files

from cms.actions import Site, delete_entry, following, open_entry, open_site, rename_entry, save_entry
from cms.actions.records import Plan
from cms.errors import StoreError
from cms.fields import FormData
from cms.index import Index
from cms.state import Person

FIELDS = """
    fields:
      - {name: title, label: Title, i18n: true}
      - {name: date, label: Date, widget: datetime, required: false}
      - {name: tags, label: Tags, widget: list, required: false}
      - {name: draft, label: Draft, widget: boolean, required: false}
      - {name: body, label: Body, widget: markdown, required: false, i18n: true}
"""
STRUCTURES = ("multiple_files", "multiple_folders", "multiple_root_folders", "single_file")
CONFIG = f"""\
backend: {{name: git-gateway, branch: main}}
media_folder: static/media
public_folder: /media
i18n: {{structure: multiple_files, locales: [en, de, fr], default_locale: en}}
collections:
  - name: posts
    folder: content/posts
    create: true
    sortable_fields: [title, date, commit_date, commit_author, weight]
    view_filters: [{{label: Drafts, field: draft, pattern: true}}]
    view_groups: [{{label: Tags, field: tags}}]
    fields:
      - {{name: title, label: Title}}
      - {{name: date, label: Date, widget: datetime, required: false}}
      - {{name: tags, label: Tags, widget: list, required: false}}
      - {{name: draft, label: Draft, widget: boolean, required: false}}
      - name: author
        label: Author
        widget: relation
        collection: authors
        value_field: title
        search_fields: [title]
        required: false
      - {{name: body, label: Body, widget: markdown, required: false}}
  - name: authors
    folder: content/authors{FIELDS}
  - name: published
    folder: content/posts
    filter: {{field: draft, value: false}}{FIELDS}
  - name: pages
    folder: pages
    nested: {{depth: 3}}{FIELDS}
  - name: site
    files:
      - {{name: about, label: About, file: data/about.yml, fields: [{{name: title, label: Title}}]}}
      - name: home
        label: Home
        file: "data/home.{{{{locale}}}}.yml"
        i18n: true
        fields: [{{name: title, label: Title, i18n: true}}]
    i18n: true
  - name: loose
    folder: "loose/{{{{locale}}}}/x"{FIELDS}
""" + "".join(
    f"""\
  - name: {name}
    folder: l10n/{name}
    i18n: {{structure: {name.removesuffix("_omitted")}, locales: [en, de, fr], default_locale: en{extra}}}{FIELDS}
"""
    for name, extra in [
        *((name, "") for name in STRUCTURES),
        ("multiple_files_omitted", ", omit_default_locale_from_file_path: true"),
        ("multiple_folders_omitted", ", omit_default_locale_from_file_path: true"),
    ]
)


def post(title: str, **more: str) -> str:
    header = "".join(f"{name}: {value}\n" for name, value in more.items())
    return f"---\ntitle: {title}\n{header}---\nWords of {title}, [more](/media/{title.lower()}.jpg) 東京都.\n"


FILES = {
    "static/admin/config.yml": CONFIG,
    **{f"content/posts/p{n}.md": post(f"Post{n}", tags=f"[a, t{n % 3}]", draft="false") for n in range(8)},
    "content/posts/bad.md": "---\ntitle: [\n---\n",
    "content/authors/noor.md": post("Noor"),
    "pages/a/b.md": post("Deep"),
    "data/about.yml": "title: About\n",
    "data/home.en.yml": "title: Home\n",
    "data/home.de.yml": "title: Heim\n",
    "loose/en/x/one.md": post("One"),
    "loose/de/x/one.md": post("Eins"),
    "l10n/multiple_files/m.en.md": post("English"),
    "l10n/multiple_files/m.de.md": post("Deutsch"),
    "l10n/multiple_folders/en/m.md": post("English"),
    "l10n/multiple_folders/de/m.md": post("Deutsch"),
    "en/l10n/multiple_root_folders/m.md": post("English"),
    "de/l10n/multiple_root_folders/m.md": post("Deutsch"),
    "l10n/single_file/m.md": "---\nen: {title: English, body: one}\nde: {title: Deutsch, body: zwei}\n---\n",
    "l10n/multiple_files_omitted/m.md": post("English"),
    "l10n/multiple_files_omitted/m.de.md": post("Deutsch"),
    "l10n/multiple_folders_omitted/m.md": post("English"),
    "l10n/multiple_folders_omitted/de/m.md": post("Deutsch"),
}
LOCALISED = {  # the German file of each, and a French one to come
    "l10n/multiple_files/m.de.md": "l10n/multiple_files/m.fr.md",
    "l10n/multiple_folders/de/m.md": "l10n/multiple_folders/fr/m.md",
    "de/l10n/multiple_root_folders/m.md": "fr/l10n/multiple_root_folders/m.md",
    "l10n/multiple_files_omitted/m.de.md": "l10n/multiple_files_omitted/m.fr.md",
    "l10n/multiple_folders_omitted/de/m.md": "l10n/multiple_folders_omitted/fr/m.md",
    "data/home.de.yml": "data/home.fr.yml",
    "loose/de/x/one.md": "loose/fr/x/one.md",
}
DEFAULTS = (
    *("l10n/multiple_files/m.en.md", "l10n/multiple_folders/en/m.md", "en/l10n/multiple_root_folders/m.md"),
    *("l10n/multiple_files_omitted/m.md", "l10n/multiple_folders_omitted/m.md", "data/home.en.yml"),
    "loose/en/x/one.md",
)
NOOR = Person("Noor Bakshi", "noor@alder-and-rye.example")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_repository(tmp_path_factory.mktemp("template") / "site", FILES)


@pytest.fixture
def repo(template: Path, tmp_path: Path) -> Path:
    return shutil.copytree(template, tmp_path / "site", symlinks=True)


@pytest.fixture(params=["in small moves", "by builds"])
def site(
    repo: Path, clock: FixedClock, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    if request.param == "by builds":
        monkeypatch.setattr(following, "AT_ONCE", 0)
        monkeypatch.setattr(following, "BATCH", 3)
        monkeypatch.setattr(following, "COMMITS", 2)
    opened = open_site(repo, clock=clock)
    yield opened
    opened.close()


def check(site: Site, tmp_path: Path) -> None:
    site.refresh()
    assert site.index.state().head == site.head()
    scratch = tmp_path / "scratch.sqlite"
    plan = Plan(site.config)
    expected = from_scratch(site.repository, scratch, plan, site.head())
    said = differences(contents(site.index.path), expected)
    assert not said, said


def commit(repo: Path, files: dict[str, str | bytes], *gone: str, message: str = "Change") -> None:
    write_files(repo, files)
    for name in gone:
        git(repo, "rm", "-q", "-f", name)
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "--allow-empty", "-m", message)


def test_configuration_is_as_meant(site: Site) -> None:
    counts = site.index.counts()
    assert counts["posts"] == 9
    assert counts["published"] == 9  # with the one that cannot be read
    assert counts["site"] == 2
    for name in (*STRUCTURES, "multiple_files_omitted", "multiple_folders_omitted", "authors", "pages", "loose"):
        assert counts[name] == 1, name


def saves(site: Site) -> None:
    opened = open_entry(site, "posts", "p1")
    form = FormData([("f.title", "Another"), ("f.draft", "true")])
    save_entry(site, "posts", "p1", form, base=opened.base, person=NOOR, key="1")


def deletes(site: Site) -> None:
    delete_entry(site, "posts", "p2", person=NOOR)


def renames(site: Site) -> None:
    rename_entry(site, "posts", "p3", "new", person=NOOR)
    assert "Start" in [item.subject for item in site.index.history([PurePosixPath("content/posts/new.md")], 10)]


@pytest.mark.parametrize("act", [saves, deletes, renames])
def test_actions(site: Site, tmp_path: Path, act: Callable[[Site], None]) -> None:
    act(site)
    check(site, tmp_path)
    act_again = open_entry(site, "posts", "p5")
    save_entry(site, "posts", "p5", FormData([("f.title", "X")]), base=act_again.base, person=NOOR, key="2")
    check(site, tmp_path)


def test_external_commits(site: Site, repo: Path, tmp_path: Path) -> None:
    for number in range(5):
        commit(repo, {f"content/posts/p{number}.md": post(f"Round{number}")}, f"content/posts/p{number + 1}.md")
        commit(repo, {f"content/posts/p{number + 1}.md": post("Back"), "pages/new/x.md": post(f"N{number}")})
    check(site, tmp_path)


def test_bad_files_and_hidden_ones(site: Site, repo: Path, tmp_path: Path) -> None:
    """What is filtered out leaves its list; what cannot be read stays in it."""
    commit(repo, {"content/posts/p0.md": post("Zero", draft="true"), "content/posts/p1.md": "---\na: [\n---\n"})
    check(site, tmp_path)
    assert site.index.find("published", "p0") is None
    commit(repo, {"content/posts/p0.md": post("Zero", draft="false"), "content/posts/bad.md": post("Good")})
    check(site, tmp_path)
    assert site.index.find("published", "p0") is not None


def test_branch_moved_back_and_forth(site: Site, repo: Path, tmp_path: Path) -> None:
    start = git(repo, "rev-parse", "HEAD")
    commit(repo, {"content/posts/p0.md": post("Second"), "content/posts/more.md": post("More")})
    commit(repo, {"content/posts/p0.md": post("Third")}, "content/posts/p1.md")
    last = git(repo, "rev-parse", "HEAD")
    check(site, tmp_path)
    for place in (start, last, f"{last}~1", start):
        git(repo, "reset", "-q", "--hard", place)
        check(site, tmp_path)


@pytest.mark.parametrize("prune", [False, True])
def test_unrelated_history(site: Site, repo: Path, tmp_path: Path, prune: bool) -> None:
    git(repo, "checkout", "-q", "--orphan", "other")
    commit(repo, {"content/posts/p0.md": post("Elsewhere")}, "content/posts/p1.md")
    commit(repo, {"content/posts/p0.md": post("Elsewhere again")})
    git(repo, "branch", "-q", "-f", "main", "other")
    git(repo, "checkout", "-q", "main")
    if prune:
        git(repo, "branch", "-q", "-D", "other")
        git(repo, "reflog", "expire", "--expire=now", "--all")
        git(repo, "gc", "-q", "--prune=now")
    check(site, tmp_path)


def test_merges(site: Site, repo: Path, tmp_path: Path) -> None:
    git(repo, "checkout", "-q", "-b", "side")
    commit(repo, {"content/posts/p0.md": post("Side"), "content/posts/p1.md": post("Mine", weight="1")})
    git(repo, "mv", "content/posts/p6.md", "content/posts/moved.md")
    commit(repo, {})
    git(repo, "checkout", "-q", "main")
    commit(repo, {"content/posts/p2.md": post("Main"), "content/posts/p1.md": post("Theirs")})
    check(site, tmp_path)
    merge = subprocess.run(["git", "merge", "-q", "side"], cwd=repo, env=GIT_ENVIRONMENT, check=False)
    assert merge.returncode == 1, "the merge has a conflict"
    commit(repo, {"content/posts/p1.md": post("Both")}, message="Merge")
    check(site, tmp_path)
    commit(repo, {"content/posts/p1.md": post("After")})
    check(site, tmp_path)
    git(repo, "reset", "-q", "--hard", "HEAD~2")
    check(site, tmp_path)


def test_another_branch_in_the_working_copy(site: Site, repo: Path, tmp_path: Path) -> None:
    before = contents(site.index.path)
    git(repo, "checkout", "-q", "-b", "draft")
    commit(repo, {"content/posts/p0.md": post("Draft")})
    check(site, tmp_path)
    assert not differences(contents(site.index.path), before)


def test_configuration_of_one_collection(site: Site, repo: Path, tmp_path: Path) -> None:
    """Only its rows are made anew: the others keep their ids."""
    before = ids(site.index)
    changed = CONFIG.replace("sortable_fields: [title, date,", "sortable_fields: [title, tags,")
    commit(repo, {"static/admin/config.yml": changed})
    check(site, tmp_path)
    after = ids(site.index)
    assert {key: number for key, number in before.items() if key[0] != "posts"}.items() <= after.items()
    assert not {before[key] for key in before if key[0] == "posts"} & {
        number for key, number in after.items() if key[0] != "posts"
    }


def test_collections_come_and_go(site: Site, repo: Path, tmp_path: Path) -> None:
    more = CONFIG.replace("folder: content/authors", "folder: content/people") + (
        f"  - name: again\n    folder: content/posts{FIELDS}"
    )
    commit(repo, {"static/admin/config.yml": more, "content/people/x.md": post("X")})
    check(site, tmp_path)
    commit(repo, {"static/admin/config.yml": CONFIG})
    check(site, tmp_path)
    commit(repo, {"static/admin/config.yml": "collections: ["})
    site.refresh()
    assert site.index.counts()["posts"] == 9


def ids(index: Index) -> dict[tuple[str, bytes], int]:
    connection = sqlite3.connect(index.path)
    select = "SELECT c.name, e.slug, e.id FROM entries e JOIN collections c ON c.id = e.collection"
    found = {(name, slug): number for name, slug, number in connection.execute(select)}
    connection.close()
    return found


def test_many_files_at_once(site: Site, repo: Path, tmp_path: Path) -> None:
    commit(repo, {f"content/posts/many{n}.md": post(f"Many{n}", draft="false") for n in range(350)}, "pages/a/b.md")
    check(site, tmp_path)
    assert site.index.counts()["posts"] == 359
    commit(repo, {f"content/posts/many{n}.md": post(f"M{n}", draft="true") for n in range(320)})
    check(site, tmp_path)
    assert site.index.counts()["published"] == 39
    git(repo, "revert", "--no-edit", "HEAD~1..HEAD")
    git(repo, "rm", "-q", "-r", "content/posts")
    commit(repo, {})
    check(site, tmp_path)


def test_files_become_links_and_folders(site: Site, repo: Path, tmp_path: Path) -> None:
    posts = repo / "content/posts"
    (posts / "p0.md").unlink()
    (posts / "p0.md").symlink_to("p1.md")
    (posts / "p2.md").unlink()
    (posts / "p2.md").mkdir()
    (posts / "p2.md/inner.md").write_text(post("Inner"))
    (repo / "data/about.yml").unlink()
    (repo / "data/about.yml").symlink_to("home.en.yml")
    (repo / "l10n/multiple_files/m.de.md").unlink()
    (repo / "l10n/multiple_files/m.de.md").symlink_to("m.en.md")
    commit(repo, {})
    check(site, tmp_path)
    git(repo, "revert", "--no-edit", "HEAD")
    (posts / "p3.md").chmod(0o755)
    git(repo, "update-index", "--force-remove", "content/posts/p4.md")
    git(repo, "update-index", "--add", "--cacheinfo", f"160000,{git(repo, 'rev-parse', 'HEAD')},content/posts/p4.md")
    git(repo, "commit", "-q", "-m", "A submodule")
    check(site, tmp_path)


def test_languages_come_and_go(site: Site, repo: Path, tmp_path: Path) -> None:
    commit(repo, {german: FILES[german].replace("eutsch", "ialekt").replace("eim", "aus") for german in LOCALISED})
    check(site, tmp_path)
    commit(repo, {french: FILES[german].replace("eutsch", "rançais") for german, french in LOCALISED.items()})
    check(site, tmp_path)
    commit(repo, {}, *LOCALISED)
    check(site, tmp_path)


def test_default_language_comes_and_goes(site: Site, repo: Path, tmp_path: Path) -> None:
    commit(repo, {}, *DEFAULTS)
    check(site, tmp_path)
    commit(repo, {default: FILES[default] for default in DEFAULTS})
    check(site, tmp_path)


def test_names_of_any_kind(site: Site, repo: Path, tmp_path: Path) -> None:
    name = b"content/posts/caf\xe9 \n\t'\".md".decode("utf-8", "surrogateescape")
    commit(repo, {name: post("Odd"), "content/posts/ÄÖ.md": post("Umlaut")})
    check(site, tmp_path)
    commit(repo, {name: post("Odder")}, "content/posts/ÄÖ.md")
    check(site, tmp_path)


def test_two_processes_follow_at_once(site: Site, repo: Path, tmp_path: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", _OTHER, str(repo)], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    try:
        for number in range(12):
            commit(repo, {f"content/posts/p{number % 4}.md": post(f"Turn{number}"), "pages/n.md": post(f"N{number}")})
            site.refresh()
    finally:
        said, _ = other.communicate("stop\n", timeout=60)
    assert said == "done\n"
    assert other.returncode == 0
    check(site, tmp_path)


_OTHER = """
import sys, threading
from datetime import datetime, UTC
from pathlib import Path
from cms.actions import open_site
site = open_site(Path(sys.argv[1]), clock=lambda: datetime.now(UTC))
print("ready", flush=True)
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), stop.set())).start()
while not stop.is_set():
    site.refresh()
print("done")
"""


@pytest.mark.parametrize("harm", ["deleted", "deleted alone", "garbage", "cut", "older"])
def test_lost_and_broken_files(repo: Path, tmp_path: Path, clock: FixedClock, harm: str) -> None:
    site = open_site(repo, clock=clock)
    path = site.index.path
    if harm != "deleted alone":
        site.index.close()
    if harm.startswith("deleted"):
        path.unlink()
    elif harm == "garbage":
        path.write_bytes(b"SQLite format 3\0" + b"\xff" * 40_000)
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    else:
        path.unlink()
        Index.open(path, "0").close()
    commit(repo, {"content/posts/p0.md": post("Since")})
    for _ in range(2):
        try:
            check(site, tmp_path)
            break
        except StoreError as problem:
            assert "made anew" in str(problem)
    check(site, tmp_path)
    site.close()


def test_configuration_beside_the_branch(repo: Path, tmp_path: Path, clock: FixedClock) -> None:
    """It changes without a commit: the rows are made anew, and know who touched them last."""
    config = tmp_path / "config.yml"
    config.write_text(CONFIG)
    site = open_site(repo, clock=clock, config=str(config))
    config.write_text(CONFIG.replace("sortable_fields: [title, date,", "sortable_fields: [title, tags,"))
    check(site, tmp_path)
    row = site.index.find("posts", "p0")
    assert row is not None
    assert row.updated_by == "Ada Lovelace"
    site.close()


def test_stopped_builds_go_on(repo: Path, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A history that was read half way, for a head that the branch then left, is not taken over."""
    for number in range(6):
        commit(repo, {f"content/posts/p{number}.md": post(f"Turn{number}")})
    monkeypatch.setattr(following, "COMMITS", 1)
    monkeypatch.setattr(following, "AT_ONCE", 0)
    site = open_site(repo, clock=clock)
    start = site.head()
    for turns in range(1, 5):
        for number in range(5):
            commit(repo, {f"content/posts/p{number}.md": post(f"Turn{number}/{turns}")})
        _break_history(site, monkeypatch, after=turns)
        if turns % 2:
            git(repo, "reset", "-q", "--hard", start if turns == 1 else "HEAD~4")
        check(site, tmp_path)
    site.close()


def _break_history(site: Site, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Bring the site to the head, but end while its history is being read."""
    turns = iter(range(100))
    add = site.index.add_history

    def ending(*args: object, **options: object) -> None:
        if next(turns) >= after:
            raise KeyboardInterrupt
        add(*args, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(site.index, "add_history", ending)
        with pytest.raises(KeyboardInterrupt):
            site.refresh()


def test_threads_follow_at_once(site: Site, repo: Path, tmp_path: Path) -> None:
    wrong: list[BaseException] = []

    def follow() -> None:
        try:
            for _ in range(20):
                site.refresh()
        except BaseException as problem:
            wrong.append(problem)

    threads = [threading.Thread(target=follow) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(6):
        commit(repo, {f"content/posts/p{number}.md": post(f"Turn{number}")})
    for thread in threads:
        thread.join()
    assert not wrong
    check(site, tmp_path)


# ---------------------------------------------------------------------- kill -9
@pytest.mark.parametrize("way", ["build", "follow"])
def test_killed_at_any_point(tmp_path: Path, way: str) -> None:
    kills = Kills(killing_ground(tmp_path / "site", way, 1800), tmp_path / "index.sqlite", way)
    rounds = 3 if way == "build" else 6
    kills.run(rounds, seed=20261126)
    assert not kills.wrong, "\n".join(kills.wrong)
    assert kills.rounds == rounds


def test_indexes_of_nobody_are_deleted(repository_of: Callable[[Files], Path], clock: FixedClock) -> None:
    root = repository_of({"static/admin/config.yml": CONFIG, "content/posts/a.md": "---\ntitle: A\n---\n"})
    open_site(root, clock=clock).close()
    folder = root / ".git" / "quire"
    old, recent = folder / "index-0123456789abcdef.sqlite", folder / "index-fedcba9876543210.sqlite"
    for file, age in ((old, 31), (recent, 29)):
        file.write_bytes(b"x")
        moment = clock().timestamp() - age * 86400
        os.utime(file, (moment, moment))
    open_site(root, clock=clock).close()
    assert (old.exists(), recent.exists()) == (False, True)
    assert [path for path in folder.glob("index-*.sqlite") if path != recent]
