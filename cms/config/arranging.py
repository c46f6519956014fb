"""How people narrow, group and order lists: `view_filters`, `view_groups`, `reorder`, `thumbnail`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cms.config.expressions import read_expression, says_if_it_cannot_run
from cms.config.parts import Entry, Mapping, Part, Scalar, Sequence, plain
from cms.config.taking import Options
from cms.config.view_model import Reorder, ViewRule, Views, ViewTest
from cms.syntax import Value

__all__ = ["build_reorder", "build_thumbnail", "build_views"]

OPERATORS = ("eq", "ne", "lt", "lte", "gt", "gte", "in", "not_in", "empty")
_NO_NAME = re.compile(r"[^\w]+")


def build_views(options: Options, option: str) -> Views:
    """`view_filters` or `view_groups`: a list, or a mapping with the list and the name of a `default`."""
    part = options.part(option)
    default = ""
    if isinstance(part, Mapping) and "field" not in part.entries:
        default = _text(part.entries.get("default"))
        inner = part.entries.get(option.removeprefix("view_"))
        part = inner.part if inner is not None else None
    rules: dict[str, ViewRule] = {}
    for item in part.items if isinstance(part, Sequence) else (part,) if isinstance(part, Mapping) else ():
        rule = _rule(options, option, item, rules)
        if rule is not None:
            rules[rule.name] = rule
    if rules and default and default not in rules:
        guess = options.notes.guess(default, rules)
        options.warn("unknown-view", option, f"there is no `{default}` in `{option}`{guess}; none is on at first")
    return Views(tuple(rules.values()), default if default in rules else "")


def _rule(options: Options, option: str, item: Part, known: dict[str, ViewRule]) -> ViewRule | None:
    entries = item.entries if isinstance(item, Mapping) else {}
    field = _text(entries.get("field")).removeprefix("fields.")
    tests = tuple(_tests(options, option, entries))
    if not field or (option == "view_filters" and not tests):
        needs = "a `field` and a `pattern` or a comparison" if option == "view_filters" else "a `field`"
        message = f"an item of `{option}` needs {needs}; it is left out"
        options.notes.error("wrong-view", message, options.path(option), item.position)
        return None
    label = _text(entries.get("label")) or field
    name = _text(entries.get("name")) or _NO_NAME.sub("-", label.lower()).strip("-") or "view"
    return ViewRule(_free(name, known), label, field, tests)


def _tests(options: Options, option: str, entries: dict[str, Entry]) -> Iterator[ViewTest]:
    if "pattern" in entries:
        regexp, ignore_case = read_expression(_text(entries["pattern"]))
        effect = f"lists are not {'narrowed' if option == 'view_filters' else 'grouped'} by it, and say so"
        place = entries["pattern"].part.position
        fails = says_if_it_cannot_run(options.notes, regexp, effect, options.path(option), place)
        yield ViewTest("pattern", regexp, ignore_case, runs=not fails)
    for operator in OPERATORS:
        if operator in entries:
            value = plain(entries[operator].part)
            several = operator in ("in", "not_in") and not isinstance(value, list)
            yield ViewTest(operator, [value] if several else value)


def _free(name: str, known: dict[str, ViewRule]) -> str:
    """The name, with a number if another rule has it."""
    names = (name, *(f"{name}-{number}" for number in range(2, len(known) + 2)))
    return next(each for each in names if each not in known)


def build_reorder(options: Options) -> Reorder | None:
    """`reorder`: true, or a mapping of `key` and `group`."""
    below = options.below("reorder")
    if below is not None:
        return Reorder(below.text("key") or "order", below.text("group"))
    return Reorder() if options.flag("reorder", False) else None


def build_thumbnail(options: Options) -> tuple[str, ...] | None:
    """`thumbnail`: the fields that may hold the picture; none for `false`, None where they are to be inferred."""
    value = options.value("thumbnail")
    if value is None or value is True:
        return None
    return () if value is False else tuple(text for text in options.texts("thumbnail") if text)


def _text(entry: Entry | None) -> str:
    """A text, or another single value as the file spells it."""
    part = entry.part if entry is not None else None
    if not isinstance(part, Scalar) or part.value is None:
        return ""
    value: Value = part.value
    return ("true" if value else "false") if isinstance(value, bool) else part.text
