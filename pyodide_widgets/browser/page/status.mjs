/** What a widget says outside its figure: what Python is doing, and, read out one at a time, messages and captions. */

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

const REST = 800; // milliseconds without another figure
const resting = new WeakMap(); // for each widget the timer of its next caption

/** Have the caption, and what was mended in the parameters, read out once no other figure has come for a while. */
export function speakAtRest(widget) {
  clearTimeout(resting.get(widget));
  const speak = () => {
    const spoken = "asks" in widget.dataset ? ".pw-problems p" : ".pw-problems p, figcaption"; // a result may be held back
    const texts = [...widget.querySelectorAll(spoken)].map(({ textContent }) => textContent);
    widget.querySelector(".pw-spoken").textContent = texts.join(" ");
  };
  resting.set(widget, setTimeout(speak, REST));
}

/** Show a message in place of the last one; screen readers read it out. */
export function announce(widget, ...content) {
  // A caption would speak over the message.
  if (content[0]) clearTimeout(resting.get(widget));
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
