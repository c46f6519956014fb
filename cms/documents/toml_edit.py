"""TOML, by tomlkit, which keeps comments and order; this module keeps line ends, quotes and the spelling of dates.

Two strategies: only the changed leaves; each changed top-level key taken out and added again. What comes out is read
again and compared with what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from difflib import SequenceMatcher
from functools import partial
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, InlineTable, Item, String

from cms.documents.body import with_line_feeds, with_old_line_ends
from cms.documents.ordering import place_keys
from cms.documents.pairing import edited_in_place, fingerprint, pair_items
from cms.documents.splices import apply_splices, arrange, usual_separator
from cms.documents.toml_places import array_spans, guard_toml
from cms.errors import DocumentError, TooDeep
from cms.syntax import Timestamp, Value, same

__all__ = ["create_toml", "edit_toml", "read_toml"]

MAX_DEPTH = 100
_DATE = re.compile(
    r"(?:\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[-+]\d\d:\d\d)?)?|\d\d:\d\d:\d\d(?:\.\d+)?)\Z"
)
_FENCE = re.compile(r"^[^\w\s]{3}", re.MULTILINE)  # a line that would close a header
# what tomlkit's containers raise for mixtures of inline and standard tables, besides its own errors
_TROUBLE = (TOMLKitError, ValueError, TypeError, AttributeError, LookupError)


def read_toml(text: str) -> dict[str, Value]:
    """The values of a TOML text; dates as Timestamps, as spelt. Raises DocumentError with line and column."""
    return {key: _value(item) for key, item in _parse(text).items()}


def create_toml(values: Mapping[str, Value], comments: Mapping[str, str] | None = None) -> str:
    """A new TOML text. Null values are left out: TOML has none."""
    document = tomlkit.document()
    tables = {key for key, value in values.items() if _is_table(value)}
    for key in [*(k for k in values if k not in tables), *(k for k in values if k in tables)]:
        if values[key] is None:
            continue
        for line in (comments or {}).get(key, "").splitlines():
            document.add(tomlkit.comment(line))
        document[key] = _item(values[key])
    return document.as_string()


def edit_toml(text: str, values: Mapping[str, Value], newline: str = "\n", order: Sequence[str] = ()) -> str:
    """The text with `values`; null values are left out. Raises DocumentError if no strategy reads as asked."""
    wanted = {key: _filled(value) for key, value in values.items() if value is not None}
    for strategy in (partial(_sync_in_order, order=order), _sync, _replace_changed):
        result = _attempt(strategy, text, wanted, newline)
        if result is not None:
            return result
    raise DocumentError("The change cannot be written into this TOML file. Edit its source instead.")


Strategy = Callable[[MutableMapping[str, Any], dict[str, Value], Mapping[str, Value]], None]


def _attempt(strategy: Strategy, text: str, wanted: dict[str, Value], newline: str) -> str | None:
    document = _parse(text)
    try:
        strategy(document, read_toml(text), wanted)
        # tomlkit writes LF for what it adds, and has dropped a CR here and there
        result = with_old_line_ends(with_line_feeds(document.as_string()), text, newline)
        return result if same(read_toml(result), wanted) else None
    except (DocumentError, *_TROUBLE):
        return None


def _sync_in_order(
    document: MutableMapping[str, Any], old: dict[str, Value], wanted: Mapping[str, Value], *, order: Sequence[str]
) -> None:
    """As `_sync`, but new plain values stand after the nearest earlier field that is one too."""
    added = [key for key in wanted if key not in old and not _is_table(wanted[key])]
    plain = [key for key in old if key in wanted and not _is_table(old[key])]
    names = place_keys(plain, added, order)
    _sync(document, old, {key: value for key, value in wanted.items() if key not in added})
    for before, key in zip([None, *names], names, strict=False):
        if key in added and before is not None and key in order and isinstance(document, Container):
            document._insert_after(before, key, _item(wanted[key]))  # tomlkit has no public way to a place
        elif key in added:
            document[key] = _item(wanted[key])


def _parse(text: str) -> tomlkit.TOMLDocument:
    guard_toml(text)
    try:
        return tomlkit.parse(text)
    except TOMLKitError as problem:
        line, column = getattr(problem, "line", 0), getattr(problem, "col", 0)
        words = re.sub(r" at line \d+ col \d+", "", str(problem))
        raise DocumentError(f"This is not valid TOML: {words}.", line=line, column=column + 1) from None
    except (RecursionError, ValueError) as problem:
        raise DocumentError(f"This is not valid TOML: {problem}.") from None


def _value(item: Any, depth: int = 0) -> Value:
    if depth > MAX_DEPTH:
        raise TooDeep(f"Values are nested more than {MAX_DEPTH} levels deep.")
    if isinstance(item, Mapping):
        return {str(key): _value(child, depth + 1) for key, child in item.items()}
    if isinstance(item, list):
        return [_value(child, depth + 1) for child in item]
    if isinstance(item, Item) and hasattr(item, "isoformat"):
        return Timestamp(item.as_string())
    plain: Value = item.unwrap() if isinstance(item, Item) else item
    if isinstance(plain, str) and "\r\n" in plain and "\\r" not in item.as_string():
        return plain.replace("\r\n", "\n")  # the file's line ends in a text over several lines
    return plain


def _sync(table: MutableMapping[str, Any], old: dict[str, Value], wanted: Mapping[str, Value]) -> None:
    for key in list(old):
        if key not in wanted:
            del table[key]
    for key, value in wanted.items():
        if key not in old:
            table[key] = _item_for(table, value)
        elif not same(old[key], value):
            _sync_value(table, key, old[key], value)


def _sync_value(table: Any, key: str | int, old: Value, wanted: Value) -> None:
    present = table[key]
    if isinstance(old, dict) and isinstance(wanted, dict):
        _sync(present, old, wanted)
    elif isinstance(old, list) and isinstance(wanted, list) and wanted and _fits(present, wanted):
        spliced = _spliced(present, old, wanted) if isinstance(present, Array) and old else None
        if spliced is None:
            _sync_list(present, old, wanted)
        else:
            table[key] = spliced
    elif _is_table(old) or _is_table(wanted):
        _put_anew(table, key, wanted)
    else:
        table[key] = _restyled(present, wanted)


def _put_anew(table: Any, key: str | int, wanted: Value) -> None:
    """Another shape belongs to another place: plain values before the first table."""
    item = _item_for(table, wanted)
    if isinstance(key, str):
        del table[key]
    table[key] = item


def _replace_changed(table: MutableMapping[str, Any], old: dict[str, Value], wanted: Mapping[str, Value]) -> None:
    for key in list(old):
        if key not in wanted or not same(old[key], wanted[key]):
            del table[key]
    for key, value in wanted.items():
        if key not in table:
            table[key] = _item(value)


def _fits(array: Any, wanted: list[Value]) -> bool:
    return isinstance(array, Array) or all(isinstance(item, dict) for item in wanted)


def _spliced(array: Any, old: list[Value], wanted: list[Value]) -> Any | None:
    """The array with other plain items, the rest as spelt; None if an item with items of its own changes."""
    text = array.as_string()
    spans = array_spans(text)
    if len(spans) != len(old):
        return None
    origins = dict(enumerate(range(len(old))))
    if len(old) != len(wanted) or not edited_in_place(old, wanted):
        origins, _ = pair_items(old, wanted)
    parts: list[tuple[int | None, str]] = []
    for position, value in enumerate(wanted):
        origin = origins.get(position)
        if origin is not None and same(old[origin], value):
            parts.append((origin, text[slice(*spans[origin])]))
        elif isinstance(value, (dict, list)) and origin is not None:
            return None
        else:
            item = _inline(value) if origin is None else _restyled(array[origin], value)
            parts.append((origin, item.as_string()))
    separator = usual_separator(text, 0, spans, ", ")
    return tomlkit.parse(f"x = {apply_splices(text, arrange(spans, parts, separator))}\n")["x"]


def _sync_list(array: Any, old: list[Value], wanted: list[Value]) -> None:
    """Insert, remove and change from the end on, so that places stay right."""
    matcher = SequenceMatcher(None, [*map(fingerprint, old)], [*map(fingerprint, wanted)], autojunk=False)
    for tag, start, end, new_start, new_end in reversed(matcher.get_opcodes()):
        if tag == "equal":
            continue
        both = min(end - start, new_end - new_start)
        for place in reversed(range(start + both, end)):
            del array[place]
        for place in range(both):
            _sync_value(array, start + place, old[start + place], wanted[new_start + place])
        for place, value in enumerate(wanted[new_start + both : new_end], start + both):
            array.insert(place, _item_for(array, value))


def _item_for(container: Any, value: Value) -> Any:
    """A new item as its container can hold it: no standard tables inside braces or brackets."""
    return _inline(value) if isinstance(container, (InlineTable, Array)) else _item(value)


def _restyled(old: Any, value: Value) -> Any:
    """A new value in the quotes of the old one."""
    if isinstance(old, String) and isinstance(value, str) and not isinstance(value, Timestamp):
        spelt = old.as_string()
        if spelt.startswith(('"""', "'''")) and not _FENCE.search(value):
            return _long(spelt, value)
        if spelt.startswith("'") and "'" not in value and value.isprintable():
            return tomlkit.string(value, literal=True)
    return _item(value)


