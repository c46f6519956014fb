"""What the configuration says of lists, as pages show it: filters, groups, columns, order, limits, dividers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lists_support import PEOPLE, POSTS, Files, site_files
from test_web_list import titles
from web_support import SAME_ORIGIN, Page, changed_lines, csrf_of, get, log_lines, sign_in

from cms.actions import open_site
from cms.web import create_app

Browse = Callable[..., FlaskClient]


@pytest.fixture
def browse(repository_of: Callable[[Files], Path], clock: Any) -> Browse:
    """A signed-in browser on a site of these files."""

    def start(files: Files) -> FlaskClient:
        site = open_site(repository_of(files), clock=clock)
        app = create_app(site)
        return sign_in(app, app.test_client())

    return start


def chips(page: Page) -> list[tuple[str, bool]]:
    found = re.findall(
        r'<a class="chip" href="[^"]*"( aria-current="true")?>([^<]+)<span class="count">(\d+)', page.html
    )
    return [(f"{label.strip()} {count}", bool(on)) for on, label, count in found]


def groups(page: Page) -> list[tuple[str, int, list[str]]]:
    """The groups of a page: label, number, titles."""
    parts = page.html.split('<details class="group"')[1:]
    heads = [re.search(r"<h2>(.*?)</h2>\s*<span class=\"count\">(\d+)", part) for part in parts]
    return [(head[1], int(head[2]), titles(part)) for head, part in zip(heads, parts, strict=True) if head]


def link(page: Page, words: str) -> str:
    found = re.search(rf'href="([^"]*)"[^>]*>(?:<svg.*?</svg>)?(?:<span>)?{re.escape(words)}', page.html)
    assert found, words
    return found[1].replace("&amp;", "&")


def test_view_filters_are_chips_that_add_up(browse: Browse) -> None:
    client = browse(site_files())
    page = get(client, "/contents/posts")
    assert chips(page) == [("All 4", True), ("Drafts 1", False), ("Upcoming 1", False), ("Read often 1", False)]
    drafts = get(client, link(page, "Drafts"))
    assert titles(drafts.html) == ["Bread"]
    assert chips(drafts)[1] == ("Drafts 1", True)
    both = get(client, link(drafts, "Read often"))
    assert titles(both.html) == ["Bread"]
    none = get(client, link(drafts, "Upcoming"))
    assert "No story fits" in none.text
    assert titles(get(client, link(none, "Show all")).html) == ["Bread", "Mill", "Plums", "Rye"]


def test_a_filter_that_is_on_at_first_can_be_switched_off(browse: Browse) -> None:
    filters = "view_filters: {filters: [{name: out, label: Out, field: draft, pattern: false}], default: out}\n"
    posts = re.sub(r"view_filters:\n(?:      - .*\n)+", filters, POSTS)
    client = browse(site_files(posts))
    page = get(client, "/contents/posts")
    assert titles(page.html) == ["Mill"]
    off = get(client, link(page, "All"))
    assert titles(off.html) == ["Bread", "Mill", "Plums", "Rye"]
    assert link(off, "Out") == "/contents/posts"


def test_filters_and_groups_that_do_not_run_are_said_and_narrow_nothing(browse: Browse) -> None:
    views = (
        "view_filters:\n      - {label: Late, field: title, pattern: '(?<=a)b'}\n"
        "      - {label: Not bread, field: title, pattern: '^(?!Bread)'}\n"
        "    view_groups: [{label: Double, field: title, pattern: '(e)\\1'}, {label: Kind, field: kind}]\n"
    )
    posts = re.sub(r"view_filters:\n(?: {6}.*\n)+    view_groups:\n(?: {6}.*\n)+", lambda _: views, POSTS)
    client = browse(site_files(posts, PEOPLE))
    page = get(client, "/contents/posts?filter=late&group=double")
    assert titles(page.html) == ["Bread", "Mill", "Plums", "Rye"]
    assert chips(page) == [("All 4", True), ("Not bread 3", False)]
    assert "The filter “Late” and the group “Double” do not work here: Quire cannot run their patterns." in page.text
    assert "<span>Double</span>" not in page.html
    assert titles(get(client, link(page, "Not bread")).html) == ["Mill", "Plums", "Rye"]


def test_a_search_shows_passages_whatever_narrows_and_orders_it(browse: Browse) -> None:
    client = browse(site_files(**{"posts__rye.md": "---\ntitle: Rye\ndraft: true\n---\nOf plums and a mill.\n"}))
    for more in ("filter=drafts", "sort=-date", "group=draft", "filter=drafts&group=draft", "view=cards&sort=title"):
        page = get(client, f"/contents/posts?q=plums&{more}")
        assert "Of <mark>plums</mark> and a mill." in page.html, more


def test_a_list_that_tells_the_time_follows_it(browse: Browse, clock: Any) -> None:
    client = browse(site_files(**{"posts__plums.md": "---\ntitle: P\ndate: 2026-11-25T12:05:00Z\n---\n"}))
    first = client.get("/contents/posts?filter=upcoming")
    seen = {"If-None-Match": first.headers["ETag"]}
    assert titles(first.get_data(as_text=True)) == ["P"]
    assert client.get("/contents/posts?filter=upcoming", headers=seen).status_code == 304
    clock.advance(minutes=10)
    later = client.get("/contents/posts?filter=upcoming", headers=seen)
    assert later.status_code == 200
    assert "No story fits" in later.get_data(as_text=True)


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (
            "month",
            [("Jan 2026", 1, ["Bread"]), ("Nov 2026", 1, ["Mill"]), ("Dec 2026", 1, ["Plums"]), ("Other", 1, ["Rye"])],
        ),
        ("kind", [("How to", 1, ["Bread"]), ("News", 2, ["Mill", "Plums"]), ("Without kind", 1, ["Rye"])]),
        ("draft", [("Not draft", 1, ["Mill"]), ("Draft", 1, ["Bread"]), ("Without draft", 2, ["Plums", "Rye"])]),
        (
            "by-whom",
            [("Ines Marchetti", 2, ["Bread", "Mill"]), ("noor", 1, ["Plums"]), ("Without by whom", 1, ["Rye"])],
        ),
        ("still-to-come", [("Still to come", 2, ["Mill", "Plums"]), ("Other", 2, ["Bread", "Rye"])]),
    ],
)
def test_view_groups_part_the_list(browse: Browse, group: str, expected: list[tuple[str, int, list[str]]]) -> None:
    page = get(browse(site_files()), f"/contents/posts?group={group}")
    assert groups(page) == expected
    assert "4 stories" in page.text


def test_groups_turn_round_with_their_field(browse: Browse) -> None:
    page = get(browse(site_files()), "/contents/posts?group=month&sort=-date")
    assert [label for label, _, _ in groups(page)] == ["Dec 2026", "Nov 2026", "Jan 2026", "Other"]


def test_a_group_that_is_on_at_first(browse: Browse) -> None:
    grouped = "view_groups: {groups: [{name: k, label: Kind, field: kind}], default: k}\n"
    client = browse(site_files(re.sub(r"view_groups:\n(?:      - .*\n)+", grouped, POSTS)))
    page = get(client, "/contents/posts")
    assert [label for label, _, _ in groups(page)] == ["How to", "News", "Without kind"]
    assert groups(get(client, link(page, "Not grouped"))) == []


def test_pages_of_groups_join_without_gap(browse: Browse) -> None:
    many = {
        f"posts__n{n:03}.md": f"---\ntitle: N{n:03}\nkind: {'news' if n % 3 else 'howto'}\n---\n" for n in range(110)
    }
    client = browse(site_files(**many))
    address, found, pages = "/contents/posts?group=kind", dict[str, list[str]](), 0
    while address:
        page = get(client, address)
        for label, _, names in groups(page):
            found.setdefault(label, []).extend(names)
        pages += 1
        onward = re.search(r'href="([^"]*after=[^"]*)" rel="next"', page.html)
        address = onward[1].replace("&amp;", "&") if onward else ""
    assert pages == 5
    assert found["How to"] == ["Bread", *(f"N{n:03}" for n in range(0, 110, 3))]
    assert found["News"] == ["Mill", *(f"N{n:03}" for n in range(110) if n % 3), "Plums"]
    assert found["Without kind"] == ["Rye"]
    only = get(client, "/contents/posts?group=kind&in=howto")
    assert [(label, count) for label, count, _ in groups(only)] == [("How to", 38)]
    assert "38 stories" in only.text


@pytest.mark.parametrize("after", ["x", "W10", "WyJub3RoaW5nIiwgIiJd", "é", "bnVsbA"])
def test_a_cursor_that_is_none_shows_the_first_page(browse: Browse, after: str) -> None:
    page = get(browse(site_files()), f"/contents/posts?group=kind&after={after}")
    assert [label for label, _, _ in groups(page)] == ["How to", "News", "Without kind"]


def test_search_keeps_within_filters_and_groups(browse: Browse) -> None:
    client = browse(site_files())
    assert titles(get(client, "/contents/posts?filter=drafts&q=bread").html) == ["Bread"]
    assert titles(get(client, "/contents/posts?filter=drafts&q=plums").html) == []
    assert groups(get(client, "/contents/posts?group=kind&q=mill")) == [("News", 1, ["Mill"])]


def test_heads_of_columns_sort(browse: Browse) -> None:
    client = browse(site_files())
    page = get(client, "/contents/posts?filter=")
    heads = dict(re.findall(r'role="columnheader"[^>]*><a href="([^"]*)">(\w+)', page.html))
    assert list(heads.values()) == ["Title", "Date"]
    up, down = (address.replace("&amp;", "&") for address in heads)
    assert up == "/contents/posts?filter=&sort=-title"
    dates = get(client, down)
    assert titles(dates.html) == ["Plums", "Mill", "Bread", "Rye"]
    assert 'aria-sort="descending"' in dates.html


def test_summary_fields_are_the_columns(browse: Browse) -> None:
    fields = "    summary_fields: [title, kind, author, date, commit_author]\n"
    page = get(
        browse(
            site_files(
                POSTS + fields,
                "  - {name: people, label: P, folder: people, fields: [{name: name, label: N}, {name: id}]}\n",
            )
        ),
        "/contents/posts",
    )
    heads = re.findall(r'role="columnheader"[^>]*>(?:<a[^>]*>)?([A-Za-z ]+)', page.html)
    assert [head.strip() for head in heads] == ["Title", "Kind", "Author", "Date", "Edited by"]
    cells = re.findall(r'class="meta c-text"><span>([^<]*)</span>', page.html)
    assert cells[:4] == ["How to", "Ines Marchetti", "5 Jan 2026", "Ada Lovelace"]


def test_a_description_is_a_line_of_markdown(browse: Browse) -> None:
    assert "description: Stories from **the field**." in POSTS
    assert "<strong>the field</strong>" in get(browse(site_files()), "/contents/posts").html


NOTES = """\
  - name: notes
    label: Notes
    label_singular: Note
    folder: notes
    create: true
    limit: 2
    fields: [{name: title, label: Title}]
