"""git's tree objects as raw bytes: looking up, splicing a change in along its path.

Only the trees on the way are read, hashed and written again, so the cost of a change follows the width of its folders,
not the size of the repository. SHA-1 only: an entry is `mode SP name NUL` and 20 bytes of object id.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct

from cms.errors import InvalidPath, StoreError
from cms.gitstore.treemarks import Tree, marked
from cms.paths import clean_path

__all__ = ["DAMAGED", "Found", "Parts", "Put", "Splicer", "find_entry", "find_leaf", "is_regular", "list_heads"]

Parts = tuple[bytes, ...]
FILE = b"100644"
TREE = b"40000"
TREES = (TREE, b"040000")  # some old writers padded it
MAX_PATH_BYTES = 1024
DAMAGED = "A folder of the repository is damaged. Run `git fsck` in it."
_HEAD = re.compile(rb"([0-7]+ [^\0]+)\0.{20}", re.DOTALL)


class Found(Struct, frozen=True):
    """An entry and where it stands in its tree's bytes."""

    start: int
    end: int
    mode: bytes
    oid: bytes


class Put(Struct, frozen=True):
    """A blob to be placed. `mode` None keeps the mode that is there."""

    oid: bytes
    mode: bytes | None = None


Find = Callable[[str, bytes], Found | None]  # in the tree of an id, the entry of a name
Node: TypeAlias = "dict[bytes, Node | Put | None]"


def is_regular(mode: bytes) -> bool:
    """Whether the entry is a plain file: not a folder, symlink or submodule."""
    return mode.startswith(b"100")


def find_entry(tree: Tree, name: bytes) -> Found | None:
    """The entry of that name in a tree.

    The same bytes can also be inside another name or an object id, so where they stand the entry around them is read.
    Raises ValueError for a damaged tree.
    """
    data, tail = tree.data, b" " + name + b"\0"
    first, last = tree.around(name)
    target = data.find(tail, first, last)
    while target >= 0:
        start = tree.entry_at(target)
        if data.index(b" ", start) == target:
            end = target + len(tail)
            return Found(start, end + 20, data[start:target], data[end : end + 20])
        target = data.find(tail, target + 1, last)
    return None


def list_heads(data: bytes) -> list[bytes]:
    """`mode SP name` of each entry of a tree. Raises ValueError for a damaged one."""
    heads = _HEAD.findall(data)
    if _size(heads) != len(data):
        raise ValueError("not a tree")
    return heads


def find_leaf(root: str | None, parts: Parts, find: Find) -> Found | None:
    """What stands at a path below a tree; None when there is nothing, or a file or link on the way."""
    tree = root
    found = None
    for index, name in enumerate(parts):
        found = find(tree, name) if tree else None
        if found is None or (index < len(parts) - 1 and found.mode not in TREES):
            return None
        tree = found.oid.hex()
    return found


