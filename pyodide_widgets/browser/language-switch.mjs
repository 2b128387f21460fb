/** The language switch goes to the same page, the same section and the same state of its widgets. */

const LINK = "a[data-language-switch]";

// The page's header outlives instant navigation, so where the link leads is settled when it is used: the current page
// names its translation in its head.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(LINK);
  const translation = document.head.querySelector("meta[name=translation]");
  if (!link || !translation) return;
  const url = new URL(translation.content, location.href);
  url.search = location.search;
  url.hash = location.hash;
  link.href = url.href;
}, true); // prettier-ignore
