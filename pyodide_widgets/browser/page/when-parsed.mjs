/** For custom elements that are defined while the page is being parsed: run code when the parser has finished an element. */

const waiting = new Map(); // functions to call, by element
const observer = new MutationObserver(beginWhereParsed);

/**
 * @param {Element} element
 * @param {() => void} begin called at once if the element has been parsed, else as soon as it is; not if it is removed before
 */
export function whenParsed(element, begin) {
  if (isParsed(element)) {
    begin();
    return;
  }
  if (!waiting.size) {
    observer.observe(document, { childList: true, subtree: true });
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
  if (!waiting.size) observer.disconnect();
}

/** Whether the parser is behind an element: something follows it, or one of its ancestors. */
function isParsed(element) {
  if (document.readyState !== "loading") return true;
  for (let node = element; node; node = node.parentNode) if (node.nextSibling) return true;
  return false;
}
