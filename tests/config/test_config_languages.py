"""What holds for each field's languages, and for those of a new entry, where the configuration leaves it open."""

from __future__ import annotations

import pytest
from config_support import Load

from cms.config import Field


def modes(fields: tuple[Field, ...]) -> dict[str, object]:
    return {field.name: modes(field.fields) if field.fields else field.i18n for field in fields}


def fields_of(load: Load, text: str) -> tuple[Field, ...]:
    site = load(f"collections: [{{name: a, label: A, folder: a, fields: [{text}]}}]\n").site
    assert site is not None
    return site.collections[0].fields


@pytest.mark.parametrize(
    ("around", "inside", "found"),
    [
        ("widget: list, i18n: true", ("", "i18n: duplicate"), ["translate", "duplicate"]),
        ("widget: object, i18n: true", ("", "i18n: duplicate"), ["none", "duplicate"]),
        ("widget: object, i18n: true", ("", ""), ["translate", "translate"]),
        ("widget: list, i18n: duplicate", ("", "i18n: true"), ["duplicate", "translate"]),
        ("widget: object", ("i18n: true", ""), ["none", "none"]),
        ("widget: list, i18n: none", ("i18n: true", "i18n: duplicate"), ["none", "none"]),
    ],
)
def test_fields_inside_others(load: Load, around: str, inside: tuple[str, str], found: list[str]) -> None:
    inner = ", ".join(f"{{name: {name}{', ' if text else ''}{text}}}" for name, text in zip("xy", inside, strict=True))
    fields = fields_of(load, f"{{name: f, {around}, fields: [{inner}]}}")
    assert modes(fields) == {"f": dict(zip("xy", found, strict=True))}


def test_objects_in_lists_say_as_little(load: Load) -> None:
    inner = "{name: t, widget: object, fields: [{name: x}, {name: y, i18n: none}]}"
    text = f"{{name: f, widget: list, i18n: true, types: [{inner}]}}"
    kind = fields_of(load, text)[0].types[0]
    assert (kind.i18n, modes(kind.fields)) == ("translate", {"x": "translate", "y": "none"})


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("", ()),
        ("initial_locales: all", ()),
        ("initial_locales: default", ("de",)),
        ("initial_locales: [fr]", ("de", "fr")),
        ("initial_locales: fr", ("de", "fr")),
        ("save_all_locales: false", ("de",)),
        ("save_all_locales: true", ()),
    ],
)
def test_languages_a_new_entry_begins_with(load: Load, written: str, found: tuple[str, ...]) -> None:
    i18n = f"i18n: {{structure: multiple_files, locales: [en, de, fr], default_locale: de, {written}}}\n"
    site = load(f"{i18n}collections: [{{name: a, label: A, folder: a, i18n: true, fields: [{{name: t}}]}}]\n").site
    assert site is not None
    assert site.collections[0].i18n is not None
    assert site.collections[0].i18n.initial_locales == found


def test_unknown_first_language_is_an_error(load: Load) -> None:
    loaded = load("i18n: {structure: multiple_files, locales: [en], initial_locales: [de]}\ncollections: []\n")
    assert "i18n.initial_locales" in [item.where for item in loaded.errors]
