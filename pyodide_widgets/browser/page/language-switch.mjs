/** Links to another language lead to the same page, with the same section and the same parameters of its widgets. */

const LINK = "a[data-language-switch]";

// The address is set on click, because instant navigation replaces the page but keeps the header with its links: the head of
// the present page has a <meta name="translation" lang=… content=…> for each of its translations.
document.addEventListener("click", setAddress, true);

function setAddress(event) {
  const link = event.target.closest?.(LINK);
  if (!link) return;
  const translation = document.head.querySelector(`meta[name=translation][lang="${link.hreflang}"]`);
  if (!translation) return;
  const url = new URL(translation.content, location.href);
  url.search = location.search;
  url.hash = presentSection();
  link.href = url.href;
}

/** The id that the address points to, if that element is in view; else the id of the last heading above the text being read. */
function presentSection() {
  const target = document.getElementById(decoded(location.hash.slice(1)));
  if (target && isInView(target)) return target.id;
  const passed = [...document.querySelectorAll("article :is(h2, h3)[id]")].filter(
    (heading) => heading.getBoundingClientRect().top < innerHeight / 3,
  );
  return passed.at(-1)?.id ?? "";
}

/** A part of an address as text; as it is where it is no encoded text, such as "100%". */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function isInView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
