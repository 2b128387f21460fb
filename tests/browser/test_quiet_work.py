"""What the worker does unasked waits while the page asks for something: a request is not kept waiting by many steps of it."""

from __future__ import annotations

from playwright.sync_api import Browser

from .static_server import StaticServer

_BEGIN = """async () => {
  const { noteRequest, runWhenQuiet } = await import("/browser/worker/quiet-work.mjs");
  window.steps = 0;
  window.noteRequest = noteRequest;
  noteRequest();
  void runWhenQuiet((function* () { for (;;) yield (steps += 1); })());
}"""


def test_steps_are_taken_only_while_no_request_comes(browser: Browser, python_server: StaticServer) -> None:
    page = browser.new_page()
    page.clock.install(time=0)
    page.goto(f"{python_server.origin}/empty.html")
    page.clock.pause_at(600_000)  # from here on only the test moves it, however long the machine takes
    page.evaluate(_BEGIN)
    for _ in range(10):
        page.clock.run_for(500)
        page.evaluate("noteRequest()")
    assert page.evaluate("steps") == 0
    page.clock.run_for(1500)
    taken = page.evaluate("steps")
    assert 10 < taken < 30
    page.evaluate("noteRequest()")
    page.clock.run_for(900)
    assert page.evaluate("steps") == taken
    page.close()
