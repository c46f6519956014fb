"""Taking a mapping's options by their declarations: other spellings, unknown names, empty and wrong values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from cms.config.model import Position
from cms.config.notes import Notes
from cms.config.option import Option, Table
from cms.config.parts import Entry, Mapping, Part, Scalar, Sequence, plain
from cms.syntax import Value

__all__ = ["Options", "take"]

_WORDS = {
    "text": "text",
    "flag": "true or false",
    "number": "a number",
    "integer": "a whole number",
    "texts": "a list of texts",
    "list": "a list",
    "map": "a mapping of names to values",
}
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Options(Struct):
    """The options of one mapping, by their canonical names, each of a kind its declaration allows.

    `where` is the mapping's path, as in `collections[0]`. Values that could not be used are not in it.
    """

    notes: Notes
    where: str
    position: Position
    known: Table
    entries: dict[str, Entry] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def at(self, name: str = "") -> Position:
        """The place of an option's value, else of the mapping."""
        entry = self.entries.get(name)
        return entry.part.position if entry is not None else self.position

    def path(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def part(self, name: str) -> Part | None:
        entry = self.entries.get(name)
        return entry.part if entry is not None else None

    def value(self, name: str) -> Value:
        """The value without its places; None if absent."""
        part = self.part(name)
        return plain(part) if part is not None else None

    def text(self, name: str, default: str = "") -> str:
        part = self.part(name)
        return part.value if isinstance(part, Scalar) and isinstance(part.value, str) else default

    def optional_text(self, name: str) -> str | None:
        """The text, or None if absent: `""` is a value too."""
        return self.text(name) if name in self.entries else None

    def flag(self, name: str, default: bool) -> bool:
        value = self.value(name)
        return value if isinstance(value, bool) else default

    def integer(self, name: str) -> int | None:
        value = self.value(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list; numbers in it as they are spelt."""
        part = self.part(name)
        items = part.items if isinstance(part, Sequence) else (part,) if isinstance(part, Scalar) else ()
        return tuple(item.text for item in items if isinstance(item, Scalar))

    def below(self, name: str) -> Options | None:
        """The options of an option's mapping; None if it is no mapping."""
        part, declared = self.part(name), self.known.get(name)
        if declared is None or not isinstance(part, Mapping):
            return None
        return take(self.notes, part, self.path(name), declared.inner or {}, others=declared.free)

    def items(self, name: str) -> Iterator[tuple[Part, str]]:
        """The items of a list, each with its path."""
        part = self.part(name)
        for number, item in enumerate(part.items if isinstance(part, Sequence) else ()):
            yield item, f"{self.path(name)}[{number}]"

    def rest(self, used: Iterable[str]) -> dict[str, Value]:
        """All options but those, as plain values."""
        without = frozenset(used)
        return {name: plain(entry.part) for name, entry in self.entries.items() if name not in without}

    def error(self, code: str, name: str, message: str) -> None:
        self.notes.error(code, message, self.path(name) if name else self.where, self.at(name))

    def warn(self, code: str, name: str, message: str) -> None:
        self.notes.warn(code, message, self.path(name) if name else self.where, self.at(name))


def take(
    notes: Notes, mapping: Mapping, where: str, known: Table, *, others: bool = False, quiet: bool = False
) -> Options:
    """The mapping's options. Names that `known` does not hold are reported and kept; with `others` only kept.

    What is not supported yet is said, but not again inside what is not (`quiet`).
    """
    options = _sorted_out(notes, mapping, where, known)
    for name, entry in list(options.entries.items()):
        declared = known.get(name)
        if declared is None:
            if not others:
                _note_unknown(options, name, entry, known)
            continue
        if declared.remark and plain(entry.part) is not False:
            options.warn("not-used", name, f"`{name}`: {declared.remark}")
        checked = _checked(options, declared, entry)
        if checked is None:
            del options.entries[name]
            continue
        options.entries[name] = checked
        lacking = quiet or (bool(declared.missing) and declared.lacks(plain(checked.part)))
        if lacking and not quiet:
            options.warn("not-supported", name, f"`{name}` is not supported yet: {declared.missing}")
        _remark(options, declared)
        _check_inner(notes, declared, checked.part, options.path(name), quiet=lacking)
    return options


def _remark(options: Options, declared: Option) -> None:
    """That an option is honoured differently, or has no part in Quire."""
    if reason := declared.differs or declared.unneeded:
        code = "differs" if declared.differs else "not-needed"
        name, where = declared.name, options.path(declared.name)
        options.notes.remark(code, f"`{name}`: {reason}", where, options.at(name))


def _sorted_out(notes: Notes, mapping: Mapping, where: str, known: Table) -> Options:
    """The entries under their canonical names."""
    options = Options(notes, where, mapping.position, known, dict(mapping.entries))
    for declared in known.values():
        for spelling in (*declared.spellings, *declared.outdated):
            entry = options.entries.pop(spelling, None)
            if entry is not None:
                _rename(options, declared, spelling, entry)
    return options


def _rename(options: Options, declared: Option, spelling: str, entry: Entry) -> None:
    name = declared.name
    if name in options.entries:
        message = f"`{spelling}` is another spelling of `{name}`, which stands here too; `{name}` counts"
        say = options.notes.error if spelling == "sortableFields" else options.notes.warn  # Decap refuses this one
        say("two-spellings", message, options.path(spelling), entry.position)
        return
    if spelling in declared.outdated:
        message = f"`{spelling}` is the older spelling of `{name}`"
        options.notes.warn("older-spelling", message, options.path(spelling), entry.position)
    options.entries[name] = entry


def _note_unknown(options: Options, name: str, entry: Entry, known: Table) -> None:
    message = f"unknown option `{name}`{options.notes.guess(name, known)}"
    options.notes.warn("unknown-option", message, options.path(name), entry.position)


def _checked(options: Options, declared: Option, entry: Entry) -> Entry | None:
    """The entry if its value is of a kind that is allowed, or as near to one as can be; None if it cannot be used."""
    part = entry.part
    if "any" in declared.kinds:
        return entry
    if isinstance(part, Scalar) and part.value is None:
        options.warn("empty-option", declared.name, f"`{declared.name}` is empty; it is read as if it were not there")
        return None
    if any(_is(kind, part) for kind in declared.kinds):
        return _chosen(options, declared, entry)
    wanted = " or ".join(_WORDS[kind] for kind in declared.kinds)
    options.error("wrong-type", declared.name, f"`{declared.name}` should be {wanted}, not {_shown(part)}")
    nearest = next((near for kind in declared.kinds if (near := _near(kind, part)) is not None), None)
    return Entry(nearest, entry.position) if nearest is not None else None


def _chosen(options: Options, declared: Option, entry: Entry) -> Entry | None:
    part = entry.part
    if not declared.choices or not isinstance(part, Scalar) or not isinstance(part.value, str):
        return entry
    if part.value in declared.choices:
        return entry
    known = ", ".join(f"`{choice}`" for choice in declared.choices if choice)
    guess = options.notes.guess(part.value, filter(None, declared.choices)) or f"; it should be one of {known}"
    say = options.warn if declared.mild else options.error
    say("unknown-value", declared.name, f"unknown {declared.name} `{part.value}`{guess}")
    return None


def _check_inner(notes: Notes, declared: Option, part: Part, where: str, *, quiet: bool) -> None:
    if declared.inner is None:
        return
    if isinstance(part, Mapping):
        take(notes, part, where, declared.inner, others=declared.free, quiet=quiet)
    elif isinstance(part, Sequence):
        for number, item in enumerate(part.items):
            if isinstance(item, Mapping):
                take(notes, item, f"{where}[{number}]", declared.inner, others=declared.free, quiet=quiet)


def _is(kind: str, part: Part) -> bool:
    if kind == "map":
        return isinstance(part, Mapping)
    if isinstance(part, Sequence):
        return kind == "list" or (kind == "texts" and all(isinstance(item, Scalar) for item in part.items))
    if not isinstance(part, Scalar):
        return False
    value = part.value
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "text":
        return isinstance(value, str)
    if isinstance(value, bool):
        return False
    return isinstance(value, int) if kind == "integer" else kind == "number" and isinstance(value, (int, float))


def _near(kind: str, part: Part) -> Part | None:
    """A value of the kind that was probably meant."""
    if kind == "texts" and isinstance(part, Scalar):
        return Sequence((part,), part.position)
    if not isinstance(part, Scalar):
        return None
    if kind == "text" and not isinstance(part.value, str):
        return Scalar(part.text, part.text, part.position)
    if kind == "flag" and part.text.lower() in _FLAGS:
        return Scalar(_FLAGS[part.text.lower()], part.text, part.position)
    if kind in ("number", "integer"):
        return _near_number(kind, part)
    return None


def _near_number(kind: str, part: Scalar) -> Scalar | None:
    try:
        number = float(part.text)
    except ValueError:
        return None
    if number.is_integer() and abs(number) < 1 << 53:
        return Scalar(int(number), part.text, part.position)
    return Scalar(number, part.text, part.position) if kind == "number" else None


def _shown(part: Part) -> str:
    if isinstance(part, Mapping):
        return "a mapping"
    if isinstance(part, Sequence):
        return "a list"
    return f"`{part.text[:40]}`" if part.text else "an empty text"
