"""Whose defaults and rules count, and what says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from config_support import Load

from cms.config import Dialect
from cms.config.dialect import FOLLOWS

POSTS = """collections:
  - {name: posts, label: Posts, folder: posts, fields: [{name: title}]}
  - {name: data, label: Data, files: [{name: home, file: home.yml, fields: [{name: title}]}]}
"""
PAGE = "<!doctype html><html><head><title>Admin</title>{}</head><body></body></html>"
SVELTIA = '<script src="https://unpkg.com/@sveltia/cms/dist/sveltia-cms.js" type="module"></script>'
DECAP = '<SCRIPT async src="https://unpkg.com/decap-cms@^3.0.0/dist/decap-cms.js"></SCRIPT>'
NETLIFY = '<script\n  src="https://unpkg.com/netlify-cms@^2.0.0/dist/netlify-cms.js"></script>'
STATIC = '<script src="https://unpkg.com/@staticcms/app@^4.0.0/dist/static-cms-app.js"></script>'
MODULE = "<script type='module'>import { CmsApp } from '@sveltia/cms'</script>"
IDENTITY = '<script src="https://identity.netlify.com/v1/netlify-identity-widget.js"></script>'


@pytest.mark.parametrize(
    ("scripts", "dialect", "tool"),
    [
        (SVELTIA, "sveltia", "Sveltia CMS"),
        (MODULE, "sveltia", "Sveltia CMS"),
        (DECAP, "decap", "Decap CMS"),
        (IDENTITY + NETLIFY, "decap", "Netlify CMS"),
        (STATIC, "decap", "Static CMS"),
        (f"<!-- {SVELTIA} -->{DECAP}", "decap", "Decap CMS"),
        (f"<!-- {DECAP} -->{SVELTIA}", "sveltia", "Sveltia CMS"),
        (IDENTITY, "decap", ""),
        ("<p>sveltia</p><script src=own.js>", "decap", ""),
        ("<!-- " + SVELTIA, "decap", ""),
        ("<" * 100_000, "decap", ""),
        ("", "decap", ""),
    ],
)
def test_page_tells_the_dialect(load: Load, scripts: str, dialect: str, tool: str) -> None:
    site = load(POSTS, page=PAGE.format(scripts)).site
    assert site is not None
    assert site.dialect == dialect
    assert site.dialect_source == (f"the admin page, which loads {tool}" if tool else "")


@pytest.mark.parametrize(
    ("top", "page", "dialect", "source"),
    [
        ("quire: {dialect: sveltia}\n", DECAP, "sveltia", "`quire.dialect`"),
        ("quire: {dialect: decap}\n", SVELTIA, "decap", "`quire.dialect`"),
        ("quire: {compat: sveltia}\n", "", "sveltia", "`quire.dialect`"),
        ("$schema: https://unpkg.com/@sveltia/cms/schema.json\n", "", "sveltia", "`$schema`"),
        (
            "$schema: https://unpkg.com/@sveltia/cms/schema.json\n",
            DECAP,
            "decap",
            "the admin page, which loads Decap CMS",
        ),
        ("quire: {dialect: hugo}\n", SVELTIA, "sveltia", "the admin page, which loads Sveltia CMS"),
    ],
)
def test_nearest_word_on_the_dialect_counts(load: Load, top: str, page: str, dialect: str, source: str) -> None:
    site = load(POSTS + top, page=page).site
    assert site is not None
    assert (site.dialect, site.dialect_source) == (dialect, source)


@pytest.mark.parametrize("dialect", list(Dialect))
def test_defaults_follow_the_dialect(load: Load, dialect: Dialect) -> None:
    site = load(POSTS + f"quire: {{dialect: {dialect}}}\n").site
    assert site is not None
    posts, data = site.collections
    sveltia = dialect is Dialect.SVELTIA
    assert (posts.create, posts.delete, data.delete, data.files[0].delete) == (sveltia, True, sveltia, sveltia)


def test_written_options_win_over_the_dialect(load: Load) -> None:
    text = "collections:\n  - {name: a, label: A, folder: a, create: false, delete: false, fields: [{name: title}]}\n"
    site = load(text, page=SVELTIA).site
    assert site is not None
    assert (site.collections[0].create, site.collections[0].delete) == (False, False)


def test_unknown_dialect_is_said(load: Load) -> None:
    [said] = load(POSTS + "quire: {dialect: svelta}\n").diagnostics
    assert (said.severity, said.code, said.position.line) == ("warning", "unknown-value", 6)
    assert "did you mean `sveltia`?" in said.message


@pytest.mark.parametrize("dialect", list(Dialect))
def test_consequences_are_told(dialect: Dialect) -> None:
    other = next(item for item in Dialect if item is not dialect)
    told = dialect.consequences
    assert len(told) == len(FOLLOWS) == len(set(told) - set(other.consequences))
    assert [name for name in FOLLOWS if getattr(dialect, name) == getattr(other, name)] == []


CONTRADICTIONS = sorted(
    name for name, found in vars(Dialect).items() if isinstance(found, property) and name != "consequences"
)


def test_every_contradiction_is_told() -> None:
    assert sorted(FOLLOWS) == CONTRADICTIONS


def test_every_contradiction_is_asked_for() -> None:
    rooms = Path(__file__).resolve().parents[2] / "cms"
    text = "\n".join(path.read_text("utf-8") for path in rooms.rglob("*.py") if path.name != "dialect.py")
    assert [name for name in CONTRADICTIONS if f"dialect.{name}" not in text] == []
