"""What a text becomes in an address, as Decap and Sveltia CMS make it."""

from __future__ import annotations

from typing import Any

import pytest
from entries_support import rules, vectors
from hypothesis import given
from hypothesis import strategies as st

from cms.config import Dialect, SlugRules
from cms.entries import media_file_name, sanitise_name, slugify
from cms.entries.slugs import cut
from cms.paths import clean_path


@pytest.mark.parametrize("case", vectors("slug_decap"))
def test_slug_equals_decaps(case: dict[str, Any]) -> None:
    assert slugify(case["input"], rules(case["config"])) == case["expected"]


@pytest.mark.parametrize("case", vectors("slug_sveltia"))
def test_slug_equals_sveltias(case: dict[str, Any]) -> None:
    language = case["locale"] or ""
    assert slugify(case["input"], rules(case["config"]), Dialect.SVELTIA, language=language) == case["expected"]


@pytest.mark.parametrize("case", vectors("slug_preserve_slashes_decap"))
def test_slashes_can_be_kept(case: dict[str, Any]) -> None:
    assert sanitise_name(case["input"], rules(case["config"]), keep_slashes=True) == case["expected"]


@pytest.mark.parametrize("case", vectors("media_filename_decap"))
def test_file_name_equals_decaps(case: dict[str, Any]) -> None:
    assert media_file_name(case["input"], rules(case["config"])) == case["expected"]


def test_long_name_fits_with_extension() -> None:
    slug = cut("folder/" + "ü" * 300, "md")
    assert len((slug.rpartition("/")[2] + ".md").encode()) <= 255
    assert slug.startswith("folder/üü")


@given(st.text(max_size=60), st.sampled_from(["unicode", "ascii"]), st.booleans(), st.sampled_from(Dialect))
def test_slug_is_one_name(text: str, encoding: Any, accents: bool, dialect: Any) -> None:
    slug = slugify(text, SlugRules(encoding=encoding, clean_accents=accents), dialect)
    assert "/" not in slug
    assert "\\" not in slug
    assert slugify(slug, SlugRules(encoding=encoding), dialect) == slug or "." in slug or not slug.isascii()


@given(st.text(alphabet="abz019 -'&?!", min_size=1, max_size=30))
def test_plain_slug_is_safe_path(text: str) -> None:
    if slug := slugify(text, SlugRules()).lstrip("-"):
        assert str(clean_path(f"content/{slug}.md")) == f"content/{slug}.md"
