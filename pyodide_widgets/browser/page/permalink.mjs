/**
 * A widget's parameters in the page's address: `?library.query-x=2` is the parameter query-x of the widget with the key library.
 * To a widget with an empty key, on a page of its own, all parameters of the address belong: `?query-x=2`.
 */

const MOST = 100; // parameters of one widget: an address with thousands of them must not keep the page busy

/**
 * @param {string} key
 * @param {string} [search] the part of an address behind its path, by default that of the page
 * @returns {Record<string, string>} the parameters that the address has for the widget with this key
 */
export function readPermalink(key, search = location.search) {
  const prefix = prefixOf(key);
  const names = [...new URLSearchParams(search)].filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(names.slice(0, MOST).map(([name, text]) => [name.slice(prefix.length), text]));
}

/** Replace the parameters that the address has for this widget; those of other widgets stay. */
export function writePermalink(key, texts) {
  const url = new URL(location.href);
  const prefix = prefixOf(key);
  for (const name of [...url.searchParams.keys()]) if (name.startsWith(prefix)) url.searchParams.delete(name);
  for (const [name, text] of Object.entries(texts)) url.searchParams.set(prefix + name, text);
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}

const DELAY = 300; // milliseconds; browsers refuse to change the address much more often

/** Writes what the reader has set for one widget, for as long as the page is the one that it was made on. */
export class WidgetAddress {
  #key;
  #page = location.pathname; // instant navigation changes the address before the page
  #timer = 0;

  /** @param {string} key of the widget */
  constructor(key) {
    this.#key = key;
  }

  write(set) {
    this.stop();
    if (location.pathname === this.#page) writePermalink(this.#key, set);
  }

  /** Write after a while what has been set by then. */
  writeLater(getSet) {
    this.stop();
    this.#timer = setTimeout(() => this.write(getSet()), DELAY);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}

/** The present address with the fragment of a widget, to which the page then scrolls. */
export function permalinkTo(id) {
  const url = new URL(location.href);
  url.hash = id;
  return url.href;
}

const prefixOf = (key) => (key ? `${key}.` : "");
