"""Hostile markup and texts, through every way into a page: no script runs, nothing is requested, no page is left or damaged.

The allow-list and the escaping are tried without the Content-Security-Policy, and the policy without them: each has to do alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from pyodide_widgets.figures.figure import Figure, clickable, heading, panel, text
from pyodide_widgets.figures.foreign import foreign_figure
from pyodide_widgets.figures.markup import element
from pyodide_widgets.kit.parameters import Choice, Number, Toggle, Typed
from pyodide_widgets.kit.sound import Track
from pyodide_widgets.kit.widget import Widget
from pyodide_widgets.kit.words import Words
from pyodide_widgets.markdown.mathml import FormulaError, to_mathml
from pyodide_widgets.markdown.widget_element import widget_element

from .built_site import Site
from .payloads import KINDS, payloads
from .reader import SAVE_DATA, Reader

EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
ALL = [payload for kind in KINDS for payload in payloads(kind)]
FORMULAS = (
    "%s",
    r"\text{%s}",
    r"x \tag{%s}",
    r"\href{%s}{x}",
    r"\operatorname{%s}",
    r"\class{%s}{x}",
    r"\color{%s}{x}",
)

# What is run in each page before its own scripts. `provoke` does to elements what a reader might, and what handlers wait for;
# `damage` says what is no longer as it should be.
_PREPARE = """
  window.runs = [];
  window.hacked = () => window.runs.push(window.payload ?? "before the first");
  window.stillHere = true;
  // A link of the page's own, such as that of a widget's code to the reference, leads where it should.
  const isOwnLink = (element) => {
    const link = Element.prototype.closest.call(element, "a[href]");
    return link?.origin === location.origin && !/hacked|evil/.test(link.href);
  };
  window.provoke = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (isOwnLink(element)) continue;
      for (const name of Element.prototype.getAttributeNames.call(element)) {
        if (name.startsWith("on")) element.dispatchEvent(new Event(name.slice(2), { bubbles: true }));
      }
      for (const name of ["pointerover", "click"]) {
        EventTarget.prototype.dispatchEvent.call(element, new MouseEvent(name, { bubbles: true, cancelable: true }));
      }
    }
  };
  window.damage = () => {
    const found = [];
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(Document.prototype))) {
      const isHidden = document[name] instanceof Element && document[name] !== get?.call(document);
      if (isHidden) found.push(`document.${name}`);
    }
    for (const form of Document.prototype.querySelectorAll.call(document, "py-widget form")) {
      for (const name of ["parentNode", "attributes", "children", "closest", "elements", "querySelector", "remove"]) {
        if (form[name] instanceof HTMLInputElement) found.push(`form.${name}`);
      }
    }
    if (document.documentElement.scrollWidth > innerWidth) found.push(`${document.documentElement.scrollWidth} px wide`);
    return found;
  };
