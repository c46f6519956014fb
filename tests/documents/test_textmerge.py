"""Three-way merge by lines and difference by words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.documents.textmerge import MAX_LINES, TextConflict, TextMerge, merge_text, word_diff

LINE = st.sampled_from(["", "a", "b", "c", "d", "plums", "  - x", "\u2028y", "ü"])
TEXT = st.builds(
    lambda lines, end: "\n".join(lines) + ("\n" if lines and end else ""), st.lists(LINE, max_size=9), st.booleans()
)
ANY = st.text(alphabet="ab \n\r'é,", max_size=40)


def test_changes_apart_are_joined() -> None:
    merged = merge_text("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n")
    assert merged == TextMerge("A\nb\nC\n")


def test_touching_changes_conflict() -> None:
    merged = merge_text("x\na\nb\ny\n", "x\nA\nb\ny\n", "x\na\nB\ny\n")
    assert merged.text is None
    assert merged.conflicts == (TextConflict("a\nb\n", "A\nb\n", "a\nB\n", 2),)


def test_each_conflict_is_told() -> None:
    merged = merge_text("a\nm\nb\n", "1\nm\n1\n", "2\nm\n2\n")
    assert [(found.ours, found.theirs, found.line) for found in merged.conflicts] == [
        ("1\n", "2\n", 1),
        ("1\n", "2\n", 3),
    ]


def test_deletion_against_edit_conflicts() -> None:
    assert merge_text("a\nb\nc\n", "a\nc\n", "a\nB\nc\n").conflicts == (TextConflict("b\n", "", "B\n", 2),)


def test_same_insertion_is_taken_once() -> None:
    assert merge_text("a\n", "a\nnew\n", "a\nnew\n").text == "a\nnew\n"
    assert merge_text("a\nb\nc\nd\n", "a\nnew\nb\nc\nD\n", "a\nnew\nb\nc\nd\n").text == "a\nnew\nb\nc\nD\n"


def test_two_insertions_at_one_place_conflict() -> None:
    assert merge_text("a\n", "a\nours\n", "a\ntheirs\n").conflicts == (TextConflict("", "ours\n", "theirs\n", 2),)


def test_browser_line_endings_are_no_change() -> None:
    assert merge_text("a\nb\n", "a\r\nb\r\n", "a\nb\n") == TextMerge("a\nb\n")
    assert merge_text("a\nb\nc\nd\n", "a\r\nb\r\nc\r\nD\r\n", "A\nb\nc\nd\n").text == "A\nb\nc\nD\n"


def test_crlf_file_stays_crlf() -> None:
    assert merge_text("a\r\nb\r\nc\r\n", "a\nb\nC\n", "A\r\nb\r\nc\r\n").text == "A\r\nb\r\nC\r\n"


def test_mixed_endings_are_kept() -> None:
    assert merge_text("a\r\nb\nc\r\n", "a\r\nb\nc\r\nd\n", "A\r\nb\nc\r\n").text == "A\r\nb\nc\r\nd\n"


@pytest.mark.parametrize(
    ("ours", "theirs", "text"),
    [
        ("A\nb\nc", "a\nb\nc\n", "A\nb\nc\n"),
        ("A\nb\nc\n", "a\nb\nc", "A\nb\nc\n"),
        ("A\nb\nc", "a\nb\nc\nd", "A\nb\nc\nd"),
    ],
)
def test_final_newline_is_merged(ours: str, theirs: str, text: str) -> None:
    assert merge_text("a\nb\nc", ours, theirs).text == text


def test_long_texts_compare_as_wholes() -> None:
    base = "line\n" * (MAX_LINES + 1)
    assert merge_text(base, "x\n" + base, base).text == "x\n" + base
    assert len(merge_text(base, "x\n" + base, base + "y\n").conflicts) == 1


def test_many_repeated_lines_stay_quick() -> None:
    base = "\n".join(["", "a"] * 4000)
    ours = "\n".join(["", "a", "a"] * 3000)
    assert merge_text(base, ours, base + "\nend").text == ours + "\nend"


def test_scattered_changes_in_long_text() -> None:
    base = [f"line {i}" for i in range(18_000)]
    ours = [f"ours {i}" if i % 6 == 0 else line for i, line in enumerate(base)]
    theirs = [f"theirs {i}" if i % 6 == 3 else line for i, line in enumerate(base)]
    merged = merge_text("\n".join(base), "\n".join(ours), "\n".join(theirs)).text
    assert merged is not None
    assert merged.split("\n")[:5] == ["ours 0", "line 1", "line 2", "theirs 3", "line 4"]


@given(TEXT, TEXT)
def test_one_sided_change_wins(base: str, changed: str) -> None:
    assert merge_text(base, changed, base) == TextMerge(changed)
    assert merge_text(base, base, changed) == TextMerge(changed)


@given(TEXT, TEXT)
def test_identical_changes_merge(base: str, changed: str) -> None:
    assert merge_text(base, changed, changed) == TextMerge(changed)


@given(TEXT, TEXT, TEXT)
@settings(max_examples=300)
def test_nothing_is_invented(base: str, ours: str, theirs: str) -> None:
    merged = merge_text(base, ours, theirs)
    assert (merged.text is None) == bool(merged.conflicts)
    if merged.text:
        assert set(merged.text.split("\n")) <= {"", *base.split("\n"), *ours.split("\n"), *theirs.split("\n")}


@given(TEXT, TEXT, TEXT)
@settings(max_examples=300)
def test_sides_may_be_swapped(base: str, ours: str, theirs: str) -> None:
    merged, swapped = merge_text(base, ours, theirs), merge_text(base, theirs, ours)
    assert [(c.base, c.ours, c.theirs, c.line) for c in merged.conflicts] == [
        (c.base, c.theirs, c.ours, c.line) for c in swapped.conflicts
    ]
    if base and ours and theirs and (base[-1] == "\n") == (ours[-1] == "\n") == (theirs[-1] == "\n"):
        assert merged.text == swapped.text


@given(st.lists(st.sampled_from("abcdefgh"), min_size=3, max_size=8), st.data())
def test_edits_apart_always_merge(lines: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(lines) - 3))
    second = data.draw(st.integers(first + 2, len(lines) - 1))
    ours, theirs, both = list(lines), list(lines), list(lines)
    ours[first] = both[first] = "OURS"
    theirs[second] = both[second] = "THEIRS"
    assert merge_text("\n".join(lines), "\n".join(ours), "\n".join(theirs)).text == "\n".join(both)


def test_word_difference_shows_words() -> None:
    assert word_diff("the red plums", "the ripe plums, cold") == (
        ("same", "the "),
        ("removed", "red"),
        ("added", "ripe"),
        ("same", " plums"),
        ("added", ", cold"),
    )


@given(ANY, ANY)
def test_word_difference_loses_nothing(old: str, new: str) -> None:
    parts = word_diff(old, new)
    assert "".join(part.text for part in parts if part.kind != "added") == old
    assert "".join(part.text for part in parts if part.kind != "removed") == new
