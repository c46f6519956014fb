"""Loose objects read without a git process: the newest ones, which are what is asked for most."""

from __future__ import annotations

import re
from pathlib import Path

from isal import isal_zlib

__all__ = ["read_loose"]

_HEADER = re.compile(rb"(blob|tree|commit|tag) ([0-9]{1,18})\0")
_START = 64  # bytes in which a header ends


def read_loose(objects: Path, oid: str) -> tuple[str, bytes] | None:
    """Kind and content of an object that stands as a file of its own in the folder `objects`.

    None when there is none, or when it cannot be read: git knows where else it may be, or says what is wrong.
    """
    try:
        packed = (objects / oid[:2] / oid[2:]).read_bytes()
        header = _HEADER.match(isal_zlib.decompressobj().decompress(packed[: 2 * _START], _START))
        if header is None:
            return None
        size = int(header[2])
        stream = isal_zlib.decompressobj()
        stream.decompress(packed, header.end())
        data = stream.flush(size) if size else b""  # in one piece: a wide folder's tree is large
    except (OSError, isal_zlib.error):  # type: ignore[misc]  # its stub declares an instance
        return None
    return (header[1].decode(), data) if len(data) == size else None
