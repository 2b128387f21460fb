"""Widgets that ask before they show their result, on a small page: by mouse and keyboard, without scripts, before Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import markdown
import pytest
from playwright.sync_api import Browser, Locator, expect

from pyodide_widgets.build.assets import write_assets
from pyodide_widgets.build.finished_pages import FinishedPages
from pyodide_widgets.build.head import PagePlace, make_live
from pyodide_widgets.build.languages import Languages
from pyodide_widgets.markdown.extension import PyodideWidgetsExtension
from tests.bundled import CODE, LANGS, WIDGETS

from .reader import SAVE_DATA, Reader
from .static_server import StaticServer

PAGE = """
```py-widget library
```

[Another query](py-set:library?query-x=-1&query-y=2)

```py-widget softmax
```

```py-widget self-attention
```

```py-widget budget
```

```py-widget library
guess: off
query-x: 2
```
"""
TALL = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaticServer]:
    folder = tmp_path_factory.mktemp("guesses")
    (folder / "favicon.ico").touch()
    extension = PyodideWidgetsExtension(languages=list(LANGS), lang="en", code=CODE)
    body = markdown.markdown(PAGE, extensions=[extension])
    html = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Guess</title></head><body>{body}</body></html>'
    live = make_live(html, PagePlace("", "index.html"), Languages.of(["en"]), offline=False)
    (folder / "index.html").write_text(live, encoding="utf-8")
    write_assets(FinishedPages(folder), CODE, LANGS)
    with StaticServer(folder) as server:
        yield server


def question(reader: Reader, key: str) -> Locator:
    return reader.widget(key).root.locator(".pw-guess")


def said(reader: Reader, key: str) -> Locator:
    return reader.widget(key).root.locator(".pw-guess-said")


def minutes(texts: dict[str, str]) -> Mapping[str, float]:
    """What the library has for these parameters."""
    widget = WIDGETS.find("library")
    return widget.figure(widget.read(texts, "en")[0], "en").values


def is_held_back(reader: Reader, key: str) -> bool:
    """Whether neither eyes nor a screen reader find the result of a widget that asks."""
    caption = reader.widget(key).caption
    devtools = reader.context.new_cdp_session(reader.page)
    read_out = [str(node.get("name")) for node in devtools.send("Accessibility.getFullAXTree")["nodes"]]
    devtools.detach()
    said = caption.text_content() or ""
    is_shown = caption.is_visible() or reader.widget(key).root.locator("svg").first.is_visible()
    return not is_shown and not any(said in name for name in read_out)


def test_before_python_a_result_is_held_back_until_it_is_guessed_and_then_compared(
    browser: Browser, server: StaticServer
) -> None:
    reader = Reader(browser, server.origin, guesses=True, connection=SAVE_DATA).open("/")
    heights = "[...document.querySelectorAll('py-widget')].map(({ offsetHeight }) => offsetHeight)"
    for key in ("library", "softmax", "self-attention", "budget"):
        expect(question(reader, key)).to_be_visible()
        assert is_held_back(reader, key)
        expect(reader.widget(key).root.locator(".pw-presets button:visible")).to_have_count(0)  # one may be the answer
    held = reader.page.evaluate(heights)
    expect(reader.widget("library-2").caption).to_be_visible()

    asked = question(reader, "softmax")
    slider = asked.get_by_role("slider", name="how much does the leading book take?")
    slider.focus()
    for _ in range(13):
        slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "13%")
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    expect(said(reader, "softmax")).to_have_text("You said 13%; it is 25%, 12 points more.")
    expect(said(reader, "softmax")).to_be_focused()
    expect(reader.widget("softmax").caption).to_contain_text("takes 25%")

    question(reader, "self-attention").get_by_role("button", name="Compare").click()
    assert is_held_back(reader, "self-attention"), "nothing was chosen"
    question(reader, "self-attention").get_by_label("chased", exact=True).check()
    question(reader, "self-attention").get_by_role("button", name="Compare").click()
    expect(said(reader, "self-attention")).to_have_text("You said “chased”; it is “cat”.")

    question(reader, "budget").get_by_role("button", name="Show me").click()
    expect(reader.widget("budget").caption).to_be_visible()
    expect(reader.widget("budget").figure).to_be_focused()
    expect(question(reader, "budget")).to_be_hidden()
    reader.open("/")
    assert reader.page.evaluate(heights) == held, "what is held back takes the place that it takes when it is shown"
    assert is_held_back(reader, "library")
    for key in ("softmax", "self-attention", "budget"):
        expect(reader.widget(key).caption).to_be_visible()
    reader.page.get_by_text("Another query").click()
    expect(reader.widget("library").caption).to_be_visible()
    reader.watch.check()
    reader.close()


def test_live_the_right_answer_is_that_of_what_the_reader_has_set(browser: Browser, server: StaticServer) -> None:
    reader = Reader(browser, server.origin, guesses=True).open("/")
    widget = reader.widget("library")
    widget.wait_live()
    with widget.redrawn():
        widget.control("query-x").fill("-2.5")
    asked = question(reader, "library")
    expect(asked).to_contain_text("fruit and kitchen −2.5")
    assert is_held_back(reader, "library")
    right = round(minutes({"query-x": "-2.5"})["minutes-4"])
    asked.get_by_role("slider", name="Repairing phones").fill("30")
    asked.get_by_role("button", name="Compare").click()
    expect(said(reader, "library")).to_have_text(
        f"Farthest off at “Repairing phones”, by {right - 30} min: you said 30 min, it is {right} min."
    )
    row = asked.locator(".pw-guess-row", has_text="Repairing phones")
    expect(row).to_contain_text(f"you 30 min, it is {right} min")
    bar = row.locator(".pw-guess-bars").bounding_box()
    assert bar and bar["width"] > 100
    with widget.redrawn():
        widget.control("query-x").fill("2")
    expect(asked).to_be_hidden()
    reader.watch.check()
    reader.close()


def test_without_scripts_and_in_print_the_result_stands_there(browser: Browser, server: StaticServer) -> None:
    still = Reader(browser, server.origin, java_script_enabled=False).open("/")
    expect(still.widget("library").caption).to_be_visible()
    expect(question(still, "library")).to_be_hidden()
    still.close()
    reader = Reader(browser, server.origin, guesses=True, connection=SAVE_DATA, viewport=TALL).open("/")
    expect(question(reader, "library")).to_be_visible()
    reader.page.emulate_media(media="print")
    expect(reader.widget("library").caption).to_be_visible()
    expect(question(reader, "library")).to_be_hidden()
    reader.close()


def test_what_asks_and_does_not_arrive_holds_nothing_back(browser: Browser, server: StaticServer) -> None:
    reader = Reader(browser, server.origin, guesses=True, connection=SAVE_DATA)
    with reader.context.route("**/guess.mjs", lambda route: route.abort()):
        reader.open("/")
        expect(reader.widget("library").caption).to_be_visible()
        expect(question(reader, "library")).to_be_hidden()
    reader.close()
