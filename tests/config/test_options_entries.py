"""What options and tags do to entries: their names, lines, folders, messages, relations. Each case names its option."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from config_support import Load, LoadField
from support import CONFIG, SMALL_SITE, Files, FixedClock

from cms.actions import Site, offers_preview, open_entry, open_site, preview_entry
from cms.actions.relations import relation_options
from cms.config import Collection
from cms.documents import create_document, document_kind, parse_document
from cms.documents.markdown import render_markdown
from cms.entries import (
    collection_files,
    commit_message,
    entry_kind,
    localised_path,
    new_slug,
    preview_url,
    read_locale,
    resolve_media_folder,
    slugify,
    summary_of,
)
from cms.fields import render_template, value_at

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
PATH = PurePosixPath("content/posts/2026/dawn.md")
DATED = "fields: [{name: title}, {name: kind}, {name: date, widget: datetime}]\n"
VALUES: dict[str, Any] = {"title": "First Light", "kind": "News", "date": "2026-02-03T04:05:06Z"}
DATES = {"year": "2026", "month": "02", "day": "03", "hour": "04", "minute": "05", "second": "06"}
OWN = {"FIELD": ("{{kind}}", "News"), "fields.FIELD": ("{{fields.kind}}", "News")}
FILE = {"dirname": "2026", "filename": "dawn", "extension": "md"}


def tags(context: str, *more: tuple[str, str], names: str = "") -> list[Any]:
    """Cases of tag, template and text: those given, the dates, the fields, and of a file's names those wanted."""
    found = [(name, f"{{{{{name}}}}}", text) for name, text in {**DATES, **dict(more)}.items()]
    found += [(name, template, text) for name, (template, text) in OWN.items()]
    found += [(name, f"{{{{{name}}}}}", FILE[name]) for name in names.split()]
    return [pytest.param(template, text, id=f"tags.{context}.{name}") for name, template, text in found]


def made(load: Load, options: str, top: str = "") -> tuple[Collection, Any]:
    text = f"name: posts, label: Posts, folder: content/posts, {DATED.strip()}, {options}"
    site = load(f"{top}collections: [{{{text}}}]\n").site
    assert site is not None
    return site.collections[0], site


@pytest.mark.parametrize(("template", "text"), tags("slug", ("slug", "first-light")))
def test_tags_in_slugs(load: Load, template: str, text: str) -> None:
    collection, site = made(load, f"slug: 'x-{template}'")
    assert new_slug(collection, VALUES, site, NOW, lambda _slug: False) == f"x-{text.lower()}"


@pytest.mark.parametrize(("template", "text"), tags("path", ("slug", "first-light")))
def test_tags_in_paths(load: Load, template: str, text: str) -> None:
    collection, site = made(load, f"path: '{template}/index'")
    assert new_slug(collection, VALUES, site, NOW, lambda _slug: False) == f"{text.lower()}/index"


@pytest.mark.parametrize(
    ("template", "text"), tags("summary", ("slug", "First Light"), names="dirname filename extension")
)
def test_tags_in_summaries(load: Load, template: str, text: str) -> None:
    collection, _ = made(load, f"summary: '{template}!'")
    assert summary_of(collection, None, VALUES, "dawn", PATH) == f"{text}!"


@pytest.mark.parametrize(
    ("template", "text"),
    tags("media_folder", ("slug", "first-light"), ("media_folder", "static/media"), names="dirname filename extension"),
)
def test_tags_in_media_folders(load: Load, template: str, text: str) -> None:
    collection, site = made(load, f"media_folder: '/{template}/x'")
    place = resolve_media_folder(site, collection, None, None, PATH, VALUES)
    assert place.folder == PurePosixPath(f"{text.lower()}/x")


