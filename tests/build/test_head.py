"""What a page gets to come alive: tags in its head, addresses of its translations, links to them."""

from __future__ import annotations

import pytest

from pyodide_widgets.build.head import PagePlace, make_live
from pyodide_widgets.build.languages import Languages
from pyodide_widgets.build.places import CODE_ELEMENTS, EDITING_STYLE_SHEET, ENTRY, FOLDER

PAGE = "<html><head><title>A</title></head><body><p>Text.</p></body></html>"
THREE = Languages.of(["de", "en", "fr"], "en")


def live(place: PagePlace, languages: Languages = THREE, html: str = PAGE, **options: bool) -> str:
    return make_live(html, place, languages, **{"offline": True, **options})  # type: ignore[arg-type]


def test_tags_are_at_the_end_of_the_head() -> None:
    head, _, body = live(PagePlace("../", "")).partition("</head>")
    assert head.startswith('<html><head><title>A</title><script type="module" async')
    assert head.count(f'src="../{FOLDER}/{ENTRY}"') == 2
    assert body.startswith("<body><p>Text.</p>")


def test_the_entry_is_requested_before_the_themes_style_sheets() -> None:
    page = "<html><head><link rel=icon href=a><link href=b rel='stylesheet'><link rel=stylesheet href=c></head><body></body></html>"
    html = live(PagePlace("../", ""), html=page)
    first, second = (place for place in range(len(html)) if html.startswith(f'src="../{FOLDER}/{ENTRY}"', place))
    assert html.index("rel=icon") < first < html.index("rel='stylesheet'") < html.index("rel=stylesheet") < second
    quoted = "<html><head></head><body><link rel='stylesheet' href=a></body></html>"
    assert live(PagePlace("../", ""), html=quoted).partition("</head>")[0].count(ENTRY) == 2


@pytest.mark.parametrize("name", CODE_ELEMENTS)
def test_pages_with_code_have_its_style_sheet_and_others_have_not(name: str) -> None:
    place = PagePlace("", "")
    assert EDITING_STYLE_SHEET in live(place, html=PAGE.replace("Text.", f'<{name} id="a"></{name}>'))
    assert EDITING_STYLE_SHEET not in live(place, html=PAGE.replace("Text.", f"&lt;{name} &gt; {name}"))


def test_every_language_has_an_absolute_address_where_the_site_has_one() -> None:
    html = live(PagePlace("../../", "a/", "https://example.org/x/"))
    for lang, folder in (("de", ""), ("en", "en/"), ("fr", "fr/")):
        assert f'<link rel=" alternate" hreflang="{lang}" href="https://example.org/x/{folder}a/">' in html
    assert "hreflang" not in live(PagePlace("../../", "a/")).partition("</head>")[0]


@pytest.mark.parametrize(("url", "to_german"), [("", "../"), ("a/", "../a/")])
def test_other_languages_have_relative_addresses_everywhere(url: str, to_german: str) -> None:
    html = live(PagePlace("../", url))
    assert f'<meta name="translation" lang="de" content="{to_german}">' in html
    assert f'<meta name="translation" lang="fr" content="../fr/{url}">' in html


def test_a_front_page_of_the_default_language_is_named_too() -> None:
    html = live(PagePlace("", ""), Languages.of(["de", "en"], "en"))
    assert '<meta name="translation" lang="de" content="./">' in html


def test_links_are_added_where_the_theme_has_no_place_for_them() -> None:
    assert live(PagePlace("../", "")).count("data-language-switch") == 2
    assert live(PagePlace("../", ""), has_language_switch=True).count("data-language-switch") == 0
    assert live(PagePlace("/", None)).count("data-language-switch") == 0
    assert live(PagePlace("", ""), Languages.of(["de"])).count("data-language-switch") == 0


def test_a_page_that_is_only_a_piece_gets_them_too() -> None:
    assert ENTRY in live(PagePlace("", ""), html="<p>Text.</p>")


FIGURE = '<py-widget name="coin"></py-widget>'


@pytest.mark.parametrize(
    ("body", "starts"),
    [
        (f"<p>{'word ' * 100}</p>{FIGURE}", True),
        (f"<p>{'word ' * 1000}</p>{FIGURE}", False),
        (f"<nav>{'word ' * 1000}</nav><article><p>Text.</p>{FIGURE}</article>", True),
        ("<p>Text.</p>", False),
    ],
)
def test_python_starts_with_a_page_whose_first_widget_is_near_the_top(body: str, starts: bool) -> None:
    page = live(PagePlace("", ""), html=f"<html><head></head><body>{body}</body></html>")
    assert page.count("data-start") == int(starts)


def test_nothing_is_kept_where_that_is_not_wanted() -> None:
    assert "offline-worker" in live(PagePlace("", ""))
    assert "offline-worker" not in live(PagePlace("", ""), offline=False)
