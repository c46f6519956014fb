"""What all commands share: `--repo` and `--config`, addresses, and how values are printed."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from cms.actions import Progress, Site, open_site
from cms.errors import InvalidInput
from cms.gitstore import local_now
from cms.syntax import Value

__all__ = ["address", "assignments", "branch", "echo", "opened", "print_json", "progress_shown", "site_options"]

P = ParamSpec("P")
R = TypeVar("R")
_BRANCH = "cms.branch"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def site_options(command: Callable[P, R]) -> Callable[P, R]:
    """Add `--repo DIR`, `--config FILE` and `--branch NAME`, which `opened` reads from the context."""
    command = click.option(
        "--branch",
        default="",
        metavar="NAME",
        expose_value=False,
        callback=_note_branch,
        help="The branch (default: the configuration's `backend.branch`, else the one that is checked out).",
    )(command)
    command = click.option(
        "--config", default="", metavar="FILE", help="The CMS configuration, if it is not in a usual place."
    )(command)
    return click.option(
        "--repo",
        type=click.Path(path_type=Path),
        default=Path(),
        metavar="DIR",
        help="The git repository (default: this folder).",
    )(command)


@contextlib.contextmanager
def opened(repo: Path, config: str) -> Iterator[Site]:
    """The site of a command, closed at its end."""
    with progress_shown() as report:
        site = open_site(repo, config=config, branch=branch(), clock=local_now, folder=Path(), report=report)
    try:
        yield site
    finally:
        site.close()


def branch() -> str:
    """The branch that the command line names, else ""."""
    return str(click.get_current_context().meta.get(_BRANCH, ""))


@contextlib.contextmanager
def progress_shown() -> Iterator[Callable[[Progress], None]]:
    """While entries are read, how far that is: on the terminal, where there is one, and gone when it is done."""
    shown = False

    def report(progress: Progress) -> None:
        nonlocal shown
        if sys.stderr.isatty():
            shown = True
            click.echo(f"\rReading entries: {progress.done:,} of {progress.total:,}", nl=False, err=True)

    try:
        yield report
    finally:
        if shown:
            click.echo("\r\033[K", nl=False, err=True)


def address(site: Site, text: str) -> tuple[str, str]:
    """`COLLECTION/SLUG` → its two parts. Both may hold slashes; the longest collection name that fits is meant."""
    names = sorted((item.name for item in site.config.collections), key=len, reverse=True)
    collection = next((name for name in names if text.startswith(f"{name}/")), text.partition("/")[0])
    slug = text[len(collection) + 1 :]
    if not collection or not slug:
        raise InvalidInput(f"{text!r} is not an address. Write COLLECTION/SLUG, as in `posts/hello-world`.")
    return collection, slug


def assignments(pairs: Sequence[str], *, as_json: bool) -> dict[str, str | Value]:
    """`FIELD=VALUE …` → a mapping; with `as_json` each VALUE is JSON."""
    found: dict[str, str | Value] = {}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign or not name:
            raise InvalidInput(f"{pair!r} sets nothing. Write FIELD=VALUE, as in `title=Hello`.")
        found[name] = _json(name, text) if as_json else _text(name, text)
    return found


def echo(text: str = "", *, err: bool = False) -> None:
    """Print a line; on a terminal without control characters, which content could use to fool the reader."""
    stream = sys.stderr if err else sys.stdout
    if stream.isatty():
        text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    click.echo(text, file=stream)


def print_json(value: Any) -> None:
    """Print a value as JSON, UTF-8, indented by two spaces. Infinite and missing numbers become null."""
    click.echo(json.dumps(_finite(value), ensure_ascii=False, indent=2, allow_nan=False))


def _note_branch(context: click.Context, _option: click.Parameter, value: str) -> None:
    context.meta[_BRANCH] = value


def _json(name: str, text: str) -> Value:
    try:
        value: Value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise InvalidInput(f'{name}: {text!r} is not JSON. Put texts in quotes, as in `{name}="Hello"`.') from None
    return value


def _text(name: str, text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidInput(f"{name}: the value is not UTF-8.") from None
    return text


def _refuse(word: str) -> None:
    raise ValueError(word)


def _finite(value: Any) -> Any:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, (list, tuple)) else value
