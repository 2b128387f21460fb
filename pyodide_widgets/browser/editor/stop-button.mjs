/** A button that stops Python, shown whenever Python has something to do and has been silent for a while. */

import { readerCode } from "./reader-code.mjs";

const SILENCE = 1000; // milliseconds
const LOOK_INTERVAL = 250; // milliseconds between two looks

export class StopButton {
  #editor;
  #timer = 0;
  #waiting = []; // functions to call when Python has nothing more to do
  #asked = 0; // how many answers of Python are being waited for

  /** @param {import("./source-editor.mjs").SourceEditor} editor whose action `stop` the button does */
  constructor(editor) {
    this.#editor = editor;
  }

  /** Show the button when it is needed until a promise is settled; gives what the promise gives. */
  async during(promise) {
    this.#asked += 1;
    this.#lookSoon();
    try {
      return await promise;
    } finally {
      this.#asked -= 1;
    }
  }

  /** Show the button when it is needed until Python has nothing more to do. */
  whileBusy() {
    this.#lookSoon();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  leave() {
    clearTimeout(this.#timer);
  }

  #lookSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), LOOK_INTERVAL);
  }

  #look() {
    const bar = this.#editor.element.querySelector(".pw-bar");
    const shown = bar.querySelector("[data-stop]");
    const isSilent = readerCode.silence > SILENCE;
    if (isSilent && !shown) bar.prepend(this.#editor.button("stop", "stop"));
    if (!isSilent) shown?.remove();
    if (this.#asked || readerCode.isPythonBusy) return this.#lookSoon();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
