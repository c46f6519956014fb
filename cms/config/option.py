"""How an option is declared: its name, what it may hold, what it is for. The tables are data for a reference too."""

from __future__ import annotations

from collections.abc import Mapping as MappingABC
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Option", "Table", "option", "table"]


@dataclass(frozen=True, slots=True)
class Option:
    """One option. `kinds` are what it may hold: text, flag, number, integer, texts (a list of text), list, map, any.

    A value that is not among the `choices` is an error, or a warning if Decap takes it (`mild`). `spellings` are other
    names; those in `outdated` cause a warning. `remark` is said when the option is used. `inner` declares the options
    of its mapping, or of the mappings in its list. `note` is for the reference.
    """

    name: str
    kinds: tuple[str, ...]
    note: str
    choices: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    mild: bool = False
    remark: str = ""
    inner: MappingABC[str, Option] | None = None


Table: TypeAlias = MappingABC[str, Option]


def option(
    name: str,
    kinds: str,
    note: str,
    *,
    choices: str = "",
    spellings: str = "",
    outdated: str = "",
    mild: bool = False,
    remark: str = "",
    inner: Table | None = None,
) -> Option:
    """Declare an option. `kinds` is written `text|map`; lists of words are separated by spaces."""
    return Option(
        name,
        tuple(kinds.split("|")),
        note,
        tuple(choices.split(",")) if choices else (),
        tuple(spellings.split()),
        tuple(outdated.split()),
        mild,
        remark,
        inner,
    )


def table(*options: Option) -> Table:
    """Options by their names."""
    return {item.name: item for item in options}
