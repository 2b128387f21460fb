/** Lines of a drawing stay inside it when the reader has wider spacing of text: those that would not fit get narrower spacing. */

/**
 * Fit a widget's drawings now, and whenever the spacing changes. They have to be fitted again when they are drawn anew.
 *
 * @param {HTMLElement} widget
 */
export function fitWhenSpaced(widget) {
  // Only what is as wide as its text tells that its spacing has changed.
  new ResizeObserver(() => fitTexts(widget)).observe(widget.querySelector("[data-action=reset]"));
}

/** @param {HTMLElement} widget */
export function fitTexts(widget) {
  for (const panel of widget.querySelectorAll("svg.pw-panel")) {
    const { letterSpacing, wordSpacing } = getComputedStyle(panel);
    const isSpaced = parseFloat(letterSpacing) > 0 || parseFloat(wordSpacing) > 0;
    const { width } = panel.viewBox.baseVal;
    for (const text of panel.querySelectorAll(isSpaced ? "text" : "text[textLength]")) fit(text, width, isSpaced);
  }
}

function fit(text, width, isSpaced) {
  text.removeAttribute("textLength");
  if (!isSpaced || text.getCTM().b) return; // askew: what is beside it is not the end of the drawing
  const { x, width: length } = text.getBBox();
  const over = Math.max(-x, x + length - width);
  if (over <= 0) return;
  const middle = text.getAttribute("text-anchor") === "middle";
  text.setAttribute("textLength", length - (middle ? 2 : 1) * over);
}
