/** Make one tree of nodes look like another, touching only what differs: focus, selection and pointers stay where they are. */

/**
 * @param {Node} from the node in the page; its children are changed in place
 * @param {Node} to what its children are to look like; its nodes may be moved into the page
 * @param {(control: HTMLInputElement) => boolean} keepsValue controls whose value is the reader's and stays
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
  // Most of a drawing stays as it was, and the browser sees that fastest. Controls have more to them than it compares.
  if (from instanceof SVGElement && from.isEqualNode(to)) return;
  for (const name of to.getAttributeNames()) {
    const value = to.getAttribute(name);
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  if (from.attributes.length > to.attributes.length) {
    for (const name of from.getAttributeNames()) if (!to.hasAttribute(name)) from.removeAttribute(name);
  }
  if (from.localName === "input" && !keepsValue(from)) setControl(from, to);
  morphChildren(from, to, keepsValue);
}

// Once a reader has touched a control, its attributes no longer say what it shows; its properties do.
function setControl(from, to) {
  if (from.checked !== to.checked) from.checked = to.checked;
  if (from.value !== to.value) from.value = to.value;
}

const sameKind = (one, other) =>
  one.nodeType === other.nodeType && one.nodeName === other.nodeName && one.type === other.type;