"""


def test_limit_refuses_the_entry_that_is_too_many(browse: Browse) -> None:
    client = browse(site_files(NOTES, **{"notes__a.md": "---\ntitle: A\n---\n"}))
    assert "There is room for 1 more" in get(client, "/contents/notes").text
    form = {**get(client, "/contents/notes/new").fields(form_id="entry-form"), "f.title": ["B"]}
    assert client.post("/contents/notes/new", data=form, headers=SAME_ORIGIN).status_code == 303
    full = get(client, "/contents/notes")
    assert "Notes is full." in full.text
    assert "New note" not in full.text
    assert "Duplicate" not in full.text
    assert client.get("/contents/notes/new").status_code == 403
    late = client.post("/contents/notes/new", data={**form, "f.title": ["Typed"], "key": ["2"]}, headers=SAME_ORIGIN)
    assert late.status_code == 403
    kept = Page(late)
    assert "Notes is full" in kept.text
    assert kept.fields(form_id="entry-form")["f.title"] == ["Typed"]


def test_dividers_part_the_collections(browse: Browse) -> None:
    other = "  - {name: %s, label: %s, folder: x, fields: [{name: title, label: Title}]}\n"
    page = get(browse(site_files(other % ("a", "A"), "  - {divider: true}\n", other % ("b", "B"))), "/contents/a")
    assert re.findall(r"<li( class=\"divided\")?><a href=\"/contents/(\w)\"", page.html) == [
        ("", "a"),
        (' class="divided"', "b"),
    ]


PAGES = """\
  - name: data
    label: Data
    files:
      - {name: shop, label: Shop, file: data/shop.yml, icon: storefront, description: Where., fields: [{name: title}]}
      - {name: about, label: About, file: data/about.yml, fields: [{name: title}]}
      - {name: secret, label: Secret, hide: true, file: data/secret.yml, fields: [{name: title}]}
      - {divider: true}
      - {name: hours, label: Hours, file: data/hours.yml, fields: [{name: title}]}
