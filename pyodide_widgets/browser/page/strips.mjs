/** Drawings that one swipes through can be reached by keyboard too: not every browser gives what scrolls the focus by itself. */

/**
 * Let a widget's strip of drawings have the focus whenever it is narrower than they are. `morph.mjs` leaves that as it is.
 *
 * @param {HTMLElement} widget
 */
export function focusStrip(widget) {
  new ResizeObserver(() => {
    const strip = widget.querySelector(".pw-strip");
    if (!strip) return;
    if (strip.scrollWidth > strip.clientWidth) strip.tabIndex = 0;
    else strip.removeAttribute("tabindex");
  }).observe(widget);
}
