"""`output.encode_file_path`: the addresses of files that an edit has put in, percent-encoded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from cms.config import Field
from cms.fields.lookup import item_field
from cms.syntax import Value, same

__all__ = ["encode_addresses"]

_KEPT = "/%-_.!~*'()"  # as JavaScript's encodeURIComponent, and what is encoded already


def encode_addresses(
    fields: Sequence[Field], before: Mapping[str, Value], after: Mapping[str, Value]
) -> dict[str, Value]:
    """The values with the new addresses of file and image fields encoded; what was there before stays."""
    known = {field.name: field for field in fields}
    return {
        name: _encoded(known[name], before.get(name), value) if name in known else value
        for name, value in after.items()
    }


def _encoded(field: Field, before: Value, after: Value) -> Value:
    if after is before or same(before, after):
        return after
    if isinstance(after, list):
        old: list[Value] = [*before] if isinstance(before, list) else [before]
        return [_item(field, old, item) for item in after]
    if isinstance(after, dict) and (field.fields or field.types):
        return encode_addresses(_inner(field, after), before if isinstance(before, dict) else {}, after)
    return _address(after) if field.widget in ("file", "image") and isinstance(after, str) else after


def _item(field: Field, old: list[Value], item: Value) -> Value:
    if any(item is each or same(item, each) for each in old):
        return item
    kind = item_field(field, str(item.get(field.type_key, "")) if isinstance(item, dict) else "")
    return _encoded(kind, None, item) if kind is not None else item


def _inner(field: Field, value: Mapping[str, Value]) -> Sequence[Field]:
    kind = next((each for each in field.types if each.name == value.get(field.type_key)), None)
    return kind.fields if kind is not None else field.fields


def _address(text: str) -> str:
    return text if "://" in text or text.startswith(("data:", "//")) else quote(text, safe=_KEPT)
