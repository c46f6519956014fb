"""How the lists of a collection can be narrowed, grouped and put in order, as values."""

from __future__ import annotations

from msgspec import Struct

from cms.syntax import Value

__all__ = ["NO_VIEWS", "Reorder", "ViewRule", "ViewTest", "Views"]


class ViewTest(Struct, frozen=True):
    """One comparison of a field's value: eq, ne, lt, lte, gt, gte, in, not_in, empty or pattern.

    `value` is what it is compared to, a list for `in` and `not_in`; texts in it may hold `{{now}}` and its like.
    """

    operator: str
    value: Value = None
    ignore_case: bool = False  # of a `pattern`
    runs: bool = True  # whether Quire can look for the `pattern`


class ViewRule(Struct, frozen=True):
    """An item of `view_filters` or `view_groups`; all tests must hold. A group without tests has one part a value.

    `name` is what addresses and `default` say: as written, else made of the label; unique among its siblings.
    """

    name: str
    label: str
    field: str
    tests: tuple[ViewTest, ...] = ()

    @property
    def compares(self) -> bool:
        """Whether it says of each entry yes or no, and not more."""
        return any(test.operator != "pattern" for test in self.tests)

    @property
    def runs(self) -> bool:
        """Whether Quire can tell of an entry what it says; what does not run neither narrows nor groups."""
        return all(test.runs for test in self.tests)


class Views(Struct, frozen=True):
    """`view_filters` or `view_groups`. `default` is the name of the one that is on at first, or ""."""

    rules: tuple[ViewRule, ...] = ()
    default: str = ""

    def named(self, name: str) -> ViewRule | None:
        """The rule of that name, or None."""
        return next((rule for rule in self.rules if rule.name == name), None)


NO_VIEWS = Views()


class Reorder(Struct, frozen=True):
    """`reorder`: entries are numbered from 1 under `key`; with `group`, the name of a view group, within each part."""

    key: str = "order"
    group: str = ""