"""


class Attack:
    """A reader whose page counts scripts that run, and of whom requests and navigations are noted."""

    def __init__(self, browser: Browser, site: Site, *, bypass_csp: bool) -> None:
        self.reader = Reader(browser, site.origin, connection=SAVE_DATA, bypass_csp=bypass_csp)
        self.requested: list[str] = []
        self.dialogs: list[str] = []
        self.reader.context.add_init_script(_PREPARE)
        self.reader.context.on("request", self._request)
        self.reader.context.on("requestfailed", self._failed)
        self.page: Page = self.reader.page
        self.page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))

    def check(self) -> None:
        """Fail if a script has run, a request has gone out, or the page is another one."""
        assert self.page.evaluate("window.stillHere"), "the page was left"
        self.page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))")
        assert self.page.evaluate("window.runs") == []
        assert self.page.evaluate("window.damage()") == []
        assert self.requested == [] and self.dialogs == [] and len(self.reader.context.pages) == 1

    def _request(self, request: Request) -> None:
        own = f"{self.reader.origin}/pyodide-widgets/code/"  # of a widget whose name the test has changed
        if ("hacked" in request.url or "evil.test" in request.url) and not request.url.startswith(own):
            self.requested.append(request.url)

    def _failed(self, request: Request) -> None:
        """What the policy has stopped has not gone out, nor what browsers let nobody load from another origin."""
        if request.failure in ("csp", "origin") and request.url in self.requested:
            self.requested.remove(request.url)


@pytest.fixture(scope="module")
def attack(browser: Browser, site: Site) -> Iterator[Attack]:
    """Without the policy, so that what is tried has to do alone."""
    attack = Attack(browser, site, bypass_csp=True)
    yield attack
    attack.reader.close()


@EVERY_KIND
def test_as_an_answer_of_python(kind: str, attack: Attack) -> None:
    """What the worker sends passes the allow-list and is morphed into the page: one of a single figure, which is laid out faster."""
    attack.reader.open("/en/embed/library/")
    damaged = attack.page.evaluate(
        """async (payloads) => {
          const { modules } = await import("/pyodide-widgets/page/pyodide-widgets.mjs");
          const { sanitize } = modules["page/sanitize.mjs"], { morphChildren } = modules["page/morph.mjs"];
          const body = document.querySelector("py-widget[name=library] .pw-body");
          const asBuilt = body.innerHTML;
          const damaged = [];
          for (window.payload of payloads) {
            for (const html of [payload, `${asBuilt}${payload}`, `<svg class="pw-panel">${payload}</svg>`, `<form class="pw-controls">${payload}</form>`]) {
              morphChildren(body, sanitize(html), () => false);
              provoke(body.closest("py-widget"));
              const found = damage();
              if (found.length) damaged.push([html, found]);
            }
            morphChildren(body, sanitize(asBuilt), () => false);
          }
          return damaged;
        }""",
        payloads(kind),
    )
    assert damaged == []
    attack.check()


@EVERY_KIND
def test_as_a_typed_sentence_a_link_and_a_message(kind: str, attack: Attack) -> None:
    """Python answers: with the sentence in the figure, with the parameters of the address, and with an error that names it."""
    attack.reader.open("/en/embed/glance/")
    widget = attack.reader.widget("glance")
    widget.control("sentence").focus()  # Python is loaded at the first touch
    widget.wait_live()
    problems = attack.page.evaluate(
        """async (payloads) => {
          const { python } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/python.mjs"];
          const widget = document.getElementById("widget-glance");
          const field = widget.querySelector("[name=sentence]");
          const answered = () => python.render("glance", {}, "en"); // the worker answers in order
          const problems = [];
          const look = (way, part) => {
            for (const root of widget.querySelectorAll(part)) provoke(root);
            const found = damage();
            if (found.length) problems.push([way, payload, found]);
          };
          for (window.payload of payloads) {
            widget.querySelector("[name=sentence]").value = payload;
            widget.querySelector("[name=sentence]").dispatchEvent(new InputEvent("input", { bubbles: true }));
            await answered();
            look("typed", ":scope > *");
            const link = new URLSearchParams({ sentence: payload, [payload]: payload });
            history.replaceState(null, "", `?${link}`);
            widget.replaceWith(widget); // it reads the address when it enters the page
            await answered();
            look("link", ":scope > :not(.pw-bar)");
            widget.setAttribute("name", payload); // the error that follows has it in its sentence
            widget.querySelector("[name=sentence]").dispatchEvent(new InputEvent("input", { bubbles: true }));
            await answered();
            look("message", ":scope > :not(.pw-bar, .pw-body)");
            widget.setAttribute("name", "glance");
          }
          history.replaceState(null, "", location.pathname);
          return problems;
        }""",
        payloads(kind),
    )
    assert problems == []
    attack.check()


def words_of(payload: str) -> str:
    """A widget with the text as each of its words, as the build writes it into a page."""
    shown = Words(en=payload, zh=payload)
    widget = Widget(
        payload,
        shown,
        shown,
        (
            Number("number", shown, 0, low=0, high=1, step=1),
            Choice("choice", shown, ((payload, shown), ("other", shown)), payload),
            Toggle("toggle", shown, initial=True),
            Typed("typed", shown, "a sentence"),
        ),
        lambda values, lang: Figure(
            (panel(40, heading(payload), clickable("choice", payload, text(payload, 1, 1)), title=payload),),
            payload,
            payload,
        ),
        tracks=(Track(payload, shown),),
    )
    return widget_element(widget, payload, {}, "en", payload)


def foreign_figures(payload: str) -> Iterator[str]:
    """Drawings of another library with the markup, or the text, in them, as the build writes them."""
    shown = element("p", payload)[3:-4]
    svg = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">%s</svg>'
    html = "<table><tr><td>%s</td></tr></table>"
    for inside in (
        payload,
        f"<text>{shown}</text>",
        f'<rect id="{shown}" fill="{shown}" style="{shown}" class="{shown}"/>',
    ):
        yield from figure_of("_repr_svg_", svg % inside)
        yield from figure_of("_repr_html_", html % inside)
    yield from figure_of("_repr_html_", payload + html % f'<b title="{shown}">{shown}</b>')


def figure_of(method: str, markup: str) -> Iterator[str]:
    with suppress(ValueError):  # then it is refused
        yield foreign_figure(SimpleNamespace(**{method: lambda: markup}), "caption").to_html()


def formulas(payload: str) -> Iterator[str]:
    for formula in FORMULAS:
        with suppress(FormulaError):  # then it is refused
            yield to_mathml(formula % payload)


WAYS: dict[str, Callable[[str], Any]] = {
    "words of a widget": lambda payload: [words_of(payload)],
    "foreign figures": foreign_figures,
    "formulas": formulas,
}


@pytest.mark.parametrize("way", WAYS)
def test_in_a_page_that_the_build_writes(way: str, attack: Attack, site: Site) -> None:
    """Parsed as any page is, without the allow-list of the page's scripts; this is what readers without scripts get."""
    written = "".join(f"<section>{html}</section>" for payload in ALL for html in WAYS[way](payload))
    page = f"<!doctype html><html lang=en><meta charset=utf-8><title>a</title><style>section {{ contain: strict }}</style>{written}"
    address = f"{site.origin}/written.html"
    body = page.encode(errors="replace")
    with attack.page.context.route(address, lambda route: route.fulfill(body=body, content_type="text/html")):
        attack.page.goto(address)
    attack.page.evaluate("provoke(document)")
    sections = attack.page.evaluate("[...document.body.children].map(({ localName }) => localName)")
    assert set(sections) == {"section"}, "something got out of its section"
    assert len(sections) == written.count("<section>") > len(ALL) / 2
    attack.check()


