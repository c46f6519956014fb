"""Values whose spelling other readers of YAML take for something else.

Quire reads YAML 1.2 core, as the JavaScript family does. Jekyll (Psych) reads YAML 1.1: `no` is false, `1_000` and
`12:30` are numbers. js-yaml before 4 (gray-matter in Gatsby, Eleventy and Next.js), Psych and Hugo's reader take `012`
for an octal number. Dates are left out: every generator reads them as dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cms.documents.document import Document, DocumentProblem, parse_document
from cms.documents.kinds import DocumentKind
from cms.errors import DocumentError
from cms.syntax import Node

__all__ = ["ambiguous_values"]

_WORDS = re.compile(r"(?:yes|no|on|off)\Z", re.IGNORECASE)
_OCTAL = re.compile(r"[-+]?0[0-7]+\Z")
_OCTAL_12 = re.compile(r"0o[0-7]+\Z")
_SIXTIES = re.compile(r"[-+]?[1-9][0-9]*(?::[0-5]?[0-9])+(?:\.[0-9]*)?\Z")
_UNDERSCORES = re.compile(r"[-+]?[0-9]+(?:_[0-9]+)+(?:\.[0-9_]*)?\Z")
_BINARY = re.compile(r"[-+]?0b[01_]+\Z")
_SUSPECT = re.compile(
    rb"(?:^|[:\-,\[{] +)(?:(?i:yes|no|on|off)|[-+]?0o?[0-7]+|[-+]?0b[01_]+|[-+]?[0-9]+[:_][0-9:_.]+)"
    rb"[ \t]*(?:$|[#,\]}\r])",
    re.MULTILINE,
)


def ambiguous_values(data: bytes, kind: DocumentKind) -> Iterator[DocumentProblem]:
    """The values of a YAML header or data file that other readers take for something else. A file that is not YAML, or
    cannot be read, has none."""
    end = data.find(b"\n---", 3) if kind.container != "data" else -1
    if not _SUSPECT.search(data, 0, len(data) if end < 0 else end + 1):
        return
    try:
        document = parse_document(data, kind)
    except DocumentError:
        return
    yield from _problems(document)


def _problems(document: Document) -> Iterator[DocumentProblem]:
    if document.yaml is None or document.yaml.root is None:
        return
    before = document.parts.head.count("\n")
    for node in _values(document.yaml.root):
        if node.kind == "scalar" and not node.style and node.tag is None and (other := _other_reading(node.value)):
            message = f"`{node.value}` without quotes is {other}"
            yield DocumentProblem(node.line + before, node.column, "ambiguous-value", message)


def _values(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.kind == "scalar":
            yield node
        waiting.extend(reversed([*(value for _, value in node.pairs), *node.items]))


def _other_reading(text: str) -> str:
    """What others take the text for; "" when all agree."""
    if _WORDS.match(text):
        truth = "true" if text.lower() in ("yes", "on") else "false"
        return f"a text here, and {truth} to generators that read YAML 1.1, such as Jekyll"
    if _OCTAL.match(text) and text.strip("+-0"):
        return f"the number {int(text)} here, and {int(text, 8)} to most generators, which read it as octal"
    if _OCTAL_12.match(text):
        return f"the number {int(text[2:], 8)} here, and a text to generators that read YAML 1.1, such as Jekyll"
    if _SIXTIES.match(text):
        return "a text here, and a number (in sixties) to generators that read YAML 1.1, such as Jekyll"
    if _UNDERSCORES.match(text) or _BINARY.match(text):
        return "a text here, and a number to generators that read YAML 1.1, such as Jekyll"
    return ""
