"""A track is heard on a click; where no sound comes out, its button does not stay pressed, and the reader is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from pyodide_widgets.kit.words import Lang

from .built_site import Site
from .conftest import LiveWidget, NewReader
from .widget_page import WidgetOnPage

NAME = "cocktail-party"
SILENT: dict[Lang, str] = {"zh": "放不出声音", "en": "No sound"}
# Audio that notes during which event it was made and resumed, and a device that never comes, or one that is taken away.
_NO_DEVICE = """() => {
  window.RealAudioContext = AudioContext;
  window.audioCalls = [];
  window.AudioContext = class extends EventTarget {
    state = "suspended";
    constructor() { super(); audioCalls.push(`made in ${window.event?.type}`); }
    resume() { audioCalls.push(`resumed in ${window.event?.type}`); return new Promise(() => {}); }
    close() { audioCalls.push("closed"); return Promise.resolve(); }
  };
}"""
_NO_AUDIO = "() => { window.RealAudioContext = AudioContext; window.AudioContext = class { constructor() { throw new Error(); } }; }"
_AUDIO_AS_IT_WAS = "() => { window.AudioContext = window.RealAudioContext; }"
_NOTE_AUDIO = """() => {
  window.RealAudioContext = AudioContext;
  window.AudioContext = class extends RealAudioContext { constructor() { super(); window.audio = this; } };
}"""


@pytest.fixture
def widget(new_reader: NewReader, site: Site, lang: Lang) -> Iterator[WidgetOnPage]:
    """The widget of a reader who has heard nothing yet: a page makes its audio only once."""
    placed = site.placed(NAME, lang)
    widget = new_reader().open(placed.page).widget(placed.key)
    widget.wait_live()
    yield widget


def button(widget: WidgetOnPage) -> Any:
    return widget.root.locator("[data-listen]").first


def test_audio_is_made_and_resumed_while_the_click_is_handled(widget: WidgetOnPage) -> None:
    widget.page.evaluate(_NO_DEVICE)
    button(widget).click()
    # On a busy machine it may have been given up by now.
    assert widget.page.evaluate("audioCalls.slice(0, 2)") == ["made in click", "resumed in click"]


def test_a_sound_that_does_not_start_is_told_and_its_button_released(widget: WidgetOnPage, lang: Lang) -> None:
    widget.page.evaluate(_NO_DEVICE)
    button(widget).click()
    expect(widget.status).to_contain_text(SILENT[lang])
    expect(button(widget)).to_have_attribute("aria-pressed", "false")
    assert widget.page.evaluate("audioCalls.at(-1)") == "closed"
    widget.page.evaluate(_AUDIO_AS_IT_WAS)
    button(widget).click()
    expect(button(widget)).to_have_attribute("aria-pressed", "true")
    expect(widget.status).to_be_empty()
    expect(button(widget)).to_have_attribute("aria-pressed", "false", timeout=10_000)  # at the end of the track


def test_a_playhead_goes_over_the_wave_that_is_heard(widget: WidgetOnPage) -> None:
    line = widget.root.locator("line.pw-playhead")
    button(widget).click()
    expect(line).to_have_count(1)
    wave = widget.root.locator("path[data-of=mixture]").bounding_box()
    here = line.bounding_box()
    assert wave and here
    assert wave["y"] - 5 < here["y"] < wave["y"] + wave["height"]
    expect(line).to_have_count(0, timeout=10_000)


def test_a_browser_without_audio_is_told(widget: WidgetOnPage, lang: Lang) -> None:
    widget.page.evaluate(_NO_AUDIO)
    button(widget).click()
    expect(widget.status).to_contain_text(SILENT[lang])
    expect(button(widget)).to_have_attribute("aria-pressed", "false")


def test_a_sound_that_is_interrupted_releases_its_button(widget: WidgetOnPage) -> None:
    widget.page.evaluate(_NOTE_AUDIO)
    button(widget).click()
    expect(button(widget)).to_have_attribute("aria-pressed", "true")
    widget.page.evaluate("audio.suspend()")
    expect(button(widget)).to_have_attribute("aria-pressed", "false")


def test_a_second_click_stops_the_sound_and_another_track_replaces_it(live_widget: LiveWidget) -> None:
    widget = live_widget(NAME, "zh")
    first, second = (widget.root.locator("[data-listen]").nth(place) for place in (0, 1))
    first.click()
    expect(first).to_have_attribute("aria-pressed", "true")
    second.click()
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(first).to_have_attribute("aria-pressed", "false")
    second.click()
    expect(second).to_have_attribute("aria-pressed", "false")
