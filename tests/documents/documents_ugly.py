"""Ugly documents and edits, for property tests: text as people and other programs write it, with its values."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from cms.syntax import Timestamp, Value

__all__ = ["NASTY", "edited", "edits", "json_texts", "names", "toml_texts", "values", "yaml_texts"]

NASTY = (
    *(
        "",
        " ",
        "yes",
        "No",
        "on",
        "y",
        "null",
        "~",
        "true",
        "012",
        "0o12",
        "0x1F",
        "0b11",
        "1e3",
        "1_000",
        "1,000",
        ".5",
    ),
    *(
        "12:30",
        "22:30:15",
        "2024-01-02",
        "2024-1-2",
        "2024-01-02 10:00:00",
        "=",
        "<<",
        "-",
        "- dash",
        "? q",
        ": c",
        "a: b",
    ),
    *(
        "a #b",
        "#b",
        "&a",
        "*a",
        "!t",
        "!!str x",
        "%d",
        "@at",
        "`tick",
        "|",
        ">",
        "[x",
        "{x",
        "}",
        "]",
        ",",
        "it's",
        '"q"',
    ),
    *(
        "\\",
        "\\n",
        "'",
        '"',
        "  lead",
        "trail  ",
        "tab\there",
        "\ttab",
        "two\nlines",
        "end\n",
        "end\n\n",
        "\nstart",
        "a\n\nb",
    ),
    *(
        "---",
        "---x",
        "...",
        "a\n---\nb",
        "+++",
        "{{ x }}",
        "{% raw %}",
        "é ü 日本 🍞",
        "\u2028",
        "\x85",
        "\ufeff",
        "\x07",
        "a\r\nb",
    ),
    *(
        "long words that go on and on past the width at which any folding writer would fold them into two lines",
        "k:",
    ),
    *(
        "a\n  b\n c",
        " \n",
        "\n",
        "x\n \ny",
        "text ",
        "0",
        "-1",
        "+1",
        ".inf",
        ".nan",
        "1:2",
        "none",
        "a, b",
        "a]b",
        "'''",
        '"""',
    ),
)
_PLAIN = st.sampled_from(
    ["bread", "a few words", "Rye & wheat", "über", "x-1", "https://example.org/a?b=c#d", "n/a", "don't"]
)
names = st.sampled_from(
    ["title", "tags", "date", "seo", "links", "a b", "no", "1", "x-y", "äö", "true", "q'", "meta", "k"]
)
texts = st.one_of(_PLAIN, st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=12))
_DATES = st.sampled_from(["2024-01-02", "2024-01-02 10:00:00", "2024-01-02T10:00:00Z", "2024-01-02T10:00:00.5+02:00"])
_NUMBERS = st.one_of(st.integers(-(10**6), 10**6), st.floats(allow_nan=False, allow_infinity=False, width=32))
scalars: st.SearchStrategy[Value] = st.one_of(texts, texts, st.booleans(), st.none(), _NUMBERS, _DATES.map(Timestamp))
values: st.SearchStrategy[Value] = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)),
    max_leaves=8,
)

# YAML -----------------------------------------------------------------------------------------------------------------

_COMMENTS = st.sampled_from(["", "", "", "  # why", " #x: y", "\t# tab"])
_FILLER = st.sampled_from(["", "", "", "", "\n", "# a comment\n", "   # odd indent\n", "\n\n# two\n"])


@st.composite
def _scalar(draw: st.DrawFn, flow: bool = False) -> str:
    kind = draw(st.sampled_from(["plain", "plain", "double", "single", "word", "date", "number"]))
    if kind == "double":
        return json.dumps(draw(texts), ensure_ascii=False).replace("\x85", "\\x85").replace("\x7f", "\\x7f")
    if kind == "single":
        return "'" + draw(_PLAIN).replace("'", "''") + "'"
    if kind == "word":
        return draw(st.sampled_from(["true", "False", "yes", "NO", "null", "~", "off", "y"]))
    if kind == "date":
        return draw(_DATES)
    if kind == "number":
        return draw(st.sampled_from(["1", "012", "-3.50", "1e3", "0x1F", "22:30", "1_000", ".5"]))
    return draw(_PLAIN)


