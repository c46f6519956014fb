"""What can be told of a TOML text without its parser: how deep it nests, and on which line a value stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cms.errors import TooDeep

__all__ = ["array_spans", "guard_toml", "toml_line"]

MAX_CHARACTERS = 512 * 1024  # tomlkit reads about 1 MB in a second
MAX_DEPTH = 100
MAX_TABLES = 5_000

_STRING = r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\''
_TOKEN = re.compile(rf"{_STRING}|#[^\n]*|[\[\]{{}}]", re.DOTALL)
_ITEM = re.compile(
    rf"(?P<skip>#[^\n]*|[,\s]+)|(?P<open>[\[{{])|(?P<close>[\]}}])|{_STRING}|[^\s,#\[\]{{}}\"']+", re.DOTALL
)
_LONG = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'.*?\'\'\'', re.DOTALL)
_PART = r"(?:\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[\w-]+)"
_NAME = re.compile(rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*")
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_NAME.pattern})[ \t]*\]")
_PAIR = re.compile(rf"[ \t]*({_NAME.pattern})[ \t]*=")

Path = tuple[str | int, ...]


def guard_toml(text: str) -> None:
    """Refuse what would exhaust the parser. Raises TooDeep with the line."""
    if len(text) > MAX_CHARACTERS:
        raise TooDeep(f"The TOML text has {len(text):,} characters; Quire reads at most {MAX_CHARACTERS:,}.")
    depth = 0
    for token in _TOKEN.finditer(text):
        depth = max(0, depth + (token[0] in "[{") - (token[0] in "]}"))
        if depth > MAX_DEPTH:
            raise _too_deep(text, token.start())
    tables = 0
    for found in re.finditer(r"^[ \t]*(\[?)([^\n]*)", text, re.MULTILINE):
        tables += bool(found[1])
        if tables > MAX_TABLES:
            raise TooDeep(f"There are more than {MAX_TABLES:,} tables.", line=text.count("\n", 0, found.start()) + 1)
        if found[2].count(".") > MAX_DEPTH and (name := _NAME.match(found[2])) and _parts(name[0])[MAX_DEPTH:]:
            raise _too_deep(text, found.start())


def array_spans(text: str) -> list[tuple[int, int]]:
    """Where each item of an array stands in its spelling, which begins with the bracket."""
    spans: list[tuple[int, int]] = []
    depth, start = 0, -1
    for token in _ITEM.finditer(text, 1):
        if token["skip"] is not None:
            comma = "," in token[0] and not token[0].startswith("#")
            if depth == 0 and comma:
                start = -1
            continue
        if token["close"] is not None:
            depth -= 1
            if depth < 0:
                break
        if start < 0:
            start = token.start()
            spans.append((start, start))
        spans[-1] = (start, token.end())
        depth += token["open"] is not None
    return spans


def toml_line(text: str, path: Sequence[str | int]) -> int:
    """The line, counted from 1, where a value stands, or the nearest thing above it; 0 if nothing of it is there."""
    wanted, depth, line = tuple(path), 0, 0
    for place, number in _named(_without_long_strings(text)):
        shared = _shared(place, wanted)
        if shared > depth:
            depth, line = shared, number
    return line


def _named(text: str) -> Iterator[tuple[Path, int]]:
    """Each table and key with its path and line."""
    table: Path = ()
    counts: dict[Path, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            table = _with_places(_parts(header[2]), counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            yield table, number
        elif pair := _PAIR.match(line):
            yield (*table, *_parts(pair[1])), number


def _with_places(parts: Path, counts: dict[Path, int]) -> Path:
    """The path of a table: below a list of tables it is in the last one so far."""
    path: Path = ()
    for place, part in enumerate(parts):
        path = (*path, part)
        if path in counts and place < len(parts) - 1:
            path = (*path, counts[path])
    return path


def _parts(name: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_PART, name))


def _shared(first: Path, second: Path) -> int:
    count = 0
    while count < min(len(first), len(second)) and first[count] == second[count]:
        count += 1
    return count


def _without_long_strings(text: str) -> str:
    return _LONG.sub(lambda found: "0" + "\n" * found[0].count("\n"), text)


def _too_deep(text: str, place: int) -> TooDeep:
    line = text.count("\n", 0, place) + 1
    return TooDeep(f"Values are nested more than {MAX_DEPTH} levels deep.", line=line, column=1)