def test_public_folder_of_the_level_above(load: Load) -> None:
    collection, site = made(load, "media_folder: x, public_folder: '{{public_folder}}/x'", "public_folder: /m\n")
    assert resolve_media_folder(site, collection, None, None, PATH, VALUES).public == "/m/x"


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("slug", "dawn"),
        ("collection", "Posts"),
        ("path", "content/posts/2026/dawn.md"),
        ("author-login", "ann"),
        ("author-name", "Ann"),
    ],
)
@pytest.mark.parametrize("action", ["create", "update", "delete", "upload_media", "delete_media"])
def test_tags_in_messages(load: Load, tag: str, text: str, action: Any) -> None:
    backend = f"backend: {{name: x, commit_messages: {{{action}: '{{{{{tag}}}}}!'}}}}\nmedia_folder: m\n"
    site = load(
        f"{backend}collections: [{{name: posts, label: Posts, folder: p, fields: [{{name: t}}]}}]\n", head=""
    ).site
    assert site is not None
    assert commit_message(site, action, site.collections[0], "dawn", PATH, "Ann", author_login="ann") == f"{text}!"


@pytest.mark.parametrize("written", ["skip_ci: true", "automatic_deployments: false"])
def test_builds_are_skipped(load: Load, written: str) -> None:
    site = load(f"backend: {{name: x, {written}}}\nmedia_folder: m\ncollections: []\n", head="").site
    assert site is not None
    assert commit_message(site, "update", None, "dawn", PATH, "Ann").startswith("[skip ci] ")


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{title | upper}}", "FIRST LIGHT"),
        ("{{title | lower}}", "first light"),
        ("{{date | date('YYYY')}}", "2026"),
        ("{{nothing | default('none')}}", "none"),
        ("{{title | ternary('a', 'b')}}", "a"),
        ("{{title | truncate(5, '…')}}", "First…"),
    ],
)
def test_filters_change_values(template: str, text: str) -> None:
    assert render_template(template, lambda name: value_at(VALUES, name)) == text


@pytest.mark.parametrize(
    ("template", "text"),
    [
        *tags("preview_path", ("slug", "dawn"), ("locale", "de"), names="filename extension"),
        pytest.param("{{dirname}}", "2026", id="tags.preview_path.dirname"),
    ],
)
def test_tags_in_addresses_on_the_site(load: Load, template: str, text: str) -> None:
    collection, site = made(load, f"preview_path: 'p/{template}'", "site_url: https://a.example\n")
    address = preview_url(site, collection, None, VALUES, "dawn", PATH, locale="de")
    assert address == f"https://a.example/p/{text.lower()}"


@pytest.mark.parametrize("tag", ["message", "fields.FIELD"])
def test_messages_leave_out_what_they_do_not_know(load: Load, tag: str) -> None:
    backend = f"backend: {{name: x, commit_messages: {{update: '{{{{{tag}}}}}!'}}}}\nmedia_folder: m\n"
    site = load(f"{backend}collections: []\n", head="").site
    assert site is not None
    assert commit_message(site, "update", None, "dawn", PATH, "Ann") == "!"


@pytest.mark.parametrize(
    ("rules", "slug"),
    [
        ("encoding: ascii", "cr-me-no-1"),
        ("clean_accents: true", "creme-no-1"),
        ("sanitize_replacement: _", "crème_no_1"),
        ("maxlength: 5", "crème"),
        ("trim: true", "crème-no-1"),
        ("lowercase: false", "Crème-No-1"),
    ],
)
def test_rules_for_slugs(load: Load, rules: str, slug: str) -> None:
    sveltia = any(name in rules for name in ("maxlength", "trim", "lowercase"))
    site = load(f"quire: {{dialect: {'sveltia' if sveltia else 'decap'}}}\nslug: {{{rules}}}\ncollections: []\n").site
    assert site is not None
    assert slugify("Crème No 1", site.slug, site.dialect) == slug


def test_untrimmed_slugs(load: Load) -> None:
    site = load("quire: {dialect: sveltia}\nslug: {trim: false}\ncollections: []\n").site
    assert site is not None
    assert slugify("x ", site.slug, site.dialect).startswith("x")


