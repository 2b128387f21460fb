"""Work that takes seconds: it says how far it is, can be stopped, gives way to newer wishes, and others are answered meanwhile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, expect

from pyodide_widgets.kit.words import Lang
from tests.bundled import CALLS

from .built_site import Site
from .python_in_page import render
from .readers import LiveReaders
from .same_markup import normal
from .widget_page import WidgetOnPage

NAME = "emergence"
LONG = 120_000  # milliseconds that a training from nothing may take on a slow machine that does other things too
STOP: dict[Lang, str] = {"zh": "停下", "en": "Stop"}
TRAIN: dict[Lang, str] = {"zh": "训练", "en": "Train"}
FELL: dict[Lang, str] = {"zh": "掉到", "en": "dropped"}
# The updates of a widget that come while another is at work.
_MOVE_OTHER = """([key, value]) => {
  const control = document.querySelector(`py-widget[data-key="${key}"] [name=query-x]`);
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
}"""

# Figures of more steps than these have to wait: fast machines would be at the end before a test has pressed anything.
_HOLD = """async (most) => {
  const { python } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/python.mjs"];
  const { render } = python;
  const goneOn = new Promise((resolve) => (window.goOn = resolve));
  python.render = async (name, texts, ...others) => {
    if (Number(texts.steps) > most) await goneOn;
    return render.call(python, name, texts, ...others);
  };
}"""
_GO_ON = """async () => {
  const { python } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/python.mjs"];
  delete python.render;
  window.goOn();
}"""

# Counts how often a notice of work is put into a widget.
_NOTE_WORK = """widget => {
  window.worked = 0;
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) window.worked += [...addedNodes].filter((node) => node.matches?.(".pw-work")).length;
  }).observe(widget, { childList: true, subtree: true });
}"""


@pytest.fixture
def widget(live_readers: LiveReaders, site: Site, lang: Lang) -> WidgetOnPage:
    return live_readers.at(site.placed(NAME, lang))[1]


@pytest.fixture
def other(live_readers: LiveReaders, site: Site, lang: Lang) -> WidgetOnPage:
    """A widget that stands on the same page."""
    reader = live_readers.on(site.placed(NAME, lang).page)
    return reader.widget("library")


def work(widget: WidgetOnPage) -> Locator:
    return widget.root.locator(".pw-work")


def play_button(widget: WidgetOnPage) -> Locator:
    return widget.root.locator("button[data-play=steps]")


def steps(widget: WidgetOnPage) -> int:
    return int(widget.control("steps").input_value())


def wait_steps(widget: WidgetOnPage, least: int) -> None:
    reached = "([slider, least]) => Number(slider.value) >= least"
    slider = widget.control("steps").element_handle()
    widget.page.wait_for_function(reached, arg=[slider, least], timeout=LONG)


@contextmanager
def held_at(widget: WidgetOnPage, most: int) -> Iterator[None]:
    """Training comes no further for a while than to the first figure beyond so many steps."""
    widget.page.evaluate(_HOLD, most)
    yield
    widget.page.evaluate(_GO_ON)


def wait_drawn(widget: WidgetOnPage, texts: dict[str, str], lang: Lang) -> None:
    """Wait until the page shows what Python draws natively."""
    expect(work(widget)).to_have_count(0, timeout=LONG)
    wanted = widget.page.evaluate("html => html", CALLS.render(NAME, json.dumps(texts), lang))
    caption = re.search("<figcaption>(.*?)</figcaption>", wanted)
    assert caption
    expect(widget.caption).to_have_text(caption[1], timeout=LONG)


def test_playing_trains_from_nothing_and_the_error_falls(widget: WidgetOnPage, lang: Lang) -> None:
    button = play_button(widget)
    expect(button).to_have_text(TRAIN[lang])
    expect(button).to_have_attribute("aria-pressed", "false")
    assert steps(widget) == 0, "the figure of the build is that of a model that has learned nothing"
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    parts = [widget.control("steps").element_handle(), widget.caption.element_handle(), FELL[lang]]
    widget.page.wait_for_function(
        "([slider, caption, fell]) => Number(slider.value) < 100 && !caption.textContent.includes(fell)", arg=parts
    )
    # The page itself looks, in each of its frames: training goes on meanwhile, and fast machines are far by the next question.
    fell = "([slider, caption, fell]) => caption.textContent.includes(fell) && Number(slider.value)"
    assert 100 < widget.page.wait_for_function(fell, arg=parts, timeout=LONG).json_value() < 200
    expect(button).to_have_attribute("aria-pressed", "false", timeout=LONG)
    assert steps(widget) == 240, "it stops at the end"
    wait_drawn(widget, {"steps": "240"}, lang)
    begun = [update["startTime"] for update in widget.updates()]
    assert len(begun) >= 60, "a figure every few steps"
    assert min(later - earlier for earlier, later in pairwise(begun)) > 45, "slow enough to be seen, on any machine"


def test_playing_is_paused_and_goes_on_by_the_keyboard(widget: WidgetOnPage, lang: Lang) -> None:
    button = play_button(widget)
    button.focus()
    with held_at(widget, 40):
        widget.page.keyboard.press("Enter")
        wait_steps_from_the_start(widget)
        widget.page.keyboard.press("Space")
        expect(button).to_have_attribute("aria-pressed", "false")
        expect(button).to_be_focused()
    paused = still_steps(widget, lang)
    with held_at(widget, paused + 40):
        widget.page.keyboard.press("Space")
        wait_steps(widget, paused + 8)
        widget.page.keyboard.press("Space")
        expect(button).to_have_attribute("aria-pressed", "false")
    assert paused + 8 <= still_steps(widget, lang) < 240


def wait_steps_from_the_start(widget: WidgetOnPage) -> None:
    slider = widget.control("steps").element_handle()
    widget.page.wait_for_function("slider => Number(slider.value) > 4 && Number(slider.value) < 240", arg=slider)


def still_steps(widget: WidgetOnPage, lang: Lang) -> int:
    """The steps shown: nothing moves any more, and the figure is that of the controls."""
    shown = widget.values()
    drawn = render(widget.page, NAME, shown, lang)
    assert widget.values() == shown, "it was to stand still"
    widget.wait_body(normal(widget.page, drawn))
    return steps(widget)


def test_another_control_stops_playing(widget: WidgetOnPage, lang: Lang) -> None:
    button = play_button(widget)
    with held_at(widget, 40):
        button.click()
        wait_steps_from_the_start(widget)
        widget.choice("off", "1").check(force=True)
        expect(button).to_have_attribute("aria-pressed", "false")
    assert still_steps(widget, lang) < 240


def test_reset_stops_playing(widget: WidgetOnPage, site: Site, lang: Lang) -> None:
    built = widget.body()
    with held_at(widget, 40):
        play_button(widget).click()
        wait_steps_from_the_start(widget)
        widget.button("reset").click()
        expect(play_button(widget)).to_have_attribute("aria-pressed", "false")
    assert still_steps(widget, lang) == 0
    assert widget.body() == built


def test_a_widget_that_leaves_the_page_stops_playing(widget: WidgetOnPage, lang: Lang) -> None:
    with held_at(widget, 40):
        play_button(widget).click()
        wait_steps_from_the_start(widget)
        # It is taken out and put back, as a page does that is left and come back to.
        widget.root.evaluate("widget => { const place = widget.parentElement; widget.remove(); place.append(widget); }")
        expect(play_button(widget)).to_have_attribute("aria-pressed", "false")
    shown = widget.values()
    render(widget.page, NAME, shown, lang)
    assert widget.values() == shown, "it was to stand still"
    assert steps(widget) < 240
    widget.button("reset").click()


def begin_to_train(widget: WidgetOnPage, seed: str, lang: Lang) -> str:
    """Jump to the end with a model that has not been trained yet. Return controls and figure as they were before."""
    widget.control("seed").fill(seed)
    wait_drawn(widget, {"seed": seed}, lang)
    untrained = widget.body()
    widget.control("steps").fill("240")
    return untrained


def test_a_far_jump_says_how_far_it_is_while_another_widget_answers(
    widget: WidgetOnPage, other: WidgetOnPage, lang: Lang
) -> None:
    begin_to_train(widget, "31", lang)
    expect(work(widget)).to_be_visible()
    bar = work(widget).locator("progress")
    first = float(bar.evaluate("bar => bar.value"))
    answered = 0
    for turn in range(10):
        other.page.evaluate(_MOVE_OTHER, [other.key, str(turn / 10)])
        other.wait_updates(turn + 1)
        answered += work(widget).count()
    assert answered >= 5, "the other widget was to be answered while this one was at work"
    assert bar.count() == 0 or float(bar.evaluate("bar => bar.value")) > first
    expect(work(widget)).to_have_count(0, timeout=LONG)
    wait_drawn(widget, {"seed": "31", "steps": "240"}, lang)


def test_work_is_stopped_and_the_controls_are_those_of_the_figure_again(widget: WidgetOnPage, lang: Lang) -> None:
    untrained = begin_to_train(widget, "47", lang)
    stop = work(widget).get_by_role("button")
    expect(stop).to_have_text(STOP[lang])
    stop.click()
    expect(work(widget)).to_have_count(0)
    assert steps(widget) == 0
    assert widget.body() == untrained
    assert "steps" not in widget.page.url
    # Nothing of it comes later.
    widget.choice("layers", "1").check(force=True)
    wait_drawn(widget, {"seed": "47", "layers": "1"}, lang)


def test_a_newer_wish_takes_the_place_of_an_older_one(widget: WidgetOnPage, lang: Lang) -> None:
    begin_to_train(widget, "53", lang)
    expect(work(widget)).to_be_visible()
    updates = len(widget.updates())
    widget.control("steps").fill("8")
    wait_drawn(widget, {"seed": "53", "steps": "8"}, lang)
    assert len(widget.updates()) == updates + 1, "the older one was to be dropped"


def test_going_back_needs_no_training(widget: WidgetOnPage, lang: Lang) -> None:
    widget.control("steps").fill("40")
    wait_drawn(widget, {"steps": "40"}, lang)
    widget.root.evaluate(_NOTE_WORK)
    for place in (36, 20, 0):
        widget.control("steps").fill(str(place))
        wait_drawn(widget, {"steps": str(place)}, lang)
    assert widget.page.evaluate("window.worked") == 0, "all of that had been trained already"
    widget.control("seed").fill("59")
    widget.control("steps").fill("120")
    expect(work(widget)).to_be_visible()
    assert widget.page.evaluate("window.worked") > 0, "a notice is noticed"
    widget.button("reset").click()


def test_the_browser_trains_the_same_model_as_the_build(live_readers: LiveReaders, site: Site, lang: Lang) -> None:
    """To the letter, through two hundred steps of training."""
    reader = live_readers.on(site.placed(NAME, lang).page)
    trained = {"steps": "240"}
    for texts in (trained, {"steps": "160", "seed": "7"}, trained | {"off": "2"}, {"steps": "100", "layers": "1"}):
        assert reader.render(NAME, texts, lang) == CALLS.render(NAME, json.dumps(texts), lang), texts
