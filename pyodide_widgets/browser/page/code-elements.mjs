/**
 * The elements <py-code>, <py-challenge> and <py-cases>: code that the reader may change and run. What makes them live is fetched
 * when the reader uses one, or has a changed version from an earlier visit.
 */

import { messageText } from "./message-text.mjs";
import { remembered } from "./remembered.mjs";
import { whenParsed } from "./when-parsed.mjs";

const MODULES = { "py-code": "code-editor.mjs", "py-challenge": "challenge-editor.mjs", "py-cases": "case-runner.mjs" };

class CodeElement extends HTMLElement {
  #controller = null; // a promise of what the module's `control` gives for this element

  connectedCallback() {
    this.addEventListener("click", this.#clicked);
    whenParsed(this, () => {
      this.classList.toggle("pw-solved", remembered(this.solvedKey) !== null);
      if (remembered(this.draftKey) !== null) this.#load();
    });
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#clicked);
    this.#controller?.then((controller) => controller.leave());
  }

  /** What the changed version is called in localStorage; the same on every page and in every language. */
  get draftKey() {
    return `draft ${this.dataset.module}.${this.getAttribute("name")}`;
  }

  /** What is kept in localStorage when a challenge has been solved. */
  get solvedKey() {
    return `solved ${this.dataset.module}`;
  }

  #clicked = async (event) => {
    const button = event.target.closest("button");
    if (button) (await this.#load())?.clicked(button);
  };

  async #load() {
    this.#controller ??= import(`../editor/${MODULES[this.localName]}`).then(({ control }) => control(this));
    try {
      return await this.#controller;
    } catch {
      this.#controller = null; // the next click tries again
      this.querySelector(".pw-status").textContent = messageText(this.lang, "no_editor");
      return undefined;
    }
  }
}

for (const name of Object.keys(MODULES)) customElements.define(name, class extends CodeElement {});
