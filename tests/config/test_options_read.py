"""What each option of the site, of collections and of files becomes when it is read. Each case names its option."""

from __future__ import annotations

from pathlib import PurePosixPath
from textwrap import indent
from typing import Any

import pytest
from config_support import Load, said

from cms.config import CollectionFile, EntryFilter, Nested, SiteConfig, SlugRules, SortableField

POSTS = "collections: [{name: posts, label: Posts, folder: posts, fields: [{name: title}]}]\n"


def held(value: Any, path: str) -> Any:
    """What stands at a path of attributes, keys and indexes, as in `collections.0.name`."""
    for part in path.split("."):
        if isinstance(value, dict):
            value = value[part]
        else:
            value = value[int(part)] if part.isdigit() else getattr(value, part)
    return value


@pytest.mark.parametrize(
    ("option", "text", "where", "expected"),
    [
        ("site.backend", "backend: {name: github}", "backend.name", "github"),
        ("site.collections", "", "collections.0.name", "posts"),
        (
            "site.singletons",
            "singletons: [{name: home, file: h.yml, fields: [{name: a}]}]",
            "collections.1.name",
            "_singletons",
        ),
        ("site.media_folder", "media_folder: /static/up/", "media_folder", "static/up"),
        ("site.public_folder", "public_folder: https://cdn.example/up/", "public_folder", "https://cdn.example/up"),
        ("site.media_library", "media_library: {name: default}", "options.media_library.name", "default"),
        ("site.site_url", "site_url: https://a.example", "site_url", "https://a.example"),
        ("site.display_url", "display_url: https://b.example", "display_url", "https://b.example"),
        ("site.app_title", "app_title: Alder", "app_title", "Alder"),
        ("site.slug", "slug: {encoding: ascii}", "slug", SlugRules(encoding="ascii")),
        ("site.i18n", "i18n: {structure: single_file, locales: [en]}", "i18n.structure", "single_file"),
        ("site.editor", "editor: {preview: false}", "options.editor.preview", False),
        ("site.quire", "quire: {dialect: sveltia}", "options.quire.dialect", "sveltia"),
        ("site.$schema", "$schema: https://x.example/sveltia-cms.json", "dialect", "sveltia"),
        ("backend.name", "backend: {name: gitea}", "backend.name", "gitea"),
        ("backend.branch", "backend: {name: gitea, branch: try}", "backend.branch", "try"),
        (
            "backend.commit_messages",
            "backend: {name: a, commit_messages: {create: New}}",
            "backend.commit_messages.create",
            "New",
        ),
        ("backend.skip_ci", "backend: {name: a, skip_ci: true}", "backend.options.skip_ci", True),
        (
            "backend.automatic_deployments",
            "backend: {name: a, automatic_deployments: false}",
            "backend.options.automatic_deployments",
            False,
        ),
        (
            "backend.commit_messages.create",
            "backend: {name: a, commit_messages: {create: x}}",
            "backend.commit_messages.create",
            "x",
        ),
        (
            "backend.commit_messages.update",
            "backend: {name: a, commit_messages: {update: x}}",
            "backend.commit_messages.update",
            "x",
        ),
        (
            "backend.commit_messages.delete",
            "backend: {name: a, commit_messages: {delete: x}}",
            "backend.commit_messages.delete",
            "x",
        ),
        (
            "backend.commit_messages.upload_media",
            "backend: {name: a, commit_messages: {uploadMedia: x}}",
            "backend.commit_messages.upload_media",
            "x",
        ),
        (
            "backend.commit_messages.delete_media",
            "backend: {name: a, commit_messages: {deleteMedia: x}}",
            "backend.commit_messages.delete_media",
            "x",
        ),
        ("slug.encoding", "slug: {encoding: ascii}", "slug.encoding", "ascii"),
        ("slug.clean_accents", "slug: {clean_accents: true}", "slug.clean_accents", True),
        ("slug.sanitize_replacement", "slug: {sanitize_replacement: _}", "slug.sanitize_replacement", "_"),
        ("slug.maxlength", "slug: {maxlength: 9}", "slug.maxlength", 9),
        ("slug.trim", "slug: {trim: false}", "slug.trim", False),
        ("slug.lowercase", "slug: {lowercase: false}", "slug.lowercase", False),
        ("i18n.structure", "i18n: {structure: multiple_files, locales: [en]}", "i18n.structure", "multiple_files"),
        ("i18n.locales", "i18n: {structure: multiple_files, locales: [en, de]}", "i18n.locales", ("en", "de")),
        (
            "i18n.default_locale",
            "i18n: {structure: multiple_files, locales: [en, de], default_locale: de}",
            "i18n.default_locale",
            "de",
        ),
        (
            "i18n.omit_default_locale_from_file_path",
            "i18n: {structure: multiple_files, locales: [en], omit_default_locale_from_file_path: true}",
            "i18n.omit_default_locale",
            True,
        ),
        (
            "i18n.omit_default_locale_from_filename",
            "i18n: {structure: multiple_files, locales: [en], omit_default_locale_from_filename: true}",
            "i18n.omit_default_locale",
            True,
        ),
        ("quire.dialect", "quire: {dialect: sveltia}", "collections.0.create", True),
    ],
)
def test_site_options_are_read(load: Load, option: str, text: str, where: str, expected: Any) -> None:
    head = "" if "backend" in text else "backend: {name: x}\n"
    head += "" if "media_folder" in text else "media_folder: media\n"
    loaded = load(POSTS + text + "\n", head=head)
    assert said(loaded) == []
    assert held(loaded.site, where) == expected


