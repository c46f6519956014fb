"""What is the same in all languages, and what each writes itself, down into lists and objects."""

from __future__ import annotations

from typing import Any

import pytest

from cms.config import Field, I18n, SiteConfig
from cms.entries import fields_in, own_values, translated_names, untranslated_names, with_shared

EN_DE = I18n("multiple_files", ("en", "de"), "en")


def text(name: str, i18n: Any = "translate", **more: Any) -> Field:
    return Field(name, name, i18n=i18n, **more)


def steps(i18n: Any, *fields: Field) -> Field:
    return Field("steps", "Steps", "list", i18n=i18n, fields=fields or (text("say"), text("pic", "duplicate")))


def item(say: str, pic: str) -> dict[str, Any]:
    return {"say": say, "pic": pic}


@pytest.mark.parametrize(
    ("before", "now", "there", "found"),
    [
        ({"a": 1}, {"a": 2}, {"t": "x", "a": 1}, {"t": "x", "a": 2}),
        ({"a": 1}, {"a": 1}, {"t": "x", "a": 7}, {"t": "x", "a": 7}),
        ({"a": 1}, {}, {"t": "x", "a": 1}, {"t": "x"}),
        (None, {"t": "y", "a": 2}, {"t": "x"}, {"t": "x", "a": 2}),
    ],
)
def test_what_changed_goes_along(before: Any, now: Any, there: Any, found: Any) -> None:
    assert with_shared((text("t"), text("a", "duplicate")), before, now, there) == found


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ([item("one", "1"), item("two", "9")], [item("eins", "1"), item("zwei", "9")]),  # edited
        ([item("two", "2"), item("one", "1")], [item("zwei", "2"), item("eins", "1")]),  # moved
        ([item("two", "2")], [item("zwei", "2")]),  # removed
        ([item("one", "1"), item("new", "5"), item("two", "2")], [item("eins", "1"), {"pic": "5"}, item("zwei", "2")]),
    ],
)
def test_items_of_a_duplicated_list_keep_their_words(now: Any, found: Any) -> None:
    before = {"steps": [item("one", "1"), item("two", "2")]}
    there = {"steps": [item("eins", "1"), item("zwei", "2")]}
    assert with_shared((steps("duplicate"),), before, {"steps": now}, there) == {"steps": found}


def test_items_of_a_translated_list_stay_its_own() -> None:
    before = {"steps": [item("one", "1"), item("two", "2")]}
    now = {"steps": [item("two", "8"), item("one", "1")]}
    there = {"steps": [item("eins", "1"), item("zwei", "2"), item("drei", "3")]}
    shared = with_shared((steps("translate"),), before, now, there)
    assert [each["say"] for each in shared["steps"]] == ["eins", "zwei", "drei"]  # type: ignore[index, union-attr, call-overload]


def test_keys_of_a_map_are_the_same() -> None:
    field = Field("words", "Words", "keyvalue", i18n="translate", options={"i18n": "duplicate_keys"})
    before, now = {"words": {"a": "A", "b": "B"}}, {"words": {"a": "A", "c": "B", "d": "D"}}
    assert with_shared((field,), before, now, {"words": {"a": "Ä", "b": "Bé"}}) == {
        "words": {"a": "Ä", "c": "", "d": ""}
    }
    assert with_shared((field,), before, {"words": {"a": "A", "z": "B"}}, {"words": {"a": "Ä", "b": "Bé"}}) == {
        "words": {"a": "Ä", "z": "Bé"}
    }


def test_translation_has_what_it_may_write() -> None:
    inner = Field(
        "seo", "SEO", "object", i18n="translate", fields=(text("t"), text("d", "duplicate"), text("n", "none"))
    )
    fields = (text("title"), text("date", "duplicate"), text("mood", "none"), inner)
    found = fields_in(SiteConfig(""), fields, EN_DE, "de")
    assert [(each.name, each.readonly, each.required) for each in found] == [
        ("title", False, False),
        ("date", True, False),
        ("seo", False, False),
    ]
    assert [(each.name, each.readonly) for each in found[2].fields] == [("t", False), ("d", True)]
    assert [each.required for each in fields_in(SiteConfig(""), fields, EN_DE, "en")] == [True] * 4


def test_rows_of_a_duplicated_list_are_fixed() -> None:
    (found,) = fields_in(SiteConfig(""), (steps("duplicate"),), EN_DE, "de")
    assert [found.options[name] for name in ("allow_add", "allow_remove", "allow_reorder")] == [False] * 3
    assert [each.readonly for each in found.fields] == [False, True]


def test_text_that_a_translation_starts_from() -> None:
    fields = (text("title"), text("mood", "none"), steps("translate", text("say"), text("note", "none")))
    source = {"title": "Tea", "mood": "calm", "layout": "post", "steps": [{"say": "one", "note": "x", "id": 4}]}
    assert own_values(fields, source) == {"title": "Tea", "steps": [{"say": "one"}]}


def test_which_texts_changed_and_which_are_missing() -> None:
    fields = (text("title"), text("date", "duplicate"), steps("translate"), text("lead"))
    before = {"title": "Tea", "date": 1, "steps": [item("one", "1")], "lead": "x"}
    now = {"title": "Tea", "date": 2, "steps": [item("one", "2")], "lead": "y"}
    assert translated_names(fields, before, now) == ("lead",)
    assert untranslated_names(fields, now, {"title": "Tee"}) == ("steps", "lead")
