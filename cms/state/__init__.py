"""What git does not hold: sessions, one-time sign-in links, and which form was already saved.

Lives in one SQLite file in the instance folder (`<git dir>/quire/state.sqlite`), never in the working tree. Tokens
are kept as SHA-256 only. Times are aware; the clock is passed in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cms.state.locks import KeyedLocks
from cms.state.model import Once, Person, Session, signing_key

if TYPE_CHECKING:
    from cms.state.store import State, open_state

__all__ = ["KeyedLocks", "Once", "Person", "Session", "State", "open_state", "signing_key"]


def __getattr__(name: str) -> Any:
    """The database when it is first asked for: SQLAlchemy takes long to import, and most commands need no sessions."""
    if name not in ("State", "open_state"):
        raise AttributeError(name)
    from cms.state import store

    return getattr(store, name)