@pytest.mark.parametrize(
    ("option", "text", "where", "expected"),
    [
        ("collection.name", "", "name", "posts"),
        ("collection.label", "", "label", "Posts"),
        ("collection.description", "description: All.", "description", "All."),
        ("collection.format", "format: json", "format", "json"),
        ("collection.extension", "extension: .qmd", "extension", "qmd"),
        ("collection.frontmatter_delimiter", "frontmatter_delimiter: '~~~'", "frontmatter_delimiter", ("~~~", "~~~")),
        ("collection.body_field", "body_field: text", "body_field", "text"),
        ("collection.body_field.key", "body_field: {key: text}", "body_field", "text"),
        ("collection.media_folder", "media_folder: img/", "media_folder", "img"),
        ("collection.public_folder", "public_folder: /img", "public_folder", "/img"),
        ("collection.editor", "editor: {preview: false}", "options.editor.preview", False),
        ("collection.i18n", "i18n: {structure: single_file, locales: [en]}", "i18n.locales", ("en",)),
        ("collection.label_singular", "label_singular: Post", "label_singular", "Post"),
        ("collection.icon", "icon: article", "icon", "article"),
        ("collection.delete", "delete: false", "delete", False),
        ("collection.hide", "hide: true", "hide", True),
        ("collection.folder", "", "folder", PurePosixPath("content/posts")),
        ("collection.fields", "", "fields.0.name", "title"),
        ("collection.create", "create: true", "create", True),
        ("collection.duplicate", "duplicate: false", "duplicate", False),
        ("collection.identifier_field", "identifier_field: name", "identifier_field", "name"),
        ("collection.slug", "slug: '{{year}}'", "slug", "{{year}}"),
        ("collection.slug.template", "slug: {template: '{{year}}'}", "slug", "{{year}}"),
        ("collection.path", "path: /{{slug}}/index", "path", "{{slug}}/index"),
        ("collection.filter", "filter: {field: a, value: 1}", "filter", EntryFilter("a", (1,))),
        ("collection.filter.field", "filter: {field: a}", "filter", EntryFilter("a")),
        ("collection.filter.value", "filter: {field: a, value: [1, 2]}", "filter", EntryFilter("a", (1, 2))),
        ("collection.filter.values", "filter: {field: a, values: [1, 2]}", "filter", EntryFilter("a", (1, 2))),
        ("collection.filter.pattern", "filter: {field: a, pattern: ^b}", "filter", EntryFilter("a", pattern="^b")),
        ("collection.filter.match_all", "filter: {field: a, value: [1], matchAll: true}", "filter.match_all", True),
        ("collection.summary", "summary: '{{title}}!'", "summary", "{{title}}!"),
        ("collection.sortable_fields", "sortable_fields: [a]", "sortable_fields", (SortableField("a"),)),
        (
            "collection.sortable_fields.fields",
            "sortable_fields: {fields: [a]}",
            "sortable_fields",
            (SortableField("a"),),
        ),
        ("collection.sortable_fields.field", "sortable_fields: [{field: a}]", "sortable_fields", (SortableField("a"),)),
        ("collection.sortable_fields.label", "sortable_fields: [{field: a, label: A}]", "sortable_fields.0.label", "A"),
        (
            "collection.sortable_fields.default_sort",
            "sortable_fields: [{field: a, default_sort: desc}]",
            "default_sort",
            ("a", True),
        ),
        (
            "collection.sortable_fields.default",
            "sortable_fields: {fields: [a], default: a}",
            "default_sort",
            ("a", False),
        ),
        (
            "collection.sortable_fields.default.field",
            "sortable_fields: {fields: [a], default: {field: a}}",
            "default_sort",
            ("a", False),
        ),
        (
            "collection.sortable_fields.default.direction",
            "sortable_fields: {fields: [a], default: {field: a, direction: descending}}",
            "default_sort",
            ("a", True),
        ),
        ("collection.nested", "nested: true", "nested", Nested()),
        ("collection.nested.depth", "nested: {depth: 3}", "nested.depth", 3),
        ("collection.nested.subfolders", "nested: {subfolders: false}", "nested.subfolders", False),
        ("collection.nested.path", "nested: {path: {label: Folder}}", "nested.path_label", "Folder"),
        ("collection.nested.path.index_file", "nested: {path: {index_file: index}}", "nested.index_file", "index"),
        ("collection.meta", "nested: {depth: 3}\nmeta: {path: {index_file: index}}", "nested.index_file", "index"),
        ("collection.meta.path", "nested: {depth: 3}\nmeta: {path: {label: Folder}}", "nested.path_label", "Folder"),
    ],
)
def test_collection_options_are_read(load: Load, option: str, text: str, where: str, expected: Any) -> None:
    body = f"name: posts\nlabel: Posts\nfolder: content/posts\nfields: [{{name: title}}]\n{text}\n"
    loaded = load("collections:\n  -\n" + indent(body, "    "))
    assert said(loaded) == []
    assert held(only(loaded.site), where) == expected


