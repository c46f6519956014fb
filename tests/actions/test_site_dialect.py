"""The dialect of a site follows the admin page of its branch."""

from __future__ import annotations

from pathlib import Path

from support import FixedClock, git, write_files

from cms.actions import Site, open_site

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
