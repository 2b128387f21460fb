/**
 * Makes a <py-challenge> live: the reader solves it in code, or by hand with a widget of the page, and the worker checks it.
 * Solved ones are remembered in the browser.
 */

import { controlValues } from "../page/controls.mjs";
import { remember } from "../page/remembered.mjs";
import { readerCode } from "./reader-code.mjs";
import { SourceEditor } from "./source-editor.mjs";
import { StopButton } from "./stop-button.mjs";

export const control = (element) => new ChallengeEditor(element);

class ChallengeEditor extends SourceEditor {
  #stop = new StopButton(this);

  constructor(element) {
    super(element);
    this.actions.check = () => this.run();
    this.actions.startOver = () => this.edit(this.published);
    this.actions.stop = () => readerCode.stop();
  }

  get buttons() {
    return { check: "check", startOver: "start_over", save: "save", open: "open" };
  }

  leave() {
    super.leave();
    this.#stop.leave();
  }

  async run() {
    const { widget: name } = this.element.dataset;
    const widget = name && document.querySelector(`py-widget[name="${name}"]`);
    if (name && !widget) return this.say(this.text("no_widget", { name }));
    this.field?.markLine(undefined);
    this.say(this.text(readerCode.isPythonReady ? "running" : "starting"));
    const texts = widget ? { ...JSON.parse(widget.dataset.params), ...controlValues(widget.querySelector("form")) } : {};
    const solution = { source: this.field?.text ?? "", name: name ?? "", texts };
    try {
      const verdict = await this.#stop.during(readerCode.check(this.module, solution, this.element.lang));
      if (verdict) this.#show(verdict);
      else this.say(this.text("check_stopped"));
    } catch (fault) {
      this.say(this.faultText(fault));
    }
  }

  #show({ solved, said }) {
    this.say(this.text(solved ? "solved" : "not_yet"), said);
    if (!solved) return;
    remember(this.element.solvedKey, "yes");
    this.element.classList.add("pw-solved");
  }
}
