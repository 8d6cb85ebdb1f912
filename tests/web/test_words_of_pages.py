"""Small pure parts of pages: quotations in another language, and where the pages in a reader's language begin."""

from __future__ import annotations

import pytest

from tracker.exports import urls
from tracker.web.templating import quoted, render


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("El aviso dice: “By noon.”", "en", 'El aviso dice: “<span lang="en">By noon.</span>”'),
        ("Dice “a” y “b”.", "en", 'Dice “<span lang="en">a</span>” y “<span lang="en">b</span>”.'),
        ("Dice “<b>a</b>” & más", "en", 'Dice “<span lang="en">&lt;b&gt;a&lt;/b&gt;</span>” &amp; más'),
        ("The notice says: “By noon.”", "", "The notice says: “By noon.”"),
        ("Left open “here", "en", "Left open “here"),
        ("Sin cita", "en", "Sin cita"),
    ],
)
def test_a_quotation_says_its_language_to_a_screen_reader_and_nothing_in_it_is_markup(text, language, shown):
    assert quoted(text, language) == shown


@pytest.mark.parametrize(
    ("site", "language", "root"),
    [
        ("https://tracker.example.org/", "en", "https://tracker.example.org"),
        ("https://tracker.example.org", "es", "https://tracker.example.org/es"),
        ("https://example.org/tracker/", "es", "https://example.org/tracker/es"),
    ],
)
def test_pages_in_a_language_begin_below_the_site(site, language, root):
    assert urls.spoken(site, language) == root
    assert urls.manage(root, "T") == f"{root}/manage/T"


@pytest.mark.parametrize(
    ("path", "status", "first"),
    [
        ("/manage/old", 404, "/es/links"),
        ("/unsubscribe/cut-off", 404, "/es/links"),
        ("/my-data/used", 410, "/es/links"),
        ("/confirm/old", 404, "/es/subscribe"),
        ("/manage/many", 429, "/es/"),
        ("/nothing", 404, "/es/"),
    ],
)
def test_who_comes_by_a_link_that_is_dead_is_led_to_a_new_one(path, status, first):
    context = {"site": "", "site_url": "", "path": path, "session": None, "status": status, "title": "", "detail": ""}
    page = render("problem.html", "es", context)
    assert page.partition('<a class="button" href="')[2].startswith(f'{first}"')
    assert 'role="search"' in page