"""


def test_files_stand_in_their_order(browse: Browse) -> None:
    client = browse(site_files(PAGES, **{"data__about.yml": "title: A\n", "data__hours.yml": "title: H\n"}))
    page = get(client, "/contents/data")
    assert titles(page.html) == ["Shop", "About", "Hours"]
    assert page.html.count('class="row divided"') == 1
    assert page.html.count('class="thumb none"') == 3, "one with an icon: all have a place for it"
    assert "Not written yet" in page.text
    assert client.get("/contents/data/entries/secret").status_code == 200
    assert titles(get(client, "/contents/data?sort=title").html) == ["About", "Hours"]


def test_singletons_lead_to_their_entry(browse: Browse) -> None:
    single = "singletons: [{name: home, label: Front page, icon: home, file: home.yml, fields: [{name: title}]}]\n"
    page = get(browse(site_files(head=single)), "/contents/posts")
    assert 'href="/contents/_singletons/entries/home"' in page.html
    assert "Front page" in page.text


def test_search_can_be_switched_off(browse: Browse) -> None:
    client = browse(site_files(head="search: false\n"))
    page = get(client, "/contents/posts?q=nothing")
    assert titles(page.html) == ["Bread", "Mill", "Plums", "Rye"]
    assert 'role="search"' not in page.html
    assert client.get("/search?q=bread").status_code == 404


LOGO = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 4'><circle r='2'/></svg>"


@pytest.mark.parametrize(
    ("head", "shown", "in_header"),
    [
        ("logo: {src: /media/logo.svg}\n", True, True),
        ("logo_url: media/logo.svg\n", True, True),
        ("logo: {src: /media/logo.svg, show_in_header: false}\n", True, False),
        ("site_url: https://a.example\nlogo: {src: https://a.example/media/logo.svg}\n", True, True),
        ("logo: {src: https://other.example/media/logo.svg}\n", False, False),
        ("logo: {src: /media/none.svg}\n", False, False),
        ("logo: {src: /../posts/bread.md}\n", False, False),
        ("logo: {src: 'http://[x'}\n", False, False),
    ],
)
def test_the_logo_is_a_file_of_the_site(browse: Browse, head: str, shown: bool, in_header: bool) -> None:
    client = browse(site_files(head=head, **{"static__media__logo.svg": LOGO}))
    page = get(client, "/contents/posts")
    assert ('<link rel="icon" href="/logo">' in page.html) is shown
    assert ('class="site-logo"' in page.html) is in_header
    stranger = client.application.test_client()
    answer = stranger.get("/logo")
    assert answer.status_code == (200 if shown else 404)
    assert not shown or "sandbox" in answer.headers["Content-Security-Policy"]
    assert (b"site-logo" in stranger.get("/sign-in").data) is shown


@pytest.mark.parametrize(
    ("head", "where"),
    [
        ("logo_link: https://a.example/home\n", 'class="site" href="https://a.example/home"'),
        ("logo_link: 'javascript:alert(1)'\n", 'class="site" href="/"'),
        ("issue_reports: {url: https://a.example/help}\n", 'href="https://a.example/help" target="_blank"'),
        ("display_url: https://a.example\n", 'href="https://a.example" target="_blank"'),
        ("site_url: https://b.example\n", 'href="https://b.example" target="_blank"'),
    ],
)
def test_the_frame_leads_where_the_configuration_says(browse: Browse, head: str, where: str) -> None:
    assert where in get(browse(site_files(head=head)), "/contents/posts").html


@pytest.mark.parametrize(
    ("written", "refresh"),
    [
        ("https://a.example/bye", "0; url=https://a.example/bye"),
        ("javascript:alert(1)", None),
        ("//b.example", None),
    ],
)
def test_signing_out_leads_on(browse: Browse, written: str, refresh: str | None) -> None:
    client = browse(site_files(head=f"logout_redirect_url: '{written}'\n"))
    answer = client.post("/sign-out", data={"csrf_token": csrf_of(client)}, headers=SAME_ORIGIN)
    assert answer.location == ("/signed-out" if refresh else "/sign-in")
    assert client.get("/signed-out").headers.get("Refresh") == refresh


BREAD = """\
  - name: bread
    label: Bread
    folder: bread
    reorder: {key: weight, group: shelf}
    view_groups: [{name: shelf, label: Shelf, field: shelf}]
    fields: [{name: title, label: Title}, {name: shelf, label: Shelf}]
