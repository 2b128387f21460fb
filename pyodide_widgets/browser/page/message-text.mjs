/**
 * The page's own sentences, such as progress and errors, in the language of a widget. The build writes their texts into
 * messages.mjs, from the message files of the site's languages. The sentences of a figure come from Python.
 */

import { MESSAGES } from "./messages.mjs";

/**
 * @param {string} lang a language; if the site has no messages in it, those of the site's default language are used
 * @param {string} key of a sentence in the part "page" of the message files
 * @param {Record<string, string | number>} [values] the values of its placeholders
 */
export function messageText(lang, key, values = {}) {
  const sentences = MESSAGES[lang] ?? Object.values(MESSAGES)[0];
  return sentences[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

/** How much of Python has been downloaded. */
export function progressText(lang, { loaded, total }) {
  if (!total) return messageText(lang, "loading");
  if (loaded >= total) return messageText(lang, "starting");
  return messageText(lang, "loading_bytes", { loaded: megabytes(loaded), total: megabytes(total) });
}

/** How much of a drawing that takes long is done: `done` from 0 to 1, or undefined if that is not known. */
export function workText(lang, done) {
  return done === undefined ? messageText(lang, "working") : messageText(lang, "working_share", { share: Math.round(100 * done) });
}

/** What has failed. Of a Python traceback, the last line names the exception. */
export function faultText(lang, { kind, file, message }) {
  return messageText(lang, kind, { file, message: message.trim().split("\n").at(-1) });
}
