"""What a screen reader hears: a slider's value at once, a caption once, when changes have come to rest."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from .conftest import LiveWidget
from .controls import controls_of
from .static_server import StaticServer

# Moves a slider through all its places, and gives what was shown at each before anything else could run, and what Python writes.
_VALUES = """async ([widget, slider]) => {
  const shown = () => [slider.getAttribute("aria-valuetext"), slider.closest(".pw-slider").querySelector(".pw-value-shown").textContent];
  const found = [];
  const { python } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/python.mjs"];
  const places = Math.round((slider.max - slider.min) / slider.step);
  for (const place of new Set([0, 1, Math.floor(places / 3), places - 1, places])) {
    slider.value = Number(slider.min) + place * slider.step;
    slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
    const atOnce = shown();
    const { html } = await python.render(widget.getAttribute("name"), { [slider.name]: slider.value }, widget.lang);
    const drawn = new DOMParser().parseFromString(html, "text/html").querySelector(`[name="${slider.name}"]`);
    found.push([...atOnce, drawn.getAttribute("aria-valuetext")]);
  }
  return found;
}"""


def test_a_slider_says_at_once_what_python_will_write(live_widget: LiveWidget) -> None:
    for name in ("library", "softmax", "budget", "forgetting"):
        widget = live_widget(name, "en")
        for control in controls_of(name):
            if control.kind != "range":
                continue
            arguments = [widget.root.element_handle(), widget.control(control.parameter).element_handle()]
            for spoken, shown, drawn in widget.page.evaluate(_VALUES, arguments):
                assert spoken == shown == drawn, control


def test_a_caption_is_read_out_once_changes_have_come_to_rest(browser: Browser, python_server: StaticServer) -> None:
    page = browser.new_page()
    page.clock.install(time=0)
    page.goto(f"{python_server.origin}/empty.html")
    page.evaluate(_WIDGET)
    page.clock.pause_at(600_000)  # from here on only the test moves it, however long the machine takes
    spoken = page.locator(".pw-spoken")
    for _ in range(5):
        page.evaluate("said.speakAtRest(widget)")
        page.clock.run_for(500)
    expect(spoken).to_be_empty()
    page.clock.run_for(500)
    expect(spoken).to_have_text("One is not in range. A caption.")
    # A message is not spoken over.
    page.evaluate("spoken.textContent = ''; said.speakAtRest(widget); said.announce(widget, 'Link copied.')")
    page.clock.run_for(5000)
    expect(spoken).to_be_empty()
    expect(page.locator(".pw-status")).to_have_text("Link copied.")
    page.close()


_WIDGET = """async () => {
  document.body.innerHTML = `<div id="widget"><div class="pw-problems"><p>One is not in range.</p></div>
    <figcaption>A caption.</figcaption><p class="pw-status"></p><p class="pw-spoken" id="spoken"></p></div>`;
  window.said = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/status.mjs"];
}"""
