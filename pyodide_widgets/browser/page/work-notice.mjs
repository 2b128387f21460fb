/** The notice that a figure takes long: how far it is, and a way to stop. */

import { say, sayWorking } from "./message-text.mjs";

/**
 * Show how far the work is, in a notice that is made when it is first needed.
 *
 * @param {HTMLElement} widget
 * @param {number} [done] from 0 to 1, if it is known
 */
export function showWork(widget, done) {
  const notice = widget.querySelector(".pw-work") ?? addNotice(widget);
  if (done !== undefined) notice.querySelector("progress").value = done;
  notice.querySelector("span").textContent = sayWorking(widget.lang, done);
}

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
  button.textContent = say(widget.lang, "stop");
  notice.append(label, button);
  widget.querySelector(".pw-body").after(notice);
  return notice;
}
