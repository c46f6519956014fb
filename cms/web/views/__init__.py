"""One module per resource. A view parses the request, calls one action, renders."""
