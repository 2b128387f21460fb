"""The figure of the front page shows itself once, until the reader does something."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from pyodide_widgets.kit.words import Lang
from tests.bundled import WIDGETS

from .built_site import FOLDERS, Site
from .reader import Reader
from .widget_page import WidgetOnPage

# The parameter and its values, as the fence has them.
_DEMO = re.compile(r'data-demo="(\w+) ([\d ]+)"')
# Notes which word looks, whenever it changes: a word that looks for a moment would be missed by asking now and then.
_NOTE_LOOKS = """
  window.looks = [];
  const note = () => {
    const choice = document.querySelector("#widget-glance [name=focus]:checked");
    if (choice && choice.value !== looks.at(-1)) looks.push(choice.value);
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
"""


def first_visit(browser: Browser, site: Site, **options: str) -> Reader:
    reader = Reader(browser, site.origin, demos=True, **options)
    reader.context.add_init_script(_NOTE_LOOKS)
    return reader


def front_page(reader: Reader, lang: Lang) -> WidgetOnPage:
    widget = reader.open(FOLDERS[lang]).widget("glance")
    widget.wait_live()
    return widget


def wait_looks(reader: Reader, *places: str) -> None:
    """Wait until these words have looked, one after the other, from the beginning on."""
    reader.page.wait_for_function("(places) => places.every((place, at) => place === looks[at])", arg=places)


def shown(site: Site, lang: Lang) -> tuple[list[str], str]:
    """The words that look, and the author's, who looks before and after."""
    found = _DEMO.search(site.html(FOLDERS[lang]))
    assert found and found[1] == "focus"
    return found[2].split(), str(WIDGETS.find("glance").read({}, lang)[0]["focus"])


def test_it_shows_itself_and_leaves_no_trace(lang: Lang, browser: Browser, site: Site) -> None:
    reader = first_visit(browser, site)
    widget = front_page(reader, lang)
    words, built = shown(site, lang)
    wait_looks(reader, built, *words, built)
    assert "?" not in reader.page.url
    expect(widget.button("undo")).to_be_disabled()
    assert reader.page.locator("#widget-glance .pw-spoken").inner_text() == ""
    assert_still(reader, lang)
    reader.close()


def test_whatever_the_reader_does_ends_it(browser: Browser, site: Site) -> None:
    reader = first_visit(browser, site)
    words, built = shown(site, "en")
    widget = front_page(reader, "en")
    wait_looks(reader, built, words[0])
    widget.choice("focus", "1").check()
    widget.wait_address("focus=1")
    expect(widget.caption).to_contain_text("“girl” gives")
    widget.button("undo").click()
    expect(widget.choice("focus", built)).to_be_checked()
    assert "?" not in reader.page.url
    reader.close()


@pytest.mark.parametrize("end", ["pointer", "keyboard"])
def test_it_goes_back_as_soon_as_the_reader_comes_near(end: str, browser: Browser, site: Site) -> None:
    reader = first_visit(browser, site)
    words, built = shown(site, "zh")
    widget = front_page(reader, "zh")
    wait_looks(reader, built, words[0])
    if end == "pointer":
        widget.caption.hover()
    else:
        widget.control("sentence").focus()
    expect(widget.choice("focus", built)).to_be_checked()
    reader.close()


def test_not_where_less_motion_is_wanted(browser: Browser, site: Site) -> None:
    reader = first_visit(browser, site, reduced_motion="reduce")
    assert_still(reader, "en")
    reader.close()


def assert_still(reader: Reader, lang: Lang) -> None:
    """Ten seconds of the page's clock after all is there for a demo, nothing has been drawn."""
    reader.page.clock.install()
    front_page(reader, lang)
    reader.page.evaluate('import("/pyodide-widgets/page/demo.mjs")')
    reader.page.clock.run_for("00:10")
    assert reader.render("glance", {}, lang)
    assert reader.widget("glance").updates() == []
