"""A saved figure drawn by another renderer, librsvg, has its labels where Chromium has them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from matplotlib.image import imread
from playwright.sync_api import Browser, Page

from pyodide_widgets.kit.words import Lang
from tests.bundled import WIDGETS

from .conftest import LiveWidget
from .test_save_svg import saved

RENDERER = shutil.which("rsvg-convert")
SCALE = 2  # pixels of the pictures for one of the file's units
FARTHEST = 7 * SCALE  # shifts that are tried, in pixels; a text without a baseline of its own is about 5 units off
ALLOWED = SCALE  # each rasterizer rounds in its own way
Picture = npt.NDArray[np.float64]

_TEXTS = """() => [...document.querySelectorAll("text:not([aria-hidden])")].filter((text) => text.textContent.trim().length > 1)
  .map((text) => { const { x, y, width, height } = text.getBoundingClientRect(); return [text.textContent, x, y, width, height]; })"""

pytestmark = pytest.mark.skipif(
    RENDERER is None, reason="needs librsvg's rsvg-convert (Debian, Ubuntu: apt-get install librsvg2-bin)"
)


@pytest.fixture(scope="module")
def viewer(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(offline=True, device_scale_factor=SCALE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", WIDGETS.names())
def test_labels_are_where_chromium_has_them(
    name: str, lang: Lang, live_widget: LiveWidget, viewer: Page, tmp_path: Path
) -> None:
    file = saved(live_widget(name, lang), tmp_path)
    chromium, texts = in_chromium(file, viewer)
    librsvg = in_librsvg(file)
    assert librsvg.shape == pytest.approx(chromium.shape, abs=SCALE)
    shifts = {text: shift_of(chromium, librsvg, box) for text, *box in texts}
    assert {text: shift for text, shift in shifts.items() if abs(shift) > ALLOWED} == {}
    assert len(texts) > 3


def in_chromium(file: Path, viewer: Page) -> tuple[Picture, list[Any]]:
    viewer.set_viewport_size({"width": 1400, "height": 1600})
    viewer.goto(file.as_uri())
    width, height = viewer.locator("svg").first.evaluate("svg => [svg.width.baseVal.value, svg.height.baseVal.value]")
    picture = file.with_suffix(".chromium.png")
    viewer.screenshot(path=picture, clip={"x": 0, "y": 0, "width": width, "height": height})
    return grey(picture), viewer.evaluate(_TEXTS)


def in_librsvg(file: Path) -> Picture:
    picture = file.with_suffix(".librsvg.png")
    assert RENDERER
    subprocess.run([RENDERER, "--zoom", str(SCALE), "--output", picture, file], check=True)
    return grey(picture)


def grey(picture: Path) -> Picture:
    """How dark each pixel is."""
    image: Picture = imread(picture)[..., :3].mean(axis=-1)  # (height, width)
    return image.max() - image


def shift_of(one: Picture, other: Picture, box: list[float]) -> int:
    """By how many pixels a part of the other picture is lower, where it agrees best: of the darkness of its rows, since
    letters differ in detail."""
    x, y, width, height = (round(SCALE * value) for value in box)
    columns = slice(max(0, x), x + width)
    rows = [picture[:, columns].sum(axis=1) for picture in (one, other)]
    top, bottom = max(FARTHEST, y - SCALE), min(len(rows[0]) - FARTHEST, y + height + SCALE)
    differences = {
        shift: float(np.abs(rows[0][top:bottom] - rows[1][top + shift : bottom + shift]).sum())
        for shift in range(-FARTHEST, FARTHEST + 1)
        if bottom + shift <= len(rows[1])
    }
    return min(differences, key=lambda shift: (differences[shift], abs(shift)))
