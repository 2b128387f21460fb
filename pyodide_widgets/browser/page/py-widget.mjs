/**
 * The element <py-widget>: a finished figure that comes alive when Python is there.
 *
 * Its state is its parameters and nothing else. A control, a drag, a click or the address changes parameters; Python
 * turns them into new controls and a new figure; the page takes those over in place.
 */

import { listenToDrags } from "./drag.mjs";
import { Dwell } from "./dwell.mjs";
import { layOutWhenIdle } from "./lay-out.mjs";
import { morphChildren } from "./morph.mjs";
import { permalinkTo, readPermalink, writePermalink } from "./permalink.mjs";
import { fetchPreparedFigures } from "./prepared-figures.mjs";
import { python } from "./python.mjs";
import { sanitize } from "./sanitize.mjs";
import { saveFigure } from "./save-svg.mjs";
import { play, stop } from "./sound.mjs";
import { whenParsed } from "./when-parsed.mjs";
import { faultText, messageText, progressText } from "./message-text.mjs";
import { hideWork, showWork } from "./work-notice.mjs";

const ADDRESS_PAUSE = 300; // milliseconds; browsers refuse to change the address much more often
const HEAD_START = 500; // milliseconds that prepared figures may take before Python is started
const PACE = 50; // milliseconds at least from figure to figure of what moves by itself, or a fast machine would only flash
const LONG = 3000; // milliseconds without a word from Python, after which a drawing can be stopped

class PyWidget extends HTMLElement {
  #set = {}; // what the reader has set, by parameter
  #wanted = null; // the newest update that Python has not been asked for: {set, since}
  #drawing = null; // stops the drawing that Python has been asked for
  #shown = { set: {}, html: null }; // what the reader had set for the figure in the page; null: the author's figure
  #dwell = null; // measures the reader's time, for a widget that shows it
  #measured = {}; // by parameter; unlike what is set, never part of a link
  #playing = null; // the parameter that moves by itself
  #nextStep = 0; // a timer
  #initial = null; // the controls' values in the author's figure
  #asBuilt = null;
  #addressTimer = 0;
  #watch = new AbortController();
  #nearby = null;
  #prepared = null; // a promise of what gives the figures drawn at build time