class Splicer:
    """Writes changed paths into a tree. `any_name` leaves out the rule for new names: for names from history.

    With `any_kind` folders, links and submodules are placed and taken away as files are: for moving them.
    """

    def __init__(
        self,
        read: Callable[[str], bytes],
        find: Find,
        put: Callable[[bytes, bytes], bytes],
        *,
        any_name: bool = False,
        any_kind: bool = False,
    ) -> None:
        self._read = read
        self._find = find
        self._put = put
        self._any_name = any_name
        self._any_kind = any_kind

    def splice(self, root: str | None, changes: Mapping[Parts, Put | None]) -> str:
        """The id of the new root tree. None deletes; deleting what is not there changes nothing. Raises InvalidPath."""
        try:
            old = self._read(root) if root else b""
            return self._put(b"tree", self._folder(old, root, _nest(changes), ())).hex()
        except ValueError as error:
            raise StoreError(DAMAGED, code="unreadable") from error

    def _folder(self, data: bytes, oid: str | None, node: Node, at: Parts) -> bytes:
        """The new bytes of a tree, whose old ones are those of `oid`."""
        tree: Tree | None = None  # of `data`, once that is no longer what `oid` names
        # deletions first, so that a file can change the case of its name within one change
        for name, item in sorted(node.items(), key=lambda pair: not _only_deletes(pair[1])):
            if tree is None or tree.data is not data:
                tree = None if oid else marked(data, tree)
            old = find_entry(tree, name) if tree is not None else self._find(oid or "", name)
            before = data
            data = (
                self._subfolder(data, old, name, item, at)
                if isinstance(item, dict)
                else self._leaf(data, old, name, item, at)
            )
            oid = oid if data is before else None
        return data

    def _leaf(self, data: bytes, old: Found | None, name: bytes, item: Put | None, at: Parts) -> bytes:
        if old is not None and not is_regular(old.mode) and not self._any_kind:
            raise _refused((*at, name), "a folder, a link or a submodule has this name")
        if item is None:
            return data if old is None else data[: old.start] + data[old.end :]
        if old is None:
            self._check_new(data, name, at)
        return _place(data, name, item.mode or (old.mode if old else FILE), item.oid, old)

    def _subfolder(self, data: bytes, old: Found | None, name: bytes, node: Node, at: Parts) -> bytes:
        if old is not None and old.mode not in TREES:
            raise _refused((*at, name), "it is a file, a link or a submodule, not a folder")
        if old is None and _only_deletes(node):
            return data
        if old is None:
            self._check_new(data, name, at)
        before = self._read(old.oid.hex()) if old else b""
        after = self._folder(before, old.oid.hex() if old else None, node, (*at, name))
        if after == before and old:
            return data
        if not after:
            return data[: old.start] + data[old.end :] if old else data
        return _place(data, name, old.mode if old else TREE, self._put(b"tree", after), old)

    def _check_new(self, data: bytes, name: bytes, at: Parts) -> None:
        text = name.decode("utf-8", "surrogateescape")
        if not self._any_name:
            clean_path(text)
        if len(b"/".join((*at, name))) > MAX_PATH_BYTES:
            raise _refused((*at, name), f"it is longer than {MAX_PATH_BYTES} bytes")
        other = _find_folded(data, name)
        if other is not None:
            shown = other.decode("utf-8", "replace")
            raise _refused((*at, name), f"{shown!r} is there already and differs only in upper and lower case")


def _nest(changes: Mapping[Parts, Put | None]) -> Node:
    root: Node = {}
    for parts, item in changes.items():
        node = root
        for name in parts[:-1]:
            inner = node.setdefault(name, {})
            if not isinstance(inner, dict):
                raise _refused(parts, "one change cannot write a file and a folder of the same name")
            node = inner
        if parts[-1] in node:
            raise _refused(parts, "one change cannot write a file and a folder of the same name")
        node[parts[-1]] = item
    return root


def _only_deletes(item: Node | Put | None) -> bool:
    return all(map(_only_deletes, item.values())) if isinstance(item, dict) else item is None


def _place(data: bytes, name: bytes, mode: bytes, oid: bytes, old: Found | None) -> bytes:
    entry = mode + b" " + name + b"\0" + oid
    if old is not None:
        return data[: old.start] + entry + data[old.end :]
    heads = list_heads(data)
    position = _size(heads[: bisect(heads, _key(mode, name), key=lambda head: _key(*_split(head)))])
    return data[:position] + entry + data[position:]


def _size(heads: list[bytes]) -> int:
    return sum(map(len, heads)) + 21 * len(heads)


def _split(head: bytes) -> tuple[bytes, bytes]:
    mode, _, name = head.partition(b" ")
    return mode, name


def _key(mode: bytes, name: bytes) -> bytes:
    return name + b"/" if mode in TREES else name  # git sorts a folder as if its name ended in "/"


def _find_folded(data: bytes, name: bytes) -> bytes | None:
    """Another name in the tree that is the same but for upper and lower case."""
    heads, folded = list_heads(data), _fold(name)
    joined = b"\0".join([*heads, b""])
    if joined.isascii() and b" %s\0" % folded not in joined.lower():  # nearly always, and soon known
        return None
    others = (other for _, other in map(_split, heads))
    return next((other for other in others if other != name and _fold(other) == folded), None)


def _fold(name: bytes) -> bytes:
    if name.isascii():
        return name.lower()
    text = unicodedata.normalize("NFC", name.decode("utf-8", "surrogateescape"))
    return unicodedata.normalize("NFC", text.casefold()).encode("utf-8", "surrogateescape")


def _refused(parts: Parts, reason: str) -> InvalidPath:
    path = b"/".join(parts).decode("utf-8", "replace")
    return InvalidPath(f"The path {path!r} cannot be written: {reason}. Choose another name.")
