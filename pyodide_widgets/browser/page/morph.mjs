/** Change one tree of nodes into the form of another, only where they differ: focus, selection and pointer capture stay. */

/**
 * @param {Node} from the node in the page; its children are changed in place
 * @param {Node} to has the wanted children; they may be moved into the page
 * @param {(control: HTMLInputElement) => boolean} keepsValue whether a control's value is to stay as it is
 */
export function morphChildren(from, to, keepsValue) {
  let old = from.firstChild;
  let node = to.firstChild;
  while (node) {
    const [nextOld, nextNode] = [old?.nextSibling, node.nextSibling];
    if (!old) from.append(node);
    else if (!sameKind(old, node)) old.replaceWith(node);
    else morph(old, node, keepsValue);
    [old, node] = [nextOld, nextNode];
  }
  while (old) {
    const next = old.nextSibling;
    old.remove();
    old = next;
  }
}

function morph(from, to, keepsValue) {
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.data !== to.data) from.data = to.data;
    return;
  }
  // Most of a drawing stays equal, and the browser compares fastest. Not for controls: it does not compare their properties.
  if (from instanceof SVGElement && from.isEqualNode(to)) return;
  for (const name of to.getAttributeNames()) {
    const value = to.getAttribute(name);
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  if (from.attributes.length > to.attributes.length) {
    for (const name of from.getAttributeNames()) if (!to.hasAttribute(name) && !isOfPage(from, name)) from.removeAttribute(name);
  }
  if (from.localName === "input" && !keepsValue(from)) setControl(from, to);
  morphChildren(from, to, keepsValue);
}

/** Whether a fold is open is the reader's choice; whether a strip can have the focus depends on its width (strips.mjs). */
const isOfPage = ({ localName }, name) => (localName === "details" && name === "open") || name === "tabindex";

// Once a reader has changed a control, it shows its properties and no longer its attributes.
function setControl(from, to) {
  if (from.checked !== to.checked) from.checked = to.checked;
  if (from.value !== to.value) from.value = to.value;
}

const sameKind = (one, other) =>
  one.nodeType === other.nodeType && one.nodeName === other.nodeName && one.type === other.type;
