"""What two people changed of one entry, language by language, and the choices made between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from cms.actions.model import EntryConflict, OpenEntry
from cms.entries import Merge, merge_values, resolve_conflicts
from cms.syntax import Value

__all__ = ["Clash", "conflict_of", "settled", "theirs_of"]


class Clash(Struct, frozen=True):
    """One language as the form was opened, as it stands, and the two joined. `main`: the form's first language."""

    entry: OpenEntry
    current: OpenEntry
    merge: Merge
    main: bool = True

    @property
    def prefix(self) -> str:
        """What the names of its fields begin with where both languages are named."""
        return "" if self.main else f"@{self.current.locale}."


def conflict_of(clashes: Sequence[Clash]) -> EntryConflict:
    """The conflicts of all languages as one, for a person to choose."""
    first = next(clash for clash in clashes if clash.merge.conflicts)
    by = first.current.updated_by or "Somebody else"
    merges = [_named(clash) for clash in clashes]
    merge = Merge(
        merges[0].values,
        tuple(item for each in merges for item in each.conflicts),
        tuple(item for each in merges for item in each.joined),
    )
    labels = ", ".join(item.label for item in merge.conflicts)
    return EntryConflict(
        f"{by} changed the same fields while you were writing: {labels}. Nothing was replaced; your text is safe.",
        entry=clashes[0].entry,
        current=clashes[0].current,
        merge=merge,
        by=by,
        theirs=" ".join(clash.current.base or "-" for clash in clashes),
    )


def theirs_of(text: str, count: int) -> tuple[str, ...]:
    """The blobs that `EntryConflict.theirs` names, one for each language; "" for none."""
    found = ["" if part == "-" else part for part in text.split()]
    return tuple((*found, *([""] * count))[:count])


def settled(
    entry: OpenEntry,
    seen: OpenEntry,
    values: Mapping[str, Value],
    choices: Mapping[str, str],
    own: Mapping[str, str],
    *,
    main: bool,
) -> Clash:
    """One language with the choices made for it, against what the branch held when they were made."""
    if seen is entry:
        return Clash(entry, seen, Merge(dict(values)), main)
    clash = Clash(entry, seen, merge_values(entry.fields, entry.values, values, seen.values), main)
    chosen, texts = _below(choices, clash.prefix), _below(own, clash.prefix)
    return replace(clash, merge=resolve_conflicts(clash.merge, chosen, texts))


def _below(named: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): text for name, text in named.items() if name.startswith(prefix)}


def _named(clash: Clash) -> Merge:
    if clash.main:
        return clash.merge
    mark, tag = f"@{clash.current.locale}", clash.current.locale
    return replace(
        clash.merge,
        conflicts=tuple(
            replace(item, path=(mark, *item.path), label=f"{item.label} ({tag})") for item in clash.merge.conflicts
        ),
        joined=tuple(replace(item, label=f"{item.label} ({tag})") for item in clash.merge.joined),
    )