@pytest.mark.parametrize(
    ("option", "text", "where", "expected"),
    [
        ("collection.files", "", "name", "home"),
        ("file.name", "", "name", "home"),
        ("file.label", "label: Home", "label", "Home"),
        ("file.description", "description: First.", "description", "First."),
        ("file.format", "format: json-frontmatter", "format", "json-frontmatter"),
        ("file.extension", "extension: qmd", "extension", "qmd"),
        ("file.frontmatter_delimiter", "frontmatter_delimiter: [a, b]", "frontmatter_delimiter", ("a", "b")),
        ("file.body_field", "body_field: {key: text}", "body_field", "text"),
        ("file.media_folder", "media_folder: /img", "media_folder", "/img"),
        ("file.public_folder", "public_folder: /img", "public_folder", "/img"),
        ("file.editor", "editor: {preview: false}", "options.editor.preview", False),
        ("file.i18n", "i18n: {structure: multiple_files, locales: [en]}", "i18n.structure", "single_file"),
        ("file.delete", "delete: true", "delete", True),
        ("file.file", "", "file", PurePosixPath("data/home.md")),
        ("file.fields", "", "fields.0.name", "title"),
    ],
)
def test_file_options_are_read(load: Load, option: str, text: str, where: str, expected: Any) -> None:
    body = f"name: home\nfile: /data/home.md\nfields: [{{name: title}}]\n{text}\n"
    loaded = load("collections:\n  - name: site\n    label: Site\n    files:\n      -\n" + indent(body, " " * 8))
    assert said(loaded) == []
    assert held(first_file(loaded.site), where) == expected


def only(site: SiteConfig | None) -> Any:
    assert site is not None
    return site.collections[0]


def first_file(site: SiteConfig | None) -> CollectionFile:
    file: CollectionFile = only(site).files[0]
    return file
