"""The `cms` command: data on standard output, messages on standard error, never a traceback for bad input.

Exit status: 0 done, 1 refused (bad input, errors found by `check`), 2 cannot run (usage, no repository, no
configuration).
"""

from __future__ import annotations

import os
import sys

import click

from cms import __version__
from cms.cli.checking import check
from cms.cli.reading import history, list_, show
from cms.cli.schema import schema
from cms.cli.serving import init, reindex, serve
from cms.cli.writing import delete, new, rename, set_
from cms.errors import ConfigError, QuireError, StoreError

__all__ = ["cms", "main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cms")
def cms() -> None:
    """Quire: a git-backed file CMS. Opens Netlify, Decap and Sveltia CMS sites as they are."""


for _command in (init, serve, check, list_, show, set_, new, delete, rename, history, reindex, schema):
    cms.add_command(_command)


def main() -> None:
    """The entry point of the `cms` command."""
    try:
        sys.exit(run(sys.argv[1:]))
    except BrokenPipeError:
        # whoever read our output has seen enough (`cms list posts | head -1`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def run(arguments: list[str]) -> int:
    """Run one command; returns its exit status."""
    try:
        result = cms.main(arguments, prog_name="cms", standalone_mode=False)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.Abort:
        return 130
    except click.ClickException as problem:
        problem.show()
        return 2
    except QuireError as problem:
        click.echo(f"cms: {problem.message}", err=True)
        return 2 if isinstance(problem, (ConfigError, StoreError)) else 1
    except BrokenPipeError:
        raise
    except OSError as problem:
        where = f" {problem.filename}" if problem.filename else ""
        click.echo(f"cms: The system says: {problem.strerror or problem}{where}. Nothing was changed.", err=True)
        return 2
    sys.stdout.flush()
    return result if isinstance(result, int) else 0
