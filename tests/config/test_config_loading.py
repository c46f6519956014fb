"""The top of a configuration: what is required, what is filled in, where findings point."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from config_support import Load, said

from cms.config import CONFIG_PATHS, CommitMessages, I18n, SlugRules, load_config, looks_like_config_path

POSTS = "collections: [{name: posts, label: Posts, folder: posts, fields: [{name: title}]}]\n"


def test_defaults_are_filled_in(load: Load) -> None:
    site = load(POSTS).site
    assert (site.path, site.media_folder, site.public_folder) == ("config.yml", "static/media", "/static/media")
    assert (site.publish_mode, site.locale, site.search, site.dialect) == ("simple", "en", True, "decap")
    assert site.backend.commit_messages == CommitMessages()
    assert site.slug == SlugRules()
    assert site.i18n is None


def test_unknown_name_has_its_place(load: Load) -> None:
    loaded = load(
        """\
        collections:
          - name: posts
            label: Posts
            folder: posts
            fields:
              - {name: title}
              - name: date
                widget: datetme
        """
    )
    assert said(loaded) == [
        "collections[0].fields[1].widget (config.yml:10:17): unknown widget `datetme`; did you mean `datetime`?"
    ]
    assert loaded.errors == ()
    field = loaded.site.collections[0].fields[1]
    assert (field.widget, field.known) == ("datetme", False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("collectoins: []\n", "unknown option `collectoins`; did you mean `collections`?"),
        ("backend: {name: x, bransh: main}\n", "unknown option `bransh`; did you mean `branch`?"),
        ("media_folder_relative: true\n", "`media_folder_relative`: no tool of the family reads it"),
        ("zzz: 1\n", "unknown option `zzz`"),
    ],
)
def test_unknown_options_are_warnings(load: Load, text: str, expected: str) -> None:
    loaded = load(POSTS + text, head="media_folder: media\n" + ("" if "backend" in text else "backend: {name: x}\n"))
    assert [item.message for item in loaded.warnings] == [expected]
    assert loaded.errors == ()


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("media_folder: media\n" + POSTS, "backend"),
        ("media_folder: media\nbackend: {name: x}\n", "collections"),
        ("media_folder: media\nbackend: {name: x}\ncollections: []\n", "collections"),
        ("media_folder: media\nbackend: {repo: a/b}\n" + POSTS, "backend"),
    ],
)
def test_missing_parts_are_errors(load: Load, text: str, where: str) -> None:
    loaded = load(text, head="")
    assert [(item.code, item.where) for item in loaded.errors] == [("missing-option", where)]
    assert loaded.site is not None


@pytest.mark.parametrize("text", ["backend: github\n" + POSTS, "backend: {name: x}\ncollections: {name: a}\n"])
def test_wrong_parts_are_named_once(load: Load, text: str) -> None:
    loaded = load("media_folder: media\n" + text, head="")
    assert [item.code for item in loaded.errors] == ["wrong-type"]


def test_missing_media_folder_warns(load: Load) -> None:
    loaded = load("backend: {name: x}\n" + POSTS, head="")
    assert [item.where for item in loaded.warnings] == ["media_folder"]
    assert loaded.site.media_folder == ""


@pytest.mark.parametrize(
    ("value", "meant", "kept"),
    [
        ("5", "true or false", True),
        ('"yes"', "true or false", True),
        ("no", "true or false", False),
        ("[]", "true or false", True),
    ],
)
def test_wrong_types_are_errors(load: Load, value: str, meant: str, kept: bool) -> None:
    loaded = load(POSTS + f"search: {value}\n")
    assert len(loaded.errors) == 1
    assert loaded.errors[0].message.startswith(f"`search` should be {meant}, not ")
    assert loaded.site.search is kept


def test_numbers_stand_for_texts(load: Load) -> None:
    loaded = load(POSTS + "app_title: 1.10\n")
    assert [item.code for item in loaded.errors] == ["wrong-type"]
    assert loaded.site.app_title == "1.10"


def test_scalars_are_of_yaml_twelve(load: Load) -> None:
    site = load(POSTS + "quire: {a: no, b: 12:30, c: 014, d: 0o14, e: 1_000, f: 2026-01-05, g: yes}\n").site
    assert site.options["quire"] == {
        "a": "no",
        "b": "12:30",
        "c": 14,
        "d": 12,
        "e": "1_000",
        "f": "2026-01-05",
        "g": "yes",
    }


def test_anchors_and_merge_keys_are_followed(load: Load) -> None:
    loaded = load(
        """\
        collections:
          - &base
            name: posts
            label: Posts
            folder: posts
            create: true
            fields: &fields [{name: title}, {name: body, widget: markdown}]
          - <<: *base
            name: pages
            label: Pages
            folder: pages
          - {name: notes, label: Notes, folder: notes, fields: *fields}
        """
    )
    posts, pages, notes = loaded.site.collections
    assert said(loaded) == []
    assert (pages.name, pages.folder, pages.create) == ("pages", PurePosixPath("pages"), True)
    assert [field.name for field in notes.fields] == [field.name for field in posts.fields] == ["title", "body"]


def test_repeated_keys_last_wins(load: Load) -> None:
    loaded = load(POSTS + "app_title: One\napp_title: Two\n")
    assert [(item.code, item.where, item.position.line) for item in loaded.warnings] == [
        ("duplicate-key", "app_title", 5)
    ]
    assert loaded.site.app_title == "Two"


def test_same_finding_is_said_once(load: Load) -> None:
    text = "collections:\n" + "".join(
        f"  - {{name: c{n}, label: C, folder: c{n}, fields: {'&f [{name: a, lable: A}]' if not n else '*f'}}}\n"
        for n in range(5)
    )
    assert len(load(text).diagnostics) == 1


def test_json_is_read(load: Load) -> None:
    text = '{\n\t"backend": {"name": "x"},\n\t"media_folder": "media", "app_title": "Caf\\u00e9 \\ud83c\\udf5e \\/",\n'
    text += (
        '\t"collections": [{"name": "a", "label": "A", "folder": "a", "create": true, "fields": [{"name": "t"}]}]\n}\n'
    )
    loaded = load(text, head="", path="admin/config.json")
    assert said(loaded) == []
    assert loaded.site.app_title == "Café 🍞 /"
    assert loaded.site.collections[0].create is True


def test_old_spellings_become_new_ones(load: Load) -> None:
    loaded = load(POSTS + "editor: {visualEditing: true}\n")
    assert loaded.site.options["editor"] == {"visualEditing": True}
    assert said(loaded) == []


@pytest.mark.parametrize("key", ["uploadMedia", "upload_media"])
def test_commit_messages_have_two_spellings(load: Load, key: str) -> None:
    loaded = load(POSTS + f"backend: {{name: x, commit_messages: {{{key}: Add}}}}\n", head="media_folder: media\n")
    assert loaded.site.backend.commit_messages == CommitMessages(upload_media="Add")
    assert said(loaded) == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [("./static/img/", "static/img"), ("/static/img", "static/img"), ('""', ""), (".", ""), ("assets//", "assets")],
)
def test_media_folder_is_trimmed(load: Load, written: str, expected: str) -> None:
    loaded = load(POSTS + f"media_folder: {written}\n", head="backend: {name: x}\n")
    assert loaded.site.media_folder == expected
    assert loaded.site.public_folder == f"/{expected}"
    assert said(loaded) == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [("/img/", "/img"), ("https://cdn.example/i", "https://cdn.example/i"), ("/", "/"), ('""', "")],
)
def test_public_folder_may_be_anything(load: Load, written: str, expected: str) -> None:
    assert load(POSTS + f"public_folder: {written}\n").site.public_folder == expected


@pytest.mark.parametrize("path", ["../up", "a/../../b", ".git/hooks", "a\\b", "con/x", "a/.git"])
def test_unsafe_folders_are_left_out(load: Load, path: str) -> None:
    loaded = load(f"collections: [{{name: a, label: A, folder: '{path}', fields: [{{name: t}}]}}, {POSTS[14:-2]}]\n")
    assert [(item.code, item.where) for item in loaded.errors] == [("unsafe-path", "collections[0].folder")]
    assert [item.name for item in loaded.site.collections] == ["posts"]


def test_own_settings_cannot_be_dangerous(load: Load) -> None:
    loaded = load(POSTS + "quire: {dialect: decap, build_command: make, limits: {api_key: x}, port: 80, support: a}\n")
    assert [item.where for item in loaded.warnings] == ["quire.build_command", "quire.limits.api_key", "quire.port"]
    assert {item.code for item in loaded.warnings} == {"operator-only"}


def test_languages_reach_collections(load: Load) -> None:
    loaded = load(
        """\
        i18n: {structure: multiple_folders_i18n_root, locales: [en, pt-BR, zh_Hant, en]}
        collections:
          - name: a
            label: A
            folder: a
            i18n: true
            fields: [{name: t, i18n: true}, {name: u, i18n: duplicate}, {name: v}]
          - name: b
            label: B
            folder: b
            i18n: {structure: multiple_files, default_locale: pt-BR}
            fields: [{name: t}]
          - {name: c, label: C, folder: c, fields: [{name: t}]}
        """
    )
    assert said(loaded) == []
    top = I18n("multiple_root_folders", ("en", "pt-BR", "zh_Hant"), "en")
    a, b, c = loaded.site.collections
    assert loaded.site.i18n == a.i18n == top
    assert b.i18n == I18n("multiple_files", top.locales, "pt-BR")
    assert c.i18n is None
    assert [field.i18n for field in a.fields] == ["translate", "duplicate", "none"]


def test_languages_of_files(load: Load) -> None:
    loaded = load(
        """\
        i18n: {structure: multiple_folders, locales: [en, de]}
        collections:
          - name: pages
            label: Pages
            i18n: true
            files:
              - {name: a, file: "data/{{locale}}/a.yml", fields: [{name: t}]}
              - {name: b, file: data/b.yml, i18n: true, fields: [{name: t}]}
              - {name: c, file: data/c.yml, fields: [{name: t}]}
        """
    )
    assert [file.i18n.structure if file.i18n else None for file in loaded.site.collections[0].files] == [
        "multiple_folders",
        "single_file",
        None,
    ]


@pytest.mark.parametrize(
    ("i18n", "where", "locales"),
    [
        ("{structure: multiple_file, locales: [en]}", "i18n.structure", None),
        ("{structure: single_file}", "i18n.locales", None),
        ("{structure: single_file, locales: [en, '../x']}", "i18n.locales", ("en",)),
        ("{structure: single_file, locales: [en, de], default_locale: fr}", "i18n.default_locale", ("en", "de")),
    ],
)
def test_wrong_languages_are_errors(load: Load, i18n: str, where: str, locales: tuple[str, ...] | None) -> None:
    loaded = load(POSTS + f"i18n: {i18n}\n")
    assert where in [item.where for item in loaded.errors]
    assert (loaded.site.i18n.locales if loaded.site.i18n else None) == locales


def test_i18n_needs_the_top(load: Load) -> None:
    loaded = load(POSTS.replace("folder: posts", "folder: posts, i18n: true"))
    assert [item.code for item in loaded.errors] == ["missing-languages"]


def test_other_options_are_kept(load: Load) -> None:
    loaded = load(POSTS + "local_backend: true\nslug: {encoding: ascii, timezone: local}\nlogo: {src: /a.svg}\n")
    assert loaded.site.options == {"local_backend": True, "logo": {"src": "/a.svg"}}
    assert loaded.site.slug == SlugRules(encoding="ascii", local_dates=True)
    assert loaded.site.logo_url == "/a.svg"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"[1, 2]\n", "wrong-type"),
        (b"just text\n", "wrong-type"),
        (b"a: b: c\n", "syntax"),
        (b"x" * (1 << 20) + b"x", "too-large"),
        (b"a: " + b"[" * 101 + b"]" * 101, "too-deep"),
        (b"a: &a [*a]\n", "too-deep"),
        (
            b"a: &a [1,1,1,1,1,1,1,1,1,1]\n"
            + b"".join(b"%c: &%c [%s]\n" % (n + 1, n + 1, b",".join([b"*%c" % n] * 10)) for n in range(97, 103)),
            "too-deep",
        ),
        (b"a: &a " + b"[" * 60 + b"]" * 60 + b"\nb: " + b"[" * 60 + b"*a" + b"]" * 60, "too-deep"),
    ],
)
def test_nothing_usable_is_no_site(data: bytes, code: str) -> None:
    loaded = load_config(data, "admin/config.yml")
    assert loaded.site is None
    assert [item.code for item in loaded.errors] == [code]


def test_empty_file_is_an_empty_site() -> None:
    loaded = load_config(b"# nothing yet\n", "admin/config.yml")
    assert loaded.site is not None
    assert loaded.site.collections == ()
    assert [item.where for item in loaded.errors] == ["backend", "collections"]


def test_other_encodings_are_read(load: Load) -> None:
    loaded = load_config(
        ("backend: {name: x}\nmedia_folder: m\napp_title: Caf\n" + POSTS).encode().replace(b"Caf", b"Caf\xe9"), "c.yml"
    )
    assert [(item.code, item.position.line, item.position.column) for item in loaded.warnings] == [("encoding", 3, 15)]
    assert loaded.site.app_title == "Caf\ufffd"


def test_usual_places_come_in_order() -> None:
    assert CONFIG_PATHS[0] == "static/admin/config.yml"
    assert CONFIG_PATHS.index("admin/config.yml") < CONFIG_PATHS.index("docs/admin/config.yml")
    assert len(set(CONFIG_PATHS)) == len(CONFIG_PATHS)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b/admin/config.yml", True),
        ("x/cms/config.yaml", True),
        ("config.yml", False),
        ("a/admin/_config.yml", False),
    ],
)
def test_deeper_places_are_recognised(path: str, expected: bool) -> None:
    assert looks_like_config_path(PurePosixPath(path)) is expected


def test_example_is_in_order() -> None:
    text = (Path(__file__).resolve().parents[2] / "config.example.yaml").read_bytes()
    loaded = load_config(text, "config.example.yaml")
    assert said(loaded) == []
    assert [item.name for item in loaded.site.collections] == ["posts", "authors", "site"]
