/** The editor's own sentences, in the language of a page. The build writes their texts into messages.mjs. */

import { MESSAGES } from "./messages.mjs";

/** A sentence with its places filled in; arguments as for `messageText` of page/message-text.mjs. */
export function editingText(lang, key, values = {}) {
  const sentences = MESSAGES[lang] ?? Object.values(MESSAGES)[0];
  return sentences[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** A sentence about how a result differs in kind from the published one; see editing/compared_calls.py. */
export function differenceText(lang, name, difference) {
  return editingText(lang, difference.kind, { ...difference, field: difference.field || name });
}

/**
 * What a fault says of a reader's code: the last line of the traceback, and the last line of the reader's text in it, if any.
 *
 * @returns {{message: string, line?: number}}
 */
export function faultOfCode(fault, name) {
  const lines = fault.message.trim().split("\n");
  const places = [...fault.message.matchAll(/File "<([^"<>]+)>", line (\d+)/g)].filter(([, file]) => file === name);
  return { message: lines.at(-1), line: places.length ? Number(places.at(-1)[2]) : undefined };
}
