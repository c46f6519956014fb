"""`pattern` without a backtracking engine: JavaScript's regular expressions, rewritten for RE2."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any, Literal

import re2
from msgspec import Struct

from cms.syntax.lookahead import take_apart

__all__ = ["can_run", "first_match", "matches", "translate"]

MAX_PATTERN = 1000
MAX_VALUE = 1 << 20
MAX_MEMORY = 8 << 20
MAX_REPEAT = 1000
_SPACE = r"\s\x{b}\x{a0}\x{feff}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
_MEANT = frozenset("dDwWsSbBfnrtvxpPk0123456789")  # after a backslash; any other sign stands for itself
_NEVER = r"[^\x{0}-\x{10ffff}]"
_TOKEN = re.compile(
    r"\\u\{(?P<braced>[0-9A-Fa-f]{1,6})\}|\\u(?P<four>[0-9A-Fa-f]{4})|\\c(?P<control>[A-Za-z])|\\(?P<escape>.)"
    r"|(?P<any>\[\^\])|(?P<none>\[\])|(?P<open>\[)|(?P<close>\])"
    r"|\{(?P<low>[0-9]{4,9})(?P<comma>,(?P<high>[0-9]{0,9}))?\}|(?P<other>.)",
    re.DOTALL,
)


class _Expression(Struct, frozen=True):
    """An expression as RE2 runs it; see `lookahead.Parts`."""

    main: Any
    group: int
    needs: tuple[tuple[Any, bool], ...]

    def find(self, value: str) -> str | None:
        """What is found first. Raises re2.error and UnicodeError."""
        if any((each.search(value) is not None) != wanted for each, wanted in self.needs):
            return None
        found = self.main.search(value)
        return str(found[self.group]) if found is not None else None


def matches(regexp: str, value: str, *, ignore_case: bool = False) -> bool | None:
    """Whether the pattern is found anywhere in the value, as JavaScript's `RegExp.test`; None when it cannot be told.

    RE2 takes no look-around (but see `lookahead`) and no back references; a pattern of more than 1,000 characters and a
    value of more than 1 MiB are not checked either.
    """
    expression = _expression(regexp, ignore_case) if len(value) <= MAX_VALUE else None
    try:
        return expression.find(value) is not None if expression is not None else None
    except (re2.error, UnicodeError):
        return None


def first_match(regexp: str, value: str, *, ignore_case: bool = False) -> str | None:
    """What of the value the pattern finds first, as JavaScript's `String.match`; None when it finds nothing.

    What `matches` cannot tell finds nothing.
    """
    expression = _expression(regexp, ignore_case) if len(value) <= MAX_VALUE else None
    try:
        return expression.find(value) if expression is not None else None
    except (re2.error, UnicodeError):
        return None


def can_run(regexp: str) -> bool:
    """Whether Quire can look for the pattern at all."""
    return _expression(regexp, False) is not None


@functools.lru_cache(maxsize=512)
def _expression(regexp: str, ignore_case: bool) -> _Expression | None:
    if len(regexp) > MAX_PATTERN:
        return None
    parts = take_apart(regexp)
    try:
        needs = tuple((_compiled(each, ignore_case), wanted) for each, wanted in parts.needs)
        main = _compiled(parts.main, ignore_case)
        if parts.solid and any(each.search("") is not None for each, _ in needs):
            return None
    except (re2.error, UnicodeError, ValueError):
        return None
    return _Expression(main, 1 if parts.ahead else 0, needs)


def _compiled(regexp: str, ignore_case: bool) -> Any:
    options = re2.Options()
    options.max_mem = MAX_MEMORY
    options.log_errors = False
    options.case_sensitive = not ignore_case
    return re2.compile(translate(regexp), options)


def translate(regexp: str) -> str:
    """The JavaScript pattern in RE2's spelling. Raises ValueError for a repetition RE2 could never hold."""
    return "".join(_rewritten(regexp))


def _rewritten(regexp: str) -> Iterator[str]:
    inside = False
    for found in _TOKEN.finditer(regexp):
        kind = found.lastgroup or ""
        if kind == "open" and not inside:
            inside = True
            yield "["
        elif kind == "close" and inside:
            inside = False
            yield "]"
        else:
            yield _token(found, inside)


def _token(found: re.Match[str], inside: bool) -> str:
    if code := found["braced"] or found["four"]:
        return rf"\x{{{code}}}"
    if found["control"]:
        return rf"\x{{{ord(found['control'].upper()) % 32:x}}}"
    if found["escape"]:
        return _escape(found["escape"], inside)
    if found["any"]:
        return r"\[^\]" if inside else "(?s:.)"
    if found["none"]:
        return r"\[]" if inside else _NEVER
    if found["low"] and not inside:
        return _too_often(found)
    if found["open"]:
        return r"\["
    return r"[^\n\r\x{2028}\x{2029}]" if found[0] == "." and not inside else found[0]


def _escape(sign: str, inside: bool) -> str:
    if sign == "s":
        return _SPACE if inside else f"[{_SPACE}]"
    if sign == "S" and not inside:
        return f"[^{_SPACE}]"
    if sign == "b" and inside:
        return r"\x{8}"
    if sign in _MEANT or (sign.isascii() and not sign.isalpha() and sign not in "_/"):
        return f"\\{sign}"
    return sign


def _too_often(found: re.Match[str]) -> Literal[""]:
    raise ValueError(f"a repetition of {found['low']} is more than RE2 holds")
