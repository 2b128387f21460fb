"""The mends for Material for MkDocs are made where their marks are, and nothing else is touched."""

from __future__ import annotations

from pyodide_widgets.themes import material

PAGE = (
    "<html><head><script src='a.js'></script></head><body>"
    '<div class="md-search" data-md-component="search" role="dialog">'
    '<input type="text" class="md-search__input" name="query" aria-label="Suche" placeholder="Suche"></div>'
    '<div class="md-dialog" role="dialog"></div>'
    '<script id="__config" type="application/json">{}</script>\n'
    '<script src="assets/bundle.min.js"></script>\n  <script src="extra.js"></script>\n'
    '<script src="own.mjs" type="module"></script>\n  </body></html>'
)


def test_a_keyboard_can_scroll_a_wide_table() -> None:
    html = material.mend("<p>Text.</p><table><tr><td>1</td></tr></table><table class=own></table>")
    assert html.count('tabindex="0"') == 1
    assert '<div class="md-typeset__table"><table><tr><td>1</td></tr></table></div></div><table class=own>' in html


def test_the_search_dialog_is_named_and_the_other_one_is_left_alone() -> None:
    html = material.mend(PAGE)
    assert 'data-md-component="search" role="dialog" aria-label="Suche"' in html
    assert '<div class="md-dialog" role="dialog">' in html


def test_scripts_at_the_end_of_the_page_wait_and_others_do_not() -> None:
    html = material.mend(PAGE)
    assert html.count("data-late") == 2
    assert '<link as="script" href="assets/bundle.min.js" data-late>' in html
    assert "<script src='a.js'></script>" in html and '<script id="__config"' in html
    assert '<script src="own.mjs" type="module"></script>' in html, "a module of the site's own waits by itself"


def test_a_page_written_in_another_way_stays_as_it_is() -> None:
    other = "<html><head></head><body><p>role</p></body></html>"
    assert material.mend(other) == other


def test_style_sheets_get_their_address_at_the_end_of_the_head() -> None:
    assert "sheet.href)</script></head>" in material.end_of_head(PAGE)


def test_the_colours_that_the_device_prefers_follow_those_that_the_reader_has_chosen() -> None:
    chosen = '<script>var palette=__md_get("__palette");if(palette){}</script>'
    assert f"{chosen}<script>(() => " in material.mend(f"<body>{chosen}<p>Text.</p></body>")
