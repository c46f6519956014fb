"""View filters and groups of a list: which are on, what they come to, and a page of a list in its groups."""

from __future__ import annotations

import base64
import binascii
import json

from msgspec.structs import replace

from cms.actions.model import EntryList, FilterChoice, ListPart, ListWish
from cms.actions.relations import relation_values
from cms.actions.site import Site
from cms.actions.summaries import with_commits
from cms.config import Collection, Field, ViewRule
from cms.entries import due_tests, filter_view, group_view
from cms.fields import field_at, summarise
from cms.index import InView, ListQuery, sort_key

__all__ = ["Views", "grouped"]

YES, NO = "1", ""
OTHER = "Other"


class Views:
    """The filters and the group that a wish for a list names, or the configuration for it."""

    def __init__(self, site: Site, collection: Collection, wish: ListWish) -> None:
        self._site, self._collection = site, collection
        self._now = site.clock()
        filters, groups = collection.view_filters, collection.view_groups
        on = (filters.default,) if wish.filters is None else wish.filters
        self._on = [rule for rule in filters.rules if rule.name in on and rule.runs]
        group = groups.named(groups.default if wish.group is None else wish.group)
        self.group = group if group is not None and group.runs else None
        self.part = wish.part if self.group is not None else None

    @property
    def narrow(self) -> bool:
        """Whether a filter is on."""
        return bool(self._on)

    @property
    def conditions(self) -> tuple[InView, ...]:
        """What the filters that are on want."""
        return tuple(map(self._let_through, self._on))

    def choices(self) -> tuple[FilterChoice, ...]:
        """All filters of the collection, each with what it alone lets through."""
        return tuple(
            FilterChoice(rule.name, rule.label, rule in self._on, self._alone(rule) if rule.runs else 0, rule.runs)
            for rule in self._collection.view_filters.rules
        )

    def within(self, part: str) -> InView:
        """What the entries of a part of the group have in common."""
        rule = self._group
        due = due_tests(rule, self._now)
        if not due:
            return InView(group_view(rule), part)
        static = group_view(rule) if len(due) < len(rule.tests) else ""
        return InView(static, YES, due, without=part != YES)

    def parts(self, query: ListQuery) -> dict[str, int]:
        """The parts of the group in their order, with the number of a query's entries in each."""
        rule = self._group
        if due_tests(rule, self._now):
            yes = self._site.index.count(replace(query, views=(*query.views, self.within(YES))))
            found = {YES: yes, NO: self._site.index.count(query) - yes}
        else:
            found = self._site.index.parts(query, group_view(rule))
        down = query.sort == (rule.field, True)
        named = sorted((value for value in found if value), key=lambda value: (sort_key(value), value), reverse=down)
        return {value: found[value] for value in (*named, NO) if found.get(value)}

    def labels(self, parts: dict[str, int]) -> dict[str, str]:
        """What the parts are called."""
        rule = self._group
        field = field_at(self._collection.fields, rule.field)
        if rule.compares:
            return {YES: rule.label, NO: OTHER}
        names = {value: value for value in parts}
        if not rule.tests and field is not None:
            names |= self._said(field, list(parts))
        lower = rule.label if rule.label[1:2].isupper() else rule.label[:1].lower() + rule.label[1:]
        if field is None or field.widget == "boolean":
            names |= {"true": rule.label, "false": f"Not {lower}"}
        return {**names, NO: OTHER if rule.tests else f"Without {lower}"}

    def _said(self, field: Field, values: list[str]) -> dict[str, str]:
        """The values of a field in words: an option's label, the title of the entry that a relation points to."""
        if field.widget == "relation":
            return {str(item.value): item.label for item in relation_values(self._site, field, values)}
        if field.widget in ("select", "datetime"):
            return {value: summarise(field, value) or value for value in values if value}
        return {}

    def _alone(self, rule: ViewRule) -> int:
        return self._site.index.count(ListQuery(self._collection.name, views=(self._let_through(rule),)))

    def _let_through(self, rule: ViewRule) -> InView:
        due = due_tests(rule, self._now)
        static = filter_view(rule) if not due or len(due) < len(rule.tests) else ""
        return InView(static, YES, due)

    @property
    def _group(self) -> ViewRule:
        if self.group is None:
            raise ValueError("this list is not grouped")
        return self.group


def grouped(site: Site, blank: EntryList, query: ListQuery, views: Views) -> EntryList:
    """The page of a list in its groups: it fills up with the rows of one part after the other."""
    every = views.parts(query)
    if views.part is not None:
        every = {value: count for value, count in every.items() if value == views.part}
    labels = views.labels(every)
    begun, inner = _read_cursor(query.after, every)
    waiting = list(every)[list(every).index(begun) if begun is not None else 0 :]
    parts: list[ListPart] = []
    left, going_on = query.limit or 0, ""
    for place, value in enumerate(waiting):
        going_on = _write_cursor(value, inner)
        if left <= 0:
            break
        wanted = replace(query, views=(*query.views, views.within(value)), after=inner, limit=left, counted=False)
        found = site.index.page(wanted)
        label = labels.get(value, value)
        shown = with_commits(site, blank.collection, found.rows)
        parts.append(ListPart(value, label, every[value], shown, begun=place == 0 and bool(inner)))
        left, inner = left - len(found.rows), found.next
        if inner:
            going_on = _write_cursor(value, inner)
            break
        going_on = ""
    rows = tuple(row for part in parts for row in part.rows)
    total = sum(every.values()) if views.part is not None else site.index.count(query)
    return replace(blank, rows=rows, total=total, parts=tuple(parts), next=going_on)


def _write_cursor(part: str, inner: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([part, inner]).encode()).decode().rstrip("=")


def _read_cursor(text: str, known: dict[str, int]) -> tuple[str | None, str]:
    """The part with which a page begins and the cursor in it; (None, "") for the first page and for no cursor."""
    try:
        part, inner = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))) if text else (None, "")
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return None, ""
    return (part, inner) if isinstance(part, str) and isinstance(inner, str) and part in known else (None, "")
