/** The controls of a widget: a form whose elements have the names of its parameters. */

/**
 * Read the parameters that the controls show.
 *
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>} texts by parameter; a checkbox is "on" or "off"
 */
export function controlValues(form) {
  const values = {};
  for (const { name, type, value, checked, valueAsNumber } of form.elements) {
    if (type === "checkbox") values[name] = checked ? "on" : "off";
    else if (name && type === "range") values[name] = String(valueAsNumber); // Firefox keeps "2.0" as it is written, others say "2"
    else if (name && (type !== "radio" || checked)) values[name] = value;
  }
  return values;
}

/** Show the values of these parameters beside their sliders. */
export function showValues(form, names) {
  for (const control of form.elements) if (control.type === "range" && names.includes(control.name)) showValue(control);
}

/** Show the value of a slider beside it, as Python will write it: a figure may take a while. */
export function showValue(slider) {
  const shown = textOf(slider);
  slider.setAttribute("aria-valuetext", shown);
  slider.closest(".pw-slider").querySelector(".pw-value-shown").textContent = shown;
}

function textOf({ valueAsNumber, min, step, dataset: { texts, unit = "" } }) {
  if (texts) return JSON.parse(texts)[Math.round((valueAsNumber - min) / step)] + unit;
  const decimals = step.split(".")[1]?.length ?? 0;
  return valueAsNumber.toFixed(decimals).replace("-", "−") + unit;
}

/**
 * The words that are chosen of these sentences, each with its place: `8 girl`. So a word stays chosen wherever it then stands.
 * None is chosen in a figure of an older sentence that does not have the word.
 *
 * @param {HTMLFormElement} form
 * @param {string[]} [sentences] the parameters in which they are typed, by default all
 * @returns {Record<string, string>} texts by parameter
 */
export function chosenWords(form, sentences) {
  const isWanted = ({ dataset }) => !sentences || sentences.includes(dataset.of);
  const groups = [...form.querySelectorAll("fieldset[data-of]")].filter(isWanted);
  const chosen = groups.map((group) => group.querySelector("input:checked")).filter(Boolean);
  return Object.fromEntries(chosen.map((input) => [input.name, `${input.value} ${input.parentNode.textContent}`]));
}

/** Unfold the controls of these parameters. */
export function unfoldControls(form, names) {
  for (const control of form.elements) if (names.includes(control.name)) control.closest("details")?.setAttribute("open", "");
}

const COMPOSING_PAUSE = 600; // milliseconds without a key, after which text that is still being composed counts as a change

/**
 * Call `onChange` when the reader changes a control that has a name. Text that an input method is composing counts when it is
 * finished, or after a pause: keyboards of phones compose English too, and finish a word only at its end.
 *
 * @param {HTMLFormElement} form
 * @param {(name: string, timeStamp: number) => void} onChange
 */
export function listenToControls(form, onChange) {
  let pause = 0;
  const changed = ({ target, timeStamp }) => {
    clearTimeout(pause);
    if (target.name) onChange(target.name, timeStamp);
  };
  const composed = (event) => {
    clearTimeout(pause);
    pause = setTimeout(() => changed(event), COMPOSING_PAUSE);
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => (event.isComposing ? composed(event) : changed(event)));
  form.addEventListener("compositionend", changed);
}
