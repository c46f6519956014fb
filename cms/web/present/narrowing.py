"""The parts of a list's toolbar: the filters as chips, the groups, each with what of the address it changes."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from cms.actions import FilterChoice, SortOption
from cms.config import Collection, ViewRule

__all__ = ["Chip", "Layout", "Toolbar", "filter_chips", "group_choices", "views_that_do_not_run"]

Changes = dict[str, str | tuple[str, ...] | None]  # parts of the address; None takes one away


class Chip(Struct, frozen=True):
    """One thing to choose. `changed` is what the address becomes by it; one that does not work cannot be chosen."""

    label: str
    on: bool
    changed: Changes = field(default_factory=dict)
    count: int | None = None
    works: bool = True


class Layout(Struct, frozen=True):
    """A way to show the entries, and its address."""

    label: str
    icon: str
    href: str
    on: bool


class Toolbar(Struct, frozen=True):
    """What stands over a list or a tree. `kept` are the parts of the address that a search keeps."""

    search: str
    kept: tuple[tuple[str, str], ...]
    sort: str
    sort_options: tuple[SortOption, ...]
    layouts: tuple[Layout, ...]
    chips: tuple[Chip, ...]
    groups: tuple[Chip, ...]
    grouped_by: str = ""


def filter_chips(collection: Collection, filters: Sequence[FilterChoice], total: int) -> tuple[Chip, ...]:
    """`All`, and each view filter, which can be switched on besides others; nothing when there are none.

    A nested collection is a tree where nothing narrows it, so that there every filter is named, the default one too.
    """
    if not filters:
        return ()
    on = [choice.name for choice in filters if choice.on]
    default = collection.view_filters.default

    def address(names: list[str]) -> Changes:
        wanted: str | tuple[str, ...] | None = tuple(names) or ("" if default else None)
        return {"filter": None if names == [default] and collection.nested is None else wanted}

    chips = (
        Chip(
            choice.label,
            choice.on,
            address([name for name in on if name != choice.name] if choice.on else [*on, choice.name]),
            choice.count if choice.runs else None,
            choice.runs,
        )
        for choice in filters
    )
    return (Chip("All", not on, address([]), total), *chips)


def group_choices(collection: Collection, group: ViewRule | None) -> tuple[Chip, ...]:
    """The ways to group the list, the first of them not at all; nothing when there are none."""
    groups = collection.view_groups
    if not groups.rules:
        return ()
    name = group.name if group is not None else ""

    def address(wanted: str) -> Changes:
        given = None if wanted == groups.default and (collection.nested is None or not wanted) else wanted
        return {"group": given, "in": None}

    choices = (Chip(rule.label, rule.name == name, address(rule.name), works=rule.runs) for rule in groups.rules)
    return (Chip("Not grouped", not name, address("")), *choices)


def views_that_do_not_run(collection: Collection) -> str:
    """What is said of filters and groups whose patterns Quire cannot run; "" when there are none."""
    kinds = (("filter", collection.view_filters), ("group", collection.view_groups))
    named = [f"the {kind} “{rule.label}”" for kind, views in kinds for rule in views.rules if not rule.runs]
    if not named:
        return ""
    which = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    one = len(named) == 1
    does, its, it = ("does not work", "its pattern", "it") if one else ("do not work", "their patterns", "them")
    mend = f"Whoever looks after the site can write {it} another way"
    return f"{which[:1].upper()}{which[1:]} {does} here: Quire cannot run {its}. {mend}."
