"""What the search index is given of a widget, and that the page gets the whole of it back."""

from __future__ import annotations

import pytest

from pyodide_widgets.build.search_text import with_stand_ins, with_widgets
from pyodide_widgets.kit.words import Lang, in_language
from pyodide_widgets.markdown.widget_element import widget_element
from tests.bundled import LANGS, WIDGETS


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", WIDGETS.names())
def test_title_caption_and_note_can_be_found_and_labels_cannot(name: str, lang: Lang) -> None:
    widget = WIDGETS.find(name)
    whole = str(widget_element(widget, name, {}, lang))
    shortened, (kept,), ids = with_stand_ins(whole)
    assert ids == [f"widget-{name}"]
    assert in_language(widget.title, lang) in shortened
    assert "<figcaption>" in shortened
    assert shortened.count("pw-note") == whole.count("pw-note")
    assert "<svg" not in shortened
    assert "<form" not in shortened
    assert kept in whole


def test_every_widget_comes_back_to_its_place_in_whatever_is_around() -> None:
    html = "<p>a</p><py-widget name='x'><svg/></py-widget>\n<p>b</p><py-widget name='y'>\\1</py-widget>"
    shortened, kept, _ = with_stand_ins(html)
    assert with_widgets(f"<main>{shortened}</main>", kept) == f"<main>{html}</main>"


def test_html_of_an_author_that_lacks_its_end_stays_as_it_is() -> None:
    html = "<py-widget name='x'><p>a</p>\n<py-widget name='y'><svg/></py-widget>"
    shortened, kept, _ = with_stand_ins(html)
    assert kept == ["<py-widget name='y'><svg/></py-widget>"]
    assert shortened.startswith("<py-widget name='x'><p>a</p>\n")
    assert with_widgets(shortened, kept) == html


def test_a_page_without_widgets_stays_as_it_is() -> None:
    assert with_stand_ins("<p>a</p>") == ("<p>a</p>", [], [])
