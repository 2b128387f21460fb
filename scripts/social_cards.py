"""Make docs/theme/assets/card-zh.png and card-en.png, the pictures that other sites show of a link: the front page of each language.

    uv run python scripts/social_cards.py

Builds the site and opens its front pages in a real Chromium.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from tests.browser.built_site import FOLDERS
from tests.browser.reader import Reader
from tests.browser.site_in_browser import site_in_browser

FOLDER = Path(__file__).parents[1] / "docs/theme/assets"
SIZE = (1200, 630)  # as the sites that show such pictures ask for
ZOOM = 1.5  # so that the text can be read in a small picture
# Nothing but the page's first lines and its figure.
_ALONE = """() => {
  for (const each of document.querySelectorAll("header, footer, .md-tabs, .headerlink, .pw-bar, form")) each.remove();
}"""


def main() -> None:
    with site_in_browser() as (browser, _, site):
        for lang, path in FOLDERS.items():
            width, height = (round(side / ZOOM) for side in SIZE)
            reader = Reader(
                browser, site.origin, viewport={"width": width, "height": height}, device_scale_factor=ZOOM
            ).open(path)
            reader.widget("glance").wait_live()
            reader.page.evaluate(_ALONE)
            reader.page.evaluate("() => scrollTo({ top: 0, behavior: 'instant' })")
            picture = Image.open(io.BytesIO(reader.page.screenshot())).convert("RGB").resize(SIZE)
            picture.quantize(128, dither=Image.Dither.NONE).save(FOLDER / f"card-{lang}.png", optimize=True)
            reader.close()


if __name__ == "__main__":
    main()
