"""Make docs/moving.webp, the picture in the README: the article's library, with its query moved by its sliders.

    uv run python scripts/moving_picture.py

Builds the site, opens the English article in a real Chromium, waits until Python answers, and takes a picture after each step.
"""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.browser.reader import Reader
from tests.browser.site_in_browser import site_in_browser
from tests.browser.widget_page import WidgetOnPage

FILE = Path(__file__).parents[1] / "docs" / "moving.webp"
WIDTH = 780  # of the window, in CSS pixels: the two panels of a figure stand side by side
# The query's ends, one after the other; between them it moves in steps of 0.1, those of the sliders.
WAY = ((1.2, 0.6), (0.2, 2.0), (-1.2, 1.5), (-0.2, 0.0), (1.6, -1.2), (1.2, 0.6))
STEPS = 7  # between two of them
HOLD, FRAME = 900, 90  # milliseconds that an end and a step are shown


def way() -> list[tuple[float, float]]:
    """Where the query is in each frame."""
    points = [WAY[0]]
    for (x0, y0), (x1, y1) in pairwise(WAY):
        shares = [step / STEPS for step in range(1, STEPS + 1)]
        points += [(round(x0 + share * (x1 - x0), 1), round(y0 + share * (y1 - y0), 1)) for share in shares]
    return points


def shown_at(widget: WidgetOnPage, x: float, y: float) -> Image.Image:
    """The figure with the query there, once Python has drawn it."""
    before = len(widget.updates())
    changes: list[str] = widget.root.evaluate(
        """(widget, wanted) => Object.entries(wanted).filter(([name, value]) => {
          const control = widget.querySelector(`form [name="${name}"]`);
          if (Number(control.value) === value) return false;
          control.value = value;
          control.dispatchEvent(new Event("input", { bubbles: true }));
          return true;
        })""",
        {"query-x": x, "query-y": y},
    )
    widget.wait_updates(before + len(changes))
    return Image.open(io.BytesIO(widget.figure.locator(".pw-panels").screenshot())).convert("RGB")


def record(page: Page) -> tuple[list[Image.Image], list[int]]:
    """The frames, and for how many milliseconds each is shown."""
    widget = WidgetOnPage(page, "library")
    widget.wait_live()
    points = way()
    frames = [shown_at(widget, x, y) for x, y in points]
    return frames, [HOLD if point in WAY else FRAME for point in points]


def write(frames: list[Image.Image], durations: list[int]) -> None:
    smallest = min(frame.height for frame in frames)
    same_size = [frame.crop((0, 0, frame.width, smallest)) for frame in frames]
    same_size[0].save(
        FILE, save_all=True, append_images=same_size[1:], duration=durations, loop=0, quality=80, method=6
    )
    print(f"{FILE}: {len(frames)} frames, {FILE.stat().st_size:,} bytes")


def main() -> None:
    with site_in_browser() as (browser, _, site):
        reader = Reader(browser, site.origin, viewport={"width": WIDTH, "height": 900}, device_scale_factor=1)
        write(*record(reader.open("/en/article/").page))
        reader.close()


if __name__ == "__main__":
    main()
