"""Commands about a whole site: `init`, `serve`, `reindex`."""

from __future__ import annotations

import ipaddress
import webbrowser
from pathlib import Path

import click

from cms.actions import Upkeep, init_site, open_site
from cms.cli.common import branch, echo, opened, progress_shown, site_options
from cms.cli.memory import return_memory, to_stay
from cms.errors import InvalidInput
from cms.gitstore import local_now

__all__ = ["init", "reindex", "serve"]

PORT = 8400


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
def init(directory: Path) -> None:
    """Make a new site repository in DIR from the example site, ready for `cms serve`."""
    commit = init_site(directory, clock=local_now)
    echo(commit)
    echo(f"Made a site in {directory}. Open it with: cms serve --repo {directory}", err=True)


@click.command()
@site_options
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; loopback only for now.")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help=f"The port (default {PORT}; 0: a free one).")
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
def serve(repo: Path, config: str, host: str, port: int | None, no_browser: bool) -> None:
    """Serve the editor on this computer and print a sign-in link that works once."""
    _loopback(host)
    return_memory()
    with to_stay():
        from cms.web import bind, create_app

        site = open_site(repo, config=config, branch=branch(), clock=local_now, folder=Path(), wait=False)
    upkeep = Upkeep(site.repository)
    upkeep.start()
    try:
        for diagnostic in site.diagnostics:
            echo(f"{diagnostic.severity}: {diagnostic}", err=True)
        with to_stay():
            app = create_app(site, trusted_hosts=("localhost", "127.0.0.1", host))
            server = bind(app, host, PORT if port is None else port, search=port is None)
            token = site.state.new_link(site.person())
        link = f"http://{host}:{server.port}/sign-in/{token}"
        echo(f"Quire serves {site.title} and edits its branch {site.repository.branch}.", err=True)
        echo("The link works once, for 10 minutes. Stop with Ctrl C.", err=True)
        if site.progress is not None:
            echo("The entries are being read for the first time; the browser shows how far that is.", err=True)
        echo(f"Open {link}")
        if not no_browser:
            webbrowser.open(link)
        server.run()
    finally:
        upkeep.stop()
        site.close()


@click.command()
@site_options
@click.option("--full", is_flag=True, help="Throw the index away and build it anew.")
def reindex(repo: Path, config: str, full: bool) -> None:
    """Bring the index to the branch's head. It is a cache: nothing is lost with it."""
    with opened(repo, config) as site:
        if full:
            with progress_shown() as report:
                site.reindex(report)
        total = sum(site.index.counts().values())
    echo(f"{total} {'entry' if total == 1 else 'entries'} indexed.")


def _loopback(host: str) -> None:
    try:
        fine = host == "localhost" or ipaddress.IPv4Address(host).is_loopback
    except ValueError:
        fine = False
    if not fine:
        raise InvalidInput(
            f"Quire does not listen on {host}: without accounts everybody who reaches it could edit the site. "
            "Use --host 127.0.0.1, and an SSH tunnel to reach it from elsewhere."
        )