def _long(spelt: str, value: str) -> Any:
    """A text over several lines in the quotes of the old one, and with the line break after them if it had one."""
    quotes, written = spelt[:3], value
    if quotes == '"""' or "'''" in value or value.endswith("'") or not value.replace("\n", "").isprintable():
        quotes, written = '"""', tomlkit.string(value, multiline=True).as_string()[3:-3]
    first = "\n" if spelt[3:5].startswith(("\n", "\r\n")) or value.startswith("\n") else ""
    return tomlkit.parse(f"x = {quotes}{first}{written}{quotes}\n")["x"]


def _item(value: Value) -> Any:
    if isinstance(value, Timestamp) and _DATE.match(value):
        return tomlkit.parse(f"x = {value}\n")["x"]
    if isinstance(value, str):
        multiline = "\n" in value and "\r" not in value and not _FENCE.search(value)
        return tomlkit.string(str(value), multiline=multiline)
    if isinstance(value, dict):
        return _table(value)
    if isinstance(value, list):
        return _array(value)
    return tomlkit.item(value)


def _table(value: dict[str, Value]) -> Any:
    table = tomlkit.table()
    for key, item in value.items():
        if item is not None:
            table[key] = _item(item)
    return table


def _array(value: list[Value]) -> Any:
    if value and all(isinstance(item, dict) for item in value):
        tables = tomlkit.aot()
        for item in value:
            tables.append(_item(item))
        return tables
    return _inline(value)


def _inline(value: Value) -> Any:
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        for key, item in value.items():
            if item is not None:
                table[key] = _inline(item)
        return table
    if isinstance(value, list):
        array = tomlkit.array()
        for item in value:
            array.append(_inline(item))
        return array
    return _item("" if value is None else value)


def _filled(value: Value) -> Value:
    """The value as TOML can hold it: without nulls, dates that are none as text."""
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_filled("" if item is None else item) for item in value]
    return str(value) if isinstance(value, Timestamp) and not _DATE.match(value) else value


def _is_table(value: Value) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
    )
