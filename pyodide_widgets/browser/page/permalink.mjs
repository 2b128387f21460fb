/** A widget's parameters in the page's address: `?library.query-x=2` is the parameter query-x of the widget library. */

/** @returns {Record<string, string>} what the address says of the widget with this key */
export function readPermalink(key) {
  const texts = {};
  for (const [name, text] of new URLSearchParams(location.search)) {
    if (name.startsWith(`${key}.`)) texts[name.slice(key.length + 1)] = text;
  }
  return texts;
}

/** Let the address say this of the widget, and nothing else of it; other widgets' parameters stay. */
export function writePermalink(key, texts) {
  const url = new URL(location.href);
  for (const name of [...url.searchParams.keys()]) if (name.startsWith(`${key}.`)) url.searchParams.delete(name);
  for (const [name, text] of Object.entries(texts)) url.searchParams.set(`${key}.${name}`, text);
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}

/** The address with the page scrolled to this widget. */
export function permalinkTo(id) {
  const url = new URL(location.href);
  url.hash = id;
  return url.href;
}
