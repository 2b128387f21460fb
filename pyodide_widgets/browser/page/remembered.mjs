/** What this site keeps in localStorage. Some private windows have none: then nothing is kept. */

const SITE = new URL("../../", import.meta.url).href; // the root of the site; others may have the same origin
const keyOf = (name) => `pyodide-widgets ${SITE} ${name}`;

/** The text that is kept under a name, or null. */
export function remembered(name) {
  try {
    return localStorage.getItem(keyOf(name));
  } catch {
    return null;
  }
}

/** Keep a text under a name; null removes it. */
export function remember(name, text) {
  try {
    if (text === null) localStorage.removeItem(keyOf(name));
    else localStorage.setItem(keyOf(name), text);
  } catch {
    // Then it is forgotten when the page is left.
  }
}
