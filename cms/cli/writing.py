"""Commands that write: `set`, `new`, `delete`, `rename`. Each is one edit and one commit."""

from __future__ import annotations

from pathlib import Path

import click

from cms.actions import SaveOutcome, create_texts, delete_entry, rename_entry, set_texts
from cms.cli.common import address, assignments, echo, opened, site_options

__all__ = ["delete", "new", "rename", "set_"]

_json_values = click.option("--json-values", is_flag=True, help="Take each VALUE as JSON.")
_locale = click.option("--locale", default="", help="A language of a localised entry.")


@click.command("set")
@click.argument("entry", metavar="COLLECTION/SLUG")
@click.argument("pairs", nargs=-1, required=True, metavar="FIELD=VALUE…")
@site_options
@_json_values
@_locale
@click.option("--message", default="", help="The commit's message.")
def set_(
    entry: str, pairs: tuple[str, ...], repo: Path, config: str, json_values: bool, locale: str, message: str
) -> None:
    """Set fields of an entry; nested ones by dots (`seo.title`, `links.0.url`). Prints the commit."""
    changes = assignments(pairs, as_json=json_values)
    with opened(repo, config) as site:
        collection, slug = address(site, entry)
        outcome = set_texts(
            site,
            collection,
            slug,
            changes,
            typed=json_values,
            person=site.person(),
            locale=locale,
            message=message,
        )
    _report(outcome)


@click.command()
@click.argument("collection")
@click.argument("pairs", nargs=-1, metavar="FIELD=VALUE…")
@site_options
@_json_values
@_locale
@click.option("--slug", default="", help="The entry's address, if the configuration is not to make it.")
def new(
    collection: str, pairs: tuple[str, ...], slug: str, repo: Path, config: str, json_values: bool, locale: str
) -> None:
    """Create an entry. Prints the commit; the entry's address goes to standard error."""
    changes = assignments(pairs, as_json=json_values)
    with opened(repo, config) as site:
        outcome = create_texts(
            site, collection, changes, typed=json_values, person=site.person(), locale=locale, slug=slug
        )
    _report(outcome)
    echo(f"Created {collection}/{outcome.slug} ({outcome.path})", err=True)


@click.command()
@click.argument("entry", metavar="COLLECTION/SLUG")
@site_options
def delete(entry: str, repo: Path, config: str) -> None:
    """Delete an entry in all its languages. Prints the commit."""
    with opened(repo, config) as site:
        collection, slug = address(site, entry)
        _report(delete_entry(site, collection, slug, person=site.person()))


@click.command()
@click.argument("entry", metavar="COLLECTION/SLUG")
@click.argument("new_slug", metavar="NEW-SLUG")
@site_options
@click.option("--references", is_flag=True, help="Let the relations of other entries follow.")
def rename(entry: str, new_slug: str, references: bool, repo: Path, config: str) -> None:
    """Give an entry another address; its translations and its own pictures go along. Prints the commit.

    Without --references, standard error names the entries that point to the former address.
    """
    with opened(repo, config) as site:
        collection, slug = address(site, entry)
        outcome = rename_entry(site, collection, slug, new_slug, person=site.person(), references=references)
    _report(outcome)
    for other in outcome.pointing:
        echo(f"{other} still points to {collection}/{slug}.", err=True)
    echo(f"Now {collection}/{outcome.slug} ({outcome.path})", err=True)


def _report(outcome: SaveOutcome) -> None:
    echo(outcome.commit)
    for label in outcome.joined:
        echo(f"{label} was changed by {outcome.joined_by} meanwhile; both edits are in.", err=True)
    for path in outcome.left_alone:
        echo(f"{path} on this computer has changes that are not committed; that copy was left alone.", err=True)
