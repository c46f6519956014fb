"""Loading never raises, whatever the bytes, and findings point into the file."""

from __future__ import annotations

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cms.config import LoadedConfig, load_config

VALID = b"""\
backend: {name: git-gateway, branch: main}
media_folder: static/media
i18n: {structure: multiple_files, locales: [en, de]}
collections:
  - name: posts
    label: Posts
    folder: content/posts
    create: true
    path: "{{year}}/{{slug}}"
    filter: {field: kind, value: post}
    sortable_fields: [title, {field: date, default_sort: desc}]
    fields: &fields
      - {name: title, label: Title, pattern: ["^a", No]}
      - name: links
        widget: list
        types:
          - {name: page, fields: [{name: url}]}
      - {name: author, widget: relation, collection: people}
  - {name: people, label: People, folder: people, fields: *fields}
  - name: site
    label: Site
    files:
      - {name: nav, file: data/nav.yml, fields: [{name: a, condition: {field: b, value: 1}}]}
"""
PIECES = [
    b"{{now}}", b"{% if %}", b"- ", b": ", b"\t", b"[", b"]", b"{", b"}", b"&a ", b"*a", b"<<: *a",
    b"? ", b"---\n", b"\n",
    b"'", b'"', b"|", b"!!python/object:os.system ", b"\xff", b"\x00", b"null", b"true", b"12", b"name:", b"fields:",
    b"collections:", b"types:", b"#", b"..", b"%", b"@", b",", b"\r\n", b"\\ud83d", b"widget: list", b"i18n: true",
]  # fmt: skip


def check(data: bytes) -> LoadedConfig:
    loaded = load_config(data, "config.yml")
    lines = len(data.splitlines()) + 2
    for item in loaded.diagnostics:
        assert 0 <= item.position.line <= lines
        assert item.message
        str(item).encode()
    assert loaded.site is not None or loaded.errors
    return loaded


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
@example(b"\xff\xfea\x00:\x00b\x00")
@example(b"*a")
@example(b"a: &a\n  <<: *a\n")
@example(b'{"a": "\\ud800"}')
def test_any_bytes_load(data: bytes) -> None:
    check(data)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join))
@settings(max_examples=150, deadline=None)
def test_any_syntax_loads(data: bytes) -> None:
    check(data)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_mutated_configuration_loads(data: st.DataObject) -> None:
    lines = VALID.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        piece = data.draw(st.sampled_from(PIECES))
        column = data.draw(st.integers(0, len(lines[at])))
        change = data.draw(st.sampled_from(["insert", "drop", "double", "replace"]))
        if change == "insert":
            lines[at] = lines[at][:column] + piece + lines[at][column:]
        elif change == "drop" and len(lines) > 1:
            del lines[at]
        elif change == "double":
            lines.insert(at, lines[at])
        else:
            lines[at] = lines[at][:column] + piece + b"\n"
    check(b"".join(lines))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 50)
    | st.sampled_from(["a", "", "../x", "{{slug}}", "list", "yes", "/x/i"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "fields", "field", "value"]), inner)
    ),
    max_leaves=6,
)
KEYS = [
    "name",
    "label",
    "widget",
    "folder",
    "files",
    "file",
    "fields",
    "types",
    "field",
    "options",
    "collection",
    "slug",
    "path",
    "filter",
    "sortable_fields",
    "nested",
    "meta",
    "i18n",
    "required",
    "pattern",
    "condition",
    "media_folder",
    "public_folder",
    "format",
    "extension",
    "frontmatter_delimiter",
    "body_field",
    "default",
]


@given(
    st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8), max_size=3),
    st.dictionaries(st.sampled_from(["i18n", "slug", "backend", "logo", "quire", "singletons"]), VALUES),
)
@settings(max_examples=200, deadline=None)
def test_any_values_load(collections: list[dict[str, object]], top: dict[str, object]) -> None:
    loaded = check(json.dumps({**top, "collections": collections}).encode())
    assert loaded.site is not None
