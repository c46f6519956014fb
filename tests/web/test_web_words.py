"""Times, sizes, nouns and initials."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from cms.config import Collection
from cms.web.present.words import (
    avatar,
    count_of,
    date_in_words,
    entry_noun,
    entry_nouns,
    file_size,
    first_name,
    full_time,
    language_name,
    listed,
    time_ago,
)

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def collection(label: str, singular: str = "") -> Collection:
    return Collection("posts", label, "folder", label_singular=singular)


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=12), "12 s ago"),
        (timedelta(seconds=-3), "Just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(hours=20), "Yesterday"),
        (timedelta(days=2), "2 days ago"),
        (timedelta(days=7), "18 Nov"),
        (timedelta(days=400), "21 Oct 2025"),
    ],
)
def test_edits_are_told_relatively(past: timedelta, words: str) -> None:
    assert time_ago(NOW - past, NOW) == words


def test_days_are_those_of_the_site() -> None:
    now = datetime(2026, 11, 25, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    assert time_ago(now - timedelta(hours=1), now) == "Yesterday"
    assert full_time(datetime(2026, 11, 24, 23, 0, tzinfo=UTC), now) == "25 Nov 2026, 01:00"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-11-14", "14 Nov 2026"),
        ("2026-11-14T07:30:00Z", "14 Nov 2026"),
        ("2026-11-14 07:30", "14 Nov 2026"),
        ("2026-13-40", "2026-13-40"),
        ("14. 11. 2026", "14. 11. 2026"),
        ("2026-11-14th", "2026-11-14th"),
        ("", ""),
    ],
)
def test_dates_are_in_words(text: str, words: str) -> None:
    assert date_in_words(text) == words


@pytest.mark.parametrize(
    ("label", "singular", "one", "many"),
    [
        ("Journal", "Story", "story", "stories"),
        ("Questions", "FAQ", "FAQ", "FAQs"),
        ("Boxes", "Box", "box", "boxes"),
        ("Team", "Person", "person", "people"),
        ("Days", "Day", "day", "days"),
        ("Journal", "", "entry", "entries"),
        ("Journal", "Journal", "entry", "entries"),
        ("Straßen", "Straße", "straße", "entries"),
    ],
)
def test_entries_have_a_noun(label: str, singular: str, one: str, many: str) -> None:
    assert entry_noun(collection(label, singular)) == one
    assert entry_nouns(collection(label, singular), 2) == many
    assert entry_nouns(collection(label, singular), 1) == one


def test_initials_and_tints_are_stable() -> None:
    assert avatar("Noor Bakshi").initials == "NB"
    assert avatar("ines").initials == "I"
    assert avatar("Ana Maria de Souza").initials == "AS"
    assert avatar("").initials == "?"
    assert avatar("Noor Bakshi") == avatar("Noor Bakshi")


def test_languages_name_themselves() -> None:
    assert [language_name("de"), language_name("pt-BR"), language_name("zh_CN"), language_name("tlh")] == [
        "Deutsch",
        "Português (BR)",
        "中文 (CN)",
        "tlh",
    ]


def test_small_words() -> None:
    assert first_name("Noor Bakshi") == "Noor"
    assert first_name("") == "Somebody"
    assert [file_size(812), file_size(46_200), file_size(3_140_000)] == ["812 bytes", "46 KB", "3.1 MB"]
    assert [count_of(1, "file"), count_of(1214, "file")] == ["1 file", "1 214 files"]
    assert [listed([]), listed(["A"]), listed(["A", "B"]), listed(["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]
