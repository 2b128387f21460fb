"""A link carries a widget's state; what a link says is mended and said, and never run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from pyodide_widgets.kit.words import Lang
from tests.bundled import CALLS, LANGS, WIDGETS, one_language

from .built_site import Site
from .conftest import LiveWidget
from .controls import Control, answering_controls_of
from .reader import Reader
from .readers import LiveReaders, ReaderPool
from .variants import SENTENCES, changed
from .widget_page import WidgetOnPage

HOSTILE = "<img src=x onerror=window.hacked=1>"
HOSTILE_LINK = {
    "library.query-x": "99",
    "library.query-y": "north",
    "library.no-such-parameter": "<b>1</b>",
    "self-attention.sentence": HOSTILE,
    "causal-mask.sentence": "",
    "causal-mask.place": "500",
    "apple.sentence-1": SENTENCES["emoji"],
    "apple.sentence-2": SENTENCES["right to left"],
}


class Linked:
    """A reader who came by a link, on a page that is live."""

    def __init__(self, reader: Reader, site: Site, lang: Lang, link: dict[str, str], target: str) -> None:
        self.reader, self.lang, self.link = reader, lang, link
        reader.open(f"{site.placed(target, lang).page}?{urlencode(link)}#widget-{site.placed(target, lang).key}")
        self._authors = {placed.key: placed.params for placed in site.widgets(site.placed(target, lang).page)}
        for key in self._authors:
            reader.widget(key).wait_live()

    def texts(self, key: str) -> dict[str, str]:
        """What the author and the link have set."""
        linked = {name.removeprefix(f"{key}."): text for name, text in self.link.items() if name.startswith(f"{key}.")}
        return {**self._authors[key], **linked}


@pytest.fixture(scope="module", params=LANGS)
def linked(request: pytest.FixtureRequest, readers: ReaderPool, site: Site) -> Iterator[Linked]:
    link = {f"{name}.{parameter}": text for name in WIDGETS.names() for parameter, text in changed(name).items()}
    with readers.lent() as reader:
        yield Linked(reader, site, request.param, link, "causal-mask")


@pytest.fixture(scope="module", params=LANGS)
def attacked(request: pytest.FixtureRequest, readers: ReaderPool, site: Site) -> Iterator[Linked]:
    with readers.lent() as reader:
        yield Linked(reader, site, request.param, HOSTILE_LINK, "library")


@pytest.mark.parametrize("name", WIDGETS.names())
def test_opening_a_link_shows_its_parameters(name: str, linked: Linked) -> None:
    widget = linked.reader.widget(name)
    assert widget.values() == changed(name)
    assert widget.body() == linked.reader.normal(CALLS.render(name, json.dumps(changed(name)), linked.lang))
    expect(widget.said).to_be_empty()


def test_opening_a_link_keeps_the_address(linked: Linked) -> None:
    address = urlsplit(linked.reader.page.url)
    assert dict(parse_qsl(address.query)) == linked.link
    assert address.fragment == "widget-causal-mask"


def test_a_number_out_of_range_is_clamped_and_said(attacked: Linked) -> None:
    widget = attacked.reader.widget("library")
    assert widget.values()["query-x"] == "2.5"
    expect(widget.said).to_contain_text("99")
    expect(widget.said).to_contain_text("2.5")


def test_a_text_that_is_no_number_is_replaced_and_said(attacked: Linked) -> None:
    widget = attacked.reader.widget("library")
    assert widget.values()["query-y"] == "0.6"
    expect(widget.said).to_contain_text("north")


def test_a_parameter_that_there_is_not_is_said(attacked: Linked) -> None:
    expect(attacked.reader.widget("library").said).to_contain_text("no-such-parameter")


def test_a_word_beyond_the_sentence_becomes_the_last(attacked: Linked) -> None:
    widget = attacked.reader.widget("causal-mask")
    expect(widget.control("place").last).to_be_checked()
    assert "500" not in "".join(widget.said.all_inner_texts())


def test_markup_in_a_link_is_text_and_runs_nothing(attacked: Linked) -> None:
    widget = attacked.reader.widget("self-attention")
    assert widget.values()["sentence"] == HOSTILE
    expect(widget.root.locator("img")).to_have_count(0)
    expect(attacked.reader.page.locator("[onerror]")).to_have_count(0)
    assert attacked.reader.page.evaluate("typeof window.hacked") == "undefined"


@pytest.mark.parametrize("name", WIDGETS.names())
def test_whatever_a_link_says_something_is_drawn(name: str, attacked: Linked) -> None:
    widget = attacked.reader.widget(name)
    assert widget.body() == attacked.reader.normal(CALLS.render(name, json.dumps(attacked.texts(name)), attacked.lang))
    assert widget.figure.locator("svg text").count() > 3
    assert widget.caption.inner_text().strip()


def test_markup_that_is_typed_is_text_and_runs_nothing(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("self-attention", lang)
    with widget.redrawn():
        widget.control("sentence").fill(HOSTILE)
    expect(widget.control("sentence")).to_have_attribute("value", HOSTILE)
    assert widget.root.locator("img").count() == 0
    assert widget.page.evaluate("typeof window.hacked") == "undefined"


@pytest.mark.parametrize("name", WIDGETS.names())
def test_controls_write_the_address_and_reset_clears_it_and_brings_the_built_figure_back(
    name: str, live_readers: LiveReaders, site: Site
) -> None:
    lang = one_language(name)
    placed = site.placed(name, lang)
    reader, widget = live_readers.at(placed)
    wanted = {}
    defaults = {parameter.name: parameter.default(lang) for parameter in WIDGETS.find(name).parameters} | placed.params
    # A choice may have a default in each language, and then each of its values is one somewhere.
    changing = [
        each for each in answering_controls_of(name) if changed(name)[each.parameter] != defaults[each.parameter]
    ]
    for control in changing:
        set_control(widget, control)
        wanted[f"{widget.key}.{control.parameter}"] = changed(name)[control.parameter]
        reader.page.wait_for_function(
            "wanted => JSON.stringify(Object.fromEntries(new URLSearchParams(location.search))) === JSON.stringify(wanted)",
            arg=wanted,
        )
    widget.button("reset").click()
    assert urlsplit(reader.page.url).query == ""
    widget.wait_body(reader.normal(placed.body))
    with widget.redrawn():
        set_control(widget, changing[0])


def test_reset_leaves_the_address_of_other_widgets_alone(lang: Lang, live_widget: LiveWidget) -> None:
    apple, library = live_widget("apple", lang), live_widget("library", lang)
    apple.control("attention").click()
    library.control("query-x").press("Home")
    library.wait_address("library.query-x=-2.5")
    apple.wait_address("apple.attention=off")
    library.button("reset").click()
    assert urlsplit(library.page.url).query == "apple.attention=off"


def test_setting_a_control_back_takes_it_out_of_the_address(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("library", lang)
    slider = widget.control("query-x")
    slider.press("ArrowRight")
    widget.wait_address("library.query-x=1.3")
    slider.press("ArrowLeft")
    widget.page.wait_for_function("() => location.search === ''")


def test_the_link_button_copies_a_link_to_the_widget_as_it_is(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("library", lang)
    widget.control("query-x").press("Home")
    widget.wait_address("library.query-x=-2.5")
    widget.button("link").click()
    expect(widget.status).not_to_be_empty()
    address = urlsplit(widget.page.url)
    assert (address.query, address.fragment) == ("library.query-x=-2.5", "widget-library")
    assert widget.page.evaluate("navigator.clipboard.readText()") == widget.page.url


def set_control(widget: WidgetOnPage, control: Control) -> None:
    """Set a control to its value in `changed`."""
    text = changed(control.widget)[control.parameter]
    locator = widget.control(control.parameter)
    match control.kind:
        case "range" | "text" | "order":
            locator.fill(text)
        case "radio":
            widget.choice(control.parameter, text).check()
        case "checkbox":
            locator.set_checked(text == "on")
        case kind:
            raise ValueError(f"a control of a new kind: {kind}")
