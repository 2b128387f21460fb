/**
 * A figure that shows itself: a parameter takes the author's values, one after the other, and then the figure is as built again.
 * Once, while it is in sight, and not for readers who want less motion; whatever the reader does ends it.
 */

import { remember, remembered } from "./remembered.mjs";

const PAUSE = 1500; // milliseconds for each figure

/**
 * @param {HTMLElement} widget with `data-demo`: the parameter and its values
 * @param {(set: Record<string, string>) => void} show has the figure drawn with these parameters set, or as built if none is
 * @param {AbortSignal} signal ends it
 */
export async function showItself(widget, show, signal) {
  const kept = `shown itself ${widget.dataset.key}`;
  if (remembered(kept) !== null || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  await inSight(widget, signal);
  const [name, ...values] = widget.dataset.demo.split(" ");
  for (const set of [...values.map((value) => ({ [name]: value })), {}]) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (signal.aborted) return;
    remember(kept, "");
    show(set);
  }
}

/** Wait until most of what is drawn is on the screen. */
function inSight(widget, signal) {
  return new Promise((resolve) => {
    const look = ([{ isIntersecting }], observer) => {
      if (!isIntersecting) return;
      observer.disconnect();
      resolve();
    };
    new IntersectionObserver(look, { threshold: 0.8 }).observe(widget.querySelector(".pw-panels"));
    signal.addEventListener("abort", resolve);
  });
}
