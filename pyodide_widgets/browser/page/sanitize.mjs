/**
 * The allow-list that markup of figures passes before it becomes part of the page: forms with plain controls, folds, SVG
 * drawings, and tables. The markup of other libraries has passed a part of it before, in figures/allowed_markup.py.
 *
 * Attributes that the page's own scripts, or the theme's, act upon are on the list only where a figure needs them.
 */

import { FAULTS, Fault } from "../shared/protocol.mjs";

const HTML = "http://www.w3.org/1999/xhtml";
const SVG = "http://www.w3.org/2000/svg";
// Taken from the prototype, because a control with such a name hides them in its form.
const { matches } = Element.prototype;
const attributes = Object.getOwnPropertyDescriptor(Element.prototype, "attributes").get;
const words = (text) => new Set(text.split(" "));

const ELEMENTS = {
  [HTML]: words(
    "div p span form fieldset legend label input button details summary figure figcaption table caption thead tbody tfoot tr th td",
  ),
  [SVG]: words("svg g rect line path circle ellipse polyline polygon text tspan title defs use clipPath pattern"),
};
const ATTRIBUTES = words(
  "role dir lang type value min max step checked autocomplete spellcheck colspan rowspan scope " +
    "viewBox x y x1 x2 y1 y2 cx cy r rx ry d points width height transform opacity fill-opacity fill-rule clip-rule " +
    "stroke-opacity stroke-width stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit " +
    "text-anchor dominant-baseline clipPathUnits patternUnits " +
    "data-of data-set data-pointing data-part data-drag data-box data-values data-dwell data-listen data-play data-preset data-unit data-texts data-guess data-truth data-vector data-sets",
);
const ARIA = /^aria-[a-z]+$/;
const INPUTS = words("range checkbox radio text");
const RESERVED_NAMES = words("append attributes children closest contains dataset elements hidden id matches name remove style");
// The page's scripts find parts of a widget by these; a figure must not pass for one of them.
const PARTS_OF_WIDGETS = words("pw-title pw-body pw-bar pw-progress pw-status pw-spoken pw-work");

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
 * @throws {Fault} something is left that is not allowed
 */
export function sanitize(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const { content } = template;
  removeComments(content);
  // A form's own methods and properties are hidden by controls of these names. So forms come when all controls are clean.
  for (const element of content.querySelectorAll(":not(form)")) clean(element);
  for (const form of content.querySelectorAll("form")) clean(form);
  check(content);
  return content;
}

/**
 * The second line of defence: look at everything that is left, in case cleaning has a gap.
 *
 * @param {DocumentFragment} content
 * @throws {Fault} it has something that is not allowed
 */
export function check(content) {
  const walker = document.createTreeWalker(content);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const isFine = node instanceof Element ? isAllowed(node) && hasAllowedAttributes(node) : node.nodeType === Node.TEXT_NODE;
    if (!isFine) throw new Fault(FAULTS.python, `the figure has something that is not allowed in it: ${node.nodeName}`);
  }
}

/** Remove all nodes that are neither elements nor text. */
function removeComments(content) {
  const walker = document.createTreeWalker(content, ~(NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT));
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  for (const node of found) node.remove();
}

function clean(element) {
  if (!isAllowed(element)) {
    element.remove();
    return;
  }
  for (const { name, value } of [...element.attributes]) {
    if (name === "class") keepClasses(element, value);
    else if (!isAllowedAttribute(element, name, value)) element.removeAttribute(name);
  }
}

function keepClasses(element, value) {
  const kept = value.split(/\s+/).filter(isAllowedClass).join(" ");
  if (!kept) element.removeAttribute("class");
  else if (kept !== value) element.setAttribute("class", kept);
}

const isAllowedClass = (name) => name.startsWith("pw-") && !PARTS_OF_WIDGETS.has(name);

const hasAllowedAttributes = (element) =>
  [...attributes.call(element)].every(({ name, value }) =>
    name === "class" ? value.split(" ").every(isAllowedClass) : isAllowedAttribute(element, name, value),
  );

function isAllowedAttribute(element, name, value) {
  if (ATTRIBUTES.has(name) || ARIA.test(name)) return true;
  if (name === "name") return element.localName === "input" && isParameterName(value);
  if (!(name in VALUES) || element.namespaceURI !== SVG || !VALUES[name].test(value)) return false;
  if (name === "href") return element.localName === "use";
  return !value.startsWith("url(") || !mayBeReferredTo(element);
}

/** As in kit/widget.py: a control must not hide a property of its form that scripts use, `parentNode` for one. */
const isParameterName = (name) => /^[^\s.=\p{Lu}]+$/u.test(name) && !RESERVED_NAMES.has(name);

// What can be referred to refers to nothing itself: a few nested references would unfold into millions of elements.
const mayBeReferredTo = (element) => matches.call(element, "[id] *");

function isAllowed(element) {
  const { namespaceURI, localName } = element;
  if (!ELEMENTS[namespaceURI]?.has(localName)) return false;
  // Neither kind of markup may hide in the other: a drawing is an <svg>, and has nothing but SVG in it.
  if (namespaceURI === HTML ? matches.call(element, "svg *") : localName !== "svg" && !matches.call(element, "svg *")) return false;
  if (localName === "button") return element.type === "button";
  if (localName === "use") return !mayBeReferredTo(element);
  return localName !== "input" || INPUTS.has(element.type);
}
