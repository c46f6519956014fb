"""What an entry points to: media files by their address, entries of other collections by a relation's value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple
from urllib.parse import unquote

from cms.config import Field
from cms.fields import scalar_text
from cms.syntax import Value

__all__ = ["Reference", "media_key", "references_of", "relation_texts"]

MAX_REFERENCES = 1000  # of one entry
MAX_ADDRESS = 500  # characters of an address
MAX_ENDING = 5  # characters of a file name after its last point
_LINK = re.compile(r"\]\(\s*<?([^\s<>()]{1,500})")  # `](address` and `](<address>`, of Markdown
_ATTRIBUTE = re.compile(r"(?:src|href|poster|image)=[\"']([^\"'<>\n]{1,500})[\"']")  # of HTML and of shortcodes


class Reference(NamedTuple):
    """One thing pointed to.

    A `media` reference is found by `key`, the file's name in lower case, and told apart by `value`, the address as the
    entry has it. An `entry` reference is found by `key`, the name of the collection, and `value`, the relation's value.
    """

    kind: Literal["media", "entry"]
    key: str
    value: str


def references_of(
    fields: Sequence[Field], values: Mapping[str, Value], words: Sequence[str], body: str
) -> tuple[Reference, ...]:
    """Everything that an entry's values, its words (the texts of its fields) and its body point to, at most 1,000."""
    found: dict[Reference, None] = {}
    for reference in (*_media_in(words), *_media_in_text(body), *_entries(fields, values)):
        found[reference] = None
        if len(found) >= MAX_REFERENCES:
            break
    return tuple(found)


def relation_texts(fields: Sequence[Field], values: Mapping[str, Value]) -> dict[int, tuple[str, ...]]:
    """What an entry stores in each of its relation fields, wherever those stand, as texts; by the field's `id`."""
    found: dict[int, dict[str, None]] = {}
    for field, value in _relations(fields, values):
        found.setdefault(id(field), {})[scalar_text(value)] = None
    return {name: tuple(texts) for name, texts in found.items()}


def media_key(address: str) -> str:
    """The file name by which an address is found, in lower case; "" when it ends in none."""
    if len(address) > MAX_ADDRESS or "\n" in address:
        return ""
    path = address.partition("#")[0].partition("?")[0]
    name = path[path.rfind("/") + 1 :]
    ending = name[name.rfind(".") + 1 :]
    if len(ending) == len(name) or not 2 <= len(ending) <= MAX_ENDING or not (ending.isascii() and ending.isalnum()):
        return ""
    return (unquote(name) if "%" in name else name).lower()


def _media_in(words: Sequence[str]) -> Iterator[Reference]:
    for word in words:
        if "." in word:
            if key := media_key(word):
                yield Reference("media", key, word)
            elif "](" in word or "=" in word:
                yield from _media_in_text(word)


def _media_in_text(text: str) -> Iterator[Reference]:
    addresses = _LINK.findall(text) if "](" in text else []
    if '="' in text or "='" in text:
        addresses += _ATTRIBUTE.findall(text)
    for address in addresses:
        if key := media_key(address):
            yield Reference("media", key, address)


def _entries(fields: Sequence[Field], values: Mapping[str, Value]) -> Iterator[Reference]:
    for field, value in _relations(fields, values):
        if isinstance(collection := field.options.get("collection"), str):
            yield Reference("entry", collection, str(value))


def _relations(
    fields: Sequence[Field], values: Mapping[str, Value], depth: int = 0
) -> Iterator[tuple[Field, str | int | float]]:
    for field in fields:
        value = values.get(field.name)
        if value is None or depth > 20:
            continue
        if field.widget == "relation":
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, (str, int, float)) and item != "":
                    yield field, item
        elif field.field is not None and isinstance(value, list):
            for item in value:
                yield from _relations((field.field,), {field.field.name: item}, depth + 1)
        elif field.fields or field.types:
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, dict):
                    yield from _relations(_inner(field, item), item, depth + 1)


def _inner(field: Field, item: Mapping[str, Value]) -> Sequence[Field]:
    kind = next((each for each in field.types if each.name == item.get(field.type_key)), None)
    return kind.fields if kind is not None else field.fields
