"""`i18n`, at the top level and where collections and files refine it."""

from __future__ import annotations

import re
from dataclasses import replace

from cms.config.asking import Options
from cms.config.model import I18n

__all__ = ["inherit_i18n", "read_i18n"]

_STRUCTURES = {
    "single_file": "single_file",
    "single_file_default_root": "single_file_default_root",
    "multiple_files": "multiple_files",
    "multiple_folders": "multiple_folders",
    "multiple_root_folders": "multiple_root_folders",
    "multiple_folders_i18n_root": "multiple_root_folders",
}
_LOCALE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*\Z")
_TAKEN = (
    "structure locales default_locale omit_default_locale_from_file_path omit_default_locale_from_filename".split()
)


def inherit_i18n(options: Options, above: I18n | None) -> I18n | None:
    """The i18n of a collection or file: `true` takes what stands above, a mapping refines it, else none."""
    value = options.mapping.entries.get("i18n")
    if value is None or value is False:
        return None
    if value is True:
        if above is None:
            options.warn("i18n", "i18n", "`i18n: true` needs the languages at the top level; it is ignored.")
        return above
    return read_i18n(options.options("i18n"), above)


def read_i18n(options: Options | None, above: I18n | None) -> I18n | None:
    """The i18n options of a mapping, over those above. None if no usable language is named."""
    if options is None:
        return None
    base = above or I18n("multiple_files", (), "")
    structure = options.text("structure")
    if structure and structure not in _STRUCTURES:
        known = ", ".join(sorted(_STRUCTURES))
        options.error("i18n", "structure", f"unknown structure `{structure}`; it should be one of {known}.")
    locales = _locales(options) or base.locales
    if not locales:
        options.error("i18n", "locales", "`i18n` needs `locales`, a list such as [en, de]; it is ignored.")
        return None
    default = options.text("default_locale") or base.default_locale or locales[0]
    if default not in locales:
        options.error("i18n", "default_locale", f"`default_locale` {default!r} is not one of the `locales`.")
        default = locales[0]
    omit = options.flag("omit_default_locale_from_file_path", base.omit_default_locale)
    return replace(
        base,
        structure=_STRUCTURES.get(structure, base.structure),
        locales=locales,
        default_locale=default,
        omit_default_locale=options.flag("omit_default_locale_from_filename", omit),
        options={**base.options, **options.rest(_TAKEN)},
    )


def _locales(options: Options) -> tuple[str, ...]:
    value = options.value("locales")
    found: list[str] = []
    for item in value if isinstance(value, list) else []:
        if isinstance(item, str) and _LOCALE.match(item):
            found.append(item)
        else:
            options.error("i18n", "locales", f"{item!r} is not the name of a language; it is left out.")
    return tuple(dict.fromkeys(found))
