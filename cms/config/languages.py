"""`i18n`, at the top level and where collections and files refine it."""

from __future__ import annotations

import re
from dataclasses import replace

from cms.config.model import I18n
from cms.config.taking import Options

__all__ = ["file_i18n", "own_i18n", "site_i18n"]

_OLD_STRUCTURES = {"multiple_folders_i18n_root": "multiple_root_folders"}
_NAMED = [
    "structure",
    "locales",
    "default_locale",
    "omit_default_locale_from_file_path",
    "omit_default_locale_from_filename",
]
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


def _refined(options: Options, above: I18n | None) -> I18n | None:
    locales = _locales(options) or (above.locales if above else ())
    structure = options.text("structure") or (above.structure if above else "")
    structure = _OLD_STRUCTURES.get(structure, structure)
    if not locales or not structure:
        missing = "locales" if not locales else "structure"
        options.error("missing-option", missing, f"`i18n` needs `{missing}`; without them there are no languages")
        return None
    return I18n(
        structure=structure,
        locales=locales,
        default_locale=_default(options, locales, above),
        omit_default_locale=_omits(options, above),
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
