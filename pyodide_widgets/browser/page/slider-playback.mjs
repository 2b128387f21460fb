/** The playback of a slider: it moves by one step after each figure until its end, started by a button with `data-play`. */

const MIN_STEP_TIME = 50; // milliseconds per figure; on a fast machine the figures would otherwise be too quick to follow

export class SliderPlayback {
  #widget;
  #onStep;
  #name = null; // of the slider that is playing
  #timer = 0;

  /**
   * @param {HTMLElement} widget
   * @param {(name: string) => void} onStep called with the slider's name after it has moved; has the figure drawn, and then
   *   calls `continue`
   */
  constructor(widget, onStep) {
    this.#widget = widget;
    this.#onStep = onStep;
  }

  get isPlaying() {
    return this.#name !== null;
  }

  /** Start the playback of a slider, from the beginning if it is at its end; or pause whatever is playing. */
  toggle(name) {
    if (this.isPlaying) {
      this.pause();
      return;
    }
    this.#name = name;
    const slider = this.#slider;
    if (slider.value === slider.max) {
      slider.value = slider.min;
      this.#onStep(name);
    } else {
      this.#step();
    }
    this.showButtons(this.#widget);
  }

  pause() {
    this.#name = null;
    clearTimeout(this.#timer);
    this.showButtons(this.#widget);
  }

  /** Take the next step; not before the figure whose drawing began at `drawnFrom` has been shown long enough. */
  continue(drawnFrom) {
    this.#timer = setTimeout(() => this.#step(), drawnFrom + MIN_STEP_TIME - performance.now());
  }

  /** Mark the pressed button among those below `root`: the widget, or markup that is about to be put into it. */
  showButtons(root) {
    for (const button of root.querySelectorAll("[data-play]")) {
      button.setAttribute("aria-pressed", String(button.dataset.play === this.#name));
    }
  }

  #step() {
    const slider = this.#slider;
    if (slider.value === slider.max) {
      this.pause();
    } else {
      slider.stepUp();
      this.#onStep(this.#name);
    }
  }

  get #slider() {
    return this.#widget.querySelector("form").elements[this.#name];
  }
}
