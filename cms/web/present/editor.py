"""The editor's bar and summary as the template draws them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from cms.actions import OpenEntry, SaveOutcome
from cms.fields import Control, Problem, find_control
from cms.web.present.words import entry_noun, first_name, listed, time_ago

__all__ = ["ErrorLink", "Sentence", "error_links", "joined_words", "refused_sentence", "state_sentence", "trouble"]


class Sentence(Struct, frozen=True):
    """The state in words: what is so, in bold, and what follows from it. `mood` is `ok`, `warn` or ""."""

    strong: str
    rest: str = ""
    mood: str = ""


class ErrorLink(Struct, frozen=True):
    """One line of the error summary; `target` is the id of the control, "" when no control shows the value."""

    text: str
    target: str


def state_sentence(entry: OpenEntry, now: datetime) -> Sentence:
    """How the entry stands before anything is typed."""
    if not entry.exists:
        return Sentence(f"New {entry_noun(entry.collection)}" if not entry.slug else "Not published yet")
    if entry.updated is None:
        return Sentence("Live", mood="ok")
    by = f" by {first_name(entry.updated_by)}" if entry.updated_by else ""
    return Sentence("Live", f"published {_lower(time_ago(entry.updated, now))}{by}", "ok")


def refused_sentence(problems: Sequence[Problem]) -> Sentence:
    """The state after a refused publish."""
    return Sentence("Not saved", trouble(problems), "warn")


def trouble(problems: Sequence[Problem]) -> str:
    """`1 field needs you`, `2 fields need you`."""
    count = len({problem.path for problem in problems})
    return "1 field needs you" if count == 1 else f"{count} fields need you"


def error_links(problems: Iterable[Problem], controls: Sequence[Control]) -> tuple[ErrorLink, ...]:
    """What is wrong, each with the control to go to."""
    found = []
    for problem in problems:
        control = find_control(controls, problem.path)
        found.append(ErrorLink(problem.message, control.id if control is not None else ""))
    return tuple(found)


def joined_words(outcome: SaveOutcome, noun: str, me: str) -> str:
    """What to say when other changes were taken in: `Tomas also changed this story: Tags. Both edits are in.`"""
    if not outcome.joined:
        return ""
    who = first_name(outcome.joined_by) if outcome.joined_by else "Somebody"
    elsewhere = (
        f"You also changed this {noun} elsewhere" if outcome.joined_by == me else f"{who} also changed this {noun}"
    )
    return f"{elsewhere}: {listed(outcome.joined)}. Both edits are in."


def _lower(words: str) -> str:
    return words[0].lower() + words[1:] if words in ("Yesterday", "Just now") else words
