/** Handles in a figure that set controls when they are dragged: figures/handles.py writes what is read here. */

/**
 * @param {HTMLElement} root an element that contains handles, now or later
 * @param {(values: Record<string, number>, event: PointerEvent) => void} onDrag called with new values by control
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
  const ways = handle.dataset.values.split(", ").map((way) => way.split(" "));
  return ({ clientX, clientY }) => {
    const point = new DOMPoint(clientX, clientY).matrixTransform(handle.ownerSVGElement.getScreenCTM().inverse());
    const share = { across: (point.x - left) / (right - left), up: (bottom - point.y) / (bottom - top) };
    const value = ([axis, low, high]) => Number(low) + share[axis] * (high - low);
    return Object.fromEntries(names.map((name, place) => [name, value(ways[place])]));
  };
}
