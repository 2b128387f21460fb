/** The HTML with which another site shows a widget's figure as it is. */

import { MESSAGES } from "./messages.mjs";

const SITE = new URL("../../", import.meta.url);
const BELOW = 96; // pixels: the page's margin, the line with its source, and a line more in a narrower frame
const DEFAULT_LANG = Object.keys(MESSAGES)[0];

/**
 * @param {HTMLElement} widget
 * @param {Record<string, string>} texts the parameters to be shown
 */
export function embedCode(widget, texts) {
  const folder = widget.lang === DEFAULT_LANG ? "" : `${widget.lang}/`;
  const url = new URL(`${folder}embed/${widget.getAttribute("name")}/`, SITE);
  for (const [name, text] of Object.entries(texts)) url.searchParams.set(name, text);
  const frame = document.createElement("iframe");
  frame.setAttribute("src", url.href);
  frame.setAttribute("title", widget.querySelector(".pw-title").textContent);
  frame.setAttribute("width", "100%");
  frame.setAttribute("height", Math.ceil(widget.offsetHeight) + BELOW);
  frame.setAttribute("frameborder", "0");
  frame.setAttribute("loading", "lazy");
  return frame.outerHTML;
}
