/** What the page says about a widget's life. What a figure says comes from Python. */

import { MESSAGES } from "./messages.mjs";

/**
 * @param {string} lang of the page; where it has no sentences of its own, those of the site's default language
 * @param {string} key a sentence of the message files' "page"
 * @param {Record<string, string | number>} [values] what its places are filled with
 */
export function say(lang, key, values = {}) {
  const sentences = MESSAGES[lang] ?? Object.values(MESSAGES)[0];
  return sentences[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

/** How far Python's download is. */
export function sayProgress(lang, { loaded, total }) {
  if (!total) return say(lang, "loading");
  if (loaded >= total) return say(lang, "starting");
  return say(lang, "loading_bytes", { loaded: megabytes(loaded), total: megabytes(total) });
}

/** How far a figure is that takes long; `done` from 0 to 1, if it is known. */
export function sayWorking(lang, done) {
  return done === undefined ? say(lang, "working") : say(lang, "working_share", { share: Math.round(100 * done) });
}

/** What failed. Of a Python traceback, the last line says what happened. */
export function sayFault(lang, { kind, file, message }) {
  return say(lang, kind, { file, message: message.trim().split("\n").at(-1) });
}
