"""Over every real site: each list and form opens, and publishing a form untouched makes no commit.

Of a collection the first forms; `make corpus`, or `QUIRE_CORPUS=all` in the environment, sends every one.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from corpus.test_real_sites import configurations, repository_from
from support import git
from web.web_support import editor_form, multipart, sign_in

from cms.actions import list_rows, open_site
from cms.web import create_app

pytestmark = pytest.mark.corpus

ALL = os.environ.get("QUIRE_CORPUS") == "all"
MOST = None if ALL else 16  # forms of one collection that are sent


def test_untouched_forms_change_nothing(corpus_sites: list[Path], tmp_path: Path, clock: Any) -> None:
    wrong: list[str] = []
    sent = 0
    for number, place in enumerate(corpus_sites):
        repo = repository_from(place, tmp_path / str(number))
        start = git(repo, "rev-parse", "main")
        for path in configurations(place):
            site = open_site(repo, config=path, clock=clock)
            app = create_app(site)
            client = sign_in(app, app.test_client())
            for collection in site.config.collections:
                address = f"/contents/{collection.name.replace('~', '~0').replace('/', '~1')}"
                pages = [address, f"{address}/new"] if collection.create else [address]
                wrong += [f"{place.name} {page}" for page in pages if client.get(page).status_code != 200]
                for row in list_rows(site, collection.name, limit=MOST):
                    page = f"{address}/entries/{row.slug}"
                    if client.get(page).status_code == 303:  # no form can show it: its text is what is published
                        page += "/source"
                    response = client.post(page, **multipart(editor_form(client, page)))
                    sent += 1
                    if response.status_code != 303:
                        wrong.append(f"{place.name} {page}: {response.status_code}")
            site.close()
        wrong += git(repo, "log", "--format=%s", "--name-only", f"{start}..main").splitlines()
        wrong += git(repo, "status", "--porcelain").splitlines()
    assert not wrong, "\n".join(wrong)
    assert sent > (950 if ALL else 450)
