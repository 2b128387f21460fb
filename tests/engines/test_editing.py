"""Readers change the core and solve challenges, in each engine. `tests/browser/` goes deeper, in Chromium alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.built_site import article

from .test_common import be_live, figure
from .window import Window

CODE = "#code-attend"
CHALLENGE = "py-challenge[data-module$=stable_softmax]"
FOLLOWS = "glance"  # a figure that attention draws
_SAYS = "(selector, text) => document.querySelector(`${selector} .pw-status`).textContent.includes(text)"
_MARKS = "(count) => document.querySelectorAll('.pw-yours').length === count"
_MARKED = "(key) => document.querySelector(`#widget-${key} .pw-yours`)"
_AT_REST = """async () => {
  const { python } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/python.mjs"];
  return !python.isBusy;
}"""
_TOP = "(selector) => document.querySelector(selector).getBoundingClientRect().top"
_IS_AT = "(selector, top) => Math.abs(document.querySelector(selector).getBoundingClientRect().top - top) < 2"
_DRAWN = "(key, html) => document.querySelector(`#widget-${key} figure`).innerHTML === html"
_WRITTEN = "(selector, text) => document.querySelector(`${selector} textarea`).value.includes(text)"
# Where the first line begins, once the editor, in a shadow root of its own, has taken the text area's place.
_BEGINNING = """(selector) => {
  const host = [...document.querySelectorAll(`${selector} .pw-field > div`)].find(({ shadowRoot }) => shadowRoot);
  const line = host?.shadowRoot.querySelector(".cm-line");
  if (!line) return null;
  host.scrollIntoView({ block: "start", behavior: "instant" });
  scrollBy({ top: -innerHeight / 4, behavior: "instant" });
  const { left, top, height } = line.getBoundingClientRect();
  return [left + 2, top + height / 2];
}"""
_UNFOLD = "(selector) => (document.querySelector(`${selector} details`).open = true)"
_SOLVED = "(selector) => document.querySelector(selector).classList.contains('pw-solved')"


@pytest.fixture(autouse=True)
def on_the_article(window: Window) -> Iterator[None]:
    be_live(window, article("en"))
    yield
    window.open("/404.html")  # a draft is kept when its page is left
    window.call("() => localStorage.clear()")


def edit(window: Window, element: str) -> None:
    """Begin to edit, where the text begins."""
    window.click(f"{element} button[data-edit]")
    window.wait(_BEGINNING, element)
    to_beginning(window, element)


def to_beginning(window: Window, element: str) -> None:
    """Click into the editor: a window without a screen may not have the focus."""
    x, y = window.call(_BEGINNING, element)
    window.drag([(x, y)])


def restore(window: Window, before: str) -> None:
    window.wait(_AT_REST)  # a figure in view that is marked moves what is below it
    window.click(f"{CODE} button[data-original]")
    window.wait(_MARKS, 0)
    window.wait(_DRAWN, FOLLOWS, before)


def test_a_ready_made_change_is_followed_by_the_figures_until_original(window: Window) -> None:
    before = figure(window, FOLLOWS)
    window.click(f"{CODE} button[data-try]")
    window.wait(_SAYS, CODE, "Your attend runs.")
    window.wait(_MARKED, FOLLOWS)
    assert figure(window, FOLLOWS) != before
    window.wait(_BEGINNING, CODE)  # the editor that opens moves the buttons
    restore(window, before)


def test_figures_that_are_marked_above_the_view_do_not_move_it(window: Window) -> None:
    edit(window, CODE)
    window.keys(*"# mine", "Enter")
    window.click(f"{CODE} button[data-run]")
    top = window.call(_TOP, CODE)
    window.wait(_MARKED, FOLLOWS)
    window.wait(_IS_AT, CODE, top)
    window.wait(_AT_REST)  # as in `restore`
    window.click(f"{CODE} button[data-original]")
    top = window.call(_TOP, CODE)
    window.wait(_MARKS, 0)
    window.wait(_IS_AT, CODE, top)


def test_what_is_typed_runs_and_what_is_wrong_is_said(window: Window) -> None:
    before = figure(window, FOLLOWS)
    edit(window, CODE)
    window.keys("!")
    window.click(f"{CODE} button[data-run]")
    window.wait(_SAYS, CODE, "Line 1: SyntaxError")
    assert figure(window, FOLLOWS) == before
    to_beginning(window, CODE)
    window.keys("Delete", *"# mine", "Enter")
    window.click(f"{CODE} button[data-run]")
    window.wait(_SAYS, CODE, "Your attend runs.")
    restore(window, before)


def test_an_endless_loop_is_stopped_and_python_is_back(window: Window) -> None:
    before = figure(window, FOLLOWS)
    edit(window, CODE)
    window.keys(*"while True: pass", "Enter")
    window.click(f"{CODE} button[data-run]")
    window.wait("(selector) => document.querySelector(selector)", f"{CODE} button[data-stop]")
    window.click(f"{CODE} button[data-stop]")
    window.wait(_SAYS, CODE, "Stopped. The published code runs again")
    window.wait("(key) => document.getElementById(`widget-${key}`).dataset.state === 'live'", FOLLOWS)
    assert figure(window, FOLLOWS) == before
    assert window.call(_WRITTEN, CODE, "while True: pass\n")


def test_a_draft_survives_a_reload_and_does_not_run_by_itself(window: Window) -> None:
    edit(window, CODE)
    window.keys(*"# kept", "Enter")
    window.wait(_WRITTEN, CODE, "# kept\n")
    be_live(window, article("en"))
    window.wait(
        "(selector, text) => document.querySelector(selector)?.textContent.includes(text)",
        f"{CODE} .pw-draft",
        "It is not running",
    )
    assert window.call(_MARKS, 0)
    window.click(f"{CODE} button[data-draft-open]")
    window.wait(_WRITTEN, CODE, "# kept\n")


def test_a_challenge_is_solved_by_typing_and_stays_solved(window: Window) -> None:
    window.call(_UNFOLD, CHALLENGE)
    edit(window, CHALLENGE)
    window.click(f"{CHALLENGE} button[data-check]")
    window.wait(_SAYS, CHALLENGE, "Not yet.")
    to_beginning(window, CHALLENGE)
    window.keys("ArrowDown", "End", "ArrowLeft", *" - scores.max()")
    window.wait(_WRITTEN, CHALLENGE, "np.exp(scores - scores.max())\n")
    window.click(f"{CHALLENGE} button[data-check]")
    window.wait(_SAYS, CHALLENGE, "Solved.")
    be_live(window, article("en"))
    assert window.call(_SOLVED, CHALLENGE)
