"""What git does not hold: sessions, one-time sign-in links, and which form was already saved.

Lives in one SQLite file in the instance folder (`<git dir>/quire/state.sqlite`), never in the working tree. Tokens
are kept as SHA-256 only. Times are aware; the clock is passed in.
"""

from cms.state.locks import KeyedLocks
from cms.state.store import Once, Person, Session, State, open_state, signing_key

__all__ = ["KeyedLocks", "Once", "Person", "Session", "State", "open_state", "signing_key"]
