"""git's index file, changed in place: other blobs for files that it lists already.

git's own commands read and write the whole file in a process each, which costs more than all the rest of a save. Only
what is simple is done here: version 2 as `gitformat-index` describes it, with no extension but the cached trees, whose
folders on the way are marked as changed, and the record of resolved conflicts. For everything else the answer is None,
and git has to do it.

An entry is not looked for from the start, which would take as long as git itself, but by what it must consist of: its
mode, the object id it has to hold, the length of its name, the name, and where it may begin. That all of this stands
somewhere else by chance is as likely as two files with the same object id.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

__all__ = ["Restaged", "Restaging", "restage"]

START, STEP = 12, 8  # DIRC, version and number of entries; each entry's length is a multiple of eight
MODE, OID, FLAGS = 24, 40, 60  # where they are in an entry; before and between them is what stat(2) said
DIGEST = 20
LONGEST = 0xFFF  # a longer name's length is not in its flags
RESOLVED = b"REUC"
BEFORE = (b"link", b"IEOT")  # a split index and one read by several threads have these before the cached trees
_NODE = re.compile(rb"([^\0]*)\0(-?[0-9]+) ([0-9]+)\n", re.DOTALL)


class Restaged(Struct, frozen=True):
    """A file that the index has, and what it is to hold: modes as in a tree, object ids in hexadecimal."""

    name: bytes
    old_mode: str
    old_oid: str
    mode: str
    oid: str


class Restaging(Struct, frozen=True):
    """The new index, in pieces: none when the old one has it all. The cached trees begin at `trees` in both."""

    pieces: list[bytes | memoryview]
    trees: int


def restage(data: bytes, files: Sequence[Restaged], trees_at: int | None = None) -> Restaging | None:
    """The index with other blobs. None: this one is for git to change.

    What stat(2) said of those files is forgotten, as `git update-index --index-info` does it: git then looks into them.
    `trees_at`, for an index that was made here: where its cached trees begin; then neither they nor damage are looked
    for, which takes longer than all the rest.
    """
    if trees_at is not None:
        trees = trees_at, _end(data, trees_at)
    else:
        found = _find_trees(data) if _is_plain(data) else None
        if found is None:
            return None
        trees = found
    changes: dict[int, Restaged] = {}
    for file in files:
        start = _find_entry(data, file.name, file.old_mode, file.old_oid, trees[0])
        if start is not None:
            changes[start] = file
        elif _find_entry(data, file.name, file.mode, file.oid, trees[0]) is None:
            return None
    pieces = list(_signed(_pieces(memoryview(data), changes, trees))) if changes else []
    return Restaging(pieces, trees[0])


def _pieces(data: memoryview, changes: Mapping[int, Restaged], trees: tuple[int, int]) -> Iterator[bytes | memoryview]:
    at = 0
    for start, file in sorted(changes.items(), key=lambda change: change[0]):
        yield data[at:start]
        yield _facts(file.mode, file.oid)
        at = start + FLAGS
    yield data[at : trees[0]]
    folders = {folder for file in changes.values() for folder in _folders(file.name)}
    cached = b"".join(_invalidated(bytes(data[trees[0] + 8 : trees[1]]), folders))
    yield b"TREE" + struct.pack(">I", len(cached)) + cached
    yield data[trees[1] : -DIGEST]


def _signed(pieces: Iterable[bytes | memoryview]) -> Iterator[bytes | memoryview]:
    digest = hashlib.sha1(usedforsecurity=False)
    for piece in pieces:
        digest.update(piece)
        yield piece
    yield digest.digest()


def _is_plain(data: bytes) -> bool:
    """Whether it is an index of a version without flags, and whole."""
    whole = len(data) >= START + DIGEST and data[:START].startswith(b"DIRC\0\0\0\2")
    return whole and hashlib.sha1(memoryview(data)[:-DIGEST], usedforsecurity=False).digest() == data[-DIGEST:]


# ---------------------------------------------------------------------- entries
def _facts(mode: str, oid: str) -> bytes:
    """An entry's bytes up to its flags, with nothing known of its file."""
    return bytes(MODE) + struct.pack(">I", int(mode, 8)) + bytes(OID - MODE - 4) + bytes.fromhex(oid)


def _find_entry(data: bytes, name: bytes, mode: str, oid: str, end: int) -> int | None:
    """Where the one entry of these facts begins, if it has no flag and no conflict."""
    if not 0 < len(name) < LONGEST:
        return None
    wanted, shown = bytes.fromhex(oid) + struct.pack(">H", len(name)) + name + b"\0", struct.pack(">I", int(mode, 8))
    found, at = [], data.find(wanted, START, end)
    while at >= 0:
        start = at - OID
        if start >= START and (start - START) % STEP == 0 and data[start + MODE : start + MODE + 4] == shown:
            found.append(start)
        at = data.find(wanted, at + 1, end)
    return found[0] if len(found) == 1 else None


# ---------------------------------------------------------------------- cached trees
def _find_trees(data: bytes) -> tuple[int, int] | None:
    """Where the cached trees stand; None when there are none, or an extension that is not known here."""
    starts = [start for start in _places(data, b"TREE") if _NODE.match(data, start + 8) and _ends_well(data, start)]
    if len(starts) != 1:
        return None
    before = (start for name in BEFORE for start in _places(data, name))
    return None if any(_end(data, start) == starts[0] for start in before) else (starts[0], _end(data, starts[0]))


def _places(data: bytes, name: bytes) -> Iterator[int]:
    """Where an extension of this name may begin."""
    at = data.find(name, START)
    while 0 <= at < len(data) - DIGEST - 8:
        if (at - START) % STEP == 0:
            yield at
        at = data.find(name, at + 1)


def _ends_well(data: bytes, start: int) -> bool:
    """Whether only known extensions follow, up to the digest."""
    at = _end(data, start)
    while at < len(data) - DIGEST and data[at : at + 4] == RESOLVED:
        at = _end(data, at)
    return at == len(data) - DIGEST


def _end(data: bytes, start: int) -> int:
    (size,) = struct.unpack_from(">I", data, start + 4)
    return start + 8 + int(size)


def _folders(name: bytes) -> Iterator[bytes]:
    """Every folder on the way to a file; the root is an empty name."""
    while name:
        name = name.rpartition(b"/")[0]
        yield name


def _invalidated(data: bytes, folders: set[bytes]) -> Iterator[bytes]:
    """The cached trees without the ids of some folders. A folder stands before those inside of it."""
    at, above = 0, list[tuple[bytes, int]]()  # the folders that are open, and how many are still to come in each
    while node := _NODE.match(data, at):
        own, count, inside = node.groups()
        while above and not above[-1][1]:
            above.pop()
        path = own
        if above:
            parent, left = above.pop()
            above.append((parent, left - 1))
            path = parent + b"/" + own if parent else own
        end = node.end() + (0 if count.startswith(b"-") else DIGEST)
        yield b"%s\0-1 %s\n" % (own, inside) if path in folders else data[at:end]
        above.append((path, int(inside)))
        at = end
    yield data[at:]
