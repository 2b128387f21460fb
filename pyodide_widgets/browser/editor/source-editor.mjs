/**
 * What editing a source in the page has in common: the field, a draft that is kept in the browser and never run by itself, and
 * `.py` files. A subclass says which buttons there are, and what running is.
 */

import { remember, remembered } from "../page/remembered.mjs";
import { differenceText, editingText, faultOfCode } from "./editing-text.mjs";
import { MOST_BYTES, openFile, saveFile } from "./python-files.mjs";
import { SourceField } from "./source-field.mjs";

const KEEP_DELAY = 300; // milliseconds after a keystroke

export class SourceEditor {
  element;
  field = null; // a SourceField, once the reader edits
  #source; // the <pre> that the field takes the place of
  #published; // its text
  #keepTimer = 0;

  constructor(element) {
    this.element = element;
    this.#source = element.querySelector("pre.pw-source");
    this.#published = this.#source?.querySelector("code").textContent;
    if (this.#draft !== null) this.#offerDraft();
    addEventListener("pagehide", this.#keep);
  }

  /** The buttons of the editor, by the action that each does. */
  get buttons() {
    throw new Error("a subclass has them");
  }

  /** Run what is written. */
  run() {
    throw new Error("a subclass does it");
  }

  /** What a button does, by the name of its first data attribute; a subclass adds its own. */
  actions = {
    edit: () => this.edit(this.#draft ?? this.#published).focus(),
    run: () => this.run(),
    save: () => saveFile(`${this.name}.py`, this.field.text),
    open: () => this.#open(),
    draftRun: () => (this.edit(this.#draft), this.run()),
    draftOpen: () => this.edit(this.#draft).focus(),
    draftDelete: () => {
      remember(this.element.draftKey, null);
      this.#removeOffer();
    },
  };

  /** A button inside the element was clicked. */
  clicked(button) {
    this.actions[Object.keys(button.dataset)[0]]?.(button);
  }

  /** The element has left the page. */
  leave() {
    clearTimeout(this.#keepTimer);
    removeEventListener("pagehide", this.#keep);
    this.#keep();
  }

  get name() {
    return this.element.getAttribute("name");
  }

  get module() {
    return this.element.dataset.module;
  }

  /** The source as the page was built. */
  get published() {
    return this.#published;
  }

  /** Show the editor with a text in it. */
  edit(text) {
    this.#removeOffer();
    this.element.querySelector("details")?.setAttribute("open", "");
    if (this.field) {
      if (this.field.text !== text) this.field.text = text;
      return this.field;
    }
    const listeners = { onInput: () => this.#keepSoon(), onRun: () => this.run() };
    this.field = new SourceField(this.text("editor", { name: this.name }), text, listeners);
    this.#source.hidden = true;
    this.#source.after(this.field.element);
    const bar = this.element.querySelector(".pw-bar");
    bar.replaceChildren(...Object.entries(this.buttons).map(([action, key]) => this.button(action, key)));
    bar.firstChild.title = "Ctrl+Enter, ⌘+Enter";
    if (text !== this.#published) this.#keepSoon();
    return this.field;
  }

  async #open() {
    const { name, text, problem } = await openFile();
    if (problem) return this.say(this.text(problem, { file: name, most: MOST_BYTES / 1000 }));
    this.field.text = text;
    this.say(this.text("opened", { file: name }));
  }

  // The draft

  /** The changed version that is kept in the browser, or null. */
  get #draft() {
    const draft = remembered(this.element.draftKey);
    return draft === this.#published ? null : draft;
  }

  #keepSoon() {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(this.#keep, KEEP_DELAY);
  }

  #keep = () => {
    if (!this.field) return;
    const { text } = this.field;
    remember(this.element.draftKey, text === this.#published ? null : text);
  };

  #offerDraft() {
    const offer = document.createElement("div");
    offer.className = "pw-draft";
    const sentence = document.createElement("p");
    sentence.textContent = this.text("draft", { name: this.name });
    const buttons = ["run", "open", "delete"].map((what) => this.button(`draft${what[0].toUpperCase()}${what.slice(1)}`, `draft_${what}`));
    offer.append(sentence, ...buttons);
    this.#source.before(offer);
  }

  #removeOffer() {
    this.element.querySelector(".pw-draft")?.remove();
  }

  // The page

  button(action, key) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pw-button";
    button.dataset[action] = "";
    button.textContent = this.text(key);
    return button;
  }

  /** Show sentences in place of the last ones; screen readers read them out. */
  say(...sentences) {
    this.element.querySelector(".pw-status").textContent = sentences.filter(Boolean).join("\n");
  }

  /** Mark the line that a fault is in, and return what it says. */
  faultText(fault) {
    const { message, line } = faultOfCode(fault, this.name);
    this.field?.markLine(line);
    return line === undefined ? message : this.text("line", { line, message });
  }

  differencesText(differences) {
    return differences.map((each) => differenceText(this.element.lang, this.name, each)).join(" ");
  }

  text(key, values) {
    return editingText(this.element.lang, key, values);
  }
}
