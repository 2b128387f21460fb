/** For elements that are defined while the page still arrives: they can begin when all that is in them is there. */

const waiting = new Map(); // what to do, by element
const parser = new MutationObserver(beginWhereParsed);

/**
 * @param {Element} element
 * @param {() => void} begin called at once if the element is whole, else as soon as it is, unless it has left the page by then
 */
export function whenParsed(element, begin) {
  if (isParsed(element)) {
    begin();
    return;
  }
  if (!waiting.size) {
    parser.observe(document, { childList: true, subtree: true });
    document.addEventListener("readystatechange", beginWhereParsed, { once: true });
  }
  waiting.set(element, begin);
}

function beginWhereParsed() {
  for (const [element, begin] of waiting) {
    if (!isParsed(element)) continue;
    waiting.delete(element);
    if (element.isConnected) begin();
  }
  if (!waiting.size) parser.disconnect();
}

/** Whether the parser has come past an element: something follows it, or something that it is in. */
function isParsed(element) {
  if (document.readyState !== "loading") return true;
  for (let node = element; node; node = node.parentNode) if (node.nextSibling) return true;
  return false;
}