@st.composite
def _flow(draw: st.DrawFn, depth: int) -> str:
    parts = draw(st.lists(_scalar() if depth <= 0 else st.one_of(_scalar(), _flow(depth - 1)), max_size=4))
    gap = draw(st.sampled_from([", ", ",  ", " , "]))
    if draw(st.booleans()):
        return "[" + draw(st.sampled_from(["", " "])) + gap.join(parts) + "]"
    keys = draw(st.lists(names, min_size=len(parts), max_size=len(parts), unique=True))
    return "{" + gap.join(f"{_key(key)}: {part}" for key, part in zip(keys, parts, strict=True)) + "}"


@st.composite
def _block_scalar(draw: st.DrawFn, indent: int) -> str:
    head = draw(st.sampled_from(["|", ">", "|-", ">-", "|+", ">+"])) + draw(st.sampled_from(["", "", " # note"]))
    lines = draw(
        st.lists(
            st.sampled_from(["some words", "a: b", "# no comment", "", "---", "- x", "it's"]), min_size=1, max_size=4
        )
    )
    body = [" " * indent + line if line else "" for line in ["first", *lines]]
    return head + "\n" + "\n".join(body) + "\n"


def _key(name: str) -> str:
    return f'"{name}"' if name in ("1", "true", "q'") else name


@st.composite
def _folded(draw: st.DrawFn, indent: int) -> str:
    quote = draw(st.sampled_from(["", "'", '"']))
    pad = "\n" + " " * indent
    return quote + pad.join(draw(st.lists(_PLAIN, min_size=2, max_size=3))).replace("'", "") + quote + "\n"


@st.composite
def _yaml_value(draw: st.DrawFn, indent: int, depth: int) -> str:
    """What stands after a colon, with the line's end."""
    kind = draw(st.sampled_from(["scalar", "scalar", "scalar", "flow", "block", "folded", "map", "seq", "nothing"]))
    inner = indent + draw(st.sampled_from([1, 2, 2, 2, 4]))
    if kind == "flow":
        return " " + draw(_flow(1)) + draw(_COMMENTS) + "\n"
    if kind == "block":
        return " " + draw(_block_scalar(inner))
    if kind == "folded":
        return " " + draw(_folded(inner))
    if kind == "nothing":
        return draw(_COMMENTS) + "\n"
    if kind == "map" and depth > 0:
        return draw(_COMMENTS) + "\n" + draw(_yaml_map(inner, depth - 1))
    if kind == "seq" and depth > 0:
        return draw(_COMMENTS) + "\n" + draw(_yaml_seq(indent + draw(st.sampled_from([0, 2, 2])), depth - 1))
    return " " + draw(_scalar()) + draw(_COMMENTS) + "\n"


@st.composite
def _yaml_map(draw: st.DrawFn, indent: int, depth: int) -> str:
    keys = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    return "".join(draw(_FILLER) + " " * indent + _key(key) + ":" + draw(_yaml_value(indent, depth)) for key in keys)


@st.composite
def _yaml_seq(draw: st.DrawFn, indent: int, depth: int) -> str:
    lines = []
    for _ in range(draw(st.integers(1, 3))):
        lines.append(draw(_FILLER) + " " * indent + "-")
        if draw(st.booleans()):
            lines.append(" " + draw(_item_map(indent + 2, depth - 1)))
        else:
            lines.append(draw(_yaml_value(indent, depth - 1)))
    return "".join(lines)


@st.composite
def _item_map(draw: st.DrawFn, indent: int, depth: int) -> str:
    keys = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    pairs = [_key(key) + ":" + draw(_yaml_value(indent, depth)) for key in keys]
    return (" " * indent).join(pairs)


@st.composite
def yaml_texts(draw: st.DrawFn) -> str:
    """A block mapping in YAML as found in the wild; it may be invalid in rare cases, the caller drops those."""
    return draw(_yaml_map(0, 2)) + draw(_FILLER)


# TOML and JSON --------------------------------------------------------------------------------------------------------


