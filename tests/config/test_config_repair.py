"""What Decap CMS opens and YAML parsers refuse: read, reported with its place, and nothing else changed."""

from __future__ import annotations

import pytest
import yaml
from config_support import HEAD, Load, said

import cms.syntax.tree
from cms.config import LoadedConfig, load_config

POSTS = "collections: [{name: posts, label: Posts, folder: posts, fields: [{name: title}]}]\n"


def places(loaded: LoadedConfig) -> list[tuple[str, int, int]]:
    return [(item.code, item.position.line, item.position.column) for item in loaded.warnings]


def test_unquoted_template_is_text(load: Load) -> None:
    loaded = load("collections: [{name: a, label: A, folder: a, fields: [{name: d, default: {{now}}}]}]\n")
    assert places(loaded) == [("unquoted-template", 3, 74)]
    assert loaded.site.collections[0].fields[0].default == "{{now}}"
    assert loaded.errors == ()


@pytest.mark.parametrize(
    "summary",
    ["{{title}} ({{date}})", "{{title | upper}}: {{n}}", '{{date | date("YYYY")}} "x"', "{{title}} - it's {{n}}"],
)
def test_templates_with_more_text(load: Load, summary: str) -> None:
    text = (
        "collections:\n  - name: a\n    label: A\n    folder: a\n    summary: {}\n"
        "    fields: [{{name: title, lable: T}}, {{name: date}}, {{name: n}}]\n"
    )
    loaded = load(text.format(summary))
    assert loaded.site.collections[0].summary == summary
    assert places(loaded) == [("repaired", 7, 14), ("unknown-option", 8, 28)]


def test_build_tags_are_not_read(load: Load) -> None:
    text = "{% if jekyll.environment == 'production' %}\nbackend: {name: git-gateway}\n{% else %}\n"
    loaded = load(text + "local_backend: true\n{% endif %}\nmedia_folder: m\n" + POSTS, head="")
    assert places(loaded) == [("repaired", 1, 1), ("repaired", 3, 1), ("repaired", 5, 1)]
    assert loaded.site.backend.name == "git-gateway"


def test_empty_front_matter_is_not_read(load: Load) -> None:
    loaded = load("---\n---\n" + HEAD + POSTS, head="")
    assert places(loaded) == [("repaired", 2, 1)]
    assert [item.name for item in loaded.site.collections] == ["posts"]


@pytest.mark.parametrize("tab", ["\t", "  \t"])
def test_tabs_indent(load: Load, tab: str) -> None:
    loaded = load(f"collections:\n{tab}- name: a\n{tab}  label: A\n{tab}  folder: a\n{tab}  fields: [{{name: t}}]\n")
    assert [item.name for item in loaded.site.collections] == ["a"]
    assert [place[:2] for place in places(loaded)] == [("repaired", line) for line in range(4, 8)]


def test_a_dash_inside_braces(load: Load) -> None:
    text = "collections: [{name: a, label: A, folder: a, fields: [{ - label: T, name: t, wodget: text }]}]\n"
    loaded = load(text)
    assert places(loaded) == [("repaired", 3, 57), ("unknown-option", 3, 57), ("unknown-option", 3, 78)]
    field = loaded.site.collections[0].fields[0]
    assert (field.name, field.label) == ("t", "t")


def test_a_forgotten_comma(load: Load) -> None:
    text = "collections: [{name: a, label: A, folder: a, fields: [{name: t, hint: one, two\n  widget: text}]}]\n"
    loaded = load(text)
    assert places(loaded)[0] == ("repaired", 3, 76)
    field = loaded.site.collections[0].fields[0]
    assert (field.widget, field.hint) == ("string", "one")


def test_control_characters_are_replaced(load: Load) -> None:
    loaded = load(POSTS + "app_title: a\x07b\n")
    assert places(loaded) == [("repaired", 4, 13)]
    assert loaded.site.app_title == "a\ufffdb"


def test_key_that_is_a_mapping(load: Load) -> None:
    loaded = load(POSTS + "{a: b}: c\n[d]: e\n")
    assert [item.where for item in loaded.warnings] == ["{ a, b }", "[ d ]"]


def test_first_mistake_is_named() -> None:
    loaded = load_config(b"backend:\n  name: x\n hint: y\n", "admin/config.yml")
    assert loaded.site is None
    assert said(loaded)[0].startswith("admin/config.yml:3:2: This is not valid YAML")


def test_nothing_to_repair_is_untouched(load: Load) -> None:
    loaded = load(POSTS + 'app_title: "{{a}}, {% b %} - c?\\t"\nlogo_url: "---"\n')
    assert said(loaded) == []
    assert loaded.site.app_title == "{{a}}, {% b %} - c?\t"


@pytest.mark.parametrize("parser", ["CLoader", "Loader"])
def test_either_parser_reads_the_same(load: Load, monkeypatch: pytest.MonkeyPatch, parser: str) -> None:
    if not hasattr(yaml, parser):
        pytest.skip("PyYAML was installed without libyaml")
    monkeypatch.setattr(cms.syntax.tree, "_FAST", getattr(yaml, parser))
    field = "{label: Thumbnail Only?, name: t, widget: boolean}"
    loaded = load(f"collections: [{{name: a, label: A, folder: a, fields: [{field}]}}]\n")
    assert said(loaded) == []
    assert loaded.site.collections[0].fields[0].label == "Thumbnail Only?"


def test_many_templates_in_one_file(load: Load) -> None:
    names = [f"c{number}" for number in range(150)]
    block = "    label: A\n    folder: a\n    summary: {{a}} - {{b}} # both\n    fields: [{name: a}, {name: b}]\n"
    loaded = load("collections:\n" + "".join(f"  - name: {name}\n{block}" for name in names))
    assert {item.summary for item in loaded.site.collections} == {"{{a}} - {{b}}"}
    assert len(places(loaded)) == len(names)
