/** The controls of a widget: a form whose elements have the names of its parameters. */

/**
 * Read the parameters that the controls show.
 *
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>} texts by parameter; a checkbox is "on" or "off"
 */
export function controlValues(form) {
  const values = {};
  for (const { name, type, value, checked } of form.elements) {
    if (type === "checkbox") values[name] = checked ? "on" : "off";
    else if (name && (type !== "radio" || checked)) values[name] = value;
  }
  return values;
}

/**
 * Call `onChange` when the reader changes a control. Text that an input method is still composing does not count as a change.
 *
 * @param {HTMLFormElement} form
 * @param {(name: string, timeStamp: number) => void} onChange
 */
export function listenToControls(form, onChange) {
  const changed = ({ target, timeStamp }) => onChange(target.name, timeStamp);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => event.isComposing || changed(event));
  form.addEventListener("compositionend", changed);
}
