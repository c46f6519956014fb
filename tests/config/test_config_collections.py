"""Collections and files: kinds, defaults, the three grammars of sorting, filters, nesting, what is left out."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
from config_support import Load, LoadPosts, said

from cms.config import EntryFilter, Nested, SortableField


def test_defaults_of_a_folder(load_posts: LoadPosts) -> None:
    posts, loaded = load_posts()
    assert said(loaded) == []
    assert (posts.kind, posts.folder, posts.label_singular) == ("folder", PurePosixPath("content/posts"), "Posts")
    assert (posts.create, posts.delete, posts.duplicate, posts.publish, posts.hide) == (False, True, True, True, False)
    assert (posts.extension, posts.format, posts.body_field, posts.slug, posts.path) == ("md", "", "body", "", "")
    assert (posts.media_folder, posts.public_folder, posts.sortable_fields, posts.filter) == (None, None, None, None)


def test_defaults_of_files(load: Load) -> None:
    loaded = load(
        """\
        collections:
          - name: site
            label: Site
            files:
              - {name: nav, file: ./data/nav.yml, fields: [{name: t}]}
              - {name: home, label: Home, file: /home.md, delete: true, media_folder: img, fields: [{name: t}]}
        """
    )
    assert said(loaded) == []
    site = loaded.site.collections[0]
    nav, home = site.files
    assert (site.kind, site.folder, site.delete) == ("files", None, False)
    assert (nav.label, nav.file, nav.extension, nav.delete) == ("nav", PurePosixPath("data/nav.yml"), "yml", False)
    assert (home.file, home.extension, home.delete, home.public_folder) == (PurePosixPath("home.md"), "md", True, "img")


def test_files_inherit_their_layout(load: Load) -> None:
    loaded = load(
        """\
        collections:
          - name: site
            label: Site
            format: toml-frontmatter
            frontmatter_delimiter: ["<<<", ">>>"]
            body_field: {key: text}
            files:
              - {name: a, file: a.md, fields: [{name: t}]}
              - {name: b, file: b.md, format: raw, fields: [{name: t}]}
        """
    )
    a, b = loaded.site.collections[0].files
    assert (a.format, b.format) == ("toml-frontmatter", "raw")
    assert (a.frontmatter_delimiter, a.body_field) == (("<<<", ">>>"), "text")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("extension: .html.md\n", ("html.md", "")),
        ("format: json\n", ("json", "json")),
        ("format: yaml\n", ("yml", "yaml")),
        ("format: toml-frontmatter\n", ("md", "toml-frontmatter")),
        ("extension: qmd\nformat: yaml-frontmatter\n", ("qmd", "yaml-frontmatter")),
    ],
)
def test_format_and_extension(load_posts: LoadPosts, options: str, expected: tuple[str, str]) -> None:
    posts, loaded = load_posts(options)
    assert (posts.extension, posts.format) == expected
    assert said(loaded) == []


def test_unknown_format_is_an_error(load_posts: LoadPosts) -> None:
    posts, loaded = load_posts("format: frontmater\n")
    assert [item.message for item in loaded.errors] == ["unknown format `frontmater`; did you mean `frontmatter`?"]
    assert (posts.format, posts.extension) == ("", "md")


@pytest.mark.parametrize(
    ("options", "media", "public"),
    [
        ("path: '{{slug}}/index'\n", "", ""),
        ("path: '{{slug}}/index'\nmedia_folder: /img\n", "/img", "/img"),
        ("path: '{{slug}}/index'\npublic_folder: /p\n", "", "/p"),
        ("media_folder: img/\n", "img", "img"),
    ],
)
def test_path_puts_media_beside(load_posts: LoadPosts, options: str, media: str, public: str) -> None:
    posts, _ = load_posts(options)
    assert (posts.media_folder, posts.public_folder) == (media, public)


@pytest.mark.parametrize(
    ("written", "expected"), [("''", "."), (".", "."), ("/", "."), ("./a//", "a"), ("'{{locale}}/a'", "{{locale}}/a")]
)
def test_folders_are_trimmed(load: Load, written: str, expected: str) -> None:
    loaded = load(f"collections: [{{name: a, label: A, folder: {written}, fields: [{{name: t}}]}}]\n")
    assert loaded.site.collections[0].folder == PurePosixPath(expected)
    assert said(loaded) == []


def test_slug_may_be_an_object(load_posts: LoadPosts) -> None:
    posts, loaded = load_posts("slug: {template: '{{title}}', editable: true}\n")
    assert posts.slug == "{{title}}"
    assert posts.options == {"slug": {"template": "{{title}}", "editable": True}}
    assert said(loaded) == []


@pytest.mark.parametrize(
    ("written", "fields", "default"),
    [
        ("[title, date]", ["title", "date"], None),
        ("[]", [], None),
        ("[title, {field: date, label: Day, default_sort: desc}]", ["title", "date"], ("date", True)),
        ("[{field: date, default_sort: true}]", ["date"], ("date", False)),
        ("{fields: [title], default: {field: title, direction: Descending}}", ["title"], ("title", True)),
        ("{fields: [title], default: {field: title, direction: None}}", ["title"], ("title", False)),
        ("{fields: [title], default: {field: title}}", ["title"], ("title", False)),
    ],
)
def test_sorting_in_three_grammars(
    load_posts: LoadPosts, written: str, fields: list[str], default: tuple[str, bool] | None
) -> None:
    posts, loaded = load_posts(f"sortable_fields: {written}\n")
    assert [item.field for item in posts.sortable_fields or ()] == fields
    assert posts.default_sort == default
    assert said(loaded) == []


def test_sortable_labels_are_kept(load_posts: LoadPosts) -> None:
    posts, _ = load_posts("sortable_fields: [{field: date, label: Day}]\n")
    assert posts.sortable_fields == (SortableField("date", "Day"),)


def test_two_spellings_of_sorting(load_posts: LoadPosts) -> None:
    old, loaded = load_posts("sortableFields: [title]\n")
    assert (len(old.sortable_fields or ()), [item.code for item in loaded.warnings]) == (1, ["older-spelling"])
    both, loaded = load_posts("sortableFields: [title]\nsortable_fields: [date]\n")
    assert both.sortable_fields == (SortableField("date"),)
    assert [item.code for item in loaded.errors] == ["two-spellings"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{field: kind, value: a}", EntryFilter("kind", ("a",))),
        ("{field: kind, value: [a, 1]}", EntryFilter("kind", ("a", 1))),
        ("{field: kind, value: null}", EntryFilter("kind", (None,))),
        ("{field: kind}", EntryFilter("kind")),
        ("{field: kind, pattern: ^a}", EntryFilter("kind", pattern="^a")),
        ("{field: tags, value: [a, b], matchAll: true}", EntryFilter("tags", ("a", "b"), match_all=True)),
        ("[{field: a, value: 1}, {field: b, value: 2}]", EntryFilter("a", (1,), others=(EntryFilter("b", (2,)),))),
    ],
)
def test_filters_in_all_forms(load_posts: LoadPosts, written: str, expected: EntryFilter) -> None:
    posts, loaded = load_posts(f"filter: {written}\n")
    assert posts.filter == expected
    assert said(loaded) == []


def test_filter_needs_a_field(load_posts: LoadPosts) -> None:
    posts, loaded = load_posts("filter: {value: a}\n")
    assert posts.filter is None
    assert [item.code for item in loaded.errors] == ["wrong-filter"]


def test_patterns_that_cannot_run_are_said_and_have_no_effect(load_posts: LoadPosts) -> None:
    posts, loaded = load_posts(
        "filter: {field: kind, pattern: '(?<=a)b'}\n"
        "view_filters: [{label: Late, field: t, pattern: '(a)\\1'}, {label: Early, field: t, pattern: '^(?!a)'}]\n"
        "view_groups: [{label: Kind, field: kind, pattern: a(?!b)}]\n"
    )
    assert [(item.code, item.position.line > 1) for item in loaded.diagnostics] == [("pattern-not-run", True)] * 3
    assert posts.filter is None
    assert [rule.runs for rule in posts.view_filters.rules] == [False, True]
    assert [rule.runs for rule in posts.view_groups.rules] == [False]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("nested: {depth: 3, summary: '{{title}}'}\n", Nested(3, "{{title}}")),
        (
            "nested: {depth: 3}\nmeta: {path: {label: Place, widget: string, index_file: index}}\n",
            Nested(3, "", True, "index", "Place"),
        ),
        ("nested: {depth: 3, subfolders: false, path: {index_file: _index}}\n", Nested(3, "", False, "_index", "Path")),
        (
            "nested: {depth: 3}\nmeta: {path: {widget: hidden, label: Path}}\n",
            Nested(3, path_label="Path", path_hidden=True),
        ),
        ("nested: true\n", Nested()),
        ("nested: false\n", None),
        ("meta: {path: {label: Place, widget: string}}\n", None),
    ],
)
def test_nesting(load_posts: LoadPosts, options: str, expected: Nested | None) -> None:
    posts, loaded = load_posts(options)
    assert posts.nested == expected
    assert said(loaded) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{label: A, folder: a, fields: [{name: t}]}", "missing-name"),
        ("{name: a, label: A, fields: [{name: t}]}", "no-folder"),
        ("{name: last, label: A, folder: a, fields: [{name: t}]}", "duplicate-collection"),
        ("just text", "wrong-type"),
        ("{name: a, label: A, folder: a/../../b, fields: [{name: t}]}", "unsafe-path"),
    ],
)
def test_unusable_collections_are_left_out(load: Load, text: str, code: str) -> None:
    last = "{name: last, label: Last, folder: last, fields: [{name: t}]}"
    order = f"[{last}, {text}]" if code == "duplicate-collection" else f"[{text}, {last}]"
    loaded = load(f"collections: {order}\n")
    assert [item.name for item in loaded.site.collections] == ["last"]
    assert [item.code for item in loaded.errors] == [code]


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ("folder: a, files: [], fields: [{name: t}]", "folder"),
        ("folder: a, files: [{name: f, file: f.md, fields: [{name: t}]}]", "files"),
    ],
)
def test_folder_and_files_is_an_error(load: Load, options: str, kind: str) -> None:
    loaded = load(f"collections: [{{name: a, label: A, {options}}}]\n")
    assert [item.code for item in loaded.errors] == ["folder-and-files"]
    assert loaded.site.collections[0].kind == kind


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{file: a.md, fields: [{name: t}]}", "missing-name"),
        ("{name: b, fields: [{name: t}]}", "missing-file"),
        ("{name: b, file: ../b.md, fields: [{name: t}]}", "unsafe-path"),
        ("{name: last, file: b.md, fields: [{name: t}]}", "duplicate-file"),
    ],
)
def test_unusable_files_are_left_out(load: Load, text: str, code: str) -> None:
    last = "{name: last, file: last.md, fields: [{name: t}]}"
    loaded = load(f"collections: [{{name: a, label: A, files: [{last}, {text}]}}]\n")
    assert [file.name for file in loaded.site.collections[0].files] == ["last"]
    assert [item.code for item in loaded.errors] == [code]


def test_dividers_are_skipped(load: Load) -> None:
    loaded = load("collections: [{divider: true}, {name: a, label: A, folder: a, fields: [{name: t}]}]\n")
    assert [item.name for item in loaded.site.collections] == ["a"]
    assert said(loaded) == []


def test_singletons_become_a_collection(load: Load) -> None:
    loaded = load("singletons: [{name: home, file: home.yml, fields: [{name: t}]}, {divider: true}]\n")
    assert said(loaded) == []
    assert [(item.name, item.kind, len(item.files)) for item in loaded.site.collections] == [
        ("_singletons", "files", 1)
    ]


def test_missing_label_is_a_warning(load: Load) -> None:
    loaded = load("collections: [{name: a, folder: a, fields: [{name: t}]}]\n")
    assert [item.code for item in loaded.diagnostics] == ["missing-label"]
    assert loaded.site.collections[0].label == "a"


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ("publish_mode: editorial_workflow\n", {"publish_mode": "editorial_workflow"}),
        ("index_file: {name: _index, fields: [{name: t}]}\neditor: {preview: false}\n", None),
    ],
)
def test_other_options_of_collections(load_posts: LoadPosts, options: str, kept: dict[str, Any] | None) -> None:
    posts, loaded = load_posts(options)
    assert said(loaded) == []
    assert posts.options == kept if kept else posts.options
