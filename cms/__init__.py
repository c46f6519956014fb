"""Quire: a git-backed file CMS. The rooms and their floors are drawn in docs/architecture.md."""

__version__ = "0.1.0"