@EVERY_KIND
def test_in_the_browsers_storage(kind: str, attack: Attack, site: Site) -> None:
    """What the page, and the theme, have put there, another site of the same origin can change."""
    chosen = payloads(kind)[::40]
    for payload in chosen:
        attack.reader.open("/en/guide/hosting/")
        attack.page.evaluate(
            """(payload) => {
              const site = new URL("/", location).href;
              const colours = { media: payload, scheme: payload, primary: payload, accent: payload };
              for (const key of ["refused", "failed"]) localStorage.setItem(`pyodide-widgets ${site} ${key}`, payload);
              for (const path of ["/", "/en/"]) {
                for (const storage of [localStorage, sessionStorage]) {
                  storage.setItem(`${path}.__palette`, JSON.stringify({ index: payload, color: colours }));
                  for (const key of ["__tabs", "__search", "__announce", "__consent", "__source", "__outdated"]) {
                    storage.setItem(`${path}.${key}`, JSON.stringify(payload));
                  }
                }
              }
            }""",
            payload,
        )
        attack.reader.open("/en/guide/hosting/")
        assert attack.page.locator("main h1").is_visible()
        attack.check()
    attack.page.evaluate("localStorage.clear(); sessionStorage.clear()")


@EVERY_KIND
def test_the_policy_alone_lets_no_script_run(kind: str, browser: Browser, site: Site) -> None:
    """Markup that gets into the page as it is. A policy does not keep a page from being left, so what would is left out."""
    attack = Attack(browser, site, bypass_csp=False)
    attack.reader.open("/404.html")
    stays = [payload for payload in payloads(kind) if "refresh" not in payload]
    attack.page.evaluate(
        """async (payloads) => {
          const place = Document.prototype.querySelector.call(document, "article").appendChild(document.createElement("div"));
          for (window.payload of payloads) {
            Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML").set.call(place, payload);
            for (const element of place.querySelectorAll("*")) {
              for (const name of Element.prototype.getAttributeNames.call(element)) {
                if (name.startsWith("on")) EventTarget.prototype.dispatchEvent.call(element, new Event(name.slice(2), { bubbles: true }));
              }
            }
            await new Promise((resolve) => setTimeout(resolve));
          }
          place.remove();
        }""",
        stays,
    )
    assert attack.page.evaluate("window.stillHere")
    assert attack.page.evaluate("window.runs") == []
    assert [url for url in attack.requested if "evil.test" in url] == []
    attack.reader.close()


def test_the_corpus_is_large_and_has_nothing_twice() -> None:
    assert len(ALL) >= 500 and len({*ALL}) == len(ALL)


def test_the_corpus_would_run_if_it_could(browser: Browser, site: Site) -> None:
    """Most of what has a handler or a script does run where neither list nor policy is in its way."""
    page = browser.new_context(bypass_csp=True).new_page()
    page.add_init_script(_PREPARE)
    page.goto(f"{site.origin}/404.html")
    page.evaluate(
        """(payloads) => {
          const place = document.body.appendChild(document.createElement("div"));
          for (window.payload of payloads) {
            place.innerHTML = payload;
            provoke(place);
          }
          place.remove();
        }""",
        payloads("handlers"),
    )
    assert len({*page.evaluate("window.runs")}) > len(payloads("handlers")) * 3 / 4
    page.context.close()
