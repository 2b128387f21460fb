/** The two lines of a widget outside its figure: what Python is doing, and what the reader has to be told. */

import { faultText, messageText } from "./message-text.mjs";

/**
 * Show what Python is doing.
 *
 * @param {HTMLElement} widget
 * @param {"static" | "loading" | "live" | "error"} state becomes the attribute data-state
 * @param {string} text shown beside the buttons
 */
export function showState(widget, state, text) {
  if (widget.dataset.state === "error") announce(widget, ""); // the error is over
  widget.dataset.state = state;
  widget.querySelector(".pw-progress").textContent = text;
}

/** Show a message in place of the last one; screen readers read it out. */
export function announce(widget, ...content) {
  widget.querySelector(".pw-status").replaceChildren(...content);
}

/** Show what has failed, with a button to try again. */
export function showFault(widget, fault) {
  showState(widget, "error", "");
  announce(widget, faultText(widget.lang, fault), actionButton("retry", messageText(widget.lang, "retry")));
}

/** A button for a message; the widget does what it names. */
export function actionButton(action, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "pw-button";
  button.dataset.action = action;
  button.textContent = text;
  return button;
}
