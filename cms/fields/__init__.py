"""One module per widget: default, parse, validate, serialise, summary."""
