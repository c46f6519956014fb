"""The dialect of a site follows the admin page of its branch."""

from __future__ import annotations

from pathlib import Path

from support import FixedClock, git, write_files

from cms.actions import Site, open_site, set_texts

SVELTIA = '<script src="https://unpkg.com/@sveltia/cms/dist/sveltia-cms.js"></script>'


def test_page_of_the_branch_counts(site: Site, small_site: Path) -> None:
    assert site.config.dialect == "decap"
    write_files(small_site, {"static/admin/index.html": SVELTIA})
    site.refresh()
    assert site.config.dialect == "decap"  # nobody has committed it
    git(small_site, "add", "-A")
    git(small_site, "commit", "-q", "-m", "Change to Sveltia CMS")
    site.refresh()
    assert site.config.dialect == "sveltia"
    git(small_site, "rm", "-q", "static/admin/index.html")
    git(small_site, "commit", "-q", "-m", "Change back")
    site.refresh()
    assert site.config.dialect == "decap"


def test_page_beside_a_configuration_elsewhere_counts(small_site: Path, tmp_path: Path, clock: FixedClock) -> None:
    configuration = (small_site / "static/admin/config.yml").read_text()
    write_files(tmp_path / "own", {"config.yml": configuration, "index.html": SVELTIA})
    site = open_site(small_site, config=str(tmp_path / "own/config.yml"), clock=clock)
    try:
        assert site.config.dialect == "sveltia"
    finally:
        site.close()


def test_comments_are_written_only_where_the_tool_did(small_site: Path, clock: FixedClock) -> None:
    config = small_site / "static/admin/config.yml"
    config.write_text(config.read_text().replace("{name: cover,", "{name: cover, comment: Wide,"))
    for name, page, written in (("plums", "", True), ("first-light", SVELTIA, False)):
        write_files(small_site, {"static/admin/index.html": page})
        git(small_site, "add", "-A")
        git(small_site, "commit", "-q", "-m", "Set up")
        site = open_site(small_site, clock=clock)
        try:
            set_texts(site, "posts", name, {"cover": "/media/a.png"}, person=site.person())
        finally:
            site.close()
        assert ("# Wide\n" in git(small_site, "show", f"main:content/posts/{name}.md")) is written
