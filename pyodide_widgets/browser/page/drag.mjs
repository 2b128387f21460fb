/**
 * Handles in a figure that set one control, when they are dragged sideways, or two: `data-drag` names them, `data-box` and
 * `data-values` map places to values.
 */

/**
 * @param {HTMLElement} root an element that contains handles, now or later
 * @param {(values: Record<string, number>, event: PointerEvent) => void} onDrag called with new values by control
 */
export function listenToDrags(root, onDrag) {
  let dragged = null;
  root.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest?.("[data-drag]");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    dragged = handle;
  });
  // Some browsers ignore `touch-action` on SVG elements, and would scroll the page instead of dragging.
  root.addEventListener("touchstart", (event) => event.target.closest?.("[data-drag]") && event.preventDefault(), {
    passive: false,
  });
  root.addEventListener("pointermove", (event) => {
    if (dragged?.hasPointerCapture(event.pointerId)) onDrag(valuesAt(dragged, event), event);
  });
  root.addEventListener("lostpointercapture", () => {
    dragged = null;
  });
}

function valuesAt(handle, { clientX, clientY }) {
  const point = new DOMPoint(clientX, clientY).matrixTransform(handle.ownerSVGElement.getScreenCTM().inverse());
  const [left, top, right, bottom] = numbers(handle.dataset.box);
  const [low, high] = numbers(handle.dataset.values);
  const [xControl, yControl] = handle.dataset.drag.split(" ");
  const along = low + ((point.x - left) / (right - left)) * (high - low);
  const up = low + ((bottom - point.y) / (bottom - top)) * (high - low);
  return yControl ? { [xControl]: along, [yControl]: up } : { [xControl]: along };
}

const numbers = (text) => text.split(" ").map(Number);
