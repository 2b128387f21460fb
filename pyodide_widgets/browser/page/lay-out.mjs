/**
 * Drawings that are far from the screen are laid out when the browser has nothing else to do, one widget at a time.
 *
 * Until then the style sheet leaves them aside, so that a long page is there sooner. Afterwards nothing is: a picture of the
 * whole page shows them all, and nothing is clipped.
 */

const waiting = [];

/** @param {HTMLElement} widget gets the attribute data-laid-out when its turn has come */
export function layOutInTime(widget) {
  waiting.push(widget);
  if (waiting.length > 1) return;
  if (document.readyState === "complete") next();
  else addEventListener("load", next, { once: true });
}

function next() {
  (globalThis.requestIdleCallback ?? setTimeout)(() => {
    waiting.shift().toggleAttribute("data-laid-out", true);
    if (waiting.length) requestAnimationFrame(next);
  });
}
