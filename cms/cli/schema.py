"""`cms schema`: the configuration's schema for text editors."""

from __future__ import annotations

import click

from cms.cli.common import print_json
from cms.config import config_schema

__all__ = ["schema"]


@click.command()
def schema() -> None:
    """Print a JSON Schema of config.yml, by which text editors check and complete it."""
    print_json(config_schema())