  connectedCallback() {
    whenParsed(this, () => this.#begin());
  }

  #begin() {
    if (!this.#initial) this.#setUp();
    this.#watch = new AbortController();
    python.addEventListener("change", () => this.#follow(), { signal: this.#watch.signal });
    if (fetchesUnasked()) this.#fetchWhenNear();
    this.#set = readPermalink(this.dataset.key);
    const measures = this.querySelector("[data-dwell]");
    if (measures) {
      delete this.#set[measures.dataset.dwell];
      this.#dwell = new Dwell(this.closest("article") ?? document.body);
    }
    if (Object.keys(this.#set).length) this.#update(performance.now());
    else this.#follow();
  }

  disconnectedCallback() {
    this.#watch.abort();
    if (this.querySelector('[data-listen][aria-pressed="true"]')) stop();
    this.#pause();
    this.#drawing?.abort();
    this.#dwell?.stop();
    this.#measured = {};
    this.#nearby?.disconnect();
    clearTimeout(this.#addressTimer);
  }

  #setUp() {
    this.#initial = this.#controlValues();
    this.#asBuilt = this.#body.cloneNode(true);
    const form = this.querySelector("form");
    form.addEventListener("submit", (event) => event.preventDefault());
    // A sentence that an input method is still composing is not a sentence yet.
    const changed = ({ target, timeStamp }) => this.#changedByReader([target.name], timeStamp);
    form.addEventListener("input", (event) => event.isComposing || changed(event));
    form.addEventListener("compositionend", changed);
    listenToDrags(this, (values, event) => {
      for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
      this.#changedByReader(Object.keys(values), event.timeStamp);
    });
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("pointerover", (event) => this.#pointedAt(event));
    for (const kind of ["pointerdown", "focusin"]) this.addEventListener(kind, () => this.#fetch());
    layOutWhenIdle(this);
  }

  #clicked(event) {
    const target = event.target.closest("[data-set], [data-action], [data-listen], [data-play], [data-dwell]");
    if (target?.dataset.set) {
      this.#choose(target, event.timeStamp);
    } else if (target?.dataset.play) {
      if (this.#playing) this.#pause();
      else this.#play(target.dataset.play);
    } else if (target?.dataset.dwell) {
      this.#measured = { [target.dataset.dwell]: this.#dwell.text() };
      this.#update(event.timeStamp);
    } else if (target?.dataset.listen) {
      this.#listen(target);
    } else if (target) {
      this.#actions[target.dataset.action]();
    }
  }

  #pointedAt({ target, pointerType, timeStamp }) {
    const choice = target.closest("[data-pointing]");
    // Passing over a figure is no wish that Python be fetched.
    if (choice && pointerType === "mouse" && python.state !== "idle") this.#choose(choice, timeStamp);
  }

  #choose(target, since) {
    const [name, value] = target.dataset.set.split("=");
    const control = this.querySelector("form").elements[name];
    if (control.value === value) return;
    control.value = value;
    this.#changedByReader([name], since);
  }

  #actions = {
    reset: () => {
      this.#dwell?.reset();
      this.#measured = {};
      this.#goBackTo({ set: {}, html: null });
    },
    // What is not wanted any more is not to be seen either: controls go back to what the figure shows.
    stop: () => {
      this.#goBackTo(this.#shown);
      python.replaceIfStuck();
    },
    link: async () => {
      const link = permalinkTo(this.id);
      history.replaceState(history.state, "", link);
      try {
        await navigator.clipboard.writeText(link);
        this.#tell(messageText(this.lang, "copied"));
      } catch {
        this.#tell(messageText(this.lang, "in_address_bar"));
      }
    },
    save: () => saveFigure(this.querySelector("figure"), `${this.dataset.key}.svg`),
    retry: () => {
      if (python.state === "broken") python.start();
      else this.#update(performance.now());
    },
  };

  /** Let a track be heard, or stop it if it is the one that is heard. */
  async #listen(button) {
    const pressed = button.getAttribute("aria-pressed") === "true";
    stop();
    if (pressed) return;
    if (python.state !== "ready") {
      python.start();
      this.#tell(messageText(this.lang, "sound_later"));
      return;
    }
    try {
      const texts = { ...JSON.parse(this.dataset.params), ...this.#set };
      const { samples, rate } = await python.listen(this.getAttribute("name"), texts, this.lang, button.dataset.listen);
      button.setAttribute("aria-pressed", "true");
      play(samples, rate, () => button.setAttribute("aria-pressed", "false"));
    } catch (fault) {
      if (python.state === "ready") this.#fail(fault);
    }
  }

  /** Leave what is being drawn, or waits to be, for a figure that was there before. */
  #goBackTo(shown) {
    this.#pause();
    this.#drawing?.abort();
    this.#wanted = null;
    this.#set = { ...shown.set };
    clearTimeout(this.#addressTimer);
    writePermalink(this.dataset.key, this.#set);
    morphChildren(this.#body, shown.html ? sanitize(shown.html) : this.#asBuilt.cloneNode(true), () => false);
    this.#shown = shown;
    this.#tell("");
    this.#follow();
  }

  /** Let a slider move by itself, from figure to figure; from the end of its range it begins anew. */
  #play(name) {
    const slider = this.querySelector("form").elements[name];
    this.#playing = name;
    if (slider.value === slider.max) {
      slider.value = slider.min;
      this.#controlsChanged([name], performance.now());
    } else {
      this.#playOn();
    }
    this.#showPlaying(this);
  }

  #playOn() {
    const slider = this.querySelector("form").elements[this.#playing];
    if (slider.value === slider.max) {
      this.#pause();
    } else {
      slider.stepUp();
      this.#controlsChanged([this.#playing], performance.now());
    }
  }

  #pause() {
    this.#playing = null;
    clearTimeout(this.#nextStep);
    this.#showPlaying(this);
  }

  #showPlaying(root) {
    for (const button of root.querySelectorAll("[data-play]")) {
      button.setAttribute("aria-pressed", String(button.dataset.play === this.#playing));
    }
  }

  /** What the reader moves, the reader wants to see: nothing moves by itself any more. */
  #changedByReader(names, since) {
    this.#pause();
    this.#controlsChanged(names, since);
  }

  /** Take over what the reader has set; what other controls show may have been mended, and is not the reader's wish. */
  #controlsChanged(names, since) {
    const values = this.#controlValues();
    for (const name of names) {
      if (values[name] === this.#initial[name]) delete this.#set[name];
      else this.#set[name] = values[name];
    }
    this.#update(since);
    clearTimeout(this.#addressTimer);
    this.#addressTimer = setTimeout(() => writePermalink(this.dataset.key, this.#set), ADDRESS_PAUSE);
  }

  /** The parameters as the controls say them. */
  #controlValues() {
    const values = {};
    for (const { name, type, value, checked } of this.querySelector("form").elements) {
      if (type === "checkbox") values[name] = checked ? "on" : "off";
      else if (name && (type !== "radio" || checked)) values[name] = value;
    }
    return values;
  }

  #update(since) {
    this.#wanted = { set: { ...this.#set }, since };
    if (python.state === "ready") {
      this.#draw();
    } else {
      this.#fetch();
      if (python.state === "broken") python.start();
      this.#answerBeforePython();
      this.#follow();
    }
  }

  /** Take over a figure that the build has drawn, if it has; else Python will draw when it is there, and that is said. */
  async #answerBeforePython() {
    const wanted = this.#wanted;
    const figureFor = await this.#prepared;
    if (this.#wanted !== wanted) return;
    const html = Object.keys(this.#set).length ? figureFor(this.#set) : this.#asBuilt.innerHTML;
    if (html === undefined) {
      this.#tell(messageText(this.lang, "queued"));
      return;
    }
    this.#wanted = null;
    this.#takeOver(html, wanted.set, wanted.since, 0);
    this.#tell("");
  }

  /** Ask Python for the newest update; those that come while it draws wait for their turn, and only the last is drawn. */
  async #draw() {
    if (this.#drawing || !this.#wanted) return;
    const { set, since } = this.#wanted;
    const begun = performance.now();
    const name = this.getAttribute("name");
    this.#wanted = null;
    this.#drawing = new AbortController();
    const { signal } = this.#drawing;
    const long = setTimeout(() => signal.aborted || showWork(this), LONG);
    const onWorking = (done) => (clearTimeout(long), this.#working(done));
    try {
      const texts = { ...JSON.parse(this.dataset.params), ...set, ...this.#measured };
      const answer = await python.render(name, texts, this.lang, { signal, onWorking });
      // A figure that was left before it came is not shown.
      if (answer && !signal.aborted) this.#takeOver(answer.html, set, since, answer.duration);
      else if (!signal.aborted) this.#wanted ??= { set, since }; // the new worker will draw it
      this.#tell("");
      if (python.state === "ready") this.#show("live", messageText(this.lang, "live"));
    } catch (fault) {
      this.#pause();
      // If Python itself broke, #follow says so.
      if (python.state === "ready") this.#fail(fault);
    } finally {
      clearTimeout(long);
      this.#drawing = null;
      hideWork(this);
    }
    if (python.state !== "ready") return;
    if (this.#playing && !this.#wanted) this.#nextStep = setTimeout(() => this.#playOn(), begun + PACE - performance.now());
    this.#draw();
  }

  /** A drawing takes long: say how far it is, unless a newer one is wanted by now. */
  #working(done) {
    if (this.#wanted) this.#drawing.abort();
    if (this.#drawing.signal.aborted) return;
    showWork(this, done);
    this.#tell("");
    this.#show("live", messageText(this.lang, "live"));
  }

  #takeOver(html, set, since, duration) {
    this.#shown = { set, html };
    // While a newer update waits, the controls are already where it will be.
    const newer = this.#wanted !== null;
    const keepsValue = (control) => newer || (control === document.activeElement && control.type === "text");
    const body = sanitize(html);
    this.#showPlaying(body);
    morphChildren(this.#body, body, keepsValue);
    performance.measure("pyodide-widgets:update", { start: since, detail: { name: this.getAttribute("name"), duration } });
  }

  /** Show what Python is doing. */
  #follow() {
    switch (python.state) {
      case "loading": {
        this.#show("loading", progressText(this.lang, python.progress));
        break;
      }
      case "ready":
        if (this.#wanted) this.#draw();
        else if (!this.#drawing) this.#show("live", messageText(this.lang, "live"));
        break;
      case "broken":
        this.#fail(python.fault);
        break;
    }
  }

  #fail(fault) {
    this.#show("error", "");
    const retry = document.createElement("button");
    retry.type = "button";
    retry.className = "pw-button";
    retry.dataset.action = "retry";
    retry.textContent = messageText(this.lang, "retry");
    this.#tell(faultText(this.lang, fault), retry);
  }

  #show(state, text) {
    if (this.dataset.state === "error") this.#tell("");
    this.dataset.state = state;
    this.querySelector(".pw-progress").textContent = text;
  }

  /** Say something that a screen reader reads out too. */
  #tell(...content) {
    this.querySelector(".pw-status").replaceChildren(...content);
  }

  #fetchWhenNear() {
    this.#nearby = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        this.#nearby.disconnect();
        this.#fetch();
      },
      { rootMargin: "300%" },
    );
    this.#nearby.observe(this);
  }

  /** Fetch what answers: first the prepared figures, which are small, then Python, which keeps the whole browser busy. */
  #fetch() {
    if (python.state === "ready") return;
    this.#prepared ??= fetchPreparedFigures(this.dataset.prepared);
    if (python.state !== "idle") return;
    const longEnough = new Promise((resolve) => setTimeout(resolve, HEAD_START));
    // In a task of its own: a figure that is waited for is shown before.
    Promise.race([this.#prepared, longEnough]).then(() => setTimeout(() => python.state === "idle" && python.start()));
  }

  get #body() {
    return this.querySelector(".pw-body");
  }
}

/** Whether anything may be fetched before the reader touches anything: not where every megabyte costs. */
function fetchesUnasked() {
  const { saveData, type, effectiveType } = navigator.connection ?? {};
  return !saveData && type !== "cellular" && !effectiveType?.endsWith("2g");
}

customElements.define("py-widget", PyWidget);
