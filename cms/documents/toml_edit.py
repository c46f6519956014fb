"""TOML, by tomlkit, which keeps comments and order; this module keeps line ends, quotes and the spelling of dates."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Item, String

from cms.errors import DocumentError, TooDeep
from cms.syntax import Timestamp, Value, same

__all__ = ["create_toml", "edit_toml", "read_toml"]

MAX_DEPTH = 100
_DATE = re.compile(
    r"(?:\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[-+]\d\d:\d\d)?)?|\d\d:\d\d:\d\d(?:\.\d+)?)\Z"
)


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


def edit_toml(text: str, values: Mapping[str, Value]) -> str:
    """The text with `values`. Raises DocumentError if the result would not read as asked."""
    document = _parse(text)
    wanted = {key: _filled(value) for key, value in values.items() if value is not None}
    try:
        _sync(document, read_toml(text), wanted)
        result = document.as_string()
    except (TOMLKitError, ValueError, TypeError) as problem:
        raise DocumentError(f"The change cannot be written into this TOML file: {problem}.") from None
    if "\r\n" in text:
        result = re.sub(r"(?<!\r)\n", "\r\n", result)
    if not same(read_toml(result), wanted):
        raise DocumentError("The change cannot be written into this TOML file. Edit its source instead.")
    return result


def _parse(text: str) -> tomlkit.TOMLDocument:
    _guard(text)
    try:
        return tomlkit.parse(text)
    except TOMLKitError as problem:
        line, column = getattr(problem, "line", 0), getattr(problem, "col", 0)
        words = re.sub(r" at line \d+ col \d+", "", str(problem))
        raise DocumentError(f"This is not valid TOML: {words}.", line=line, column=column + 1) from None
    except (RecursionError, ValueError) as problem:
        raise DocumentError(f"This is not valid TOML: {problem}.") from None


def _guard(text: str) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        bare = re.sub(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'', "", line)
        if bare.count("[") > MAX_DEPTH or bare.count("{") > MAX_DEPTH or bare.count(".") > 10 * MAX_DEPTH:
            raise TooDeep(f"Values are nested more than {MAX_DEPTH} levels deep.", line=number, column=1)
    if text.count("\n[") > 5_000:
        raise TooDeep("There are more than 5,000 tables.")


def _value(item: Any) -> Value:
    if isinstance(item, Mapping):
        return {str(key): _value(child) for key, child in item.items()}
    if isinstance(item, list):
        return [_value(child) for child in item]
    if isinstance(item, Item) and hasattr(item, "isoformat"):
        return Timestamp(item.as_string())
    plain = item.unwrap() if isinstance(item, Item) else item
    return Timestamp(plain.isoformat()) if hasattr(plain, "isoformat") else plain


def _sync(table: MutableMapping[str, Any], old: dict[str, Value], wanted: Mapping[str, Value]) -> None:
    for key in list(old):
        if key not in wanted:
            del table[key]
    for key, value in wanted.items():
        before = old.get(key)
        if key not in old:
            table[key] = _item(value)
        elif same(before, value):
            continue
        elif isinstance(before, dict) and isinstance(value, dict):
            _sync(table[key], before, value)
        elif isinstance(before, list) and isinstance(value, list):
            _sync_list(table, key, before, value)
        else:
            table[key] = _restyled(table[key], value)


def _sync_list(table: MutableMapping[str, Any], key: str, old: list[Value], wanted: list[Value]) -> None:
    array = table[key]
    if len(old) == len(wanted):
        for place, (before, value) in enumerate(zip(old, wanted, strict=True)):
            if isinstance(before, dict) and isinstance(value, dict):
                _sync(array[place], before, value)
            elif not same(before, value):
                array[place] = _restyled(array[place], value)
    elif wanted[: len(old)] == old and old:
        for value in wanted[len(old) :]:
            array.append(_item(value))
    elif len(wanted) == len(old) - 1 and (gone := _removed(old, wanted)) is not None:
        del array[gone]
    else:
        table[key] = _item(wanted)


def _removed(old: list[Value], wanted: list[Value]) -> int | None:
    return next((place for place in range(len(old)) if same(old[:place] + old[place + 1 :], wanted)), None)


def _restyled(old: Any, value: Value) -> Any:
    """A new value in the quotes of the old one."""
    if isinstance(old, String) and isinstance(value, str) and not isinstance(value, Timestamp):
        spelt = old.as_string()
        if spelt.startswith('"""') or ("\n" in value and spelt.startswith("'''")):
            return tomlkit.string(value, multiline=True)
        if spelt.startswith("'") and "'" not in value and value.isprintable():
            return tomlkit.string(value, literal=True)
    return _item(value)


def _item(value: Value) -> Any:
    if isinstance(value, Timestamp) and _DATE.match(value):
        return tomlkit.parse(f"x = {value}\n")["x"]
    if isinstance(value, str):
        multiline = "\n" in value and "\r" not in value
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
    array = tomlkit.array()
    for item in value:
        array.append(_inline(item))
    return array


def _inline(value: Value) -> Any:
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        for key, item in value.items():
            if item is not None:
                table[key] = _inline(item)
        return table
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
