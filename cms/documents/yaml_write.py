"""Writing values as YAML, so that every reader sees what was meant."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from cms.documents.yaml_source import YamlSource
from cms.syntax import Node, Timestamp, Value, core_tag, core_value

__all__ = ["YamlWriter", "is_ambiguous"]

_OLD = yaml.resolver.Resolver()
_ODD = re.compile(
    r"(?:yes|no|on|off|y|n|true|false|null)\Z|[-+]?0[0-9_]+\Z|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\Z"
    r"|[-+]?[0-9][0-9_,.]*(?:[eE][-+]?\d+)?\Z|0[bB][01_]+\Z|0[oO][0-7_]+\Z|=\Z|<<\Z",
    re.IGNORECASE,
)
_UNSAFE = "\x00-\x1f\x7f-\xa0\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff"
_ESCAPED = re.compile(rf'[\\"{_UNSAFE}]')
_UNPRINTABLE = re.compile(rf"[{_UNSAFE}]")
_INDICATOR = re.compile(r"[-?:](?:\s|$)|[,\[\]{}#&*!|>'\"%@`]|---|\.\.\.")
_INSIDE = re.compile(rf":(?:\s|$)|\s#|[{_UNSAFE}]")
_NO_BLOCK = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_BOOLS = (("true", "false"), ("yes", "no"), ("on", "off"), ("y", "n"))


def is_ambiguous(text: str) -> bool:
    """Whether some reader (YAML 1.1, 1.2, Psych, go-yaml) would take the plain scalar for anything but a string."""
    tag = _OLD.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return not tag.endswith(":str") or core_tag(text) != "str" or bool(_ODD.match(text))


class YamlWriter:
    """Writes values in the style of a source."""

    def __init__(self, source: YamlSource) -> None:
        self.source = source
        self.newline = source.newline

    def scalar(self, value: Value, old: Node | None = None, *, flow: bool = False, indent: int = 0) -> str:
        """One scalar, in the quoting and spelling of the one it replaces."""
        if value is None:
            return self._null(old, flow)
        if isinstance(value, bool):
            return _bool(value, old)
        if isinstance(value, Timestamp):
            return str(value) if core_tag(value) == "timestamp" else self._text(str(value), old, flow, indent)
        if isinstance(value, str):
            return self._text(value, old, flow, indent)
        return _number(value) if isinstance(value, (int, float)) else "null"

    def key(self, name: str) -> str:
        """A key, quoted where it must be."""
        if _plain(name, tight=True) and not name.startswith(("- ", "? ")):
            return name
        return self._quoted(name, self.source.quote)

    def value(self, value: Value, indent: int, *, flow: bool = False) -> str:
        """What stands after `key:` or `-`, with its leading space or line break."""
        if isinstance(value, dict):
            return self._mapping(value, indent, flow)
        if isinstance(value, list):
            return self._sequence(value, indent, flow)
        return " " + self.scalar(value, flow=flow, indent=indent + self.source.step)

    def pair(self, name: str, value: Value, indent: int) -> str:
        """One `key: value` at a column, without a final line break."""
        return " " * indent + self.key(name) + ":" + self.value(value, indent)

    def item(self, value: Value, indent: int) -> str:
        """One item of a block sequence at a column, without a final line break."""
        if isinstance(value, dict) and value:
            lines = [self.key(key) + ":" + self.value(child, indent + 2) for key, child in value.items()]
            return " " * indent + "- " + (self.newline + " " * (indent + 2)).join(lines)
        if isinstance(value, list) and value:
            return " " * indent + "-" + self.value(value, indent, flow=True)
        return " " * indent + "-" + self.value(value, indent)

    def _mapping(self, value: Mapping[str, Value], indent: int, flow: bool) -> str:
        if not value:
            return " {}"
        if flow:
            return " {" + ", ".join(self._flow_pair(key, item) for key, item in value.items()) + "}"
        inner = indent + self.source.step
        return self.newline + self.newline.join(self.pair(key, item, inner) for key, item in value.items())

    def _flow_pair(self, key: str, value: Value) -> str:
        return self.key(key) + ":" + self.value(value, 0, flow=True)

    def _sequence(self, value: list[Value], indent: int, flow: bool) -> str:
        if not value:
            return " []"
        short = self.source.flow_lists and not any(isinstance(item, (dict, list)) for item in value)
        if flow or short:
            return " [" + ", ".join(self.value(item, 0, flow=True).lstrip(" ") for item in value) + "]"
        return self.newline + self.newline.join(self.item(item, indent + self.source.offset) for item in value)

    def _null(self, old: Node | None, flow: bool) -> str:
        spelt = old.value if old is not None and old.kind == "scalar" and not old.style else "null"
        return spelt if core_value(spelt) is None and not (flow and not spelt) else "null"

    def _text(self, text: str, old: Node | None, flow: bool, indent: int) -> str:
        style = old.style if old is not None and old.kind == "scalar" else ""
        if not flow and (style in ("|", ">") or ("\n" in text and not style)):
            block = self._block(text, old if style in ("|", ">") else None, indent)
            if block is not None:
                return block
        if old is None and self.source.always:
            return self._quoted(text, self.source.always)
        if style not in ("'", '"') and "\n" not in text and _plain(text, tight=flow) and not is_ambiguous(text):
            return text
        return self._quoted(text, style if style in ("'", '"') else self.source.quote)

    def _quoted(self, text: str, quote: str) -> str:
        if quote == "'" and not _UNPRINTABLE.search(text):
            return "'" + text.replace("'", "''") + "'"
        return '"' + _ESCAPED.sub(_escape, text) + '"'

    def _block(self, text: str, old: Node | None, indent: int) -> str | None:
        """A literal or folded block, or None if this text cannot stand in one."""
        if not text.strip() or _NO_BLOCK.search(text) or text[0] in " \n\t":
            return None
        body = text.rstrip("\n")
        ends = len(text) - len(body)
        head, lines = "|", body.split("\n")
        if old is not None:
            source = self.source.text[self.source.start(old) : self.source.end(old)]
            head = source.split("\n", 1)[0].rstrip("\r")
            if re.match(r"[|>][-+]?[0-9]", head):
                return None
            rest = [line for line in source.split("\n")[1:] if line.strip()]
            indent = len(rest[0]) - len(rest[0].lstrip(" ")) if rest else indent
            if head[0] == ">":
                if re.search(r"(?m)^[ \t]", body):
                    return None
                lines = _fold(body, max([len(line.strip()) for line in rest] + [40]))
        chomp = "-" if ends == 0 else "" if ends == 1 else "+"
        head = re.sub(r"^([|>])[-+]?", rf"\g<1>{chomp}", head)
        pad = " " * indent
        written = self.newline.join(pad + line if line else "" for line in lines)
        return head + self.newline + written + self.newline * max(ends - 1, 0)


def _fold(text: str, width: int) -> list[str]:
    """Lines of a folded block: one line break of the text is a blank line in it."""
    lines: list[str] = []
    for part in re.split(r"(\n+)", text):
        if part.startswith("\n"):
            lines += [""] * len(part)
            continue
        line = ""
        for word in part.split(" "):
            if line and word and len(line) + 1 + len(word) > width and not line.endswith(" "):
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return lines


def _plain(text: str, *, tight: bool) -> bool:
    if not text or text != text.strip() or is_ambiguous(text):
        return False
    if _INDICATOR.match(text) or _INSIDE.search(text):
        return False
    return not (tight and re.search(r"[,\[\]{}?:]", text))


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    if char in _SHORT:
        return _SHORT[char]
    return f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}"


def _bool(value: bool, old: Node | None) -> str:
    spelt = old.value if old is not None and old.kind == "scalar" and not old.style else "true"
    pair = next((pair for pair in _BOOLS if spelt.lower() in pair), _BOOLS[0])
    word = pair[0 if value else 1]
    if len(spelt) > 1 and spelt.isupper():
        return word.upper()
    return word.title() if spelt[:1].isupper() else word


def _number(value: float) -> str:
    if value != value:
        return ".nan"
    if value in (float("inf"), float("-inf")):
        return ".inf" if value > 0 else "-.inf"
    text = repr(value)
    return text.replace("e", ".0e") if isinstance(value, float) and "e" in text and "." not in text else text
