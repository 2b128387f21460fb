/** Handles in a figure that set controls when they are dragged: figures/handles.py writes what is read here. */

/**
 * @param {HTMLElement} root an element that contains handles, now or later
 * @param {(values: Record<string, number | string>, event: PointerEvent) => void} onDrag called with new values by control
 */
export function listenToDrags(root, onDrag) {
  let dragged = null;
  let valuesAt = null; // as the handle was when it was taken hold of: figures that are drawn meanwhile may change what it does
  root.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest?.("[data-drag]");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    dragged = handle;
    valuesAt = valuesOf(handle);
  });
  // Some browsers ignore `touch-action` on SVG elements, and would scroll the page instead of dragging.
  const keepPage = (event) => event.cancelable && event.target.closest?.("[data-drag]") && event.preventDefault();
  root.addEventListener("touchstart", keepPage, { passive: false });
  root.addEventListener("pointermove", (event) => {
    if (dragged?.hasPointerCapture(event.pointerId)) onDrag(valuesAt(event), event);
  });
  root.addEventListener("lostpointercapture", () => {
    dragged = null;
  });
}

/** What a handle sets, by control, when the pointer is at a place. */
function valuesOf(handle) {
  const [left, top, right, bottom] = handle.dataset.box.split(" ").map(Number);
  const names = handle.dataset.drag.split(" ");
  const ways = handle.dataset.values.split(", ").map((way) => /^(\w+) (.*)$/.exec(way).slice(1));
  return ({ clientX, clientY }) => {
    const point = new DOMPoint(clientX, clientY).matrixTransform(handle.ownerSVGElement.getScreenCTM().inverse());
    const across = (point.x - left) / (right - left);
    const up = (bottom - point.y) / (bottom - top);
    const value = ([axis, values]) => {
      if (axis === "down") {
        const texts = values.split("|");
        return texts[Math.max(0, Math.min(texts.length - 1, Math.floor((1 - up) * texts.length)))];
      }
      const [low, high] = values.split(" ").map(Number);
      return low + (axis === "up" ? up : across) * (high - low);
    };
    return Object.fromEntries(names.map((name, place) => [name, value(ways[place])]));
  };
}