@pytest.mark.parametrize(
    ("structure", "paths"),
    [
        ("single_file", ["posts/x.md"]),
        ("single_file_default_root", ["posts/x.md"]),
        ("multiple_files", ["posts/x.de.md", "posts/x.en.md"]),
        ("multiple_folders", ["posts/de/x.md", "posts/en/x.md"]),
        ("multiple_root_folders", ["de/posts/x.md", "en/posts/x.md"]),
        ("multiple_folders_i18n_root", ["de/posts/x.md", "en/posts/x.md"]),
    ],
)
def test_layouts_of_languages(load: Load, structure: str, paths: list[str]) -> None:
    site = load(
        f"i18n: {{structure: {structure}, locales: [en, de]}}\n"
        "collections: [{name: a, label: A, folder: posts, i18n: true, fields: [{name: t}]}]\n"
    ).site
    assert site is not None
    collection = site.collections[0]
    assert sorted({str(localised_path(collection, "x", locale)) for locale in ("en", "de")}) == paths
    entries = list(collection_files(collection, site, map(PurePosixPath, paths)))
    assert [(entry.slug, len(entry.files)) for entry in entries] == [("x", len(paths))]


@pytest.mark.parametrize("structure", ["single_file", "single_file_default_root"])
def test_languages_in_one_file(load: Load, structure: str) -> None:
    site = load(
        f"i18n: {{structure: {structure}, locales: [en, de]}}\n"
        "collections: [{name: a, label: A, folder: posts, i18n: true, fields: [{name: t}]}]\n"
    ).site
    assert site is not None
    whole: dict[str, Any] = {"t": "root", "en": {"t": "en"}, "de": {"t": "de"}}
    found = [read_locale(site, site.collections[0], None, whole, locale)["t"] for locale in ("en", "de")]
    assert found == ["root" if structure.endswith("root") else "en", "de"]


def test_locale_in_a_path(load: Load) -> None:
    site = load(
        "i18n: {structure: single_file, locales: [en, de]}\n"
        "collections: [{name: a, label: A, folder: '{{locale}}/p', i18n: true, fields: [{name: t}]}]\n"
    ).site
    assert site is not None
    assert str(localised_path(site.collections[0], "x", "de")) == "de/p/x.md"


@pytest.mark.parametrize(
    ("format", "start"),
    [
        ("yml", b"title: x"),
        ("yaml", b"title: x"),
        ("toml", b"title = "),
        ("json", b'{\n  "title"'),
        ("frontmatter", b"---\ntitle: x\n---"),
        ("yaml-frontmatter", b"---\ntitle: x\n---"),
        ("toml-frontmatter", b"+++\ntitle = "),
        ("json-frontmatter", b'{\n  "title"'),
    ],
)
def test_formats_of_files(load: Load, format: str, start: bytes) -> None:
    collection, _ = made(load, f"format: {format}")
    data = create_document({"title": "x"}, entry_kind(collection))
    assert data.startswith(start)
    assert parse_document(data, entry_kind(collection)).values["title"] == "x"


def test_custom_formats_are_unknown(load: Load) -> None:
    text = "collections: [{name: a, label: A, folder: a, format: custom, extension: toml, fields: [{name: t}]}]\n"
    loaded = load(text)
    assert [item.code for item in loaded.errors] == ["unknown-value"]
    assert loaded.site is not None
    assert entry_kind(loaded.site.collections[0]).syntax == "toml"


def test_raw_files_are_texts() -> None:
    assert parse_document(b"# x\n", document_kind("md", "raw")).values == {"body": "# x\n"}


@pytest.fixture
def site_with(repository_of: Callable[[Files], Path], clock: FixedClock) -> Iterator[Callable[[str], Site]]:
    """Open the small site with more options at the top of its configuration."""
    opened: list[Site] = []

    def site_with(more: str = "") -> Site:
        files = {**SMALL_SITE, "static/admin/config.yml": CONFIG + more}
        opened.append(open_site(repository_of(files), clock=clock))
        return opened[-1]

    yield site_with
    for site in opened:
        site.close()


