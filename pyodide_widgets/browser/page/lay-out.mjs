/**
 * Drawings that are far from the screen are laid out when the browser is idle, one widget at a time.
 *
 * Until then the style sheet has the browser skip them (`content-visibility`), so that a long page is painted sooner. Afterwards
 * none is skipped, so that a screenshot of the whole page shows them all and nothing is clipped.
 */

const waiting = [];

/** @param {HTMLElement} widget gets the attribute data-laid-out when it is to be laid out */
export function layOutWhenIdle(widget) {
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
