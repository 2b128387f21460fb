/** Makes a <py-cases> live: the cases run in the reader's browser, on the published code or on what the reader has changed. */

import { editingText, faultOfCode } from "./editing-text.mjs";
import { readerCode } from "./reader-code.mjs";

export const control = (element) => new CaseRunner(element);

class CaseRunner {
  #element;
  #running = null; // an AbortController while cases run

  constructor(element) {
    this.#element = element;
  }

  clicked(button) {
    if ("runCases" in button.dataset) this.#run();
    else if ("stop" in button.dataset) this.#running?.abort();
  }

  leave() {
    this.#running?.abort();
  }

  async #run() {
    if (this.#running) return;
    this.#running = new AbortController();
    const { module, function: name, madeBy } = this.#element.dataset;
    const counts = { passed: 0, failed: 0, total: 0 };
    const failed = this.#newList();
    const whose = readerCode.names.length ? this.#text("yours", { names: readerCode.names.join(", ") }) : this.#text("on_published");
    const onCase = ({ name, fault, total }) => {
      counts.total = total;
      counts[fault ? "failed" : "passed"] += 1;
      if (fault) failed.append(listItem(`${name}: ${fault}`));
      this.#say(this.#text("cases", counts), whose);
    };
    this.#say(this.#text(readerCode.isPythonReady ? "running" : "starting"));
    this.#showStop();
    try {
      const isDone = await readerCode.runCases(module, name, madeBy, { signal: this.#running.signal, onCase });
      this.#say(this.#text(isDone ? "cases_done" : "cases_stopped", counts), whose);
    } catch (fault) {
      this.#say(faultOfCode(fault, "").message);
    } finally {
      this.#running = null;
      this.#element.querySelector("[data-stop]")?.remove();
    }
  }

  /** An empty list for the cases that fail, in place of the one of an earlier run. */
  #newList() {
    this.#element.querySelector(".pw-failed")?.remove();
    const list = document.createElement("ul");
    list.className = "pw-failed";
    this.#element.append(list);
    return list;
  }

  #showStop() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pw-button";
    button.dataset.stop = "";
    button.textContent = this.#text("stop");
    this.#element.querySelector(".pw-bar").append(button);
  }

  #say(...sentences) {
    this.#element.querySelector(".pw-status").textContent = sentences.join("\n");
  }

  #text(key, values) {
    return editingText(this.#element.lang, key, values);
  }
}

function listItem(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}
