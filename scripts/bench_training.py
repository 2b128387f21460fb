"""How long the model of `emergence` trains in the browser until its error falls.

    uv run python scripts/bench_training.py [--seeds 10]

Opens the article of the built site in a real Chromium, sets a seed and no training steps, presses “Train”, and waits for
the sentence that says that the error has dropped; each seed on a page of its own. The aim: at most 20 s for 9 of 10 seeds.
"""

from __future__ import annotations

import argparse
import time

from playwright.sync_api import Browser, expect

from tests.browser.site_in_browser import site_in_browser

AIM = 20  # seconds
FELL = "dropped"
LONG = 180_000  # milliseconds that a slow machine may take


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10)
    seeds = parser.parse_args().seeds
    with site_in_browser() as (browser, server, _):
        times = [train(browser, server.origin, seed) for seed in range(1, seeds + 1)]
    print("seconds by seed: " + ", ".join(f"{seconds:.1f}" for seconds in times))
    print(f"{sum(seconds <= AIM for seconds in times)} of {seeds} seeds within {AIM} s")


def train(browser: Browser, origin: str, seed: int) -> float:
    """Seconds from pressing the button until the figure says that the error has dropped."""
    page = browser.new_page()
    page.goto(f"{origin}/en/article/?emergence.seed={seed}&emergence.steps=0#widget-emergence")
    widget = page.locator("#widget-emergence")
    expect(widget).to_have_attribute("data-state", "live", timeout=LONG)
    expect(widget.locator("[name=steps]")).to_have_value("0")
    expect(widget.locator(".pw-work")).to_have_count(0)
    begin = time.perf_counter()
    widget.locator("button[data-play=steps]").click()
    expect(widget.locator("figcaption")).to_contain_text(FELL, timeout=LONG)
    seconds = time.perf_counter() - begin
    page.close()
    return seconds


if __name__ == "__main__":
    main()
