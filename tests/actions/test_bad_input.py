"""Bad input: a clear message, nothing lost, nothing outside the repository touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import CONFIG, FixedClock, git

from cms.actions import (
    InvalidEntry,
    Site,
    Upload,
    check_site,
    create_entry,
    list_media,
    list_rows,
    open_entry,
    open_site,
    read_media,
    save_entry,
    save_source,
    set_texts,
    upload_media,
)
from cms.errors import ConfigError, DocumentError, InvalidInput, InvalidUpload, NotFound, QuireError, StoreError
from cms.fields import FormData
from cms.state import Person

Opener = Callable[..., Site]


@pytest.fixture
def open_files(repository_of: Callable[..., Path], clock: FixedClock) -> Iterator[Opener]:
    opened: list[Site] = []

    def opener(files: dict[str, str | bytes], **options: str) -> Site:
        site = open_site(repository_of({"admin/config.yml": CONFIG, **files}), clock=clock, **options)
        opened.append(site)
        return site

    yield opener
    for site in opened:
        site.close()


def test_no_repository_says_so(tmp_path: Path, clock: FixedClock) -> None:
    with pytest.raises(StoreError):
        open_site(tmp_path, clock=clock)


def test_no_configuration_names_the_places(repository_of: Callable[..., Path], clock: FixedClock) -> None:
    with pytest.raises(ConfigError, match=r"static/admin.*--config"):
        open_site(repository_of({"README.md": "x"}), clock=clock)


def test_unusable_configuration_gives_the_line(open_files: Opener) -> None:
    with pytest.raises(ConfigError, match=r"admin/config.yml:2"):
        open_files({"admin/config.yml": "collections:\n  - [: {\n"})


def test_half_broken_configuration_opens(open_files: Opener) -> None:
    broken = CONFIG + "  - {name: posts, label: Twice, folder: x, fields: []}\n  - {label: Nameless, folder: y}\n"
    site = open_files({"admin/config.yml": broken, "content/posts/a.md": "---\ntitle: A\n---\n"})
    assert [row.slug for row in list_rows(site, "posts")] == ["a"]
    assert len([item for item in site.diagnostics if item.severity == "error"]) >= 2
    assert all(item.position.line for item in site.diagnostics)


def test_pushed_broken_configuration_keeps_the_last_one(small_site: Path, clock: FixedClock) -> None:
    site = open_site(small_site, clock=clock)
    (small_site / "static/admin/config.yml").write_text("collections: [: {\n")
    git(small_site, "commit", "-qam", "Break the configuration")
    site.refresh()
    assert len(list_rows(site, "posts")) == 2
    assert any("version before it is used" in item.message for item in site.diagnostics)
    git(small_site, "revert", "--no-edit", "HEAD")
    site.refresh()
    assert not site.diagnostics
    site.close()


def test_missing_media_folder_is_empty(open_files: Opener) -> None:
    assert list_media(open_files({"content/posts/a.md": "x"})).items == ()


def test_empty_repository_takes_the_first_entry(tmp_path: Path, clock: FixedClock) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "admin").mkdir()
    (tmp_path / "admin/config.yml").write_text(CONFIG)
    site = open_site(tmp_path, clock=clock)
    person = Person("Noor", "noor@example.org")
    assert list_rows(site, "posts") == ()
    outcome = create_entry(site, "posts", FormData([("f.title", "First")]), person=person, key="k")
    assert git(tmp_path, "rev-list", "--count", "main") == "1"
    assert open_entry(site, "posts", outcome.slug).values["title"] == "First"
    site.close()


@pytest.mark.parametrize(
    "title",
    [
        "../../etc/passwd",
        ".git/config",
        "/absolute",
        "con",
        "a" * 300,
        "日本語" * 100,
        "...",
        "\u202e",
        "a\\b",
        "nul.md",
    ],
)
def test_titles_never_lead_outside(site: Site, small_site: Path, noor: Person, title: str) -> None:
    outcome = create_entry(site, "posts", FormData([("f.title", title)]), person=noor, key="k")
    assert outcome.path.parent.as_posix() == "content/posts"
    assert len(outcome.path.name.encode()) <= 255
    assert (small_site / outcome.path).is_file()
    assert open_entry(site, "posts", outcome.slug).values["title"] == title
    git(small_site, "fsck", "--strict")


@pytest.mark.parametrize(
    "name", ["../../evil.png", ".git/hooks/pre-commit.png", "C:\\evil.png", "a" * 300 + ".png", "..png", "con.png"]
)
def test_upload_names_stay_in_the_media_folder(site: Site, small_site: Path, noor: Person, name: str) -> None:
    try:
        item = upload_media(site, Upload(name, PNG), person=noor)
    except InvalidInput as refused:
        assert name[:20].split("/")[-1][:5] in refused.message or refused.message
        return
    assert item.path.parent.as_posix() == "static/media"
    assert git(small_site, "status", "--porcelain") == ""


def test_wrong_type_is_refused(site: Site, small_site: Path, noor: Person) -> None:
    with pytest.raises(InvalidUpload, match=r"page\.html"):
        upload_media(site, Upload("page.html", b"<script>alert(1)</script>"), person=noor)
    with pytest.raises(InvalidUpload):
        upload_media(site, Upload("photo.png", b"<svg onload=alert(1)>"), person=noor)
    assert git(small_site, "rev-list", "--count", "main") == "1"


def test_ten_megabytes_and_one_are_refused(site: Site, noor: Person) -> None:
    with pytest.raises(InvalidUpload, match="10 MB"):
        upload_media(site, Upload("big.png", PNG + b"\0" * (10 * 1024 * 1024)), person=noor)


def test_same_name_gets_a_number(site: Site, noor: Person) -> None:
    first = upload_media(site, Upload("plums.png", PNG), person=noor)
    second = upload_media(site, Upload("plums.png", PNG), person=noor)
    assert (first.path.name, second.path.name) == ("plums.png", "plums-2.png")


@pytest.mark.parametrize("path", ["../secret", ".git/config", "admin/config.yml", "data/navigation.yml", "/etc/passwd"])
def test_only_media_is_served(site: Site, path: str) -> None:
    with pytest.raises((NotFound, InvalidInput)):
        read_media(site, path)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"---\ntitle: caf\xe9\n---\n", "UTF-8"),
        (b"---\ntitle: a\n---\n\x00\x01\x02PNG", "NUL"),
        (b'---\ntitle: "never closed\n---\nbody\n', "YAML"),
        (b"---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n" + b"".join(
            b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(2, 12)
        ) + b"---\n", ""),
        (b"---\na: " + b"[" * 5000 + b"]" * 5000 + b"\n---\n", "levels"),
        (b"---js\n{title: process.exit()}\n---\n", "does not run"),
    ],
    ids=["not-utf8", "binary", "broken-yaml", "yaml-bomb", "deep-yaml", "javascript"],
)  # fmt: skip
def test_unreadable_file_is_shown_and_kept(open_files: Opener, data: bytes, said: str) -> None:
    site = open_files({"content/posts/bad.md": data, "content/posts/good.md": "---\ntitle: Good\n---\n"})
    entry = open_entry(site, "posts", "bad")
    assert entry.document is None
    assert said in entry.problem
    assert entry.source == data
    (report, _) = check_site(site).collections
    assert report.entries == 2
    assert [str(item.path) for item in report.problems] == ["content/posts/bad.md"]
    noor = Person("Noor", "noor@example.org")
    with pytest.raises(DocumentError):
        set_texts(site, "posts", "bad", {"title": "x"}, person=noor)
    set_texts(site, "posts", "good", {"title": "Better"}, person=noor)
    assert open_entry(site, "posts", "bad").source == data


def test_broken_file_is_mended_as_source(open_files: Opener) -> None:
    site = open_files({"content/posts/bad.md": b'---\r\ntitle: "open\r\n---\r\nBody\r\n'})
    entry = open_entry(site, "posts", "bad")
    text = entry.source.decode().replace('"open', '"open"').replace("\r\n", "\n")
    save_source(site, "posts", "bad", text, base=entry.base, person=Person("Noor", "n@example.org"), key="k")
    mended = open_entry(site, "posts", "bad")
    assert mended.values["title"] == "open"
    assert mended.source == b'---\r\ntitle: "open"\r\n---\r\nBody\r\n'


def test_long_list_changes_one_line(open_files: Opener) -> None:
    items = "".join(f"  - label: Link {number}\n    url: /{number}\n" for number in range(5000))
    site = open_files({"data/navigation.yml": f"links:\n{items}"})
    noor = Person("Noor", "noor@example.org")
    set_texts(site, "site", "navigation", {"links.4321.url": "/changed"}, person=noor)
    values = open_entry(site, "site", "navigation").values
    assert values["links"][4321] == {"label": "Link 4321", "url": "/changed"}  # type: ignore[index,call-overload]
    source = open_entry(site, "site", "navigation").source.decode()
    assert source == f"links:\n{items}".replace("url: /4321\n", "url: /changed\n")


def test_unknown_base_is_a_plain_refusal(site: Site, noor: Person) -> None:
    with pytest.raises(QuireError):
        save_entry(site, "posts", "plums", FormData([("f.title", "x")]), base="f" * 40, person=noor, key="k")
    with pytest.raises(QuireError):
        save_entry(site, "posts", "plums", FormData([("f.title", "x")]), base="--help", person=noor, key="k")


def test_missing_required_field_of_old_entry_does_not_block(open_files: Opener) -> None:
    config = CONFIG.replace(
        "{name: date, label: Date, widget: datetime, required: false}", "{name: subtitle, label: Sub}"
    )
    site = open_files({"admin/config.yml": config, "content/posts/a.md": "---\ntitle: A\n---\n"})
    entry = open_entry(site, "posts", "a")
    noor = Person("Noor", "noor@example.org")
    form = FormData([("f.title", "B"), ("f.subtitle", "")])
    outcome = save_entry(site, "posts", "a", form, base=entry.base, person=noor, key="k")
    assert outcome.changed
    assert outcome.warnings
    assert open_entry(site, "posts", "a").source == b"---\ntitle: B\n---\n"
    with pytest.raises(InvalidEntry):
        create_entry(site, "posts", FormData([("f.title", "C")]), person=noor, key="k2")


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3"
    "660000000049454e44ae426082"
)


def test_instance_folder_is_private(site: Site) -> None:
    assert site.instance.stat().st_mode & 0o777 == 0o700
