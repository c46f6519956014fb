"""The `cms` command."""
