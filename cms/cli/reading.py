"""Commands that read: `list`, `show`, `history`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cms.actions import at_commit, list_rows, open_entry
from cms.actions import history as history_of
from cms.cli.common import address, echo, opened, print_json, site_options
from cms.errors import InvalidInput
from cms.index import EntryRow

__all__ = ["history", "list_", "show"]


@click.command("list")
@click.argument("collection")
@site_options
@click.option("--json", "as_json", is_flag=True, help="Print the entries as JSON.")
@click.option("--sort", default="", metavar="FIELD", help="Sort by a field; `-date` is newest first.")
@click.option("--filter", "filters", multiple=True, metavar="FIELD=VALUE", help="Only entries with this value.")
@click.option("--search", default="", metavar="TEXT", help="Only entries that this search finds.")
@click.option("--limit", type=int, default=None, metavar="N", help="At most N entries.")
def list_(
    collection: str,
    repo: Path,
    config: str,
    as_json: bool,
    sort: str,
    filters: tuple[str, ...],
    search: str,
    limit: int | None,
) -> None:
    """List the entries of a collection."""
    wanted = dict(_filter(item) for item in filters)
    with opened(repo, config) as site:
        rows = list_rows(site, collection, sort=sort, filters=wanted, search=search, limit=limit)
    if as_json:
        print_json([_row(row) for row in rows])
        return
    width = max((len(row.slug) for row in rows), default=0)
    for row in rows:
        echo(f"{row.slug:<{min(width, 48)}}  {row.summary or row.title}")


@click.command()
@click.argument("entry", metavar="COLLECTION/SLUG")
@site_options
@click.option("--locale", default="", help="A language of a localised entry.")
@click.option("--ref", default="", help="The entry as a branch, tag or commit has it.")
@click.option("--json", "as_json", is_flag=True, help="Print the values as JSON.")
def show(entry: str, repo: Path, config: str, locale: str, ref: str, as_json: bool) -> None:
    """Show one entry: its source, or its values as JSON (the body under `values.body`)."""
    with opened(repo, config) as site:
        collection, slug = address(site, entry)
        if ref:
            found = at_commit(site, collection, slug, site.repository.resolve(ref), locale=locale)
        else:
            found = open_entry(site, collection, slug, locale=locale)
    if found.problem and as_json:
        raise InvalidInput(f"{found.path} cannot be read. {found.problem} Show it without --json to see the source.")
    if as_json:
        print_json(
            {
                "collection": found.collection.name,
                "slug": found.slug,
                "locale": found.locale or None,
                "path": str(found.path),
                "oid": found.base or None,
                "values": dict(found.values),
            }
        )
        return
    click.echo(found.source, nl=False)


@click.command()
@click.argument("entry", metavar="COLLECTION/SLUG")
@site_options
@click.option("--limit", type=int, default=50, show_default=True, metavar="N", help="At most N versions.")
@click.option("--json", "as_json", is_flag=True, help="Print the versions as JSON.")
def history(entry: str, repo: Path, config: str, limit: int, as_json: bool) -> None:
    """List the commits that touched an entry, newest first."""
    with opened(repo, config) as site:
        collection, slug = address(site, entry)
        versions = history_of(site, collection, slug, limit)
    if as_json:
        print_json(
            [
                {
                    "commit": item.commit,
                    "author": {"name": item.author.name, "email": item.author.email},
                    "date": item.when.isoformat(),
                    "subject": item.subject,
                }
                for item in versions
            ]
        )
        return
    for item in versions:
        echo(f"{item.commit[:10]}  {item.when:%Y-%m-%d %H:%M}  {item.author.name}  {item.subject}")


def _filter(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise InvalidInput(f"--filter {text!r}: write FIELD=VALUE, as in `--filter draft=true`.")
    return name, value


def _row(row: EntryRow) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "path": str(row.path),
        "oid": row.oid,
        "summary": row.summary or row.title,
        "date": row.date or None,
        "updated": row.updated.isoformat() if row.updated else None,
    }
