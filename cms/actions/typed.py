"""What somebody typed and sent with a form, in one language or two, as the values and files it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import TypeVar

from msgspec import Struct, field

from cms.actions.addressing import Address, own_name
from cms.actions.model import InvalidEntry, OpenEntry, Upload
from cms.actions.opening import entry_context
from cms.actions.site import Site
from cms.actions.uploads import checked_uploads, place_uploads
from cms.config import Absent
from cms.entries import Origins, localised_path
from cms.fields import ROOT, FormData, Problem, begun_values, encode_addresses, get_at, parse_form, root_of, validate
from cms.media import CheckedUpload, PictureChange
from cms.syntax import Value, same

__all__ = ["Edit", "Typed", "changed_pictures", "checked_files", "own_uploads", "parse_typed"]

Values = Mapping[str, Value]
Sent = TypeVar("Sent", Upload, CheckedUpload)


class Edit(Struct, frozen=True):
    """One language of an entry as it was opened, and the values it should have."""

    entry: OpenEntry
    values: Values
    origins: Origins = field(default_factory=Origins)  # of the items of its lists


class Typed(Struct, frozen=True):
    edits: tuple[Edit, ...]
    files: dict[PurePosixPath, bytes]
    warnings: tuple[str, ...] = ()


def parse_typed(
    site: Site,
    entries: Sequence[OpenEntry],
    form: FormData,
    uploads: Mapping[str, CheckedUpload],
    address: Address | None = None,
    *,
    begun: bool = False,
) -> Typed:
    """What the form says of each language. Raises InvalidEntry with what is wrong in all of them.

    `address` is the one that the entry will have, beside which its uploads go. One that is `begun` has the defaults of
    the fields that no form sends, such as hidden ones, and `false` where a box that is off by default was left alone.
    """
    edits, files = [], dict[PurePosixPath, bytes]()
    blocking: list[tuple[Problem, ...]] = []
    warnings: list[str] = []
    for number, entry in enumerate(entries):
        context = entry_context(site, entry)
        present = entry.values or (begun_values(entry.fields, context) if begun else {})
        parsed = parse_form(entry.fields, form, present, context, root_of(entry.locale) if number else ROOT)
        values = dict(parsed.values)
        if number and entry.slug and not entry.translated and same(values, dict(entry.values)):
            continue  # nothing was typed in a language that is not there
        if own := own_uploads(uploads, entry, main=not number):
            values, placed = place_uploads(site, entry, values, own, _new_path(entry, address))
            files |= placed
        if context.encode_paths:
            values = encode_addresses(entry.fields, entry.values, values)
        wrong = validate(entry.fields, values, context)
        new = (item for item in wrong if item.severity == "error" and not _was_so(entry, values, item))
        blocking.append((*parsed.problems, *new))
        warnings += [item.message for item in (*parsed.problems, *wrong)]
        edits.append(Edit(entry, values, Origins(parsed.origins)))
    if any(blocking):
        raise _invalid(blocking, form)
    return Typed(tuple(edits), files, tuple(warnings))


def _new_path(entry: OpenEntry, address: Address | None) -> PurePosixPath | None:
    """Where the entry's file of its language will be; None where it is now."""
    if address is None or entry.path is None or (entry.file is not None and entry.collection.kind == "files"):
        return None
    name = address.name_of(entry)
    return localised_path(entry.collection, name, entry.locale) if name != own_name(entry) else None


def checked_files(site: Site, entries: Sequence[OpenEntry], uploads: Mapping[str, Upload]) -> dict[str, CheckedUpload]:
    """The files sent with a form as they may be stored, by the same names. Raises InvalidUpload."""
    found: dict[str, CheckedUpload] = {}
    for number, entry in enumerate(entries):
        fit = checked_uploads(site, entry, own_uploads(uploads, entry, main=not number))
        mark = f"@{entry.locale}." if number else ""
        found |= {f"{mark}{name}": upload for name, upload in fit.items()}
    return found


def changed_pictures(sent: Mapping[str, CheckedUpload]) -> tuple[PictureChange, ...]:
    return tuple(fit.change for fit in sent.values() if fit.change is not None)


def own_uploads(uploads: Mapping[str, Sent], entry: OpenEntry, *, main: bool) -> dict[str, Sent]:
    """The files that were sent for one of the form's languages."""
    mark = f"@{entry.locale}."
    if main:
        return {name: upload for name, upload in uploads.items() if not name.startswith("@")}
    return {name.removeprefix(mark): upload for name, upload in uploads.items() if name.startswith(mark)}


def _invalid(blocking: Sequence[tuple[Problem, ...]], form: FormData) -> InvalidEntry:
    every = [item for problems in blocking for item in problems]
    names = ", ".join(dict.fromkeys(item.label for item in every))
    words = f"{len(every)} {'field needs' if len(every) == 1 else 'fields need'} you: {names}"
    return InvalidEntry(words, blocking[0], form, beside=blocking[1] if len(blocking) > 1 else ())


def _was_so(entry: OpenEntry, values: Values, problem: Problem) -> bool:
    """Whether the file had this value before: what was wrong before somebody came must not stop their edit."""
    if not entry.translated:
        return False
    before, now = get_at(entry.values, problem.path), get_at(values, problem.path)
    if isinstance(before, Absent) or isinstance(now, Absent):
        return before is now
    return same(before, now)
