"""What the state is made of, and the key by which browsers are told what is theirs."""

from __future__ import annotations

import contextlib
import secrets
from datetime import datetime
from pathlib import Path

from msgspec import Struct

__all__ = ["Once", "Person", "Session", "signing_key"]


class Person(Struct, frozen=True):
    """Who signs in, as git's author line will name them."""

    name: str
    email: str


class Session(Struct, frozen=True):
    person: Person
    created: datetime


class Once(Struct):
    """One form's save: `outcome` is what the first run recorded, or None if this is the first run."""

    outcome: str | None = None
    recorded: str | None = None

    def record(self, outcome: str) -> None:
        """Remember what this save came to; written when the block ends."""
        self.recorded = outcome


def signing_key(folder: Path) -> bytes:
    """32 random bytes for signing cookies and form tokens, made on first use, readable by the owner only."""
    path = folder / "signing-key"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_bytes(secrets.token_bytes(32))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh)  # whoever comes first wins; the others read the same key
        fresh.unlink()
    return path.read_bytes()
