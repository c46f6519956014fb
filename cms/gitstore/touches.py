"""One pass over history: which files each commit touched. Reads what one `git log` process prints, piece by piece.

Every setting of the repository that would change the output of `git log` is overridden in ARGUMENTS.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cms.gitstore.commits import parse_moment
from cms.gitstore.diffs import SUBMODULE, to_path
from cms.gitstore.model import CommitTouches, Identity, Touch

__all__ = ["ARGUMENTS", "MAX_SUBJECT", "parse_touches", "split_fields"]

RENAME_LIMIT = 200  # beyond it only files that were moved as they are count as renamed; those are always found
MAX_SUBJECT = 200
MAX_SECONDS = 253_402_300_799  # the end of the year 9999
HEADER = ("%H", "%P", "%ct", "%ad", "%an", "%ae", "%B")
ARGUMENTS = (
    "--topo-order",
    "--reverse",
    "-z",
    "--raw",
    "-c",
    "--combined-all-paths",
    "-M",
    f"-l{RENAME_LIMIT}",
    "-O/dev/null",
    "--root",
    "--no-abbrev",
    "--no-relative",
    "--no-notes",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--encoding=UTF-8",
    "--date=raw",
    f"--format=tformat:{'%x00'.join(HEADER)}%x00",
)
"""A commit is the fields of HEADER, each ended by NUL; empty fields; then raw records. A record of a commit with one
parent is `:modes oids status` and a name, two if renamed; one of a merge begins with a colon for each parent, has a
status for each and ends in a name for each parent and the present one (`git help diff-format`). All is taken by count,
so no name can be read as anything else."""

_GONE = ("000000", SUBMODULE)


def parse_touches(fields: Iterable[bytes]) -> Iterator[CommitTouches]:
    """The commits in what `git log` with ARGUMENTS printed, in its order."""
    stream = iter(fields)
    header: list[bytes] = []
    touches: list[Touch] = []
    for field in stream:
        text = field.removeprefix(b"\n")
        if text.startswith(b":"):
            touches += _touch(text, stream)
        elif text:
            if header:
                yield _commit(header, touches)
            header, touches = [text, *(next(stream) for _ in HEADER[1:])], []
    if header:
        yield _commit(header, touches)


def split_fields(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The fields of a text in which each is ended by NUL."""
    parts: list[bytes] = []
    for chunk in chunks:
        first, *more = chunk.split(b"\0")
        parts.append(first)
        if more:
            yield b"".join(parts)
            yield from more[:-1]
            parts = more[-1:]
    if rest := b"".join(parts):
        yield rest


def _touch(record: bytes, names: Iterator[bytes]) -> Iterator[Touch]:
    """One raw record, whose names are taken from `names`; nothing for a change between submodules."""
    words = record.lstrip(b":").decode("ascii").split(" ")
    parents = len(record) - len(record.lstrip(b":"))
    modes, status = words[: parents + 1], words[-1]
    if parents == 1:
        renamed = status.startswith("R")
        paths = [next(names) for _ in range(2 if renamed else 1)]
    else:
        renamed = "R" in status and set(status) <= {"R", "A"}  # else a parent has the file under its present name
        paths = [next(names) for _ in range(parents + 1)]
    if all(mode in _GONE for mode in modes):
        return
    old = next((path for path in paths if path != paths[-1]), None) if renamed else None
    yield Touch(
        to_path(paths[-1]),
        None if old is None else to_path(old),
        deleted=modes[-1] in _GONE,
        oid=words[2 * parents + 1],
        mode=modes[-1],
    )


def _commit(header: list[bytes], touches: list[Touch]) -> CommitTouches:
    oid, parents, committed, authored, name, email, message = (field.decode("utf-8", "replace") for field in header)
    return CommitTouches(
        oid,
        tuple(parents.split()),
        int(committed) if committed.isascii() and committed.isdigit() and len(committed) <= 12 else 0,
        parse_moment(authored),
        Identity(name, email),
        message.lstrip("\n").partition("\n")[0][:MAX_SUBJECT],
        tuple(touches),
    )
