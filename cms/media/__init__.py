"""Uploads: names, checks, the library."""
