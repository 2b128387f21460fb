/**
 * Links to a place on the present page keep the parameters of its widgets in the address.
 *
 * Themes with instant navigation give links their full address when a page is loaded: "#place" becomes the address with the
 * parameters of that time, and a click would bring those back, or none. So such links get the present ones on click. A link
 * that has parameters of its own keeps them, and so does a phrase that sets a widget (phrases.mjs).
 */

let atLoad = location.search; // the parameters in the address when the present page was loaded

addEventListener("popstate", () => (atLoad = location.search));
document.addEventListener("click", keepParameters, true);

function keepParameters({ target }) {
  const link = target.closest?.("a[href]:not(.pw-set)");
  if (!link || link.origin !== location.origin) return;
  if (link.pathname !== location.pathname) atLoad = link.search;
  else if (!link.search || link.search === atLoad) link.search = location.search;
}
