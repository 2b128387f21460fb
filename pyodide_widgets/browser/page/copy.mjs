/** Copying text, and what is shown where the browser does not allow it. */

/** @returns {Promise<boolean>} whether the text has been copied: not over plain HTTP, nor in most frames */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A field with a text to be copied by hand. */
export function readOnlyText(text) {
  const field = document.createElement("input");
  field.type = "text";
  field.readOnly = true;
  field.value = text;
  field.addEventListener("focus", () => field.select());
  return field;
}
