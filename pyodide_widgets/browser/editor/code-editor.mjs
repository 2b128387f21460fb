/**
 * Makes an editor of a <py-code>: the reader changes the function, runs it for every figure of the page, and goes back to the
 * published one. Nothing but the worker runs it.
 */

import { readerCode } from "./reader-code.mjs";
import { SourceEditor } from "./source-editor.mjs";
import { StopButton } from "./stop-button.mjs";

export const control = (element) => new CodeEditor(element);

class CodeEditor extends SourceEditor {
  #stop = new StopButton(this);
  #drawn = new Set(); // the widgets that the reader's code has drawn since it was run
  #differences = ""; // how its results differ in kind, in the first figure where they do
  #hasFailed = false; // whether a drawing has failed since then

  constructor(element) {
    super(element);
    this.actions.try = (button) => (this.edit(withChange(this.published, button.closest(".pw-change"))), this.run());
    this.actions.original = () => this.#restore();
    this.actions.stop = () => readerCode.stop();
    readerCode.addEventListener("change", this.#changed);
    readerCode.addEventListener("drawn", this.#figureDrawn);
  }

  get buttons() {
    return { run: "run", original: "original", save: "save", open: "open" };
  }

  /** The code does not stay in force for other pages. */
  leave() {
    super.leave();
    this.#stop.leave();
    readerCode.removeEventListener("change", this.#changed);
    readerCode.removeEventListener("drawn", this.#figureDrawn);
    readerCode.restore();
  }

  async run() {
    this.field.markLine(undefined);
    this.#drawn.clear();
    this.#differences = "";
    this.#hasFailed = false;
    this.say(this.text(readerCode.isPythonReady ? "running" : "starting"));
    try {
      const isRunning = await this.#stop.during(readerCode.run(this.module, this.name, this.field.text));
      if (!isRunning) this.say(this.text("stopped", { name: this.name }));
    } catch (fault) {
      this.#showFault(fault);
    }
  }

  async #restore() {
    this.edit(this.published);
    await readerCode.restore();
    this.say(this.text("published", { name: this.name }));
  }

  #changed = async ({ detail: reason }) => {
    const runs = readerCode.runs(this.module, this.name);
    const ran = this.element.classList.contains("pw-runs");
    this.element.classList.toggle("pw-runs", runs);
    if (ran && !runs) this.say(this.text(reason, { name: this.name }));
    if (!runs) return;
    await this.#stop.whileBusy();
    if (readerCode.runs(this.module, this.name) && !this.#drawn.size && !this.#hasFailed) {
      this.say(this.text("runs_nowhere", { name: this.name }));
    }
  };

  #figureDrawn = ({ detail: { widget, notes, fault } }) => {
    const differences = notes[this.name];
    if (!differences || this.#hasFailed || !readerCode.runs(this.module, this.name)) return;
    this.#drawn.add(widget);
    this.#differences ||= this.differencesText(differences);
    this.#hasFailed = Boolean(fault);
    if (fault) this.#showFault(fault);
    else this.say(this.text("runs", { name: this.name, count: this.#drawn.size }), this.#differences);
  };

  #showFault(fault) {
    this.say(this.#differences, this.faultText(fault), this.text("figures_stay"));
  }
}

/** The source with a change that stands ready: its lines in place of those that it takes out. */
function withChange(source, change) {
  const lines = (hunk, tag) => [...hunk.querySelectorAll(tag)].map(({ textContent }) => textContent).join("");
  const hunks = [...change.querySelectorAll("pre code > span")];
  return hunks.reduce((text, hunk) => text.replace(lines(hunk, "del"), () => lines(hunk, "ins")), source);
}
