"""Letters that are not plain Latin in plain Latin ones: `slug.clean_accents`.

Decap takes accents off; Sveltia transliterates, by language where languages differ.
"""

from __future__ import annotations

import unicodedata

__all__ = ["transliterated", "without_accents"]

_LETTERS = {
    "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L",
    "ı": "i", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T", "ŋ": "n", "Ŋ": "N", "ĸ": "k",
}  # fmt: skip
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ẞ": "Ss", "þ": "th", "Þ": "TH", "ð": "d"}
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "dj", "е": "e", "ё": "yo", "є": "ye", "ж": "zh", "з": "z",
    "и": "i", "і": "i", "ї": "yi", "й": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "у": "u", "ў": "u", "ф": "f", "х": "h", "ц": "ts",
    "ч": "ch", "џ": "dz", "ш": "sh", "щ": "sh", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ґ": "g",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "ks", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
    "χ": "x", "ψ": "ps", "ω": "o",
}  # fmt: skip
_NORDIC = {"å": "aa", "Å": "Aa", "ø": "oe", "Ø": "Oe", "æ": "ae", "Æ": "Ae"}
_BY_LANGUAGE = {
    "da": _NORDIC,
    "nb": _NORDIC,
    "no": _NORDIC,
    "sv": {"ä": "a", "Ä": "A", "ö": "o", "Ö": "O"},
    "fi": {"ä": "a", "Ä": "A", "ö": "o", "Ö": "O"},
    "tr": {"ü": "u", "Ü": "U", "ö": "o", "Ö": "O"},
    "hu": {"ü": "u", "Ü": "U", "ö": "o", "Ö": "O"},
}


def without_accents(text: str) -> str:
    """The text without diacritical marks on Latin letters (Decap)."""
    decomposed = unicodedata.normalize("NFD", "".join(_LETTERS.get(char, char) for char in text))
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if not "\u0300" <= char <= "\u036f"))


def transliterated(text: str, language: str = "") -> str:
    """The text in plain Latin letters as that language writes them: `ü` is `ue` in German (Sveltia)."""
    table = {**_UMLAUTS, **_BY_LANGUAGE.get(language.replace("_", "-").split("-")[0].lower(), {})}
    text = "".join(table.get(char, char) for char in unicodedata.normalize("NFC", text))
    return without_accents("".join(map(_letter, unicodedata.normalize("NFC", text))))


def _letter(char: str) -> str:
    small = char.lower()
    found = _CYRILLIC.get(small)
    if found is None:
        found = _GREEK.get(unicodedata.normalize("NFD", small)[:1])  # with or without its accent
    if found is None:
        return char
    return found.capitalize() if char.isupper() else found
