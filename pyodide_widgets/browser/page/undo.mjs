/** What a widget can go back to, a step at a time. It is kept in this object only. */

const PAUSE = 1000; // milliseconds; changes of the same controls that follow each other sooner, as in a drag, are one step
const MOST = 100; // steps

export class UndoHistory {
  #steps = [];
  #last = { names: "", at: -Infinity }; // the controls of the last change, and when it was

  /**
   * Note how things stand before a change.
   *
   * @param {object} before
   * @param {string} names of the controls that are changed
   */
  add(before, names) {
    const at = performance.now();
    const goesOn = names === this.#last.names && at - this.#last.at < PAUSE;
    this.#last = { names, at };
    if (goesOn) return;
    this.#steps.push(before);
    if (this.#steps.length > MOST) this.#steps.shift();
  }

  /** Take the last step back. */
  back() {
    this.#last = { names: "", at: -Infinity };
    return this.#steps.pop();
  }

  /** Show on the button whether there is anything to go back to. */
  show(button) {
    const isEmpty = this.#steps.length === 0;
    // A disabled button would lose the keyboard's focus.
    if (isEmpty && button === document.activeElement) button.nextElementSibling.focus();
    button.disabled = isEmpty;
  }
}
