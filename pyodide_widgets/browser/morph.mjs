/** Make one tree of nodes look like another, touching only what differs: focus, selection and pointers stay where they are. */

/**
 * @param {Node} from the node in the page; its children are changed in place
 * @param {Node} to what its children are to look like; its nodes may be moved into the page
 * @param {(control: HTMLInputElement) => boolean} keepsValue controls whose value is the reader's and stays
 */
export function morphChildren(from, to, keepsValue) {
  const wanted = [...to.childNodes];
  const present = [...from.childNodes];
  wanted.forEach((node, place) => {
    const old = present[place];
    if (!old) from.append(node);
    else if (!sameKind(old, node)) old.replaceWith(node);
    else morph(old, node, keepsValue);
  });
  present.slice(wanted.length).forEach((node) => node.remove());
}

function morph(from, to, keepsValue) {
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.data !== to.data) from.data = to.data;
    return;
  }
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
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
