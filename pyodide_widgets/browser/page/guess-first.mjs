/** Whether a widget holds its result back until the reader has guessed: once, unless the author has switched it off. */

import { remember, remembered } from "./remembered.mjs";

const nameOf = (widget) => `guessed ${widget.getAttribute("name")}`;

/** Hold the result back and ask, if that is to be done. What asks is fetched only then; if it does not arrive, nothing is held. */
export async function askFirst(widget) {
  if (!("guess" in widget.dataset) || remembered(nameOf(widget)) !== null) return;
  if ("asks" in widget.dataset) return; // an element that was moved in the page asks already
  widget.dataset.asks = "";
  try {
    const { ask } = await import("./guess.mjs");
    if ("asks" in widget.dataset) ask(widget);
  } catch {
    delete widget.dataset.asks;
  }
}

/** Show the result; the reader is not asked again. */
export function showResult(widget) {
  if (!("asks" in widget.dataset)) return;
  delete widget.dataset.asks;
  remember(nameOf(widget), "");
}
