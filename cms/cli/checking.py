"""`cms check`: the doctor."""

from __future__ import annotations

from pathlib import Path

import click

from cms.actions import check_repository
from cms.cli.common import branch, print_json, progress_shown, site_options
from cms.cli.findings import report_json
from cms.cli.printing import print_github, print_junit, print_report
from cms.gitstore import local_now

__all__ = ["check"]

_FORMATS = ("text", "json", "github", "junit")


@click.command()
@site_options
@click.option("--ref", default="", help="Check this branch, tag or commit instead of the branch's head.")
@click.option("--json", "as_json", is_flag=True, help="The same as `--format json`.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", help="How the report is written.")
@click.option("--strict", is_flag=True, help="Status 1 for warnings too.")
def check(repo: Path, config: str, ref: str, as_json: bool, form: str, strict: bool) -> int:
    """Check the configuration and every entry. Status 0: no errors, 1: errors, 2: it could not run."""
    with progress_shown() as progress:
        report = check_repository(
            repo, config=config, branch=branch(), ref=ref, clock=local_now, folder=Path(), report=progress
        )
    if as_json or form == "json":
        print_json(report_json(report))
    elif form == "github":
        print_github(report)
    elif form == "junit":
        print_junit(report)
    else:
        print_report(report)
    return 1 if report.count("error") or (strict and report.count("warning")) else 0
