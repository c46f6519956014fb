"""What is written in each language, and what is the same in all of them: the rules of a field's `i18n`.

`translate`: each language has its own; `duplicate`: all have that of the default one; `none`: only the default one has
it. Decap's rules, with Sveltia's for the fields inside lists and objects.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from cms.config import ABSENT, Absent, Field, I18n, SiteConfig
from cms.entries.alignment import Origins, aligned, origins_of
from cms.entries.listmerge import item_key
from cms.fields import item_field
from cms.fields.values import Held, is_empty, placed
from cms.syntax import Value, same

__all__ = ["fields_in", "own_values", "translated_names", "untranslated_names", "with_shared"]

Values = Mapping[str, Value]
_MADE = ("hidden", "uuid", "compute")  # nobody types them


def fields_in(config: SiteConfig, fields: Sequence[Field], i18n: I18n | None, locale: str) -> tuple[Field, ...]:
    """The fields of an entry as one of its languages has them: required or not, read-only or not, or not there."""
    if i18n is None:
        return tuple(fields)
    if locale == i18n.default_locale:
        return tuple(_required_in(_quiet(field), locale, every=True) for field in fields)
    enforced = i18n.enforce_required if i18n.enforce_required is not None else config.dialect.requires_everywhere
    return tuple(_localised(fields, locale, enforced))


def with_shared(
    fields: Sequence[Field], before: Values | None, source: Values, target: Values, origins: Origins | None = None
) -> dict[str, Value]:
    """The values of a language with what is the same in all of them taken from the default one (`source`).

    Taken is what changed there since `before`; all of it when `before` is None. `origins` tell where the items of the
    source's lists were before; where they do not, it is told by what the items hold.
    """
    origins = origins or Origins()
    changes: dict[str, Held] = {}
    for field in fields:
        old: Held = ABSENT if before is None else before.get(field.name, ABSENT)
        new, there = source.get(field.name, ABSENT), target.get(field.name, ABSENT)
        value = _shared(field, old, new, there, origins.inside(field.name), begun=before is None)
        if value is not there:
            changes[field.name] = value
    return placed(target, changes, [field.name for field in fields]) if changes else dict(target)


def own_values(fields: Sequence[Field], source: Values) -> dict[str, Value]:
    """What a translation begins with that starts from the text of the default language: all but what only that has."""
    found: dict[str, Value] = {}
    for field in fields:
        value = source.get(field.name, ABSENT)
        if field.i18n != "none" and not isinstance(value, Absent):
            found[field.name] = _own(field, value)
    return found


def translated_names(fields: Sequence[Field], before: Values, now: Values) -> tuple[str, ...]:
    """The fields whose text, where it is written in each language, is not what it was."""
    return tuple(
        field.name
        for field in fields
        if _has(field, "translate") and not _alike(_text(field, before), _text(field, now))
    )


def untranslated_names(fields: Sequence[Field], source: Values, target: Values) -> tuple[str, ...]:
    """The fields that the default language has something in and this one nothing."""
    return tuple(
        field.name
        for field in fields
        if field.i18n == "translate"
        and field.widget not in (*_MADE, "boolean")
        and is_empty(target.get(field.name))
        and not is_empty(source.get(field.name))
    )


# ---------------------------------------------------------------------- fields


def _localised(fields: Sequence[Field], locale: str, enforced: bool) -> Iterator[Field]:
    for field in fields:
        if not (_has(field, "translate") or _has(field, "duplicate")):
            continue
        if field.i18n == "duplicate" and not _has(field, "translate"):
            yield _fixed(field)
            continue
        inner = _within(field, lambda fields: tuple(_localised(fields, locale, enforced)))
        if field.i18n == "duplicate":
            inner = replace(inner, options={**field.options, **_AS_ELSEWHERE})
        if _shares_keys(field):
            inner = replace(field, options={**field.options, "fixed_keys": True})
        yield _required(inner, locale, every=enforced)


_AS_ELSEWHERE: dict[str, Value] = {
    "allow_add": False,
    "allow_remove": False,
    "allow_reorder": False,
    "allow_duplicate": False,
}


def _fixed(field: Field) -> Field:
    """A field that can only be read, with all that is in it."""
    inner = _within(field, lambda fields: tuple(replace(_fixed(item), i18n="none") for item in fields))
    return replace(inner, readonly=True, required=False)


def _quiet(field: Field) -> Field:
    """Only the outermost field says that it is the same in all languages."""
    if field.i18n == "duplicate" and not _has(field, "translate"):
        return _within(field, lambda fields: tuple(replace(_quiet(item), i18n="none") for item in fields))
    return _within(field, lambda fields: tuple(map(_quiet, fields)))


def _required_in(field: Field, locale: str, *, every: bool) -> Field:
    inner = _within(field, lambda fields: tuple(_required_in(item, locale, every=every) for item in fields))
    return _required(inner, locale, every=every)


def _required(field: Field, locale: str, *, every: bool) -> Field:
    """`required`: a list names the languages; `true` counts in every one, or in the default one only."""
    named = field.options.get("required_locales")
    wanted = locale in named if isinstance(named, list) else field.required and every
    return field if wanted == field.required else replace(field, required=wanted)


def _within(field: Field, change: Callable[[tuple[Field, ...]], tuple[Field, ...]]) -> Field:
    """The field with the fields inside it changed."""
    if not (field.fields or field.types or field.field is not None):
        return field
    single = change((field.field,)) if field.field is not None else ()
    types = tuple(replace(kind, fields=change(kind.fields)) for kind in field.types)
    return replace(field, fields=change(field.fields), types=types, field=single[0] if single else None)


def _shares_keys(field: Field) -> bool:
    return field.widget == "keyvalue" and field.options.get("i18n") == "duplicate_keys"


def _inner(field: Field) -> tuple[Field, ...]:
    return (*field.fields, *field.types, *((field.field,) if field.field is not None else ()))


def _has(field: Field, mode: str) -> bool:
    """Whether the field, or one inside it, is of that kind."""
    inner = _inner(field)
    return any(_has(item, mode) for item in inner) if inner else field.i18n == mode


# ---------------------------------------------------------------------- values


def _shared(field: Field, old: Held, new: Held, there: Held, origins: Origins, *, begun: bool) -> Held:
    """The value of one field: `there` itself when nothing of it comes from the default language."""
    if _shares_keys(field) and isinstance(new, dict):
        return there if not begun and _alike(old, new) else _shared_keys(old, new, there)
    if not _has(field, "duplicate"):
        return there
    if field.i18n == "duplicate" and not _has(field, "translate"):
        return there if not begun and _alike(old, new) else new
    if isinstance(new, dict):
        return _shared_map(field, old, new, there, origins, begun=begun)
    if isinstance(new, list) and field.widget == "list":
        return _shared_list(field, old, new, there, origins, begun=begun)
    return there


def _shared_keys(old: Held, new: Values, there: Held) -> Held:
    """The rows of the default language with the values of this one; a row is known again by its key, else its place."""
    present = there if isinstance(there, dict) else {}
    before = list(old) if isinstance(old, dict) else []
    moved = dict(zip(new, before, strict=False)) if len(before) == len(new) else {}
    values = {key: present.get(key, present.get(moved.get(key, ""), "")) for key in new}
    return there if values == present and list(values) == list(present) and there is not ABSENT else values


def _shared_map(field: Field, old: Held, new: Values, there: Held, origins: Origins, *, begun: bool) -> Held:
    present = there if isinstance(there, dict) else {}
    before = None if begun else old if isinstance(old, dict) else {}
    kind = next((item for item in field.types if item.name == new.get(field.type_key)), None)
    values = with_shared(kind.fields if kind is not None else field.fields, before, new, present, origins)
    return there if _alike(values, present) and (there is not ABSENT or not values) else values


def _shared_list(field: Field, old: Held, new: list[Value], there: Held, origins: Origins, *, begun: bool) -> Held:
    """The items of this language, each with what it shares with its partner in the default one.

    Those of a duplicated list come, go and move as they do there; what has no partner stays after the one it followed.
    """
    if not begun and _alike(old, new):
        return there
    present = there if isinstance(there, list) else []
    before = new if begun else old if isinstance(old, list) else []
    partners = _partners(field, before, present)
    result: list[tuple[int | None, Value]] = []
    changed = list(present)
    for place, (item, origin) in enumerate(zip(new, _origins(field, before, new, origins), strict=True)):
        partner = partners.get(origin) if origin is not None else None
        was = before[origin] if origin is not None and not begun else None
        held = present[partner] if partner is not None else None
        value = _shared_item(field, was, item, held, origins.inside(place))
        result.append((partner, value))
        if partner is not None and changed[partner] is held:
            changed[partner] = value
    if field.i18n == "duplicate":
        changed = _with_strangers(result, present, set(partners.values()))
    return there if _alike(changed, present) else changed


def _shared_item(field: Field, before: Value, source: Value, there: Value, origins: Origins) -> Value:
    kind = _kind_of(field, source)
    if kind is None or not isinstance(source, dict):
        return source if there is None else there
    held = there if isinstance(there, dict) else {}
    values = with_shared(kind.fields, before if isinstance(before, dict) else None, source, held, origins)
    if field.types and field.type_key not in values and field.type_key in source:
        return {field.type_key: source[field.type_key], **values}
    return values


def _origins(field: Field, before: list[Value], now: list[Value], origins: Origins) -> Sequence[int | None]:
    """Which item each one was before: as the form knows it, else by what it holds."""
    if before is now:
        return range(len(now))
    told = origins.of(len(now), len(before))
    if told is not None:
        return told
    was, are = ([(item_key(item), _shared_key(field, item)) for item in items] for items in (before, now))
    return origins_of(was, are)


def _partners(field: Field, source: list[Value], there: list[Value]) -> dict[int, int]:
    """Of two languages, place in the default one → place in this one: by what they share, else by place."""
    keys = [[_shared_key(field, item) for item in items] for items in (there, source)]
    if not any(key[1] for key in (*keys[0], *keys[1])):
        return {place: place for place in range(min(len(source), len(there)))}
    return aligned(*keys)


def _shared_key(field: Field, item: Value) -> tuple[Hashable, tuple[Hashable, ...]]:
    """What an item is known by in every language: its type, and its values that are the same in all of them."""
    kind = _kind_of(field, item)
    if kind is None or not isinstance(item, dict):
        return None, ()
    name = item.get(field.type_key) if field.types else None
    return item_key(name), tuple(_shared_parts(kind.fields, item))


def _shared_parts(fields: Sequence[Field], values: Values) -> Iterator[Hashable]:
    for field in fields:
        value = values.get(field.name)
        if isinstance(value, dict) and field.fields:
            yield from _shared_parts(field.fields, value)
        elif field.i18n == "duplicate" and not _has(field, "translate"):
            yield field.name, item_key(value)


def _with_strangers(result: Sequence[tuple[int | None, Value]], present: list[Value], known: set[int]) -> list[Value]:
    """The items with those of this language alone, each after the one that it followed."""
    waiting = [(place, item) for place, item in enumerate(present) if place not in known]
    order = list(result)
    for place, item in waiting:
        at = max(
            (spot + 1 for spot, (partner, _) in enumerate(order) if partner is not None and partner < place), default=0
        )
        order.insert(at, (place, item))
    return [item for _, item in order]


def _kind_of(field: Field, item: Value) -> Field | None:
    return item_field(field, str(item.get(field.type_key, "")) if isinstance(item, dict) else "")


def _own(field: Field, value: Value) -> Value:
    if isinstance(value, dict) and (field.fields or field.types):
        kind = next((item for item in field.types if item.name == value.get(field.type_key)), None)
        named = own_values(kind.fields if kind is not None else field.fields, value)
        return {field.type_key: value[field.type_key], **named} if kind is not None else named
    if isinstance(value, list) and field.widget == "list" and (field.fields or field.types):
        return [_own_item(field, item) for item in value]
    return value


def _own_item(field: Field, item: Value) -> Value:
    kind = _kind_of(field, item)
    if kind is None or not isinstance(item, dict):
        return item
    named = own_values(kind.fields, item)
    return {field.type_key: item[field.type_key], **named} if field.type_key in item and field.types else named


def _text(field: Field, values: Values) -> Held:
    """What of a field is written in each language."""
    value = values.get(field.name, ABSENT)
    if isinstance(value, dict) and field.fields:
        return _texts(field.fields, value)
    if isinstance(value, list) and field.fields:
        return [_texts(field.fields, item) if isinstance(item, dict) else item for item in value]
    return value if _has(field, "translate") else ABSENT


def _texts(fields: Sequence[Field], values: Values) -> dict[str, Value]:
    found = ((field.name, _text(field, values)) for field in fields)
    return {name: text for name, text in found if not isinstance(text, Absent)}


def _alike(first: Held, second: Held) -> bool:
    if isinstance(first, Absent) or isinstance(second, Absent):
        return first is second
    return same(first, second)