"""


def loaves(*loaves: tuple[str, str, object]) -> dict[str, str]:
    return {
        f"bread__{title.lower()}.md": f"---\ntitle: {title}  # kept\nshelf: {shelf}\nweight: {weight}\n---\n"
        for title, shelf, weight in loaves
    }


def ordered(page: Page) -> list[str]:
    return page.fields("/contents/bread/order")["order"]


def test_entries_are_put_in_order_by_buttons(browse: Browse, repository_of: Any) -> None:
    client = browse(
        site_files(BREAD, **loaves(("Rye", "top", 1), ("Oat", "top", 2), ("Pita", "low", "'1'"), ("Naan", "low", 9)))
    )
    assert titles(get(client, "/contents/bread").html) == ["Rye", "Oat", "Naan", "Pita"]
    page = get(client, "/contents/bread/order")
    assert ordered(page) == ["pita", "naan", "rye", "oat"]
    form = page.fields("/contents/bread/order")
    moved = Page(client.post("/contents/bread/order", data={**form, "do": "up:oat"}, headers=SAME_ORIGIN))
    assert ordered(moved) == ["pita", "naan", "oat", "rye"]
    done = client.post("/contents/bread/order", data=moved.fields("/contents/bread/order"), headers=SAME_ORIGIN)
    assert done.status_code == 303
    repo = client.application.extensions["quire"].site.repository.work_tree
    assert sorted(changed_lines(repo)) == [
        "+weight: 1",
        "+weight: 2",
        "+weight: 2",
        "-weight: 1",
        "-weight: 2",
        "-weight: 9",
    ]
    assert len(log_lines(repo)) == 2, "one commit"
    again = client.post("/contents/bread/order", data=moved.fields("/contents/bread/order"), headers=SAME_ORIGIN)
    assert again.status_code == 303
    assert len(log_lines(repo)) == 2, "the same form twice changes nothing more"


def test_an_order_that_changed_meanwhile_is_asked_again(browse: Browse) -> None:
    client = browse(site_files(BREAD, **loaves(("Rye", "top", 1), ("Oat", "top", 2), ("Emmer", "top", 3))))
    mine = get(client, "/contents/bread/order").fields("/contents/bread/order")
    theirs = {**mine, "order": ["oat", "rye", "emmer"]}
    assert client.post("/contents/bread/order", data=theirs, headers=SAME_ORIGIN).status_code == 303
    refused = client.post("/contents/bread/order", data={**mine, "order": ["emmer", "rye", "oat"]}, headers=SAME_ORIGIN)
    assert refused.status_code == 409
    shown = Page(refused)
    assert "Somebody else changed this list" in shown.text
    assert ordered(shown) == ["emmer", "rye", "oat"]
    assert (
        client.post(
            "/contents/bread/order", data=shown.fields("/contents/bread/order"), headers=SAME_ORIGIN
        ).status_code
        == 303
    )
    assert titles(get(client, "/contents/bread").html) == ["Emmer", "Rye", "Oat"]


def test_only_what_may_be_ordered_can_be(browse: Browse) -> None:
    client = browse(site_files())
    assert "Put in order" not in get(client, "/contents/posts").text
    assert client.get("/contents/posts/order").status_code == 403
