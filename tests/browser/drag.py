"""Where a handle in a figure must be let go for its controls to have given values."""

from __future__ import annotations

from playwright.sync_api import Locator

# The handle's own mapping from the window back to values, read the other way round.
_POINT = """(handle, values) => {
  const [left, top, right, bottom] = handle.dataset.box.split(" ").map(Number);
  const ways = handle.dataset.values.split(", ").map((way) => way.split(" "));
  const share = { across: 0, up: 0 };
  handle.dataset.drag.split(" ").forEach((name, place) => {
    const [axis, low, high] = ways[place];
    if (name in values) share[axis] = (values[name] - low) / (high - low);
  });
  const { across: x, up: y } = share;
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
