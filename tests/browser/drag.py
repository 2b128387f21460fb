"""Where a handle in a figure must be let go for its controls to have given values."""

from __future__ import annotations

from playwright.sync_api import Locator

# The handle's own mapping from the window back to values, read the other way round.
_POINT = """(handle, values) => {
  const [left, top, right, bottom] = handle.dataset.box.split(" ").map(Number);
  const [low, high] = handle.dataset.values.split(" ").map(Number);
  const share = (value) => (value - low) / (high - low);
  const [x, y = 0] = handle.dataset.drag.split(" ").map((name) => share(values[name]));
  const point = new DOMPoint(left + x * (right - left), bottom - y * (bottom - top));
  const { x: atX, y: atY } = point.matrixTransform(handle.ownerSVGElement.getScreenCTM());
  return [atX, atY];
}"""


def point_of(handle: Locator, values: dict[str, float]) -> tuple[float, float]:
    """The point of the window that stands for these values of the handle's controls."""
    x, y = handle.evaluate(_POINT, values)
    return x, y


def handles(root: Locator) -> Locator:
    return root.locator("[data-drag]")
