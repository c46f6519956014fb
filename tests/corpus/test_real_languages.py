"""Over every real site in several languages: two beside each other change nothing untouched, one line when edited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from corpus.test_real_sites import configurations, repository_from
from support import git
from web.web_support import changed_lines, editor_form, multipart, sign_in

from cms.actions import list_rows, open_site
from cms.web import create_app

pytestmark = pytest.mark.corpus


def test_languages_beside_each_other(corpus_sites: list[Path], tmp_path: Path, clock: Any) -> None:
    wrong: list[str] = []
    edited = begun = 0
    for number, place in enumerate(corpus_sites):
        if not any("i18n:" in (place / "files" / path).read_text("utf-8", "replace") for path in configurations(place)):
            continue
        repo = repository_from(place, tmp_path / str(number))
        for path in configurations(place):
            site = open_site(repo, config=path, clock=clock)
            app = create_app(site)
            client = sign_in(app, app.test_client())
            for collection in site.config.collections:
                for row in list_rows(site, collection.name) if collection.i18n is not None else ():
                    first, other = collection.i18n.locales[:2] if collection.i18n is not None else ("", "")
                    page = f"/contents/{collection.name}/entries/{row.slug}"
                    start = git(repo, "rev-parse", "main")
                    if other not in row.languages:
                        begun += "There is no version" in client.get(f"{page}?locale={other}").get_data(as_text=True)
                        continue
                    form = editor_form(client, f"{page}?locale={other}&beside={first}")
                    response = client.post(page, **multipart(form))
                    if response.status_code != 303 or git(repo, "rev-parse", "main") != start:
                        wrong.append(f"{place.name} {page}: {response.status_code}")
                    form["f.title"] = [f"{form['f.title'][0]} neu"]
                    assert client.post(page, **multipart(form)).status_code == 303
                    edited += 1
                    if [line[0] for line in changed_lines(repo)] != ["-", "+"]:
                        wrong.append(f"{place.name} {page}: {changed_lines(repo)}")
            site.close()
    assert not wrong, "\n".join(wrong)
    assert (edited, begun) >= (5, 1)
