"""The tables of the state database."""

from __future__ import annotations

from sqlalchemy import Column as SqlColumn
from sqlalchemy import Float, MetaData, String, Table, Text

__all__ = ["links", "metadata", "saves", "sessions"]

metadata = MetaData()

# Times are seconds since the epoch (UTC); tokens are SHA-256, in hexadecimal.
links = Table(
    "sign_in_links",
    metadata,
    SqlColumn("token", String(64), primary_key=True),
    SqlColumn("expires", Float, nullable=False),
    SqlColumn("name", Text, nullable=False),
    SqlColumn("email", Text, nullable=False),
)
sessions = Table(
    "sessions",
    metadata,
    SqlColumn("token", String(64), primary_key=True),
    SqlColumn("name", Text, nullable=False),
    SqlColumn("email", Text, nullable=False),
    SqlColumn("created", Float, nullable=False),
    SqlColumn("seen", Float, nullable=False),
)
saves = Table(
    "saves",
    metadata,
    SqlColumn("key", String(64), primary_key=True),
    SqlColumn("outcome", Text, nullable=False),
    SqlColumn("created", Float, nullable=False),
)
