"""A file's values without its spans: what an index needs of a hundred thousand files, some four times as fast.

A plain YAML header is composed by libyaml and turned into values in one walk. Whatever is out of the ordinary (anchors,
tags, doubled keys, deep nesting, another syntax, anything that libyaml refuses) is read by `parse_document`, so that
both ways always say the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml
from msgspec import Struct

from cms.documents.document import DocumentProblem, body_in_header, check_size, parse_document
from cms.documents.headers import DATA_LIMITS, HEADER_LIMITS
from cms.documents.kinds import DocumentKind
from cms.documents.split import Parts, decode, split
from cms.syntax import Value, core_value

__all__ = ["Reading", "read_document"]

# The composer recurses in C without a guard: a header whose nesting these do not bound is left to the other way.
MAX_OPENED = 500  # flow collections in a header
MAX_DEPTH = 80  # levels
_DEEP = re.compile(r"(?m)^[ \-?:]{160}")
_UNUSUAL = re.compile(r"(?:^|[\s\[{,:?-])[&*!][^\s]|\\[uU]|\t", re.MULTILINE)  # anchors, aliases, tags; escapes


class Reading(Struct, frozen=True):
    """What `parse_document` would say of a file: its values and its oddities."""

    values: Mapping[str, Value]
    problems: tuple[DocumentProblem, ...] = ()


def read_document(data: bytes, kind: DocumentKind) -> Reading:
    """The values of a file, as `parse_document` has them. Raises DocumentError as that does."""
    check_size(len(data), "has")
    parts = split(decode(data), kind)
    header = _header(parts, kind)
    if header is None:
        document = parse_document(data, kind)
        return Reading(document.values, document.problems)
    if not body_in_header(parts, kind, header) and (parts.body or parts.gap):
        header[kind.body_key] = parts.body
    return Reading(header)


def _header(parts: Parts, kind: DocumentKind) -> dict[str, Value] | None:
    """The values of an ordinary YAML header, else None."""
    text = parts.header
    limit = (DATA_LIMITS if kind.container == "data" else HEADER_LIMITS).characters
    if kind.wraps or parts.syntax != "yaml" or _Composer is None or len(text) > min(limit, HEADER_LIMITS.characters):
        return None
    if _is_unusual(text):
        return None
    try:
        root = _Composer(text).get_single_node()
        values = {} if root is None else _value(root, 0)
    except (yaml.YAMLError, _Unusual):
        return None
    return values if isinstance(values, dict) else None


def _is_unusual(text: str) -> bool:
    marked = any(mark in text for mark in "&*!\\\t") and _UNUSUAL.search(text)
    nested = text.count("[") + text.count("{") > MAX_OPENED or " " * 16 in text or "- - " in text
    return bool(marked) or (nested and (_DEEP.search(text) is not None or text.count("[") > MAX_OPENED))


class _Unusual(Exception):
    """The header is to be read the other way."""


_PLAIN, _TEXT = "plain", "text"


class _Resolver:
    """Only tells plain scalars from quoted ones; nothing depends on the place of a node."""

    def descend_resolver(self, parent: object, index: object) -> None:
        """Called on the way down."""

    def ascend_resolver(self) -> None:
        """Called on the way up."""

    def resolve(self, kind: object, value: object, implicit: object) -> str:
        return _PLAIN if implicit == (True, False) else _TEXT


def _composer() -> Any:
    """libyaml's composer with that resolver; None where PyYAML was built without libyaml."""
    if not yaml.__with_libyaml__:
        return None
    return type("Composer", (yaml.cyaml.CParser, _Resolver), {})  # type: ignore[attr-defined]  # not in its stubs


_Composer = _composer()


def _value(node: Any, depth: int) -> Value:
    value = node.value
    if isinstance(value, str):
        return core_value(value) if node.tag == _PLAIN else value
    if depth > MAX_DEPTH:
        raise _Unusual
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, depth + 1) for item in value]
    found: dict[str, Value] = {}
    for key, item in value:
        name = key.value
        if not isinstance(name, str) or name in found:
            raise _Unusual
        found[name] = _value(item, depth + 1)
    return found
