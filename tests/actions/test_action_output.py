"""`output` and `root`: what is written where a file does not show it itself, and files that are one value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from cms.actions import Site, create_entry, open_entry, open_site, save_entry, set_texts
from cms.entries import entry_kind
from cms.fields import FormData
from cms.state import Person

NOOR = Person("Noor Bakshi", "noor@example.org")
FIELDS = """
      - {name: title}
      - {name: note, required: false}
      - {name: tags, widget: list, required: false}
      - {name: seo, widget: object, required: false, fields: [{name: text}]}
      - {name: cover, widget: image, required: false}
"""
Opened = Callable[..., Site]


@pytest.fixture
def opened(repository_of: Callable[[Mapping[str, str | bytes]], Path], clock: Any) -> Iterator[Opened]:
    sites: list[Site] = []

    def opened(top: str, collections: str, files: Mapping[str, str | bytes] | None = None) -> Site:
        text = f"media_folder: static/up\npublic_folder: /up\n{top}\ncollections:\n{collections}"
        sites.append(open_site(repository_of({"static/admin/config.yml": text, **(files or {})}), clock=clock))
        return sites[-1]

    yield opened
    for site in sites:
        site.close()


def posts(extension: str, more: str = "") -> str:
    return (
        f"  - name: posts\n    folder: posts\n    create: true\n    extension: {extension}\n{more}    fields:{FIELDS}"
    )


def text_of(site: Site, path: str) -> str:
    blob = site.repository.read_path(PurePosixPath(path))
    assert blob is not None
    return blob.data.decode()


def created(site: Site, *pairs: tuple[str, str]) -> str:
    form = FormData([("f.title", "Dawn"), ("f.tags!list", "1"), ("f.tags!add", "a, b"), ("f.seo.text", "x"), *pairs])
    return text_of(site, str(create_entry(site, "posts", form, person=NOOR, key="k").path))


@pytest.mark.parametrize(
    ("option", "top", "extension", "more", "text"),
    [
        ("output", "", "yml", "", "title: Dawn\ntags:\n  - a\n  - b\nseo:\n  text: x\n"),
        (
            "output.yaml.indent_size",
            "output: {yaml: {indent_size: 4}}",
            "yml",
            "",
            "title: Dawn\ntags:\n    - a\n    - b\nseo:\n    text: x\n",
        ),
        (
            "output.yaml.indent_sequences",
            "output: {yaml: {indent_sequences: false}}",
            "yml",
            "",
            "title: Dawn\ntags:\n- a\n- b\nseo:\n  text: x\n",
        ),
        (
            "output.yaml.quote",
            "output: {yaml: {quote: single}}",
            "yml",
            "",
            "title: 'Dawn'\ntags:\n  - 'a'\n  - 'b'\nseo:\n  text: 'x'\n",
        ),
        (
            "collection.yaml_quote",
            "",
            "yml",
            "    yaml_quote: true\n",
            'title: "Dawn"\ntags:\n  - "a"\n  - "b"\nseo:\n  text: "x"\n',
        ),
        (
            "output.json.indent_size",
            "output: {json: {indent_size: 4}}",
            "json",
            "",
            '{\n    "title": "Dawn",\n    "tags": [\n        "a",\n        "b"\n    ],\n    "seo": {\n'
            '        "text": "x"\n    }\n}\n',
        ),
        (
            "output.json.indent_style",
            "output: {json: {indent_style: tab}}",
            "json",
            "",
            '{\n\t"title": "Dawn",\n\t"tags": [\n\t\t"a",\n\t\t"b"\n\t],\n\t"seo": {\n\t\t"text": "x"\n\t}\n}\n',
        ),
    ],
)
def test_new_files_are_written_as_said(
    opened: Opened, option: str, top: str, extension: str, more: str, text: str
) -> None:
    assert created(opened(top, posts(extension, more))) == text


def test_files_of_a_collection_may_be_quoted(opened: Opened) -> None:
    site = opened(
        "", "  - {name: site, files: [{name: home, file: h.yml, yaml_quote: true, fields: [{name: title}]}]}\n"
    )
    save_entry(site, "site", "home", FormData([("f.title", "Dawn")]), base="", person=NOOR, key="k")
    assert text_of(site, "h.yml") == 'title: "Dawn"\n', "file.yaml_quote"


def test_style_of_the_file_wins(opened: Opened) -> None:
    top = "output: {yaml: {indent_size: 4, indent_sequences: false, quote: double}}"
    old = "title: Dawn\nseo:\n  text: 'x'\n  more:\n    - 1\n"
    site = opened(top, posts("yml"), {"posts/dawn.yml": old})
    entry = open_entry(site, "posts", "dawn")
    form = FormData([("f.title", "Dusk"), ("f.tags!list", "1"), ("f.tags!add", "a")])
    save_entry(site, "posts", "dawn", form, base=entry.base, person=NOOR, key="k")
    expected = "title: Dusk\ntags:\n  - \"a\"\nseo:\n  text: 'x'\n  more:\n    - 1\n"
    assert text_of(site, "posts/dawn.yml") == expected


def test_emptied_fields_are_left_out(opened: Opened) -> None:
    files = {"posts/dawn.yml": "title: Dawn\nnote: x\ntags: []\nseo: {text: y}\n"}
    for top, text in (
        ("output: {omit_empty_optional_fields: true}", "title: Dawn\ntags: []\nseo: {text: y}\n"),
        ("", "title: Dawn\nnote: ''\ntags: []\nseo: {text: y}\n"),
    ):
        site = opened(top, posts("yml"), files)
        entry = open_entry(site, "posts", "dawn")
        form = FormData([("f.note", ""), ("f.tags!list", "1")])
        save_entry(site, "posts", "dawn", form, base=entry.base, person=NOOR, key="k")
        assert text_of(site, "posts/dawn.yml").replace('""', "''") == text


def test_addresses_are_encoded(opened: Opened) -> None:
    top = "output: {encode_file_path: true}"
    assert "cover: /up/caf%C3%A9%20one.png\n" in created(opened(top, posts("yml")), ("f.cover", "/up/café one.png"))
    assert "cover: /up/café one.png\n" in created(opened("", posts("yml")), ("f.cover", "/up/café one.png"))
    assert "cover: https://a.example/é\n" in created(opened(top, posts("yml")), ("f.cover", "https://a.example/é"))
    site = opened(top, posts("yml"), {"posts/dawn.yml": "title: Dawn\ncover: /up/é.png\n"})
    entry = open_entry(site, "posts", "dawn")
    form = FormData([("f.title", "Dusk"), ("f.cover", "/up/é.png")])
    save_entry(site, "posts", "dawn", form, base=entry.base, person=NOOR, key="k")
    assert text_of(site, "posts/dawn.yml") == "title: Dusk\ncover: /up/é.png\n"


LINKS = "widget: list, required: false, root: true, fields: [{name: to}, {name: text, required: false}]"
WORDS = "widget: keyvalue, root: true"


def rooted(file: str, field: str) -> str:
    return f"  - {{name: site, files: [{{name: menu, file: {file}, fields: [{{name: all, {field}}}]}}]}}\n"


@pytest.mark.parametrize(
    ("file", "old", "pairs", "new"),
    [
        (
            "m.yml",
            "# The menu\n- to: /a   # first\n- to: /b\n",
            [("f.all!items", "0"), ("f.all!items", "1"), ("f.all.1.to", "/c")],
            "# The menu\n- to: /a   # first\n- to: /c\n",
        ),
        (
            "m.yml",
            "- to: /a # first\n- to: /b\n",
            [("f.all!items", "1"), ("f.all!items", "0"), ("f.all!items", "n1"), ("f.all.n1.to", "/n")],
            "- to: /b\n- to: /a # first\n- to: /n\n",
        ),
        ("m.yml", "- to: /a\n", [("f.all!list", "1")], "[]\n"),
        ("m.yml", "[]\n", [("f.all!items", "n1"), ("f.all.n1.to", "/n")], "- to: /n\n"),
        ("m.yml", None, [("f.all!items", "n1"), ("f.all.n1.to", "/n")], "- to: /n\n"),
        (
            "m.json",
            '[\n  {"to": "/a"},\n  {"to": "/b"}\n]\n',
            [("f.all!items", "0"), ("f.all!items", "1"), ("f.all.1.to", "/c")],
            '[\n  {"to": "/a"},\n  {"to": "/c"}\n]\n',
        ),
        ("m.json", None, [("f.all!items", "n1"), ("f.all.n1.to", "/n")], '[\n  {\n    "to": "/n"\n  }\n]\n'),
    ],
)
def test_lists_may_be_whole_files(
    opened: Opened, file: str, old: str | None, pairs: list[tuple[str, str]], new: str
) -> None:
    site = opened("", rooted(file, LINKS), {file: old} if old is not None else {})
    base = open_entry(site, "site", "menu").base
    save_entry(site, "site", "menu", FormData([("f.all!list", "1"), *pairs]), base=base, person=NOOR, key="k")
    assert text_of(site, file) == new
    assert open_entry(site, "site", "menu").problem == "", "widget.list.root"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("w.yml", "# Words\nyes: Ja  # short\nno: Nei\n", "# Words\nyes: Jo  # short\nno: Nei\n"),
        ("w.json", '{"yes": "Ja", "no": "Nei"}', '{"yes": "Jo", "no": "Nei"}'),
        ("w.toml", 'yes = "Ja"\nno = "Nei"\n', 'yes = "Jo"\nno = "Nei"\n'),
    ],
)
def test_maps_may_be_whole_files(opened: Opened, file: str, old: str, new: str) -> None:
    site = opened("", rooted(file, WORDS), {file: old})
    entry = open_entry(site, "site", "menu")
    form = FormData([("f.all!list", "1"), ("f.all!items", "0"), ("f.all!items", "1"), ("f.all.0!value", "Jo")])
    save_entry(site, "site", "menu", form, base=entry.base, person=NOOR, key="k")
    assert text_of(site, file) == new, "widget.keyvalue.root"


def test_a_rooted_file_is_listed_and_set(opened: Opened) -> None:
    site = opened("", rooted("m.yml", LINKS), {"m.yml": "- to: /a\n"})
    assert site.index.problems() == ()
    set_texts(site, "site", "menu", {"all.0.to": "/z"}, person=NOOR)
    assert text_of(site, "m.yml") == "- to: /z\n"


def test_root_is_for_the_only_field(opened: Opened) -> None:
    fields = f"[{{name: all, {WORDS}}}, {{name: title}}]"
    site = opened("", f"  - {{name: site, files: [{{name: menu, file: m.yml, fields: {fields}}}]}}\n")
    collection = site.config.collection("site")
    assert collection is not None
    assert entry_kind(collection, collection.files[0]).root_key == ""
