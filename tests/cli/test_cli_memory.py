"""The server gives large blocks back, whatever was freed before, and its collector passes over what the start made."""

from __future__ import annotations

import ctypes
import gc
import subprocess
import sys

import pytest

from cms.cli.memory import to_stay

MAPPED_ALONE = """
import ctypes
from cms.cli.memory import return_memory

class Mallinfo2(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
                "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.mallinfo2.restype = Mallinfo2
return_memory()
libc.free(ctypes.c_void_p(libc.malloc(ctypes.c_size_t(30 << 20))))
before = libc.mallinfo2().hblks
block = libc.malloc(ctypes.c_size_t(4 << 20))
print(libc.mallinfo2().hblks - before)
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="the C library is not glibc 2.33 or later")
def test_large_blocks_are_mapped_alone_after_a_larger_one_was_freed() -> None:
    done = subprocess.run([sys.executable, "-c", MAPPED_ALONE], capture_output=True, text=True, check=True)
    assert int(done.stdout) == 1


def test_what_is_to_stay_is_not_collected() -> None:
    before = gc.get_freeze_count()
    try:
        with to_stay():
            made = [[] for _ in range(1000)]  # type: list[list[int]]
            assert not gc.isenabled()
        assert gc.isenabled()
        assert gc.get_freeze_count() >= before + len(made)
        with pytest.raises(ZeroDivisionError), to_stay():
            raise ZeroDivisionError
        assert gc.isenabled()
    finally:
        gc.unfreeze()
