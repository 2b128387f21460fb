/** The language switch goes to the same page, the same section and the same state of its widgets. */

const LINK = "a[data-language-switch]";

// The page's header outlives instant navigation, so where the link leads is settled when it is used: the current page
// names its translations in its head.
document.addEventListener("click", aim, true);

function aim(event) {
  const link = event.target.closest?.(LINK);
  if (!link) return;
  const translation = document.head.querySelector(`meta[name=translation][lang="${link.hreflang}"]`);
  if (!translation) return;
  const url = new URL(translation.content, location.href);
  url.search = location.search;
  url.hash = section();
  link.href = url.href;
}

/** The id of what the address points to, if the reader is still there; else of the heading that they are reading under. */
function section() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && isInView(target)) return target.id;
  const passed = [...document.querySelectorAll("article :is(h2, h3)[id]")].filter(
    (heading) => heading.getBoundingClientRect().top < innerHeight / 3,
  );
  return passed.at(-1)?.id ?? "";
}

function isInView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
