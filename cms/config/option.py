"""How an option is declared: its name, what it may hold, what it is for, and how far Quire honours it.

The tables are data: the loader, the reference page and the schema for text editors are all made from them.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingABC
from typing import Literal, TypeAlias

from msgspec import Struct

from cms.syntax import Value, core_value, same

__all__ = ["Option", "Status", "Table", "option", "table", "word"]

Status: TypeAlias = Literal["honoured", "differs", "not needed", "not yet"]


class Option(Struct, frozen=True):
    """One option. `kinds` are what it may hold: text, flag, number, integer, texts (a list of text), list, map, any.

    A value that is not among the `choices` is an error, or a warning if Decap takes it (`mild`). `spellings` are other
    names; those in `outdated` cause a warning. `remark` is said when the option is used. `inner` declares the options
    of its mapping, or of the mappings in its list, which may hold other names too if it is `free`; `holds` says of a
    list that it is one of collections, files, fields or types.

    `note` says what the option is for, `grammars` who has it: D (Decap CMS, and Netlify CMS before it), S (Sveltia
    CMS), X (Static CMS), Q (Quire); none of them: seen in real configurations. `default` is written as YAML, or in
    words within parentheses; `example` is YAML. `instead` names the option that took its place. At most one of these
    says why Quire does not simply honour it: `differs` in what way, `unneeded` why it has no part here, `missing` what
    is not there yet; with `missing_choices` only those values are missing.
    """

    name: str
    kinds: tuple[str, ...]
    note: str
    grammars: str = ""
    default: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    instead: str = ""
    mild: bool = False
    needed: bool = False
    remark: str = ""
    differs: str = ""
    unneeded: str = ""
    missing: str = ""
    missing_choices: tuple[str, ...] = ()
    inner: MappingABC[str, Option] | None = None
    free: bool = False
    holds: str = ""

    @property
    def status(self) -> Status:
        """How far Quire honours it."""
        if self.missing:
            return "not yet"
        return "not needed" if self.unneeded else "differs" if self.differs else "honoured"

    @property
    def default_value(self) -> Value:
        """The default as a value; None where it is in words, or there is none."""
        return None if self.default.startswith("(") else core_value(self.default) if self.default else None

    def lacks(self, value: Value) -> bool:
        """Whether Quire does not do yet what this value asks for. The default asks for nothing, else `false` does."""
        if not self.missing:
            return False
        if self.missing_choices:
            return isinstance(value, str) and value in self.missing_choices
        return not same(value, False if self.default_value is None else self.default_value)


Table: TypeAlias = MappingABC[str, Option]


def option(
    name: str,
    kinds: str,
    note: str,
    grammars: str = "",
    *,
    default: str = "",
    example: str = "",
    choices: str = "",
    spellings: str = "",
    outdated: str = "",
    instead: str = "",
    mild: bool = False,
    needed: bool = False,
    remark: str = "",
    differs: str = "",
    unneeded: str = "",
    missing: str = "",
    missing_choices: str = "",
    inner: Table | None = None,
    free: bool = False,
    holds: str = "",
) -> Option:
    """Declare an option. `kinds` is written `text|map`, choices `a,b`; lists of names are separated by spaces."""
    return Option(
        name=name,
        kinds=tuple(kinds.split("|")),
        note=note,
        grammars=grammars,
        default=default,
        example=example,
        choices=tuple(choices.split(",")) if choices else (),
        spellings=tuple(spellings.split()),
        outdated=tuple(outdated.split()),
        instead=instead,
        mild=mild,
        needed=needed,
        remark=remark,
        differs=differs,
        unneeded=unneeded,
        missing=missing,
        missing_choices=tuple(missing_choices.split(",")) if missing_choices else (),
        inner=inner,
        free=free,
        holds=holds,
    )


def word(
    name: str,
    note: str,
    grammars: str,
    *,
    example: str = "",
    differs: str = "",
    unneeded: str = "",
    missing: str = "",
) -> Option:
    """Declare a word that stands as a value or in a template: a widget, a tag, a filter, a layout of languages."""
    return option(name, "word", note, grammars, example=example, differs=differs, unneeded=unneeded, missing=missing)


def table(*options: Option) -> Table:
    """Options by their names."""
    return {item.name: item for item in options}
