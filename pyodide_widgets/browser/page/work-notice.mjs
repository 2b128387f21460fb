/** The notice that a drawing takes long: how much is done, and a button that stops it. */

import { messageText, workText } from "./message-text.mjs";

/**
 * Show how much is done; the notice is added if there is none.
 *
 * @param {HTMLElement} widget
 * @param {number} [done] from 0 to 1, if it is known
 */
export function showWork(widget, done) {
  const notice = widget.querySelector(".pw-work") ?? addNotice(widget);
  if (done !== undefined) notice.querySelector("progress").value = done;
  notice.querySelector("span").textContent = workText(widget.lang, done);
}

/** Remove the notice, if there is one. */
export function hideWork(widget) {
  widget.querySelector(".pw-work")?.remove();
}

function addNotice(widget) {
  const notice = document.createElement("div");
  notice.className = "pw-work";
  const label = document.createElement("label");
  label.append(document.createElement("span"), document.createElement("progress"));
  const button = document.createElement("button");
  button.type = "button";
  button.className = "pw-button";
  button.dataset.action = "stop";
  button.textContent = messageText(widget.lang, "stop");
  notice.append(label, button);
  widget.querySelector(".pw-body").after(notice);
  return notice;
}
