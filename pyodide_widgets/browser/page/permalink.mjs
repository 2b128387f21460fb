/** A widget's parameters in the page's address: `?library.query-x=2` is the parameter query-x of the widget library. */

const MOST = 100; // parameters of one widget: an address with thousands of them must not keep the page busy

/** @returns {Record<string, string>} the parameters that the address has for the widget with this key */
export function readPermalink(key) {
  const names = [...new URLSearchParams(location.search)].filter(([name]) => name.startsWith(`${key}.`));
  return Object.fromEntries(names.slice(0, MOST).map(([name, text]) => [name.slice(key.length + 1), text]));
}

/** Replace the parameters that the address has for this widget; those of other widgets stay. */
export function writePermalink(key, texts) {
  const url = new URL(location.href);
  for (const name of [...url.searchParams.keys()]) if (name.startsWith(`${key}.`)) url.searchParams.delete(name);
  for (const [name, text] of Object.entries(texts)) url.searchParams.set(`${key}.${name}`, text);
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}

/** The present address with the fragment of a widget, to which the page then scrolls. */
export function permalinkTo(id) {
  const url = new URL(location.href);
  url.hash = id;
  return url.href;
}
