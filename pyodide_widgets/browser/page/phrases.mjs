/**
 * Phrases in the prose that set a widget of the page, written by markdown/widget_links.py: `<a class="pw-set">`, whose address is a
 * permalink of the widget. A click leads to the figure that the link leads to, without leaving the place.
 */

import { messageText } from "./message-text.mjs";
import { readPermalink } from "./permalink.mjs";
import { fetchPrepared } from "./prepared-figures.mjs";

// Before listeners of the theme, whose instant navigation would load the page anew.
document.addEventListener("click", follow, true);

function follow(event) {
  const link = event.target.closest?.("a.pw-set");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const widget = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const texts = readPermalink(widget?.dataset.key, link.search);
  // A widget that is not there yet cannot be set: then the address is opened like any other.
  if (!widget?.setAll?.(texts, () => preparedFigure(link), event.timeStamp)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  markTried(link);
  bringIntoView(widget);
}

/** @returns {Promise<string | undefined>} the widget's inner HTML, if the build has drawn it and it can be fetched */
async function preparedFigure({ dataset }) {
  return dataset.prepared && fetchPrepared(dataset.prepared).catch(() => undefined);
}

function markTried(link) {
  if ("tried" in link.dataset) return;
  link.dataset.tried = "";
  link.title = messageText(document.documentElement.lang, "tried", { title: link.title });
}

/** Scroll to a widget's figure, unless half of it can be seen. */
function bringIntoView(widget) {
  const figure = widget.querySelector("figure");
  const { top, bottom, height } = figure.getBoundingClientRect();
  const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
  if (seen >= Math.min(height, innerHeight) / 2) return;
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  figure.scrollIntoView({ block: height > innerHeight ? "start" : "nearest", behavior });
}