@pytest.mark.parametrize(
    ("option", "options", "found"),
    [
        (
            "widget.relation.collection",
            "collection: posts",
            [("first-light", "First light"), ("plums", "Plums, briefly")],
        ),
        ("widget.relation.collection", "collection: nowhere", []),
        ("widget.relation.file", "collection: site, file: navigation", [("navigation", "Navigation")]),
        (
            "widget.relation.value_field",
            "collection: posts, value_field: title",
            [("First light", "First light"), ("Plums, briefly", "Plums, briefly")],
        ),
        (
            "widget.relation.display_fields",
            "collection: posts, display_fields: [date]",
            [("first-light", "2026-01-05"), ("plums", "2026-02-01")],
        ),
        (
            "widget.relation.search_fields",
            "collection: posts, search_fields: [date]",
            [("first-light", "First light"), ("plums", "Plums, briefly")],
        ),
        (
            "widget.relation.options_length",
            "collection: posts, options_length: 1",
            [("first-light", "First light"), ("plums", "Plums, briefly")],
        ),
        (
            "tags.value_field.slug",
            "collection: posts, value_field: 'p/{{slug}}'",
            [("p/first-light", "p/first-light"), ("p/plums", "p/plums")],
        ),
        (
            "tags.value_field.FIELD",
            "collection: posts, value_field: '{{date}}'",
            [("2026-01-05", "2026-01-05"), ("2026-02-01", "2026-02-01")],
        ),
        (
            "tags.value_field.fields.FIELD",
            "collection: posts, value_field: '{{fields.date}}'",
            [("2026-01-05", "2026-01-05"), ("2026-02-01", "2026-02-01")],
        ),
    ],
)
def test_relations_offer_entries(
    site_with: Callable[[str], Site], load_field: LoadField, option: str, options: str, found: list[tuple[str, str]]
) -> None:
    field, _ = load_field(f"{{name: a, widget: relation, {options}}}")
    assert [(item.value, item.label) for item in relation_options(site_with(""), field)] == found


@pytest.mark.parametrize(
    ("tag", "values"),
    [("dirname", {""}), ("filename", {"first-light", "plums"}), ("extension", {"md"}), ("locale", {"de"})],
)
def test_relations_know_files(
    site_with: Callable[[str], Site], load_field: LoadField, tag: str, values: set[str]
) -> None:
    field, _ = load_field(f"{{name: a, widget: relation, collection: posts, value_field: '{{{{{tag}}}}}'}}")
    assert {item.value for item in relation_options(site_with(""), field, "de")} == values


@pytest.mark.parametrize(("written", "offered"), [("editor: {preview: false}\n", False), ("", True)])
def test_preview_can_be_put_away(site_with: Callable[[str], Site], written: str, offered: bool) -> None:
    site = site_with(written)
    assert offers_preview(site, open_entry(site, "posts", "plums")) is offered


@pytest.mark.parametrize(("written", "shown"), [("preview: false, ", False), ("", True)])
def test_fields_can_stay_out_of_the_preview(
    repository_of: Callable[[Files], Path], clock: FixedClock, written: str, shown: bool
) -> None:
    config = CONFIG.replace("{name: tags, ", f"{{name: tags, {written}")
    site = open_site(repository_of({**SMALL_SITE, "static/admin/config.yml": config}), clock=clock)
    try:
        page = preview_entry(site, "posts", "first-light", None, address=str)
        assert any(label == "Tags" for label, _ in page.details) is shown
    finally:
        site.close()


def test_names_of_the_site(site_with: Callable[[str], Site]) -> None:
    assert site_with("app_title: Alder\nsite_url: https://a.example\n").title == "Alder"
    assert site_with("site_url: https://a.example\n").title == "a.example"
    assert site_with("site_url: https://a.example\ndisplay_url: https://b.example\n").title == "b.example"


@pytest.mark.parametrize("sanitize_preview", ["true", "false"])
def test_previews_are_always_cleaned(load_field: LoadField, sanitize_preview: str) -> None:
    field, _ = load_field(f"{{name: a, widget: markdown, sanitize_preview: {sanitize_preview}}}")
    assert field.widget == "markdown"
    assert "<script" not in render_markdown("x <script>alert(1)</script>", picture=str)
