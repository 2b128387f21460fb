"""What readers do works in each engine. The tests of `tests/browser/` go deeper, in Chromium alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from pyodide_widgets.kit.words import Lang
from tests.browser.built_site import FOLDERS, Site, article
from tests.browser.snapshot_maker import KEPT
from tests.browser.static_server import Answer, StaticServer
from tests.bundled import CALLS, LANGS, WIDGETS

from .window import Window

OTHER: dict[Lang, Lang] = {"zh": "en", "en": "zh"}
# Widgets whose data files are fetched when they come near the screen: far from it they stay as they were built.
WITH_DATA = [name for name in WIDGETS.names() if WIDGETS.find(name).data]
LIVE = """() => {
  const withData = WITH_DATA;
  const widgets = [...document.querySelectorAll("py-widget")].filter((each) => !withData.includes(each.getAttribute("name")));
  return widgets.length && widgets.every(({ dataset }) => dataset.state === "live");
}""".replace("WITH_DATA", json.dumps(WITH_DATA))
_UNFOLD = "() => document.querySelectorAll('details.aside, .pw-more').forEach((fold) => (fold.open = true))"
_STATES = "() => [...document.querySelectorAll('py-widget')].map(({ dataset }) => [dataset.key, dataset.state])"
DRAWN = """async (names, lang) => {
  const { python } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/python.mjs"];
  const drawn = {};
  for (const name of names) drawn[name] = (await python.render(name, {}, lang)).html;
  return drawn;
}"""
# Asked for in the order of the page, so when this is answered everything else is.
_SETTLED = """async (name) => {
  const { python } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/python.mjs"];
  await python.render(name, {}, "zh");
}"""
_PYTHON = """async () => {
  const { python } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/python.mjs"];
  const marks = performance.getEntriesByType("mark").map(({ name, startTime }) => [name, Math.round(startTime)]);
  return JSON.stringify({ state: python.state, fault: python.fault, progress: python.progress, silence: python.silence, marks });
}"""
_STARTS = "() => performance.getEntriesByName('pyodide-widgets:ready').length"
_REQUESTS = "() => performance.getEntriesByType('resource').map(({ name }) => name)"
# The files of the runtime that the service worker has not kept yet; data files of widgets may be there too.
_NOT_KEPT = """async () => {
  const names = await caches.keys();
  const name = names.find((name) => name.endsWith(" runtime"));
  const { active } = (await navigator.serviceWorker.getRegistration()) ?? {};
  if (!name) return [`no cache for the runtime, only ${names}; the service worker is ${active?.state}`];
  const manifest = await (await fetch("/pyodide-widgets/runtime/manifest.json")).json();
  const wanted = ["start", "afterwards", "on_demand"].flatMap((part) => Object.values(manifest[part]));
  const kept = new Set((await (await caches.open(name)).keys()).map(({ url }) => url.split("/").at(-1)));
  return wanted.map(({ file }) => file).filter((file) => !kept.has(file));
}"""
_NUMBERS = """async () => {
  const { controlValues } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/controls.mjs"];
  return [...document.querySelectorAll("py-widget form")].flatMap((form) => {
    const values = controlValues(form);
    return [...form.querySelectorAll("[type=range][name]")].map(({ name }) => values[name]);
  });
}"""
_POINT = """([x, y]) => {
  const handle = document.querySelector("#widget-library [data-drag]");
  const [left, top, right, bottom] = handle.dataset.box.split(" ").map(Number);
  const [, low, high] = handle.dataset.values.split(/,? /).map(Number);
  const share = (value) => (value - low) / (high - low);
  const point = new DOMPoint(left + share(x) * (right - left), bottom - share(y) * (bottom - top));
  const { x: atX, y: atY } = point.matrixTransform(handle.ownerSVGElement.getScreenCTM());
  return [atX, atY];
}"""


@pytest.fixture(autouse=True)
def no_problems(window: Window) -> Iterator[None]:
    """No script fails, and nothing asks another site for anything."""
    window.problems()
    yield
    assert window.problems() == []
    assert [url for url in window.call(_REQUESTS) if not url.startswith((window.origin, "blob:", "data:"))] == []


def be_live(window: Window, path: str) -> None:
    """Open a page anew, with all its widgets live, and nothing folded."""
    window.open(path)
    come_live(window)
    window.call(_UNFOLD)


def come_live(window: Window) -> None:
    """Wait for all widgets; if they do not come live, say what Python says of itself."""
    try:
        window.wait(LIVE)
    except AssertionError as never:
        raise AssertionError(f"{never}; {window.call(_PYTHON)}") from never


def value(window: Window, widget: str, control: str) -> str:
    shown: str = window.call("(s) => document.querySelector(s).value", f'#widget-{widget} [name="{control}"]')
    return shown


def figure(window: Window, widget: str) -> str:
    html: str = window.call("(s) => document.querySelector(s).innerHTML", f"#widget-{widget} figure")
    return html


def wait_redrawn(window: Window, widget: str, before: str) -> None:
    window.wait("(s, before) => document.querySelector(s).innerHTML !== before", f"#widget-{widget} figure", before)


# Keeps the states of a widget that a reader sees who has come back; the note is lost if the page is loaded again.
_NOTE_STATES = """() => {
  const widget = document.querySelector("py-widget");
  window.states = [];
  addEventListener("pageshow", () => (window.states = [widget.dataset.state]));
  new MutationObserver(() => window.states.push(widget.dataset.state)).observe(widget, { attributeFilter: ["data-state"] });
}"""


def test_leaving_while_python_loads_and_coming_back(window: Window, server: StaticServer, site: Site) -> None:
    """The first visit of this window, so nothing is kept yet. Some browsers keep the page meanwhile, others load it again."""
    with server.answering(site.runtime_file("pyodide.asm.wasm"), Answer.HELD):
        window.open(article("zh"))
        window.wait("() => document.querySelector('py-widget').dataset.state === 'loading'")
        window.call(_NOTE_STATES)
        window.navigate(window.origin + FOLDERS["zh"] + "guide/hosting/")
    window.back()
    window.wait("(path) => location.pathname === path", article("zh"))
    window.wait(LIVE)
    assert "error" not in window.call("() => window.states ?? []")
    window.problems()  # requests that were cut off may be reported as errors


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", ["article/", "gallery/"])
def test_every_widget_comes_live(page: str, lang: Lang, window: Window, site: Site) -> None:
    path = FOLDERS[lang] + page
    be_live(window, path)
    for placed in site.widgets(path):
        window.call("(key) => document.getElementById(`widget-${key}`).scrollIntoView()", placed.key)
        window.wait("(key) => document.getElementById(`widget-${key}`).dataset.state === 'live'", placed.key)
    assert window.call(_STATES) == [[placed.key, "live"] for placed in site.widgets(path)]


@pytest.mark.parametrize("lang", LANGS)
def test_python_draws_what_the_build_draws(lang: Lang, window: Window) -> None:
    window.wait(LIVE)
    drawn = window.call(DRAWN, [name for name in WIDGETS.names() if name not in WITH_DATA], lang)
    assert {name for name, html in drawn.items() if html != CALLS.render(name, "{}", lang)} == set()


def test_controls(window: Window) -> None:
    """A slider by keyboard, a choice and a switch by mouse."""
    be_live(window, article("en"))
    assert {text for text in window.call(_NUMBERS) if text != f"{float(text):g}"} == set()
    before = figure(window, "library")
    window.focus('#widget-library [name="query-x"]')
    window.keys("Home")
    wait_redrawn(window, "library", before)
    window.wait("() => location.search === '?library.query-x=-2.5'")
    for kind in ("radio", "checkbox"):
        selector = f'py-widget form input[type="{kind}"]:not(:checked)'
        widget = window.call("(s) => document.querySelector(s).closest('py-widget').dataset.key", selector)
        before = figure(window, widget)
        window.click(f"#widget-{widget} {selector.removeprefix('py-widget ')}")
        wait_redrawn(window, widget, before)


def test_a_drag(window: Window) -> None:
    be_live(window, article("zh"))
    window.call("() => document.querySelector('#widget-library svg').scrollIntoView({ block: 'center' })")
    path = [(1.2, 0.6), (0.5, 1.0), (-1.5, -2.0)]
    before = figure(window, "library")
    window.drag([window.call(_POINT, list(point)) for point in path])
    wait_redrawn(window, "library", before)
    window.wait("() => location.search === '?library.query-x=-1.5&library.query-y=-2'")


def test_a_typed_sentence(window: Window) -> None:
    field = '#widget-self-attention [name="sentence"]'
    window.focus(field)
    window.call("(s) => document.querySelector(s).select()", field)
    window.keys(*"the 小猫 sat")
    window.wait("() => /小猫/.test(document.querySelector('#widget-self-attention figure').textContent)")
    assert value(window, "self-attention", "sentence") == "the 小猫 sat"
    window.wait("(part) => location.search.includes(part)", "self-attention.sentence=the+%E5%B0%8F%E7%8C%AB+sat")


def test_a_permalink(window: Window) -> None:
    sentence = "小猫 & 🙂"
    be_live(window, f"{article('en')}?library.query-x=2&self-attention.sentence={quote(sentence)}#widget-library")
    assert (float(value(window, "library", "query-x")), value(window, "self-attention", "sentence")) == (2, sentence)
    window.call(_SETTLED, "library")
    drawn = CALLS.render("library", json.dumps({"query-x": "2"}), "en")
    assert window.call("(c) => document.querySelector('#widget-library figcaption').outerHTML", "") in drawn


@pytest.mark.parametrize("lang", LANGS)
def test_the_language_switch_keeps_the_state(lang: Lang, window: Window) -> None:
    window.open(f"{article(lang)}?library.query-x=-2.5#library-visit")
    window.click("a[data-language-switch]")
    window.wait(
        "(path) => location.pathname === path && location.search === '?library.query-x=-2.5'", article(OTHER[lang])
    )
    come_live(window)
    window.call(_UNFOLD)
    assert value(window, "library", "query-x") == "-2.5"


def test_sound(window: Window) -> None:
    button = "#widget-cocktail-party [data-listen]"
    pressed = "(s, state) => document.querySelector(s).getAttribute('aria-pressed') === state"
    window.click(button)
    window.wait(pressed, button, "true")
    window.click(button)
    window.wait(pressed, button, "false")


def test_training_and_stopping(window: Window) -> None:
    window.click("#widget-emergence [data-play=steps]")
    window.wait("() => Number(document.querySelector('#widget-emergence [name=steps]').value) > 0")
    window.click("#widget-emergence [data-play=steps]")
    window.wait(
        "() => document.querySelector('#widget-emergence [data-play]').getAttribute('aria-pressed') === 'false'"
    )


def test_saving_a_figure(window: Window) -> None:
    file = window.saved("#widget-library [data-action=save]")
    assert file.name == "library.svg"
    title = ElementTree.parse(file).getroot().findtext("{http://www.w3.org/2000/svg}title")
    assert title == window.call("() => document.querySelector('#widget-library figcaption').textContent")


def test_instant_navigation_keeps_python(window: Window) -> None:
    be_live(window, FOLDERS["zh"])
    window.call("() => { window.sameDocument = true; }")
    window.click(".md-tabs__link[href$='article/']")
    window.wait("(path) => location.pathname === path", article("zh"))
    window.wait(LIVE)
    assert window.call("() => window.sameDocument")
    assert window.call(_STARTS) == 1
    window.back()
    window.wait("(path) => location.pathname === path", FOLDERS["zh"])
    window.wait(LIVE)
    assert window.call(_STARTS) == 1


def test_a_second_visit_starts_from_a_snapshot(window: Window) -> None:
    window.until(lambda: window.call(KEPT), "a snapshot is kept")
    be_live(window, article("en"))
    assert window.call("() => performance.getEntriesByName('pyodide-widgets:ready')[0].detail.fromSnapshot")
    before = figure(window, "library")
    window.focus('#widget-library [name="query-x"]')
    window.keys("Home")
    wait_redrawn(window, "library", before)


def test_without_a_network_after_one_visit(window: Window, server: StaticServer) -> None:
    be_live(window, article("zh"))
    with suppress(AssertionError):  # the comparison below says what is missing
        window.wait(f"async () => !(await ({_NOT_KEPT})()).length")
    assert window.call(_NOT_KEPT) == []
    server.is_reachable = False
    try:
        be_live(window, article("en"))
        before = figure(window, "library")
        window.focus('#widget-library [name="query-x"]')
        window.keys("Home")
        wait_redrawn(window, "library", before)
    finally:
        server.is_reachable = True
