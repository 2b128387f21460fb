/** What the reader looks at stays where it is while something above it changes its height. */

// In Safari nothing does this; in other browsers "scroll anchoring" does.
const BROWSER_HOLDS = CSS.supports("overflow-anchor", "auto");

/**
 * Change the page; if the edge that moves is above the window, scroll by as much as it has moved.
 *
 * @param {() => number} edge where the first thing below the change begins, in pixels from the top of the window
 * @param {() => void} change
 */
export function holdView(edge, change) {
  if (BROWSER_HOLDS) return change();
  const before = edge();
  change();
  if (before < 0) scrollBy({ top: edge() - before, behavior: "instant" });
}