@st.composite
def json_texts(draw: st.DrawFn) -> str:
    """A JSON object in some style."""
    value = draw(st.dictionaries(names, values, max_size=5))
    indent = draw(st.sampled_from([None, 2, 4, "\t", 1]))
    separators = draw(st.sampled_from([(",", ":"), (", ", ": "), (",", ": "), (",", " : ")]))
    text = json.dumps(value, indent=indent, separators=separators, ensure_ascii=draw(st.booleans()))
    return draw(st.sampled_from(["", "\n"])) + text + draw(st.sampled_from(["", "\n", "\n\n"]))


@st.composite
def _toml_scalar(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["basic", "literal", "word", "block", "array", "inline"]))
    if kind == "basic":
        return (
            json.dumps(draw(texts), ensure_ascii=False).replace("\x7f", "\\u007F")
            if draw(st.booleans())
            else json.dumps(draw(_PLAIN))
        )
    if kind == "literal":
        return "'" + draw(_PLAIN).replace("'", "") + "'"
    if kind == "block":
        return draw(st.sampled_from(['"""\na\nb\n"""', "'''\n  x\n'''", '"""one \\\n   line"""']))
    if kind == "array":
        parts = draw(st.lists(st.sampled_from(["1", '"a"', "true", "'b'", "1.5"]), max_size=3))
        return draw(st.sampled_from(["[{}]", "[ {} ]", "[\n  {}\n]"])).format(", ".join(parts))
    if kind == "inline":
        return draw(st.sampled_from(["{}", "{ a = 1 }", '{a = "x", b = [1, 2]}']))
    return draw(
        st.sampled_from(["true", "1", "-2.50", "1_000", "2024-01-02", "2024-01-02T10:00:00Z", "07:30:00", "1e3"])
    )


@st.composite
def _toml_pairs(draw: st.DrawFn) -> str:
    keys = draw(st.lists(names, max_size=4, unique=True))
    space = draw(st.sampled_from([" = ", "=", "  =  "]))
    return "".join(
        draw(_FILLER) + json.dumps(key) + space + draw(_toml_scalar()) + draw(_COMMENTS) + "\n" for key in keys
    )


@st.composite
def toml_texts(draw: st.DrawFn) -> str:
    """TOML with tables, lists of tables and comments."""
    text = draw(_toml_pairs())
    for name in draw(st.lists(st.sampled_from(["params", "menu", "extra"]), max_size=2, unique=True)):
        if draw(st.booleans()):
            text += draw(_FILLER) + f"[{name}]\n" + draw(_toml_pairs())
        else:
            text += "".join(f"[[{name}]]\n" + draw(_toml_pairs()) for _ in range(draw(st.integers(1, 3))))
    return text


# edits ----------------------------------------------------------------------------------------------------------------


def _places(value: Value, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path]
    if isinstance(value, dict):
        for key, item in value.items():
            found += _places(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            found += _places(item, (*path, place))
    return found


@st.composite
def edits(draw: st.DrawFn, before: Mapping[str, Value]) -> dict[str, Value]:
    """The values after one or two edits at any depth: set, add, remove, insert, reorder."""
    wanted: Any = copy.deepcopy(dict(before))
    for _ in range(draw(st.integers(1, 2))):
        edited(draw, wanted)
    return dict(wanted)


def edited(draw: st.DrawFn, root: Any) -> None:
    path = draw(st.sampled_from(_places(root)))
    parent, node = None, root
    for part in path:
        parent, node = node, node[part]
    kinds = ["set", "set", "remove"] if path else []
    if isinstance(node, dict):
        kinds += ["add", "add"]
    elif isinstance(node, list):
        kinds += ["insert", "reverse", "rotate"]
    kind = draw(st.sampled_from(kinds))
    if kind == "set":
        parent[path[-1]] = draw(scalars if draw(st.booleans()) else values)
    elif kind == "remove":
        del parent[path[-1]]
    elif kind == "add":
        node[draw(names)] = draw(values)
    elif kind == "insert":
        node.insert(draw(st.integers(0, len(node))), draw(values))
    elif kind == "reverse":
        node.reverse()
    else:
        node[:] = node[1:] + node[:1]
