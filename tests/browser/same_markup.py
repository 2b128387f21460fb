"""Markup in one way of writing it, so that what a browser has and what Python wrote can be compared."""

from __future__ import annotations

from playwright.sync_api import Page

# Parsed and written anew by the browser, `checked=""` and all; attributes in the order of the alphabet, for in the page
# an attribute that goes and comes back stands last. Without what the theme's script writes on the element in focus, and
# without the folds that the reader has opened.
NORMAL = """html => {
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const element of template.content.querySelectorAll("*")) {
    if (element.hasAttribute("data-focus-visible-added")) {
      element.removeAttribute("data-focus-visible-added");
      element.classList.remove("focus-visible");
    }
    if (element.classList.contains("pw-lit")) {
      element.classList.remove("pw-lit"); // the mouse happens to be there
      if (!element.classList.length) element.removeAttribute("class");
    }
    if (element.localName === "details") element.removeAttribute("open");
    if (element.classList.contains("pw-strip")) element.removeAttribute("tabindex"); // depends on its width
    const attributes = [...element.attributes].sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const attribute of attributes) {
      element.removeAttributeNode(attribute);
      element.setAttributeNode(attribute);
    }
  }
  return template.innerHTML;
}"""


def normal(page: Page, html: str) -> str:
    written: str = page.evaluate(NORMAL, html)
    return written
