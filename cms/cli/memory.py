"""A server's memory: what a request used goes back to the system, and what the start made is not looked through."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import sys
from collections.abc import Iterator

__all__ = ["return_memory", "to_stay"]

# from glibc's <malloc.h>; see mallopt(3)
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
ARENAS = 2  # heaps: glibc would make one for nearly each of the server's threads, and each keeps its own leavings
LARGE = 1 << 20  # bytes: a block from here on, as a wide folder's tree, is mapped alone and unmapped when freed
SPARE = 4 << 20  # bytes at the top of a heap that are kept for the next request


def return_memory() -> None:
    """Bound what the process keeps of freed memory. Does nothing where the C library is not glibc."""
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return
    mallopt(M_ARENA_MAX, ARENAS)
    mallopt(M_MMAP_THRESHOLD, LARGE)  # set by hand it stays: else it grows to the largest block that was freed
    mallopt(M_TRIM_THRESHOLD, SPARE)


@contextlib.contextmanager
def to_stay() -> Iterator[None]:
    """What is made within stays as long as the process: the collector of cycles neither runs nor ever looks at it."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()
