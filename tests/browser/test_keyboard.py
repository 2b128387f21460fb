"""Every control answers to the keyboard, and can be reached with it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, CDPSession, expect

from pyodide_widgets.kit.words import Lang
from tests.bundled import WIDGETS, one_language

from .conftest import LiveWidget
from .controls import Control, answering_controls_of, controls
from .static_server import StaticServer
from .widget_page import WidgetOnPage

TYPED = "你好 hello 🙂"


@pytest.mark.parametrize("name", WIDGETS.names())
def test_every_control_answers_to_the_keyboard(name: str, live_widget: LiveWidget) -> None:
    widget = live_widget(name, one_language(name))
    use = {
        "range": step_slider,
        "radio": step_through_choices,
        "checkbox": turn_switch,
        "text": type_into,
        "order": type_order,
    }
    for control in answering_controls_of(name):
        use[control.kind](widget, control)
        widget.reset()


def step_slider(widget: WidgetOnPage, control: Control) -> None:
    slider = widget.control(control.parameter)
    before, most, step = (float(slider.get_attribute(name) or "") for name in ("value", "max", "step"))
    arrow = 1 if before < most else -1
    slider.focus()
    widget.page.keyboard.press("ArrowRight" if arrow > 0 else "ArrowLeft")
    assert float(slider.input_value()) == pytest.approx(before + arrow * step)
    key, end = ("Home", "min") if float(slider.get_attribute("min") or "") < before else ("End", "max")
    with widget.redrawn():
        widget.page.keyboard.press(key)
    assert float(slider.input_value()) == float(slider.get_attribute(end) or "")
    expect(slider).to_be_focused()


def step_through_choices(widget: WidgetOnPage, control: Control) -> None:
    values = widget.control(control.parameter).evaluate_all("choices => choices.map(({ value }) => value)")
    before = values.index(widget.values()[control.parameter])
    widget.choice(control.parameter, values[before]).focus()
    with widget.redrawn():
        widget.page.keyboard.press("ArrowLeft")
    expect(widget.choice(control.parameter, values[before - 1])).to_be_checked()
    expect(widget.choice(control.parameter, values[before - 1])).to_be_focused()


def turn_switch(widget: WidgetOnPage, control: Control) -> None:
    switch = widget.control(control.parameter)
    before = switch.is_checked()
    switch.focus()
    with widget.redrawn():
        widget.page.keyboard.press("Space")
    expect(switch).to_be_checked(checked=not before)
    expect(switch).to_be_focused()


def type_into(widget: WidgetOnPage, control: Control) -> None:
    field = widget.control(control.parameter)
    field.select_text()
    with widget.redrawn():
        widget.page.keyboard.type(TYPED)
        expect(field).to_have_attribute("value", TYPED)
    expect(field).to_have_value(TYPED)
    expect(field).to_be_focused()


def type_order(widget: WidgetOnPage, control: Control) -> None:
    field = widget.control(control.parameter)
    words = widget.figure.locator(".pw-updown text")
    third, second, first = words.all_text_contents()
    field.select_text()
    for key in "2 1 3":  # what is drawn meanwhile leaves the field to the reader
        widget.page.keyboard.type(key)
        expect(field).to_have_attribute("value", field.input_value().strip())
    expect(field).to_have_value("2 1 3")
    expect(field).to_be_focused()
    expect(words).to_have_text([second, first, third])


def test_typing_in_the_middle_keeps_the_caret_there(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("self-attention", lang)
    field = widget.control("sentence")
    sentence = field.input_value()
    field.focus()
    widget.page.keyboard.press("Home")
    for letter in "ab ":
        widget.page.keyboard.type(letter)
        expect(field).to_have_attribute("value", field.input_value().strip())
    widget.page.keyboard.type("c")
    expect(field).to_have_value(f"ab c{sentence}")


def test_a_word_stays_chosen_while_its_sentence_changes(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("self-attention", lang)
    field = widget.control("sentence")
    before = int(widget.values()["focus"])
    word = widget.choice("focus", str(before)).locator("..").inner_text()
    field.focus()
    widget.page.keyboard.press("Home")
    with widget.redrawn():
        widget.page.keyboard.type("hello, ")
    chosen = widget.choice("focus", str(before + 1))
    expect(chosen).to_be_checked()
    assert chosen.locator("..").inner_text() == word
    widget.wait_address(f"focus={before + 1}")
    with widget.redrawn():
        field.fill(f"hello {word}")
    expect(widget.choice("focus", "1")).to_be_checked()
    with widget.redrawn():
        field.fill("hello")  # the word is gone
    expect(widget.choice("focus", "0")).to_be_checked()


def test_a_figure_of_an_older_sentence_without_the_word_does_not_stop_what_is_typed(live_widget: LiveWidget) -> None:
    widget = live_widget("self-attention", "en")
    for place in ("0", "5"):  # a choice that was once made no longer follows its attribute
        with widget.redrawn():
            widget.choice("focus", place).check()
    widget.root.evaluate(
        """(widget) => new Promise((resolve) => {
          const field = widget.querySelector("[name=sentence]");
          const type = (text) => {
            field.value = text;
            field.dispatchEvent(new InputEvent("input", { bubbles: true }));
          };
          const observer = new MutationObserver(() => {
            if (widget.querySelectorAll("[name=focus]").length > 1) return;
            observer.disconnect();
            type("a new sentence");
            resolve();
          });
          observer.observe(widget, { childList: true, subtree: true });
          type("a");
          type("a new"); // while Python draws the other one
        })"""
    )
    expect(widget.control("sentence")).to_have_attribute("value", "a new sentence")
    expect(widget.root.locator("[name=focus]:checked")).to_have_count(1)


@pytest.mark.parametrize("name", WIDGETS.names())
def test_the_tab_key_reaches_every_control_fold_and_button_in_order(name: str, live_widget: LiveWidget) -> None:
    widget = live_widget(name, "zh")  # the controls are the same in both languages
    wanted: list[str] = widget.root.evaluate(_REACHABLE)
    assert set(widget.values()) < set(wanted)
    assert wanted[-4:] == ["reset", "link", "save", "code"]
    widget.root.locator(".pw-controls :is(button, input:is(:checked, :not([type=radio])))").first.focus()
    reached = []
    for _ in wanted:
        reached.append(widget.page.evaluate(f"({_NAME})(document.activeElement)"))
        widget.page.keyboard.press("Tab")
    assert reached == wanted


_NAME = "element => element.name || element.dataset.action || element.textContent"
# Of the choices of one parameter, only the chosen one.
_REACHABLE = f"""widget => [...widget.querySelectorAll("input, button, summary")]
  .filter((element) => element.checkVisibility() && !element.disabled && (element.type !== "radio" || element.checked)).map({_NAME})"""


@pytest.mark.parametrize("control", controls("text"), ids=str)
def test_an_input_method_is_followed_after_a_pause_and_not_disturbed(control: Control, live_widget: LiveWidget) -> None:
    widget = live_widget(control.widget, "zh")
    input_method: CDPSession = widget.page.context.new_cdp_session(widget.page)
    field = widget.control(control.parameter)
    field.select_text()
    with widget.redrawn():  # Gboard and others compose English too, a word at a time
        for composed in ("n", "ni", "ni h", "ni hao"):
            compose(input_method, composed)
    expect(field).to_have_value("ni hao")
    with widget.redrawn():  # what was being composed is replaced, so it was not torn apart
        input_method.send("Input.insertText", {"text": "你好"})
    expect(field).to_have_value("你好")
    expect(field).to_have_attribute("value", "你好")
    input_method.detach()


def test_each_key_of_an_input_method_puts_the_drawing_off(browser: Browser, python_server: StaticServer) -> None:
    page = browser.new_page()
    page.clock.install(time=0)
    page.goto(f"{python_server.origin}/empty.html")
    page.clock.pause_at(600_000)  # from here on only the test moves it, however long the machine takes
    page.evaluate(_LISTEN)
    input_method = page.context.new_cdp_session(page)
    page.locator("input").focus()
    for composed in ("n", "ni", "ni h", "ni hao"):
        compose(input_method, composed)
        page.clock.run_for(500)
    assert page.evaluate("changes") == []
    page.clock.run_for(500)
    assert page.evaluate("changes") == ["ni hao"]
    compose(input_method, "ni hao m")
    input_method.send("Input.insertText", {"text": "你好"})
    page.clock.run_for(5000)
    assert page.evaluate("changes") == ["ni hao", "你好"]
    page.close()


_LISTEN = """async () => {
  const { listenToControls } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/controls.mjs"];
  document.body.innerHTML = "<form><input name=sentence></form>";
  window.changes = [];
  listenToControls(document.forms[0], (name) => changes.push(document.forms[0].elements[name].value));
}"""


def compose(input_method: CDPSession, text: str) -> None:
    """What an input method shows before the reader has chosen."""
    input_method.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
