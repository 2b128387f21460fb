"""The reader's time over the sections of a page: measured while the page is seen, shown on request, kept and sent nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from pyodide_widgets.kit.words import Lang

from .built_site import Site
from .conftest import NewReader
from .reader import Reader
from .readers import LiveReaders
from .static_server import Answer, StaticServer
from .widget_page import START, WidgetOnPage

NAME = "your-attention"
# Puts a heading where a reader has it who reads below it, and waits until the page's own observers have been told.
_READ = """heading => new Promise(resolve => {
  scrollTo(0, heading.getBoundingClientRect().top + scrollY - 100);
  const observer = new IntersectionObserver(() => resolve(observer.disconnect()));
  observer.observe(heading);
})"""
# The page's clock stands still from now on, and goes on when a test says so.
_STOP_CLOCK = """() => {
  const now = performance.now();
  window.later = 0;
  performance.now = () => now + window.later;
}"""
_START_CLOCK = "() => delete performance.now"
_HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def reader(live_readers: LiveReaders, site: Site, lang: Lang) -> Iterator[Reader]:
    """A reader on a live page with the widget, whose times have just been forgotten, and whose clock the test moves."""
    reader, widget = live_readers.at(site.placed(NAME, lang))
    reader.page.evaluate(_STOP_CLOCK)
    widget.reset()
    yield reader
    reader.page.evaluate(_HIDE, False)
    reader.page.evaluate(_START_CLOCK)


def read(reader: Reader, heading: Locator, seconds: float) -> None:
    """Go to a section and stay there."""
    heading.evaluate(_READ)
    wait(reader, seconds)


def wait(reader: Reader, seconds: float) -> None:
    reader.page.evaluate("seconds => void (window.later += seconds * 1000)", seconds)


def widget_of(reader: Reader) -> WidgetOnPage:
    return reader.widget(NAME)


def headings(reader: Reader) -> list[Locator]:
    """The headings of the sections that the widget has room for."""
    main = reader.page.locator("article")
    found = main.locator("h2, h3").all()
    return (found if len(found) <= 24 else main.locator("h2").all())[:24]


def name_of(heading: Locator) -> str:
    return heading.evaluate("heading => [...heading.childNodes].find(({ nodeType }) => nodeType === 3).data.trim()")


def ask(widget: WidgetOnPage) -> dict[str, int]:
    """Ask for the times, and read them: seconds by section, as far as its name is shown."""
    updates = len(widget.updates())
    # Not by the mouse, which would bring the widget into view first.
    widget.root.locator("button[data-dwell]").evaluate("button => button.click()")
    widget.wait_updates(updates + 1)
    rows = widget.figure.locator("svg text").all_text_contents()
    names = [rows[place - 1] for place, text in enumerate(rows) if re.fullmatch(r"\d+%", text)]
    clocks = [text for text in rows if re.fullmatch(r"\d+:\d\d", text)]
    if not clocks:  # nothing has been measured yet
        return dict.fromkeys(names, 0)
    seconds = [int(minutes) * 60 + int(rest) for minutes, rest in (clock.split(":") for clock in clocks)]
    return dict(zip(names, seconds, strict=True))


def of(times: dict[str, int], heading: Locator) -> int:
    """The seconds of a section, whose name may be shown cut off."""
    name = name_of(heading)
    (found,) = [seconds for shown, seconds in times.items() if shown == name or name.startswith(shown.rstrip("…"))]
    return found


def test_time_is_credited_to_the_section_that_is_read(reader: Reader) -> None:
    widget, (first, second, *_) = widget_of(reader), headings(reader)
    assert len(ask(widget)) == len(headings(reader))
    read(reader, first, 65)
    read(reader, second, 20)
    times = ask(widget)
    assert {seconds for seconds in times.values() if seconds} == {65, 20}
    assert (of(times, first), of(times, second)) == (65, 20)
    expect(widget.caption).to_contain_text(f"“{name_of(first)}”")


def test_a_jump_over_many_sections_credits_none_of_them(reader: Reader) -> None:
    widget, found = widget_of(reader), headings(reader)
    read(reader, found[0], 10)
    read(reader, found[-1], 20)
    times = ask(widget)
    assert of(times, found[0]) == 10
    assert sum(of(times, heading) for heading in found[1:-2]) == 0
    assert sum(times.values()) == 30


def test_time_stands_still_while_the_page_is_not_seen(reader: Reader) -> None:
    widget, (first, *_) = widget_of(reader), headings(reader)
    read(reader, first, 10)
    reader.page.evaluate(_HIDE, True)
    wait(reader, 100)
    assert of(ask(widget), first) == 10
    reader.page.evaluate(_HIDE, False)
    wait(reader, 5)
    assert of(ask(widget), first) == 15


def test_times_are_in_no_link_no_store_and_no_request(reader: Reader) -> None:
    widget, page = widget_of(reader), reader.page
    first = headings(reader)[0]
    read(reader, first, 10)
    asked = len(reader.watch.requests)
    assert of(ask(widget), first) == 10
    widget.control("temperature").fill("2")
    page.wait_for_function("() => location.search.includes('temperature')")
    widget.button("link").evaluate("button => button.click()")
    expect(widget.status).not_to_be_empty()
    assert "dwell" not in page.url
    kept = page.evaluate(
        """async () => [
          ...Object.values({ ...localStorage }), ...Object.values({ ...sessionStorage }), document.cookie,
          JSON.stringify(history.state), ...(await indexedDB.databases()).map(({ name }) => name),
        ].join(" ")"""
    )
    assert name_of(first) not in kept
    # The browser itself asks for the icon again when the address changes.
    assert [path for path in reader.watch.requests[asked:] if "/favicon." not in path] == []


def test_a_link_cannot_bring_times_along(new_reader: NewReader, site: Site, lang: Lang) -> None:
    placed = site.placed(NAME, lang)
    reader = new_reader()
    reader.open(f"{placed.page}?{placed.key}.dwell=99999+Somebody&{placed.key}.temperature=2")
    widget = reader.widget(placed.key)
    widget.root.scroll_into_view_if_needed()
    widget.wait_live()
    expect(widget.control("temperature")).to_have_attribute("value", "2.0")
    assert "Somebody" not in "".join(widget.figure.locator("svg text").all_text_contents())


def test_times_that_are_asked_for_before_python_are_shown_when_it_is_there(
    new_reader: NewReader, server: StaticServer, site: Site, lang: Lang
) -> None:
    placed = site.placed(NAME, lang)
    with server.answering(site.runtime_file("pyodide.asm.wasm"), Answer.HELD):
        reader = new_reader().open(placed.page)
        widget = reader.widget(placed.key)
        reader.page.evaluate(_STOP_CLOCK)
        read(reader, headings(reader)[0], 20)
        widget.root.locator("button[data-dwell]").evaluate("button => button.click()")
        expect(widget.status).not_to_be_empty()
        reader.page.evaluate(_START_CLOCK)
    expect(widget.caption).to_contain_text(f"“{name_of(headings(reader)[0])}”", timeout=START)


def test_reset_forgets(reader: Reader) -> None:
    widget, (first, *_) = widget_of(reader), headings(reader)
    built = widget.body()
    read(reader, first, 20)
    assert of(ask(widget), first) == 20
    widget.button("reset").evaluate("button => button.click()")
    assert widget.body() == built
    assert sum(ask(widget).values()) == 0


def test_a_heading_that_is_markup_is_shown_as_text(reader: Reader) -> None:
    widget, page = widget_of(reader), reader.page
    first = headings(reader)[0].element_handle()
    text = first.evaluate("heading => heading.firstChild.data")
    hostile = "<img src=x onerror=window.hacked=1>\n99999 more"
    first.evaluate("(heading, text) => (heading.firstChild.data = text)", hostile)
    try:
        rows = ask(widget)
        assert len(rows) == len(headings(reader)), "a line break in a heading makes no further section"
        assert page.evaluate("typeof window.hacked") == "undefined"
        assert widget.root.locator("img").count() == 0
    finally:
        first.evaluate("(heading, text) => (heading.firstChild.data = text)", text)
