/** When Python is loaded: as a widget comes near the screen where data is cheap, else when the reader uses a widget. */

import { python } from "./python.mjs";

const NEAR = "300%"; // of the window's height, above and below it
const HEAD_START = 500; // milliseconds that prepared figures may take before Python is started

/** Whether data is cheap enough to load Python before the reader uses a widget. */
export function mayLoadUnasked() {
  const { saveData, type, effectiveType } = navigator.connection ?? {};
  return !saveData && type !== "cellular" && !effectiveType?.endsWith("2g");
}

/**
 * Call `load` once, when an element comes near the screen.
 *
 * @returns {IntersectionObserver} to be disconnected if the element leaves the page
 */
export function whenNear(element, load) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      load();
    },
    { rootMargin: NEAR },
  );
  observer.observe(element);
  return observer;
}

/** Start Python if it is idle, after the prepared figures have arrived, which are small: its start slows down everything else. */
export function startPythonAfter(preparedFigures) {
  if (python.state !== "idle") return;
  const headStart = new Promise((resolve) => setTimeout(resolve, HEAD_START));
  // In a task of its own, so that a prepared figure that the reader waits for is shown first.
  Promise.race([preparedFigures, headStart]).then(() => setTimeout(() => python.state === "idle" && python.start()));
}
