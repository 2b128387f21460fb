/**
 * The question of a widget whose result is held back, written by kit/guess.py: take the reader's answer, and compare it with the
 * result. Fetched for widgets that ask.
 */

import { showResult } from "./guess-first.mjs";
import { messageText } from "./message-text.mjs";

/** @param {HTMLElement} widget with the attribute data-asks, for which the style sheet shows the question and not the result */
export function ask(widget) {
  widget.addEventListener("input", ({ target }) => showGuess(target.closest(".pw-guess-row")));
  widget.addEventListener("click", ({ target }) => answer(widget, target.closest("[data-guess]")?.dataset.guess));
}

const block = (widget) => widget.querySelector(".pw-guess");
const unitOf = (element) => element.closest(".pw-guess").dataset.unit ?? "";

/** Write the value of a slider beside it. */
function showGuess(row) {
  if (!row) return;
  const slider = row.querySelector("input");
  slider.setAttribute("aria-valuetext", slider.value + unitOf(row));
  row.querySelector(".pw-value-shown").textContent = slider.value + unitOf(row);
}

function answer(widget, action) {
  if (!action) return;
  const asked = block(widget);
  const said = action === "compare" ? comparison(widget, asked) : "";
  if (said === null) return asked.querySelector("input")?.focus(); // nothing has been chosen
  showResult(widget);
  const shown = asked.querySelector(".pw-guess-said");
  shown.textContent = said;
  asked.classList.toggle("pw-compared", said !== "");
  // The buttons are gone; the focus goes to what has come in their place.
  const next = said ? shown : widget.querySelector("figure");
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
}

/** @returns {string | null} the sentence on guess and truth, which are drawn as well; null if there is no guess */
function comparison({ lang }, asked) {
  const options = asked.querySelector("fieldset");
  if (options) return comparedOption(lang, options);
  const rows = [...asked.querySelectorAll(".pw-guess-row")].map((row) => compareRow(lang, row));
  if (!rows.length) return "";
  return rows.length === 1 ? comparedNumber(lang, rows[0]) : comparedNumbers(lang, rows);
}

function comparedOption(lang, options) {
  const inputs = [...options.querySelectorAll("input")];
  const guess = inputs.findIndex(({ checked }) => checked);
  if (guess < 0) return null;
  const truth = Number(options.dataset.truth);
  const [guessed, right] = [guess, truth].map((place) => inputs[place].parentElement.textContent);
  inputs[truth].parentElement.classList.add("pw-truth");
  for (const input of inputs) input.disabled = true;
  return messageText(lang, guess === truth ? "guess_right" : "guess_wrong", { guess: guessed, truth: right });
}

/** Put a bar for the truth, with a mark for the guess, in the place of a slider. */
function compareRow(lang, row) {
  const slider = row.querySelector("input");
  const [guess, truth] = [slider.valueAsNumber, Number(row.dataset.truth)];
  const place = (value) => (100 * (value - slider.min)) / (slider.max - slider.min);
  const bar = document.createElement("span");
  bar.className = "pw-guess-bars";
  bar.style.setProperty("--guess", `${place(guess)}%`);
  bar.style.setProperty("--truth", `${Math.min(100, place(truth))}%`);
  slider.replaceWith(bar);
  const unit = unitOf(row);
  const shown = row.querySelector(".pw-value-shown");
  shown.textContent = messageText(lang, "guess_row", { guess: guess + unit, truth: row.dataset.truth + unit });
  for (const hidden of row.querySelectorAll("[aria-hidden]")) hidden.removeAttribute("aria-hidden");
  return { label: row.firstElementChild.textContent, guess, truth, written: row.dataset.truth, unit };
}

function comparedNumber(lang, { guess, truth, written, unit }) {
  const key = guess === Number(written) ? "guess_right" : guess < truth ? "guess_more" : "guess_less";
  return messageText(lang, key, { guess: guess + unit, truth: written + unit, difference: difference(lang, guess, written, unit) });
}

function comparedNumbers(lang, rows) {
  const off = ({ guess, truth }) => Math.abs(guess - truth);
  const { label, guess, written, unit } = rows.reduce((most, row) => (off(row) > off(most) ? row : most));
  return messageText(lang, "guess_several", {
    label,
    guess: guess + unit,
    truth: written + unit,
    difference: difference(lang, guess, written, unit),
  });
}

/** How far apart two numbers are, in as many digits as they are written in. */
function difference(lang, guess, written, unit) {
  const decimals = written.split(".")[1]?.length ?? 0;
  const apart = Math.abs(guess - written).toFixed(decimals);
  return unit === "%" ? messageText(lang, "guess_points", { count: apart }) : apart + unit;
}
