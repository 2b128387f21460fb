/** Copy what leads to a widget as the reader has set it: its permalink, or code that shows it in another site's page. */

import { copy, readOnlyText } from "./copy.mjs";
import { embedCode } from "./embed-code.mjs";
import { messageText } from "./message-text.mjs";
import { permalinkTo } from "./permalink.mjs";
import { actionButton, announce } from "./status.mjs";

/** Copy the permalink, and put it in the address bar. */
export async function copyLink(widget) {
  const link = permalinkTo(widget.id);
  history.replaceState(history.state, "", link);
  const isCopied = await copy(link);
  const embed = actionButton("embed", messageText(widget.lang, "embed"));
  announce(widget, messageText(widget.lang, isCopied ? "copied" : "in_address_bar"), embed);
}

/**
 * Copy the code of a frame with the widget.
 *
 * @param {HTMLElement} widget
 * @param {Record<string, string>} texts all that decides what the figure shows
 */
export async function copyEmbedCode(widget, texts) {
  const code = embedCode(widget, texts);
  if (await copy(code)) announce(widget, messageText(widget.lang, "embed_copied"));
  else announce(widget, messageText(widget.lang, "embed_code"), readOnlyText(code));
}
