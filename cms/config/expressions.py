"""Regular expressions as configurations write them."""

from __future__ import annotations

import re

__all__ = ["read_expression"]

_FLAGGED = re.compile(r"/(?P<regexp>.+)/(?P<flags>[a-z]+)\Z", re.DOTALL)


def read_expression(written: str) -> tuple[str, bool]:
    """The expression, and whether small and capital letters are the same to it.

    Sveltia's `/regexp/flags` is read only with flags, for Decap takes slashes as such.
    """
    flagged = _FLAGGED.match(written)
    if flagged is None:
        return written, False
    inline = "".join(flag for flag in "ms" if flag in flagged["flags"])
    return (f"(?{inline})" if inline else "") + flagged["regexp"], "i" in flagged["flags"]
