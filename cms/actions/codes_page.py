"""`docs/reference/checks.md`, made from the codes: `python -m cms.actions.codes_page`."""

from __future__ import annotations

import sys

from cms.actions.codes import CODES

__all__ = ["render_codes"]


def render_codes() -> str:
    """The page of codes, as Markdown."""
    lines = [_INTRODUCTION]
    for part, words in _PARTS.items():
        lines += [f"## {words}\n", "| code | severity | meaning | what to do |", "|---|---|---|---|"]
        lines += [
            f"| `{each.name}` | {each.severity} | {each.meaning} | {each.advice} |"
            for each in CODES.values()
            if each.of == part
        ]
        lines.append("")
    return "\n".join(lines)


_INTRODUCTION = """# What `cms check` finds

This page is made from the code by `make docs`. The codes are stable; scripts may rely on them. An *error* is what
Quire, Decap CMS or a build refuses, or what the configuration forbids; a *warning* has no effect, or another one than
was probably meant; a *note* says what Quire does in its own way.
"""
_PARTS = {"config": "In the configuration", "file": "In the text of a file", "entry": "In the values of an entry"}

if __name__ == "__main__":
    sys.stdout.write(render_codes())
