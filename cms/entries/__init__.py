"""Entries: slugs and path templates, which files belong to a collection, summaries, merging by field."""
