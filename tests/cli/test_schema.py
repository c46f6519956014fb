"""`cms schema`: what fits it is what `cms check` has nothing to say about, and the other way round."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support import GIT_ENVIRONMENT, SHARED

from cms.config import LoadedConfig, load_config
from cms.config.notes import Notes
from cms.config.parts import plain
from cms.config.source import read_parts

ROOT = Path(__file__).resolve().parents[2]
HEAD = "backend: {name: git-gateway}\nmedia_folder: media\n"
FIELD = HEAD + "collections: [{name: posts, label: Posts, folder: posts, fields: [{name: a, %s}]}]\n"


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    done = subprocess.run(
        [sys.executable, "-m", "cms.cli", "schema"], capture_output=True, text=True, env=GIT_ENVIRONMENT, check=True
    )
    schema = json.loads(done.stdout)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def misfits(validator: Draft202012Validator, text: bytes) -> list[str]:
    """Where a configuration does not fit the schema, as `collections[0].fields[2]`."""
    part = read_parts(text, "config.yml", Notes())
    assert part is not None
    return sorted(set(map(written, places(validator.iter_errors(plain(part))))))


def places(errors: Iterator[Any]) -> Iterator[list[str | int]]:
    """The innermost places: a misfit of an alternative is where its parts do not fit."""
    for error in errors:
        inner = [item for item in error.context or () if len(item.absolute_path) > len(error.absolute_path)]
        if inner:
            yield from places(iter(inner))
        else:
            yield list(error.absolute_path)


def written(path: list[str | int]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def said_at(loaded: LoadedConfig, place: str) -> bool:
    """Whether something is said of that place, or of an option in it."""
    found = re.compile(rf"{re.escape(place)}(?:[.\[].*)?\Z" if place else ".*")
    return any(found.match(item.where) for item in loaded.diagnostics)


@pytest.mark.parametrize(
    "path", ["config.example.yaml", "content/admin/config.yml", "tests/config/sveltia_everything.yml"]
)
def test_own_configurations_fit(validator: Draft202012Validator, path: str) -> None:
    assert misfits(validator, (ROOT / path).read_bytes()) == []


@pytest.mark.parametrize(
    "field",
    [
        "label: A",
        "widget: date",
        "widget: richtext, minimal: true",
        "widget: select, options: [1, {label: B, value: b}]",
        "widget: list, fields: [{name: b, widget: object, fields: [{name: c, widget: number, min: 1}]}]",
        "widget: list, field: {name: b, widget: image}",
        "widget: list, typeKey: kind, types: [{name: b, fields: [{name: c}]}, {name: d}]",
        "widget: color, allowInput: true",
        "widget: color, allow_input: true",
        "widget: number, valueType: float",
        "widget: string, options: [of, another, widget]",
        "widget: rating, stars: 5",
        "condition: [{field: b, value: 1}, {field: c, pattern: x}]",
        "required: [en, de]",
        "i18n: duplicate",
    ],
)
def test_fields_fit(validator: Draft202012Validator, field: str) -> None:
    assert misfits(validator, (FIELD % field).encode()) == []


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("wodget: text", ""),
        ("required: maybe", ".required"),
        ("widget: select", ""),
        ("widget: select, options: many", ".options"),
        ("widget: relation", ""),
        ("widget: number, step: [1]", ".step"),
        ("widget: map, type: Circle", ".type"),
        ("widget: list, fields: [{name: b, i18n: sometimes}]", ".fields[0].i18n"),
        ("widget: list, field: {name: b, widget: list, types: [{name: c, fields: [{label: d}]}]}", None),
        ("widget: rating, label: [a]", ".label"),
    ],
)
def test_mistakes_do_not_fit(validator: Draft202012Validator, field: str, place: str | None) -> None:
    text = (FIELD % field).encode()
    inner = ".field.types[0].fields[0]" if place is None else place
    assert misfits(validator, text) == [f"collections[0].fields[0]{inner}"]
    assert said_at(load_config(text, "config.yml"), f"collections[0].fields[0]{inner}")


@pytest.mark.parametrize(
    "text",
    [
        "collections: []\nmedia_folder: media\n",
        HEAD,
        HEAD + "collectoins: []\ncollections: []\n",
        HEAD + "collections: [{label: A, folder: a, fields: []}]\n",
        HEAD + "collections: [{name: a, fields: []}]\n",
        HEAD + "collections: [{name: a, files: [{name: b}]}]\n",
        HEAD + "collections: []\ni18n: {structure: many, locales: [en]}\n",
        HEAD + "collections: []\nslug: {encoding: latin}\n",
    ],
)
def test_wrong_tops_do_not_fit(validator: Draft202012Validator, text: str) -> None:
    assert misfits(validator, text.encode())
    assert load_config(text.encode(), "config.yml").diagnostics


def test_dividers_need_nothing(validator: Draft202012Validator) -> None:
    assert misfits(validator, (HEAD + "collections: [{divider: true}]\nsingletons: [{divider: true}]\n").encode()) == []


def test_options_are_described(validator: Draft202012Validator) -> None:
    top = validator.schema["properties"]
    assert top["app_title"]["description"].startswith("Name of the site")
    assert (
        top["search"]["default"],
        top["publish_mode"]["anyOf" if "anyOf" in top["publish_mode"] else "enum"][0],
    ) == (
        True,
        "simple",
    )
    assert top["logo_url"]["deprecated"] is top["logo_url"]["doNotSuggest"] is True
    assert "Not supported by Quire yet" in top["locale"]["description"]
    number = validator.schema["$defs"]["field.number"]["properties"]
    assert number["valueType"]["deprecated"] is True
    assert "deprecated" not in number["value_type"]
    assert number["valueType"]["deprecationMessage"] == "The older spelling of `value_type`."
    color = validator.schema["$defs"]["field.color"]["properties"]
    assert [name for name in ("allow_input", "allowInput") if "doNotSuggest" not in color[name]] == ["allow_input"]


@pytest.mark.corpus
def test_real_configurations_fit(validator: Draft202012Validator) -> None:
    folder = SHARED / "corpus" / "configs"
    if not folder.is_dir():
        pytest.skip("the corpus of real sites is not beside this checkout")
    fitting = 0
    for path in sorted(folder.glob("*.yml")):
        loaded = load_config(path.read_bytes(), path.name)
        if loaded.errors:
            continue
        wrong = misfits(validator, path.read_bytes())
        fitting += not wrong
        assert [place for place in wrong if not said_at(loaded, place)] == [], path.name
    assert fitting >= 60
