"""`i18n`, at the top level and where collections and files refine it."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from msgspec.structs import replace

from cms.config.model import Field, I18n
from cms.config.taking import Options

__all__ = ["file_i18n", "own_i18n", "settled", "site_i18n"]

_OLD_STRUCTURES = {"multiple_folders_i18n_root": "multiple_root_folders"}
_NAMED = [
    "structure",
    "locales",
    "default_locale",
    "omit_default_locale_from_file_path",
    "omit_default_locale_from_filename",
    "initial_locales",
    "save_all_locales",
    "canonical_slug",
    "enforce_required_non_default",
]
Mode: TypeAlias = Literal["", "none", "translate", "duplicate"]
_LOCALE = re.compile(r"[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8})*\Z")  # BCP 47, and `_` as old configurations write it


def site_i18n(options: Options) -> I18n | None:
    """The top level's languages; None if there are none, or, with an error, none that can be used."""
    below = options.below("i18n")
    return _refined(below, None) if below is not None else None


def own_i18n(options: Options, above: I18n | None) -> I18n | None:
    """A collection's languages: `true` takes those above, a mapping refines them, else there are none."""
    below = options.below("i18n")
    if below is not None:
        return _refined(below, above)
    if not options.flag("i18n", False):
        return None
    if above is None:
        options.error("missing-languages", "i18n", "`i18n: true` needs `i18n` with `locales` at the top level")
    return above


def file_i18n(options: Options, collection: I18n | None, site: I18n | None, path: str) -> I18n | None:
    """A file's languages. Without `{{locale}}` in its path all of them stand in the one file (Decap)."""
    above = collection or site
    localised = "{{locale}}" in path
    found = collection if localised and "i18n" not in options else own_i18n(options, above)
    if found is None or localised or found.structure.startswith("single_file"):
        return found
    return replace(found, structure="single_file")


def settled(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields with what holds for each where it says nothing itself.

    That is `none`, but inside a list what holds for the list, since Decap reads nothing else there; inside an object
    what holds for the object if none of its fields says anything (Static CMS). What a field around it says limits it.
    """
    return tuple(_settled(field, field.i18n or "none", in_list=False) for field in fields)


def _settled(field: Field, mode: Mode, *, in_list: bool) -> Field:
    inside = in_list or field.widget == "list"
    inherits = inside or not any(inner.i18n for inner in field.fields)

    def within(inner: Field, *, always: bool = True) -> Field:
        said = inner.i18n or (mode if always or inherits else "none")
        return _settled(inner, _limited(said, mode), in_list=inside)

    return replace(
        field,
        i18n=mode,
        fields=tuple(within(inner, always=False) for inner in field.fields),
        types=tuple(map(within, field.types)),
        field=within(field.field) if field.field is not None else None,
    )


def _limited(said: Mode, around: Mode) -> Mode:
    if around == "translate" or said == around:
        return said
    return "translate" if around == "duplicate" and said == "translate" else around


def _refined(options: Options, above: I18n | None) -> I18n | None:
    locales = _locales(options) or (above.locales if above else ())
    structure = options.text("structure") or (above.structure if above else "")
    structure = _OLD_STRUCTURES.get(structure, structure)
    if not locales or not structure:
        missing = "locales" if not locales else "structure"
        options.error("missing-option", missing, f"`i18n` needs `{missing}`; without them there are no languages")
        return None
    default = _default(options, locales, above)
    return I18n(
        structure=structure,
        locales=locales,
        default_locale=default,
        omit_default_locale=_omits(options, above),
        initial_locales=_initial(options, locales, default, above),
        canonical_slug=_canonical(options, above),
        enforce_required=_enforced(options, above),
        options={**(above.options if above else {}), **options.rest(_NAMED)},
    )


def _locales(options: Options) -> tuple[str, ...]:
    found: list[str] = []
    for locale in options.texts("locales"):
        if _LOCALE.match(locale):
            found.append(locale)
        else:
            options.error("wrong-locale", "locales", f"`{locale[:40]}` is not the tag of a language; it is left out")
    return tuple(dict.fromkeys(found))


def _default(options: Options, locales: tuple[str, ...], above: I18n | None) -> str:
    written = options.text("default_locale")
    if written and written not in locales:
        options.error("wrong-locale", "default_locale", f"`{written}` is not among the `locales`; the first one counts")
        return locales[0]
    if not written and above is not None and above.default_locale in locales:
        return above.default_locale
    return written or locales[0]


def _omits(options: Options, above: I18n | None) -> bool:
    older = options.flag("omit_default_locale_from_filename", above.omit_default_locale if above else False)
    return options.flag("omit_default_locale_from_file_path", older)


def _initial(options: Options, locales: tuple[str, ...], default: str, above: I18n | None) -> tuple[str, ...]:
    """A list, `default` or `all`; `save_all_locales: false` is `default`. None for all."""
    written = options.texts("initial_locales")
    if "initial_locales" not in options:
        if "save_all_locales" in options:
            return () if options.flag("save_all_locales", True) else (default,)
        return above.initial_locales if above is not None else ()
    if written in ((), ("all",)):
        return ()
    wanted = (default,) if written == ("default",) else written
    for locale in wanted:
        if locale not in locales:
            options.error("wrong-locale", "initial_locales", f"`{locale[:40]}` is not among the `locales`")
    return tuple(locale for locale in locales if locale in wanted or locale == default)


def _canonical(options: Options, above: I18n | None) -> tuple[str, str]:
    key, value = above.canonical_slug if above is not None else ("translationKey", "{{slug}}")
    below = options.below("canonical_slug")
    return (below.text("key") or key, below.text("value") or value) if below is not None else (key, value)


def _enforced(options: Options, above: I18n | None) -> bool | None:
    if "enforce_required_non_default" in options:
        return options.flag("enforce_required_non_default", True)
    return above.enforce_required if above is not None else None
