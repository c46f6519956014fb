"""Asking a mapping for its options: each by name and type, with a diagnostic where it is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from cms.config.model import Position
from cms.config.options import ALIASES
from cms.config.reading import Mapping, Reader, Sequence, plain
from cms.syntax import Value

__all__ = ["Options"]


@dataclass(slots=True)
class Options:
    """One mapping of the configuration. `where` is its path, as in `collections[0]`."""

    reader: Reader
    mapping: Mapping
    where: str

    @classmethod
    def of(cls, reader: Reader, mapping: Mapping, where: str) -> Options:
        """The mapping with older spellings replaced; each is a warning, and the newer one wins where both stand."""
        options = cls(reader, mapping, where)
        for old, new in ALIASES.items():
            if old not in mapping.entries:
                continue
            value, place = mapping.entries.pop(old), mapping.places.pop(old)
            if new in mapping.entries:
                options.say("warning", "alias", old, f"`{old}` is an older spelling of `{new}`, which stands here too.", place)
                continue
            options.say("warning", "alias", old, f"`{old}` is an older spelling; write `{new}`.", place)
            mapping.entries[new], mapping.places[new] = value, place
        return options

    @property
    def position(self) -> Position:
        return self.mapping.position

    def __contains__(self, name: str) -> bool:
        return name in self.mapping.entries

    def place(self, name: str) -> Position:
        return self.mapping.places.get(name, self.mapping.position)

    def say(self, severity: str, code: str, name: str, message: str, place: Position | None = None) -> None:
        where = ".".join(filter(None, (self.where, name)))
        self.reader.say(severity, code, message, where, place or self.place(name))

    def error(self, code: str, name: str, message: str) -> None:
        self.say("error", code, name, message)

    def warn(self, code: str, name: str, message: str) -> None:
        self.say("warning", code, name, message)

    def text(self, name: str, default: str = "") -> str:
        """A text; numbers and truth values as YAML spells them."""
        value = self.mapping.entries.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (str, int, float)):
            return str(value)
        self.warn("type", name, f"`{name}` should be a text, not {_kind(value)}; it is ignored.")
        return default

    def flag(self, name: str, default: bool) -> bool:
        """True or false; `"true"` in quotes is taken too."""
        value = self.mapping.entries.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in ("true", "false"):
            self.warn("type", name, f"`{name}` should be {value.lower()} without quotes.")
            return value.lower() == "true"
        self.warn("type", name, f"`{name}` should be true or false, not {_kind(value)}; it is ignored.")
        return default

    def number(self, name: str) -> int | None:
        value = self.mapping.entries.get(name)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self.warn("type", name, f"`{name}` should be a whole number, not {_kind(value)}; it is ignored.")
        return None

    def value(self, name: str) -> Value:
        """The plain value, whatever it is."""
        return plain(self.mapping.entries.get(name))

    def options(self, name: str) -> Options | None:
        """A mapping below, or None."""
        value = self.mapping.entries.get(name)
        if isinstance(value, Mapping):
            return Options.of(self.reader, value, ".".join(filter(None, (self.where, name))))
        if value not in (None, True, False):
            self.warn("type", name, f"`{name}` should hold names with values, not {_kind(value)}; it is ignored.")
        return None

    def listed(self, name: str) -> Iterator[tuple[str, object, Position]]:
        """The items of a list: where each stands, its value and place. A single mapping counts as a list of one."""
        value = self.mapping.entries.get(name)
        if isinstance(value, Sequence):
            for number, (item, place) in enumerate(zip(value.items, value.places, strict=True)):
                yield ".".join(filter(None, (self.where, f"{name}[{number}]"))), item, place
        elif isinstance(value, Mapping):
            yield ".".join(filter(None, (self.where, f"{name}[0]"))), value, value.position
        elif value is not None:
            self.warn("type", name, f"`{name}` should be a list, not {_kind(value)}; it is ignored.")

    def rest(self, known: Iterable[str]) -> dict[str, Value]:
        """Every option that is not one of `known`, as plain values."""
        taken = frozenset(known)
        return {name: plain(value) for name, value in self.mapping.entries.items() if name not in taken}

    def unknown(self, known: frozenset[str], kind: str) -> None:
        """Warn of keys that no grammar knows, with the nearest one that it does."""
        for name in self.mapping.entries:
            if name not in known:
                near = get_close_matches(name, known, 1, 0.75)
                hint = f"; did you mean `{near[0]}`?" if near else "; it is kept and ignored."
                self.warn("unknown-key", name, f"unknown {kind} option `{name}`{hint}")


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, Sequence):
        return "a list"
    if isinstance(value, bool):
        return "a truth value"
    return "a number" if isinstance(value, (int, float)) else f"the text {value!r}"
