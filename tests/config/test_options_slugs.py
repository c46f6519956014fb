"""What options and tags do to slugs, templates and links to the site. Each case names its option."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from config_support import Load, LoadField
from support import CONFIG, SMALL_SITE, Files, FixedClock

from cms.actions import Site, list_entries, open_site, set_texts
from cms.actions.relations import relation_options, relation_values
from cms.config import Collection, Pattern, SiteConfig, SlugInput
from cms.entries import commit_message, new_slug, preview_url, shows_links, slugify, summary_of

NOW = datetime(2026, 11, 25, 23, 30, tzinfo=timezone(-timedelta(hours=2)))  # the 26th in UTC
PATH = PurePosixPath("content/posts/2026/dawn.md")
VALUES: dict[str, Any] = {"title": "First Light", "kind": "News", "date": "2026-02-03T04:05:06Z"}
FIELDS = "fields: [{name: title}, {name: kind}, {name: date, widget: datetime}, {name: changed, widget: datetime}]"


def made(load: Load, options: str, top: str = "") -> tuple[Collection, SiteConfig]:
    text = f"name: posts, label: Posts, folder: content/posts, {FIELDS}, {options}"
    site = load(f"{top}collections: [{{{text}}}]\n").site
    assert site is not None
    return site.collections[0], site


def slug(load: Load, options: str, top: str = "", values: dict[str, Any] = VALUES, **more: str) -> str:
    collection, site = made(load, options, top)
    return new_slug(collection, values, site, NOW, lambda _slug: False, **more)


@pytest.mark.parametrize(
    ("option", "written", "expected"),
    [
        ("collection.slug.template", "slug: {template: '{{title}}'}", SlugInput(create=True, update=True)),
        ("collection.slug.editable", "slug: {template: '{{title}}', editable: false}", SlugInput()),
        ("collection.slug.editable", "slug: {template: '{{title}}', editable: [create]}", SlugInput(create=True)),
        ("collection.slug.editable", "slug: {editable: true}", SlugInput(create=True, update=True, required=True)),
        (
            "collection.slug.hint",
            "slug: {template: x, editable: [update], hint: Short.}",
            SlugInput(update=True, hint="Short."),
        ),
        (
            "collection.slug.pattern",
            "slug: {template: x, editable: [update], pattern: ['^[a-z]+$', Only letters.]}",
            SlugInput(update=True, pattern=Pattern("^[a-z]+$", "Only letters.")),
        ),
        ("tags.slug.fields._slug", "slug: '{{fields._slug}}'", SlugInput(create=True, update=True, required=True)),
        (
            "tags.slug.fields._slug",
            "slug: \"{{fields._slug | default('{{title}}')}}\"",
            SlugInput(create=True, update=True),
        ),
        ("collection.slug", "slug: '{{title}}'", SlugInput()),
    ],
)
def test_slug_can_be_typed(load: Load, option: str, written: str, expected: SlugInput) -> None:
    assert made(load, written)[0].slug_input == expected


@pytest.mark.parametrize(
    ("written", "aliases"),
    [
        ("aliases_field: redirects", "redirects"),
        ("aliases_field: true", "aliases"),
        ("aliases_field: false", ""),
        ("create: true", None),
    ],
)
def test_key_for_former_addresses(load: Load, written: str, aliases: str | None) -> None:
    assert made(load, written)[0].aliases_field == aliases


@pytest.mark.parametrize(
    ("template", "expected"), [("{{fields._slug}}", "spring-rolls"), ("x-{{fields._slug}}", "x-spring-rolls")]
)
def test_typed_name_stands_for_its_tag(load: Load, template: str, expected: str) -> None:
    assert slug(load, f"slug: '{template}'", typed="Spring rolls") == expected


def test_typed_name_stands_for_the_template(load: Load) -> None:
    assert slug(load, "slug: {template: '{{year}}-{{slug}}'}", typed="Spring/rolls") == "spring-rolls"
    assert slug(load, "slug: {template: '{{slug}}'}, path: '{{slug}}/index'", typed="Spring") == "spring/index"


@pytest.mark.parametrize(
    ("tag", "pattern"),
    [
        ("uuid", r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"),
        ("uuid_short", "[0-9a-f]{12}"),
        ("uuid_shorter", "[0-9a-f]{8}"),
    ],
)
@pytest.mark.parametrize("option", ["slug", "path"])
def test_identifiers_in_addresses(load: Load, option: str, tag: str, pattern: str) -> None:
    first = slug(load, f"{option}: '{{{{{tag}}}}}'", seed="a")
    assert re.fullmatch(pattern, first)
    assert slug(load, f"{option}: '{{{{{tag}}}}}'", seed="b") != first


@pytest.mark.parametrize(("timezone", "expected"), [("local", "2026-11-25"), ("utc", "2026-11-26")])
def test_zone_of_dates_in_names(load: Load, timezone: str, expected: str) -> None:
    undated = {"title": "x"}
    template = "slug: '{{year}}-{{month}}-{{day}}'"
    assert slug(load, template, f"slug: {{timezone: {timezone}}}\n", undated) == expected
    kept = {**undated, "date": "2026-11-25 23:50"}  # without an offset: the digits are kept
    assert slug(load, template, f"slug: {{timezone: {timezone}}}\n", kept) == "2026-11-25"
    dated = {**undated, "date": "2026-11-26T01:00:00Z"}
    assert slug(load, template, f"slug: {{timezone: {timezone}}}\n", dated) == expected


@pytest.mark.parametrize("dialect", ["decap", "sveltia"])
@pytest.mark.parametrize(
    ("option", "top", "own"),
    [("slug.maxlength", "slug: {maxlength: 6}\n", ""), ("collection.slug_length", "", ", slug_length: 6")],
)
def test_names_have_a_length(load: Load, dialect: str, option: str, top: str, own: str) -> None:
    top = f"quire: {{dialect: {dialect}}}\n{top}"
    assert slug(load, f"slug: '{{{{title}}}}'{own}", top) == "first"  # `first-` does not end with the replacement
    assert slug(load, f"slug: 'a-{{{{title}}}}'{own}", top) == "a-firs"


@pytest.mark.parametrize("dialect", ["decap", "sveltia"])
@pytest.mark.parametrize(
    ("rules", "expected"),
    [("maxlength: 5", "crème"), ("lowercase: false", "Crème-No-1"), ("trim: false", "-crème-no-1")],
)
def test_rules_count_in_both_dialects(load: Load, dialect: str, rules: str, expected: str) -> None:
    site = load(f"quire: {{dialect: {dialect}}}\nslug: {{{rules}}}\ncollections: []\n").site
    assert site is not None
    text = "-Crème No 1" if "trim" in rules else "Crème No 1"
    assert slugify(text, site.slug, site.dialect) == expected


def test_empty_tags_are_named_by_sveltia(load: Load) -> None:
    template = "slug: '{{year}}-{{nothing}}'"
    assert slug(load, template) == "2026-"
    assert re.fullmatch("2026-[0-9a-f]{12}", slug(load, template, "quire: {dialect: sveltia}\n"))


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{title | slugify}}", "first-light!"),
        ("{{title | localize}}", "First Light!"),
        ("{{kind | localize | slugify | upper}}", "NEWS!"),
    ],
)
def test_filters_by_the_rules_of_the_site(load: Load, template: str, text: str) -> None:
    collection, site = made(load, f"summary: '{template}!'")
    assert summary_of(collection, None, VALUES, "dawn", PATH, site=site) == text
    assert slug(load, f"slug: '{template}'") == text.rstrip("!").lower().replace(" ", "-")


@pytest.mark.parametrize(("dialect", "text"), [("decap", "First... First Light"), ("sveltia", "First… dawn")])
def test_dialects_differ_in_summaries(load: Load, dialect: str, text: str) -> None:
    collection, site = made(load, "summary: '{{title | truncate(5)}} {{slug}}'", f"quire: {{dialect: {dialect}}}\n")
    assert summary_of(collection, None, VALUES, "dawn", PATH, site=site) == text


def test_summary_tells_the_languages(load: Load) -> None:
    collection, _ = made(load, "summary: '{{locales}}'")
    assert summary_of(collection, None, VALUES, "dawn", PATH, locales=("en", "de")) == "de, en"


@pytest.fixture
def site_of(repository_of: Callable[[Files], Path], clock: FixedClock) -> Iterator[Callable[..., Site]]:
    """Open the small site with its configuration changed."""
    opened: list[Site] = []

    def site_of(old: str = "", new: str = "", files: Files | None = None, top: str = "") -> Site:
        config = top + (CONFIG.replace(old, new, 1) if old else CONFIG)
        repository = repository_of({**SMALL_SITE, **(files or {}), "static/admin/config.yml": config})
        opened.append(open_site(repository, clock=clock))
        return opened[-1]

    yield site_of
    for site in opened:
        site.close()


@pytest.mark.parametrize(
    ("summary", "pattern"),
    [
        ("{{commit_author}}", "Ada Lovelace"),
        ("{{commit_date}}", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*"),
        ("{{commit_date | date('YYYY')}}", r"\d{4}"),
    ],
)
def test_lists_tell_who_changed_an_entry(site_of: Callable[..., Site], summary: str, pattern: str) -> None:
    site = site_of("    create: true\n", f'    create: true\n    summary: "{summary}"\n')
    for row in list_entries(site, "posts").rows:
        assert re.fullmatch(pattern, row.summary)


def test_languages_of_entries_are_listed(site_of: Callable[..., Site]) -> None:
    i18n = "i18n: {structure: multiple_files, locales: [en, de]}\ncollections:"
    files = {"content/posts/a.en.md": "---\ntitle: A\n---\n", "content/posts/a.de.md": "---\ntitle: A\n---\n"}
    news = "name: news, label: News, folder: content/posts, i18n: true, fields: [{name: title}]"
    changed = f"{i18n}\n  - {{{news}, summary: '{{{{locales}}}}'}}"
    site = site_of("collections:", changed, files)
    assert [row.summary for row in list_entries(site, "news").rows] == ["de, en"]


@pytest.mark.parametrize(
    ("option", "written", "address"),
    [
        ("collection.preview_path", "preview_path: '/{{year}}/{{slug}}/'", "https://a.example/2026/dawn/"),
        (
            "collection.preview_path_date_field",
            "preview_path: '{{year}}/{{slug}}', preview_path_date_field: changed",
            "https://a.example/2024/dawn",
        ),
        (
            "collection.preview_path_preserve_slashes",
            "preview_path: '{{kind}}', preview_path_preserve_slashes: true",
            "https://a.example/news/local",
        ),
        ("collection.preview_path_preserve_slashes", "preview_path: '{{kind}}'", "https://a.example/news-local"),
    ],
)
def test_addresses_on_the_site(load: Load, option: str, written: str, address: str) -> None:
    collection, site = made(load, written, "site_url: https://a.example\n")
    values = {**VALUES, "kind": "News/Local", "changed": "2024-05-05"}
    assert preview_url(site, collection, None, values, "dawn", PATH) == address


@pytest.mark.parametrize(
    ("option", "written", "address"),
    [
        ("file.preview_path", "preview_path: 'about/{{year}}'", "https://a.example/about/2026"),
        (
            "file.preview_path_date_field",
            "preview_path: '{{year}}', preview_path_date_field: changed",
            "https://a.example/2024",
        ),
        (
            "file.preview_path_preserve_slashes",
            "preview_path: '{{kind}}', preview_path_preserve_slashes: true",
            "https://a.example/news/local",
        ),
    ],
)
def test_addresses_of_files(load: Load, option: str, written: str, address: str) -> None:
    file = f"{{name: about, file: about.md, {FIELDS}, {written}}}"
    site = load(f"site_url: https://a.example\ncollections: [{{name: x, label: X, files: [{file}]}}]\n").site
    assert site is not None
    values = {**VALUES, "kind": "News/Local", "changed": "2024-05-05"}
    collection = site.collections[0]
    found = preview_url(site, collection, collection.files[0], values, "about", PurePosixPath("about.md"))
    assert found == address


def test_page_of_a_folder_is_the_folder(load: Load) -> None:
    collection, site = made(load, "path: '{{slug}}/index', preview_path: 'p/{{slug}}'", "site_url: https://a.example\n")
    address = preview_url(site, collection, None, VALUES, "dawn/index", PurePosixPath("content/posts/dawn/index.md"))
    assert address == "https://a.example/p/dawn"


@pytest.mark.parametrize(("omitted", "expected"), [("true", ["dawn", "de/dawn"]), ("false", ["en/dawn", "de/dawn"])])
def test_first_language_can_have_no_mark_in_addresses(load: Load, omitted: str, expected: list[str]) -> None:
    i18n = f"omit_default_locale_from_preview_path: {omitted}, structure: multiple_files, locales: [en, de]"
    top = f"site_url: https://a.example\ni18n: {{{i18n}}}\n"
    collection, site = made(load, "i18n: true, preview_path: '{{locale}}/{{slug}}'", top)
    found = [preview_url(site, collection, None, VALUES, "dawn", PATH, locale=locale) for locale in ("en", "de")]
    assert found == [f"https://a.example/{path}" for path in expected]


@pytest.mark.parametrize(("dialect", "told"), [("decap", "dawn/index"), ("sveltia", "dawn")])
def test_dialects_differ_in_slugs_of_folders(
    site_of: Callable[..., Site], load_field: LoadField, dialect: str, told: str
) -> None:
    changed = "    folder: content/posts\n    path: '{{slug}}/index'"
    files = {"content/posts/dawn/index.md": "---\ntitle: Dawn\n---\n"}
    site = site_of("    folder: content/posts", changed, files, f"quire: {{dialect: {dialect}}}\n")
    field, _ = load_field("{name: a, widget: relation, collection: posts}")
    assert told in [option.value for option in relation_options(site, field)]
    assert [option.label for option in relation_values(site, field, [told])] == ["Dawn"]


@pytest.mark.parametrize(("dialect", "path"), [("decap", "p/v1-2/news"), ("sveltia", "p/v1.2/News")])
def test_dialects_differ_in_links(load: Load, dialect: str, path: str) -> None:
    top = f"quire: {{dialect: {dialect}}}\nsite_url: https://a.example\n"
    collection, site = made(load, "preview_path: 'p/{{slug}}/{{kind}}'", top)
    assert preview_url(site, collection, None, VALUES, "v1.2", PATH) == f"https://a.example/{path}"


@pytest.mark.parametrize(
    ("top", "own", "shown"),
    [
        ("", "", True),
        ("show_preview_links: false\n", "", False),
        ("show_preview_links: false\n", ", show_preview_links: true", True),
        ("", ", show_preview_links: false", False),
    ],
)
def test_links_to_the_site_can_be_put_away(load: Load, top: str, own: str, shown: bool) -> None:
    collection, site = made(load, f"create: true{own}", top)
    assert shows_links(site, collection) is shown
    file = f"{{name: f, file: f.md, fields: [{{name: t}}]{own}}}"
    found = load(f"{top}collections: [{{name: x, label: X, files: [{file}]}}]\n").site
    assert found is not None
    assert shows_links(found, found.collections[0], found.collections[0].files[0]) is shown


@pytest.mark.parametrize(
    ("template", "text"),
    [
        pytest.param("{{author-email}}", "ann@a.example", id="author-email"),
        pytest.param("{{fields.title}} in {{ fields.seo.kind }}", "First Light in News", id="fields.FIELD"),
    ],
)
def test_messages_know_the_entry_and_its_author(load: Load, template: str, text: str) -> None:
    backend = f"backend: {{name: x, commit_messages: {{update: '{template}'}}}}\nmedia_folder: m\ncollections: []\n"
    site = load(backend, head="").site
    assert site is not None
    values: dict[str, Any] = {**VALUES, "seo": {"kind": "News"}}
    found = commit_message(site, "update", None, "dawn", PATH, "Ann", author_email="ann@a.example", values=values)
    assert found == text


@pytest.mark.parametrize("signoff_commits", [True, False])
def test_commits_are_signed_off(
    repository_of: Callable[[Files], Path], clock: FixedClock, signoff_commits: bool
) -> None:
    written = f"branch: main, signoff_commits: {str(signoff_commits).lower()}"
    config = CONFIG.replace("branch: main", written)
    site = open_site(repository_of({**SMALL_SITE, "static/admin/config.yml": config}), clock=clock)
    try:
        outcome = set_texts(site, "posts", "plums", {"title": "Pears"}, person=site.person())
        message = site.repository.commit_info(outcome.commit).message
        assert message.startswith("Update Story “plums”")
        assert ("\n\nSigned-off-by: Ada Lovelace <ada@example.org>" in message) is signoff_commits
    finally:
        site.close()
