"""`list` in its four forms: plain texts, one field, several fields, variable types.

Items keep their identity through the form: an item's key is its index in the file, or `n1` … for a new one. What no
field describes travels with the item; an untouched item is the very same value.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec import field as attribute
from msgspec.structs import replace

from cms.config import ABSENT, Absent, Field
from cms.errors import InvalidInput
from cms.fields.context import FieldContext
from cms.fields.controls import Blank, Control, ControlItem
from cms.fields.forms import FormData, same_text
from cms.fields.lookup import item_field
from cms.fields.problems import Path, Problem, in_sentence
from cms.fields.raw import dump_value
from cms.fields.registry import widget_for
from cms.fields.summaries import summarise, summarise_item
from cms.fields.tree import build_field, build_raw, check_field, default_of, parse_field, parse_raw
from cms.fields.values import Held, is_empty, is_scalar, scalar_text
from cms.fields.widget import Building, Checking, Place, Reading, Widget, emptied, text_option
from cms.fields.widgets.choice import count_problems, count_words
from cms.fields.widgets.object import picture_of
from cms.fields.widgets.source import read_source
from cms.syntax import Value

__all__ = ["ListWidget"]

MAX_KEY = 7
_NOUNS = {"image": "picture", "file": "file"}


class _Kinds(Struct):
    """The item fields of one list, made once."""

    field: Field
    known: dict[str, Field | None] = attribute(default_factory=dict)

    def of(self, type_name: str = "") -> Field | None:
        if type_name not in self.known:
            kind = item_field(self.field, type_name)
            if kind is not None and kind.widget == "object" and not kind.required:
                kind = replace(kind, required=True)  # an item is there, or is no item
            self.known[type_name] = kind
        return self.known[type_name]


class _Seed(Struct, frozen=True):
    """An item before its controls: its key, the value it starts from, whether that value is in the file."""

    key: str
    present: Held
    place: Place
    kind: Field | None
    type: str
    index: int | None = None
    origin: str = ""


class ListWidget(Widget):
    """Rows, each of them a control or a group of controls."""

    template = "list"

    def default(self, field: Field, path: Path, context: FieldContext) -> Held:
        if isinstance(field.default, list):
            return copy.deepcopy(field.default)
        if isinstance(field.default, str) and field.default and _is_plain(field):
            words: list[Value] = [*split_words(field, field.default)]
            return words
        return ABSENT

    def cleared(self, field: Field) -> Value:
        return []

    def fits(self, field: Field, value: Held) -> bool:
        return value is ABSENT or value is None or isinstance(value, list)

    def sent(self, field: Field, name: str, form: FormData) -> bool:
        return f"{name}!list" in form or f"{name}!items" in form

    def parse(self, field: Field, present: Held, place: Place, reading: Reading) -> Held:
        old = present if isinstance(present, list) else []
        kinds, result, changed = _Kinds(field), list[Value](), False
        origins: list[int | None] = []
        for seed in _seeds(field, old, place, reading.form, reading.context, kinds):
            value = self._parse_item(field, seed, reading)
            changed = changed or seed.index != len(result) or value is not seed.present
            result.append(value)
            origins.append(seed.index if seed.index is not None else _index(seed.origin, old))
        reading.origins[place.path] = tuple(origins)
        result.extend(split_words(field, reading.form.get(f"{place.name}!add")) if _is_plain(field) else ())
        if not changed and len(result) == len(old):
            return present
        return result if result else emptied(self, field, present)

    def control(self, field: Field, present: Held, place: Place, building: Building) -> Control:
        old = present if isinstance(present, list) else []
        form, kinds = building.form, _Kinds(field)
        if form is None or not self.sent(field, place.name, form):
            form = FormData((f"{place.name}!items", str(index)) for index in range(len(old)))
        seeds = list(_seeds(field, old, place, form, building.context, kinds))
        items = tuple(self._item(field, seed, len(seeds), building) for seed in seeds)
        return self.draw(
            field,
            present,
            place,
            building,
            template="texts" if _is_plain(field) else "list",
            items=items,
            blanks=() if field.readonly else tuple(self._blanks(field, place, building, kinds)),
            extra=building.typed(f"{place.name}!add") or "",
            count_words=count_words(field, len(items)),
            add_label=field.label_singular or _NOUNS.get(field.widget, field.label),
            delimiter=_delimiter(field),
            collapsed=_minimised(field, len(items)) and place.path not in building.invalid,
            summary=_count(field, len(items)),
            **_allowed(field),
        )

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        if _is_plain(field) and not text.lstrip().startswith("["):
            words: list[Value] = [*split_words(field, text)]
            return words if words else emptied(self, field, present)
        value = read_source(field, text)
        if value is not None and not isinstance(value, list):
            raise InvalidInput(f"{field.label} takes a list, as in `[one, two]`.")
        return value

    def text(self, field: Field, value: Held) -> str:
        if _is_plain(field) and isinstance(value, list) and all(isinstance(item, str) for item in value):
            joined = f"{_delimiter(field).rstrip()} ".join(map(scalar_text, value))
            if not field.dialect.splits_at_commas:
                joined = "\n".join(map(scalar_text, value))
            if list(split_words(field, joined)) == value:
                return joined
        return "" if isinstance(value, Absent) else dump_value(value)

    def check(self, field: Field, value: Value, path: Path, checking: Checking) -> Iterator[Problem]:
        items = value if isinstance(value, list) else []
        yield from count_problems(field, len(items), path)
        kinds = _Kinds(field)
        for index, item in enumerate(items):
            kind = kinds.of(_type_name(field, item))
            if kind is None:
                words = f"{field.label}, item {index + 1}: its type is not in the configuration. It is kept as it is."
                yield Problem((*path, index), words, "warning", field.label, "type")
            elif not (_is_plain(field) and is_empty(item)):
                check_field(kind, item, (*path, index), checking)

    def summary(self, field: Field, value: Value) -> str:
        items = value if isinstance(value, list) else []
        if all(is_scalar(item) for item in items) and len(items) <= 10:
            kind = item_field(field)
            return ", ".join(summarise(kind, item) if kind else scalar_text(item) for item in items)
        return _count(field, len(items))

    def _parse_item(self, field: Field, seed: _Seed, reading: Reading) -> Value:
        if f"{seed.place.name}!raw" in reading.form:
            value = parse_raw(seed.kind or field, seed.present, seed.place, reading)
        elif seed.kind is None:
            value = seed.present
        else:
            value = parse_field(seed.kind, seed.present, seed.place, reading)
            value = _typed(field, seed, value)
        if isinstance(value, Absent):
            return widget_for(seed.kind).cleared(seed.kind) if seed.kind is not None else None
        return value

    def _item(self, field: Field, seed: _Seed, count: int, building: Building) -> ControlItem:
        index = seed.place.path[-1]
        number = index if isinstance(index, int) else 0
        control = _item_control(field, seed, building)
        kind, bare = seed.kind, not isinstance(seed.present, dict)
        words = summarise_item(kind, None if isinstance(seed.present, Absent) else seed.present) if kind else ""
        label = (kind.label if kind and field.types else "") or field.label_singular or field.label
        invalid = seed.place.path in building.invalid
        return ControlItem(
            key=seed.key,
            name=seed.place.name,
            summary=words or f"{label} {number + 1}",
            control=control,
            type=seed.type,
            type_label=kind.label if kind and field.types else "",
            origin=seed.origin,
            collapsed=not bare and seed.index is not None and _closed(field, seed.present) and not invalid,
            first=number == 0,
            last=number == count - 1,
            invalid=invalid,
            thumb=picture_of(field, control.controls),
        )

    def _blanks(self, field: Field, place: Place, building: Building, kinds: _Kinds) -> Iterator[Blank]:
        mark = f"__n{place.name.count('.') + 1}__"
        inert = Building(building.context, building.root, inert=True, targets=building.targets)
        for name in [kind.name for kind in field.types] or [""]:
            kind = kinds.of(name)
            if kind is None:
                continue
            spot = place.item(mark, 0)
            seed = _Seed(mark, _new(field, kind, name, spot.path, building.context), spot, kind, name)
            label = kind.label if field.types else field.label_singular or _NOUNS.get(field.widget, field.label)
            item = replace(self._item(field, seed, 1, inert), summary=f"New {in_sentence(label)}")
            yield Blank(mark, label, item, name, kind.hint if field.types else "")


def split_words(field: Field, text: str) -> Iterator[str]:
    """The texts of a plain list typed as one, at commas (or the field's `delimiter`) and line ends."""
    parts = re.split(rf"[\r\n]+|{re.escape(_delimiter(field))}", text)
    return (part.strip() for part in parts if part.strip())


def _seeds(
    field: Field, old: list[Value], place: Place, form: FormData, context: FieldContext, kinds: _Kinds
) -> Iterator[_Seed]:
    position, plain = 0, _is_plain(field)
    for key in dict.fromkeys(form.all(f"{place.name}!items")):
        spot = place.item(key, position)
        index = _index(key, old)
        origin = form.get(f"{spot.name}!from")
        source = index if index is not None else _index(origin, old)
        type_name = form.get(f"{spot.name}!type") or (_type_name(field, old[source]) if source is not None else "")
        kind = kinds.of(type_name)
        if index is not None:
            present: Held = old[index]
        elif source is not None:
            present = copy.deepcopy(old[source])
        else:
            present = _new(field, kind, type_name, spot.path, context)
        if plain and _emptied(spot.name, present, form):
            continue
        yield _Seed(key, present, spot, kind, type_name, index, origin if index is None and source is not None else "")
        position += 1


def _index(key: str, old: list[Value]) -> int | None:
    if not (key.isascii() and key.isdigit()) or len(key) > MAX_KEY or int(key) >= len(old):
        return None
    return int(key)


def _new(field: Field, kind: Field | None, type_name: str, path: Path, context: FieldContext) -> Held:
    value = default_of(kind, path, context) if kind is not None else ABSENT
    if field.types and kind is not None:
        return {field.type_key: type_name, **(value if isinstance(value, dict) else {})}
    return value


def _emptied(name: str, present: Held, form: FormData) -> bool:
    """Whether somebody cleared an item of a plain list, which takes it out."""
    if name not in form or form.get(name).strip():
        return False
    return isinstance(present, Absent) or not same_text(form.get(name), scalar_text(present))


def _typed(field: Field, seed: _Seed, value: Held) -> Held:
    """The item with its type key, first, where the form says another type than the value has."""
    if not field.types or not seed.type or isinstance(value, Absent):
        return {field.type_key: seed.type} if field.types and seed.type and isinstance(value, Absent) else value
    if not isinstance(value, dict):
        return value
    said = value.get(field.type_key) == seed.type
    if said and (seed.index is not None or next(iter(value)) == field.type_key):
        return value
    return {field.type_key: seed.type, **{key: item for key, item in value.items() if key != field.type_key}}


def _item_control(field: Field, seed: _Seed, building: Building) -> Control:
    if seed.kind is None:
        words = f"The type of this item ({seed.type or 'none'}) is not in the configuration. It is kept as it is."
        return build_raw(field, seed.present, seed.place, building, words)
    return build_field(seed.kind, seed.present, seed.place, building)


def _type_name(field: Field, item: Value) -> str:
    name = item.get(field.type_key) if field.types and isinstance(item, dict) else None
    return str(name) if isinstance(name, str) else ""


def _is_plain(field: Field) -> bool:
    return field.widget == "list" and field.field is None and not field.fields and not field.types


def _delimiter(field: Field) -> str:
    """What stands between words typed at once: a comma, in Sveltia the end of a line."""
    return text_option(field, "delimiter").strip() or ("," if field.dialect.splits_at_commas else "\n")


def _closed(field: Field, present: Held) -> bool:
    """Whether an item is closed at first: in Decap it is, in Sveltia it is not; `auto`: when something is filled in."""
    if field.collapsed == "auto":
        return isinstance(present, dict) and any(not is_empty(value) for value in present.values())
    return field.dialect.collapses_items if field.collapsed is None else field.collapsed


def _minimised(field: Field, count: int) -> bool:
    said = field.options.get("minimize_collapsed")
    return said is True or (said == "auto" and count > 0)


def _count(field: Field, count: int) -> str:
    noun = (field.label_singular or "item") if count == 1 else (field.label if field.label_singular else "items")
    return f"{count} {in_sentence(noun)}" if count else f"No {in_sentence(noun)} yet"


def _allowed(field: Field) -> dict[str, bool]:
    names = ("allow_add", "allow_remove", "allow_reorder", "allow_duplicate")
    allowed = {name: field.options.get(name) is not False and not field.readonly for name in names}
    allowed["allow_duplicate"] = allowed["allow_duplicate"] and allowed["allow_add"]
    return {**allowed, "add_to_top": field.options.get("add_to_top") is True}
