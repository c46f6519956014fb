"""One sentence that the next page says once, with at most one thing to do about it."""

from __future__ import annotations

import json

from flask import flash, get_flashed_messages, request, session
from msgspec import Struct

__all__ = ["Toast", "next_toast", "toast_waits"]

LONGEST = 400  # characters: a toast travels in a cookie
READ = ("document", "empty")  # what a person reads: a page, or one that a page fetches and shows


class Toast(Struct, frozen=True):
    """`undo` is the commit that its Undo button takes back, `back` where that leads when it is not the page itself.

    `forget` is the page whose kept text is now published.
    """

    text: str
    name: str = ""
    undo: str = ""
    forget: str = ""
    back: str = ""

    def leave(self) -> None:
        """Let the next page say it."""
        parts = (self.text[:LONGEST], self.name[:LONGEST], self.undo, self.forget, self.back)
        flash(json.dumps(parts), "toast")


def next_toast() -> Toast | None:
    """The toast that the page before left, if any; the last one wins.

    Taken by what shows it. The page that says a picture is missing is one that nobody sees.
    """
    if request.headers.get("Sec-Fetch-Dest", "document") not in READ:
        return None
    waiting = get_flashed_messages(category_filter=["toast"])
    return Toast(*json.loads(str(waiting[-1]))) if waiting else None


def toast_waits() -> bool:
    """Whether a page of this request has something to say; asking does not take it away."""
    return bool(session.get("_flashes"))  # where Flask keeps what was flashed
