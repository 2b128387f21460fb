/** The allow-list for markup that is put into the page: forms of plain controls, and SVG drawings. */

const ELEMENTS = new Set(
  (
    "div p span form fieldset legend label input button figure figcaption " + // HTML
    "svg g rect line path circle text tspan title"
  ).split(" "), // SVG
);
const ATTRIBUTES = new Set(
  (
    "class role dir lang name type value min max step checked autocomplete spellcheck " +
    "viewBox x y x1 x2 y1 y2 cx cy r rx d width height transform fill-opacity stroke-width stroke-dasharray text-anchor dominant-baseline"
  ).split(" "),
);
const INPUTS = new Set(["range", "checkbox", "radio", "text"]);

/**
 * Parse markup in a template, where no script runs and nothing is fetched, and keep only what is allowed.
 *
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function sanitize(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const element of template.content.querySelectorAll("*")) {
    if (allowed(element)) clean(element);
    else element.remove();
  }
  return template.content;
}

function clean(element) {
  for (const name of element.getAttributeNames()) {
    if (!ATTRIBUTES.has(name) && !/^(aria|data)-[a-z-]+$/.test(name)) element.removeAttribute(name);
  }
}

function allowed(element) {
  if (!ELEMENTS.has(element.localName)) return false;
  if (element.localName === "button") return element.type === "button";
  return element.localName !== "input" || INPUTS.has(element.type);
}
