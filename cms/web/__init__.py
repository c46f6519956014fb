"""The Flask application: views, forms, security headers.

Knows `cms.actions` and the values the rooms give; no git, no files of the repository, no SQL.
"""

from cms.web.app import create_app
from cms.web.server import Server, bind, run_server

__all__ = ["Server", "bind", "create_app", "run_server"]
