"""What is the same in all languages, and what each writes itself, down into lists and objects."""

from __future__ import annotations

from typing import Any

import pytest

from cms.config import Field, I18n, SiteConfig
from cms.entries import Origins, fields_in, own_values, translated_names, untranslated_names, with_shared

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


A, B, C = item("one", "1"), item("two", "2"), item("three", "3")
EINS, ZWEI, DREI = item("eins", "1"), item("zwei", "2"), item("drei", "3")


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ([item("One!", "1"), C], [EINS, DREI]),  # one edited, one removed
        ([A, item("new", "5"), item("two", "9"), C], [EINS, {"pic": "5"}, ZWEI | {"pic": "9"}, DREI]),
        ([item("other", "5"), item("Three!", "3"), A], [ZWEI | {"pic": "5"}, DREI, EINS]),  # edited and moved
        ([item("One!", "7"), item("Two!", "8"), C], [EINS | {"pic": "7"}, ZWEI | {"pic": "8"}, DREI]),
    ],
)
def test_words_stay_with_items_that_change_while_others_come_and_go(now: Any, found: Any) -> None:
    shared = with_shared((steps("duplicate"),), {"steps": [A, B, C]}, {"steps": now}, {"steps": [EINS, ZWEI, DREI]})
    if len(now) == 4:  # nothing in it tells which of the two is new: only the form knows
        known = Origins({("steps",): (0, None, 1, 2)})
        before, there = {"steps": [A, B, C]}, {"steps": [EINS, ZWEI, DREI]}
        shared = with_shared((steps("duplicate"),), before, {"steps": now}, there, known)
    assert shared == {"steps": found}


@pytest.mark.parametrize("mode", ["duplicate", "translate"])
def test_items_are_known_again_in_a_list_of_another_length(mode: str) -> None:
    before, there = {"steps": [A, B, C]}, {"steps": [EINS, DREI]}
    now = {"steps": [A, item("two", "8"), item("three", "9")]}
    found = with_shared((steps(mode),), before, now, there)
    eins, drei = EINS, DREI | {"pic": "9"}
    assert found["steps"] == ([eins, {"pic": "8"}, drei] if mode == "duplicate" else [eins, drei])


def test_item_of_one_language_alone_is_kept() -> None:
    before, there = {"steps": [A, B]}, {"steps": [EINS, item("nur hier", "7"), ZWEI]}
    found = with_shared((steps("duplicate"),), before, {"steps": [C, A, B]}, there)
    assert found == {"steps": [{"pic": "3"}, EINS, item("nur hier", "7"), ZWEI]}
    assert with_shared((steps("duplicate"),), before, before, there) == there


def test_list_that_is_begun_keeps_the_text_it_starts_from() -> None:
    source = {"steps": [A, B]}
    assert with_shared((steps("duplicate"),), None, source, own_values((steps("duplicate"),), source)) == source


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
