"""Text as the full-text index holds it: accents folded, Chinese, Japanese and Korean in pairs of characters.

SQLite's `unicode61` takes a run of these scripts for one word. Each character of a run therefore becomes a word of its
own together with the one after it; the last one stands alone. `東京都` is stored as `東京 京都 都`, so that every part
of a run is found by a phrase of pairs, and a single character by a prefix.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["folded", "paired"]

CJK = "\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_RUN = f"[{CJK}]+"  # compiled when it is used: that takes milliseconds
# what `unicode61` leaves as it is and people also write in two letters
_SPELT_OUT = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)


def paired(text: str) -> str:
    """The text with each run of Chinese, Japanese or Korean in overlapping pairs, `ß` and ligatures spelt out."""
    if text.isascii():
        return text
    return re.sub(_RUN, lambda run: f" {_pairs(run[0])} ", text.translate(_SPELT_OUT))


def folded(text: str) -> str:
    """Text for comparing: lower case, without accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """One character as `folded` has it; it may become several or none."""
    return folded(character)


def _pairs(run: str) -> str:
    return " ".join(run[place : place + 2] for place in range(len(run)))
