/**
 * The allow-list that markup of figures passes before it becomes part of the page: forms with plain controls, SVG drawings, and
 * tables. The markup of other libraries has passed a part of it before, in figures/allowed_markup.py.
 */

const ELEMENTS = new Set(
  (
    "div p span form fieldset legend label input button figure figcaption " + // HTML
    "table caption thead tbody tfoot tr th td " +
    "svg g rect line path circle ellipse polyline polygon text tspan title defs use clipPath pattern" // SVG
  ).split(" "),
);
const ATTRIBUTES = new Set(
  (
    "class role dir lang name type value min max step checked autocomplete spellcheck colspan rowspan scope " +
    "viewBox x y x1 x2 y1 y2 cx cy r rx ry d points width height transform opacity fill-opacity fill-rule clip-rule " +
    "stroke-opacity stroke-width stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit " +
    "text-anchor dominant-baseline clipPathUnits patternUnits"
  ).split(" "),
);
const INPUTS = new Set(["range", "checkbox", "radio", "text"]);

// Ids of drawings begin with "pw-", so that they are never those of the page; and only such ids are referred to.
const ID = "pw-[\\w-]+";
const COLOUR = `#[0-9a-fA-F]{3,8}|[a-zA-Z]+|rgba?\\([\\d.,%\\s]+\\)|var\\(--pw-[a-z]+\\)|url\\(#${ID}\\)`;
const VALUES = {
  id: new RegExp(`^${ID}$`),
  href: new RegExp(`^#${ID}$`),
  "clip-path": new RegExp(`^url\\(#${ID}\\)$`),
  fill: new RegExp(`^(${COLOUR})$`),
  stroke: new RegExp(`^(${COLOUR})$`),
};

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
    if (isAllowed(element)) removeForbiddenAttributes(element);
    else element.remove();
  }
  return template.content;
}

function removeForbiddenAttributes(element) {
  for (const { name, value } of [...element.attributes]) {
    if (!isAllowedAttribute(element, name, value)) element.removeAttribute(name);
  }
}

function isAllowedAttribute(element, name, value) {
  if (name in VALUES) {
    if (!(element instanceof SVGElement) || !VALUES[name].test(value)) return false;
    if (name === "href") return element.localName === "use";
    return !value.startsWith("url(") || !mayBeReferredTo(element.parentElement);
  }
  return ATTRIBUTES.has(name) || /^(aria|data)-[a-z-]+$/.test(name);
}

// What can be referred to refers to nothing itself: a few nested references would unfold into millions of elements.
const mayBeReferredTo = (element) => Boolean(element?.closest("[id]"));

function isAllowed(element) {
  if (!ELEMENTS.has(element.localName)) return false;
  if (element.localName === "button") return element.type === "button";
  if (element.localName === "use") return !mayBeReferredTo(element.parentElement);
  return element.localName !== "input" || INPUTS.has(element.type);
}
