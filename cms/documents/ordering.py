"""Where new keys go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["place_keys"]


def place_keys(present: Iterable[str], added: Iterable[str], order: Sequence[str]) -> list[str]:
    """All keys in the order to write: a new one after the nearest earlier name of `order` that is there, else last."""
    names = list(dict.fromkeys(present))
    new = [name for name in dict.fromkeys(added) if name not in names]
    ranks = {name: rank for rank, name in reversed([*enumerate(order)])}
    for name in sorted(new, key=lambda name: ranks.get(name, len(ranks))):
        earlier = reversed(order[: ranks.get(name, 0)])
        after = next((other for other in earlier if other in names), None)
        names.insert(len(names) if after is None else names.index(after) + 1, name)
    return names
