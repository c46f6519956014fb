"""`python -m cms.cli` is `cms`."""

from cms.cli import main

main()
