/**
 * The element <py-widget>: a finished figure that becomes interactive when Python is ready.
 *
 * Its state is its parameters and nothing else. A control, a drag, a click or the address changes parameters; Python draws
 * the controls and the figure for them; the page updates its own to match.
 */

import { readOutCells } from "./cell-readout.mjs";
import { chosenWords, controlValues, listenToControls, showValues, unfoldControls } from "./controls.mjs";
import { listenToDrags } from "./drag.mjs";
import { Dwell } from "./dwell.mjs";
import { fitTexts, fitWhenSpaced } from "./fit-text.mjs";
import { askFirst, showResult } from "./guess-first.mjs";
import { holdView } from "./hold-view.mjs";
import { layOutWhenIdle } from "./lay-out.mjs";
import { linkMarks } from "./linked-marks.mjs";
import { mayLoadUnasked, startPythonAfter, whenNear } from "./loading.mjs";
import { messageText, progressText } from "./message-text.mjs";
import { morphChildren } from "./morph.mjs";
import { readPermalink, WidgetAddress } from "./permalink.mjs";
import { fetchPreparedFigures } from "./prepared-figures.mjs";
import { python } from "./python.mjs";
import { sanitize } from "./sanitize.mjs";
import { saveFigure } from "./save-svg.mjs";
import { copyEmbedCode, copyLink } from "./share-widget.mjs";
import { SliderPlayback } from "./slider-playback.mjs";
import { announce, showFault, showState, speakAtRest } from "./status.mjs";
import { focusStrip } from "./strips.mjs";
import { holdTouchesBack } from "./touch-sliders.mjs";
import { stopTracks, toggleTrack } from "./track-button.mjs";
import { UndoHistory } from "./undo.mjs";
import { listenToVectorSliders } from "./vector-sliders.mjs";
import { whenParsed } from "./when-parsed.mjs";
import { hideWork, showWork } from "./work-notice.mjs";

const FIRST_DRAWING = 200; // milliseconds that Python's first drawing takes about, and that a prepared figure may take in its place
const LONG_WAIT = 3000; // milliseconds without an answer from Python, after which a drawing can be stopped
const MOVING = "pw-moving"; // the class of a widget in whose figure what has changed moves to its new place
const AS_BUILT = { set: {}, html: null };

class PyWidget extends HTMLElement {
  #set = {}; // the parameters that the reader has set
  #pending = null; // the newest update that Python has not been asked for: {set, words, changedAt, prepared}
  #drawing = null; // an AbortController, while Python draws
  #shown = AS_BUILT; // the figure in the page: what the reader had set for it, and its markup
  #dwell = null; // measures the reader's time per section, for a widget that shows it
  #measured = {}; // measured parameters; unlike `#set` they are never part of a link
  #history = new UndoHistory(); // of {set, shown}: what the reader had set, and the figure that was in the page
  #demo = null; // an AbortController while the figure may show itself; undefined when that is over
  #playback = new SliderPlayback(this, (name) => this.#takeControls([name], performance.now()));
  #initialValues = null; // of the controls in the figure as built
  #bodyAsBuilt = null;
  #address = null; // a WidgetAddress, while the element is on a page
  #connection = new AbortController(); // removes listeners when the element leaves the page
  #nearObserver = null;
  #preparedFigures = null; // a promise of what prepared-figures.mjs gives
  #isWanted = false; // whether Python and packages may be loaded for this widget: it has been near the screen, or used
  #isLoadingPackages = false;

  connectedCallback() {
    whenParsed(this, () => this.#begin());
  }

  #begin() {
    if (!this.#initialValues) this.#setUp();
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    python.addEventListener("change", () => this.#showPython(), { signal });
    // Progress comes several times a second: only widgets near the screen show it.
    python.addEventListener("progress", () => this.#isWanted && this.#showPython(), { signal });
    python.addEventListener("redraw", () => this.#redraw(), { signal });
    if (mayLoadUnasked()) this.#nearObserver = whenNear(this, () => this.#load());
    this.#address = new WidgetAddress(this.dataset.key);
    this.#set = readPermalink(this.dataset.key);
    const dwellButton = this.querySelector("[data-dwell]");
    if (dwellButton) {
      delete this.#set[dwellButton.dataset.dwell];
      this.#dwell = new Dwell(this.closest("article") ?? document.body);
    }
    unfoldControls(this.#form, Object.keys(this.#set));
    if (Object.keys(this.#set).length) return this.#update(performance.now());
    askFirst(this);
    this.#showPython();
  }

  disconnectedCallback() {
    this.#connection.abort();
    stopTracks(this);
    this.#playback.pause();
    this.#drawing?.abort();
    this.#demo?.abort();
    this.#demo &&= null; // an element that is moved in the page begins anew
    this.#dwell?.stop();
    this.#measured = {};
    this.#nearObserver?.disconnect();
    this.#address?.stop();
  }

  #setUp() {
    this.#initialValues = controlValues(this.#form);
    this.#bodyAsBuilt = this.#body.cloneNode(true);
    for (const kind of ["pointerover", "focusin"]) this.addEventListener(kind, () => this.#endDemo()); // before all other listeners
    holdTouchesBack(this.#form);
    listenToControls(this.#form, (name, timeStamp) => this.#changedByReader([name], timeStamp));
    const setControls = (values, event) => {
      for (const [name, value] of Object.entries(values)) this.#form.elements[name].value = value;
      this.#changedByReader(Object.keys(values), event.timeStamp);
    };
    listenToDrags(this, setControls);
    listenToVectorSliders(this, setControls);
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("pointerover", (event) => this.#pointedAt(event));
    for (const kind of ["pointerdown", "focusin"]) this.addEventListener(kind, () => this.#load());
    readOutCells(this);
    linkMarks(this);
    layOutWhenIdle(this);
    fitWhenSpaced(this);
    focusStrip(this);
  }

  #clicked(event) {
    const target = event.target.closest("[data-set], [data-action], [data-listen], [data-play], [data-dwell], [data-preset]");
    if (target?.dataset.set) {
      this.#setControl(target, event.timeStamp);
    } else if (target?.dataset.preset) {
      const { preset } = target.dataset;
      this.setAll(JSON.parse(preset), async () => (await this.#preparedFigures).ofPreset(preset), event.timeStamp);
    } else if (target?.dataset.play) {
      if (!this.#playback.isPlaying) this.#noteStep();
      this.#playback.toggle(target.dataset.play);
    } else if (target?.dataset.dwell) {
      this.#measured = { [target.dataset.dwell]: this.#dwell.text() };
      this.#update(event.timeStamp);
    } else if (target?.dataset.listen) {
      toggleTrack(this, target, { ...this.#authorsTexts, ...this.#set });
    } else if (target) {
      this.#actions[target.dataset.action]();
    }
  }

  #pointedAt({ target, pointerType, timeStamp }) {
    const choice = target.closest("[data-pointing]");
    // A pointer that only crosses the figure must not cause Python to be downloaded.
    if (choice && pointerType === "mouse" && python.state !== "idle") this.#setControl(choice, timeStamp);
  }

  /** Set the control that an element of the figure names in `data-set`; a switch is turned over. */
  #setControl(target, changedAt) {
    const [name, value] = target.dataset.set.split("=");
    const control = this.#form.elements[name];
    if (control.type === "checkbox") control.checked = !control.checked;
    else if (control.value === value) return;
    else control.value = value;
    this.#changedByReader([name], changedAt);
  }

  #actions = {
    undo: () => this.#undo(),
    reset: () => {
      this.#noteStep();
      this.#dwell?.reset();
      this.#measured = {};
      this.#goBackTo(AS_BUILT);
      if (python.runsReaderCode) this.#redraw(); // the figure as built is that of the published code
    },
    // The controls return to what the figure shows, since the figure for their present values will not come.
    stop: () => {
      this.#goBackTo(this.#shown);
      python.replaceIfStuck();
    },
    link: () => copyLink(this),
    embed: () => copyEmbedCode(this, this.#explicitTexts),
    code: async () => (await import("./widget-code.mjs")).toggleCode(this),
    numbers: async () => (await import("./numbers.mjs")).toggleNumbers(this),
    csv: async () => (await import("./numbers.mjs")).saveNumbers(this),
    save: () => saveFigure(this.querySelector("figure"), `${this.dataset.key}.svg`),
    retry: () => {
      if (python.state === "broken") python.start();
      else this.#update(performance.now());
    },
  };

  /**
   * Set these parameters, and all others as the author has, in place of what the reader has set.
   *
   * @param {Record<string, string>} texts
   * @param {() => Promise<string | undefined>} prepared gives the inner HTML that the build has drawn for them, if it has
   * @param {number} changedAt
   * @returns {boolean} whether the widget is there, all of it
   */
  setAll(texts, prepared, changedAt) {
    if (!this.#initialValues) return false;
    this.#endDemo();
    showResult(this);
    this.#playback.pause();
    this.#measured = {};
    this.#noteStep();
    const changed = Object.entries(texts).filter(([name, text]) => text !== this.#initialValues[name]);
    this.#set = Object.fromEntries(changed);
    this.#update(changedAt, { prepared, moves: true });
    this.#address.write(this.#set);
    return true;
  }

  /** Cancel the present drawing and the pending update, and show a figure that has been shown before. */
  #goBackTo(shown) {
    this.#playback.pause();
    this.#drawing?.abort();
    this.#pending = null;
    this.#set = { ...shown.set };
    this.#address.write(this.#set);
    this.classList.add(MOVING);
    morphChildren(this.#body, shown.html ? sanitize(shown.html) : this.#bodyAsBuilt.cloneNode(true), () => false);
    this.#shown = shown;
    announce(this, "");
    speakAtRest(this);
    this.#showPython();
  }

  /** Note how things stand before a change, which can then be undone; changes of the same controls may be one. */
  #noteStep(names = "") {
    this.#history.add({ set: { ...this.#set }, shown: this.#shown }, names);
    this.#history.show(this.querySelector("[data-action=undo]"));
  }

  #undo() {
    const { set, shown } = this.#history.back();
    if (JSON.stringify(set) === JSON.stringify(shown.set) && !python.runsReaderCode) {
      this.#goBackTo(shown);
    } else {
      this.#set = set;
      this.#update(performance.now(), { moves: true });
      this.#address.write(this.#set);
    }
    this.#history.show(this.querySelector("[data-action=undo]"));
  }

  /** The reader has changed controls, which ends a playback. */
  #changedByReader(names, changedAt) {
    this.#playback.pause();
    this.#takeControls(names, changedAt);
  }

  /** Take over the values of these controls; those of others may be corrected values, which the reader has not chosen. */
  #takeControls(names, changedAt) {
    if (!this.#playback.isPlaying) this.#noteStep(names.join(" "));
    const values = controlValues(this.#form);
    const moves = names.every((name) => this.#form.elements[name].type !== "range");
    showValues(this.#form, names);
    this.#setTo(values, names);
    const words = { ...this.#pending?.words, ...chosenWords(this.#form, names) };
    for (const name of names) delete words[name];
    this.#update(changedAt, { moves, words });
    this.#address.writeLater(() => this.#set);
  }

  /** Set these parameters to values of the controls, or leave them to the author where they are the same. */
  #setTo(values, names) {
    for (const name of names) {
      if (values[name] === this.#initialValues[name]) delete this.#set[name];
      else this.#set[name] = values[name];
    }
  }

  /**
   * Have the figure drawn for the present parameters.
   *
   * @param {number} changedAt
   * @param {{prepared?: () => Promise<string | undefined>, moves?: boolean, words?: Record<string, string>}} [options] as for
   *   `setAll`; whether what is drawn moves to its new place, which it does when something else than a slider has changed; words,
   *   as `chosenWords` gives them, that stay chosen while their sentences change
   */
  #update(changedAt, { prepared, moves = false, words = {} } = {}) {
    this.#pending = { set: { ...this.#set, ...words }, words, changedAt, prepared, moves };
    if (this.#canDraw && (python.isWarm(this.#name) || !this.#preparedFigures)) {
      this.#draw();
    } else if (this.#canDraw) {
      this.#showPreparedFigure();
    } else {
      this.#load();
      if (python.state === "broken") python.start();
      this.#showPreparedFigure();
      this.#showPython();
    }
  }

  /**
   * Show a prepared figure for the pending update, and warm Python up for the next ones if it can draw; if there is none, have
   * Python draw it, or say that it will later.
   */
  async #showPreparedFigure() {
    const update = this.#pending;
    const awaited = [this.#preparedFor(update)];
    if (this.#canDraw) awaited.push(new Promise((resolve) => setTimeout(resolve, FIRST_DRAWING)));
    const html = await Promise.race(awaited);
    if (this.#pending !== update) return;
    if (html !== undefined) {
      this.#pending = null;
      this.#showFigure(html, update, 0);
      announce(this, "");
      if (this.#canDraw) this.#loadPackages();
    } else if (this.#canDraw) {
      this.#draw();
    } else {
      announce(this, messageText(this.lang, "queued"));
    }
  }

  /** The figure that the build has drawn for an update, if there is one: with the published code, and with nothing measured. */
  async #preparedFor(update) {
    if (python.runsReaderCode || Object.keys(this.#measured).length) return undefined;
    const [prepared, ofOne] = await Promise.all([this.#preparedFigures, update.prepared?.()]);
    return ofOne ?? (Object.keys(this.#set).length ? prepared.of(this.#set) : this.#bodyAsBuilt.innerHTML);
  }

  /** Whether Python is there, with all that this widget needs. */
  get #canDraw() {
    return python.state === "ready" && !python.needsPackages(this.#name);
  }

  /** Have Python draw the pending update. Of the updates that come meanwhile, only the last one is drawn afterwards. */
  async #draw() {
    if (this.#drawing || !this.#pending) return;
    const update = this.#pending;
    const begun = performance.now();
    this.#pending = null;
    this.#drawing = new AbortController();
    const { signal } = this.#drawing;
    const noticeTimer = setTimeout(() => signal.aborted || showWork(this), LONG_WAIT);
    const onWorking = (done) => (clearTimeout(noticeTimer), this.#showWorking(done));
    const onFetching = (progress) => showState(this, "loading", progressText(this.lang, progress));
    try {
      const texts = { ...this.#authorsTexts, ...update.set, ...this.#measured };
      const answer = await python.render(this.#name, texts, this.lang, { signal, onWorking, onFetching });
      // The answer may have been on its way when the drawing was cancelled.
      if (answer && !signal.aborted) this.#showFigure(answer.html, update, answer.duration);
      else if (!signal.aborted) this.#pending ??= update; // the worker was replaced, and the new one will draw it
      announce(this, "");
      if (python.state === "ready") this.#showLive();
      if (answer) this.#tell(answer);
    } catch (fault) {
      this.#playback.pause();
      // If Python itself is broken, #showPython has shown that.
      if (python.state === "ready") showFault(this, fault);
      this.#tell({ fault, notes: fault.notes });
    } finally {
      clearTimeout(noticeTimer);
      this.#drawing = null;
      hideWork(this);
    }
    if (python.state !== "ready") return;
    if (this.#playback.isPlaying && !this.#pending) this.#playback.continue(begun);
    this.#draw();
  }

  /** Tell the page what came of a drawing: an answer of Python's with its notes, or a fault. */
  #tell(detail) {
    this.dispatchEvent(new CustomEvent("pw-drawn", { bubbles: true, detail }));
  }

  /** Draw the present parameters anew, unless a download would be needed for it that the reader has not asked for. */
  #redraw() {
    if (this.#isWanted || !python.needsPackages(this.#name)) this.#update(performance.now());
  }

  /** Show how much of a long drawing is done; or cancel it if a newer update is pending. */
  #showWorking(done) {
    if (this.#pending) this.#drawing.abort();
    if (this.#drawing.signal.aborted) return;
    showWork(this, done);
    announce(this, "");
    this.#showLive();
  }

  #showFigure(html, { set, words = {}, changedAt, moves, isDemo = false }, duration) {
    this.classList.toggle(MOVING, moves);
    // While a newer update is pending, the controls already show its values.
    const isOutdated = this.#pending !== null;
    const keepsValue = (control) => isOutdated || (control === document.activeElement && control.type === "text");
    const body = sanitize(html);
    this.#playback.showButtons(body);
    holdView(
      () => this.getBoundingClientRect().bottom,
      () => morphChildren(this.#body, body, keepsValue),
    );
    if (!isOutdated) this.#takePlaces(words);
    this.#shown = { set: isOutdated || isDemo ? set : { ...this.#set }, html };
    fitTexts(this);
    if (!isDemo) speakAtRest(this);
    performance.measure("pyodide-widgets:update", { start: changedAt, detail: { name: this.#name, duration } });
  }

  /** Take over where these words now stand; for one that is gone nothing has been set. */
  #takePlaces(words) {
    const found = chosenWords(this.#form);
    const isThere = (name) => found[name]?.split(" ")[1] === words[name].split(" ")[1];
    this.#setTo(controlValues(this.#form), Object.keys(words).filter(isThere));
  }

  /** Show the state of Python, and draw the pending update when it is ready. */
  #showPython() {
    if (python.state === "loading") showState(this, "loading", progressText(this.lang, python.progress));
    else if (python.state === "broken") showFault(this, python.fault);
    else if (python.state === "ready" && python.needsPackages(this.#name)) this.#loadPackages();
    else if (python.state === "ready" && this.#pending) this.#draw();
    else if (python.state === "ready" && !this.#drawing) this.#showLive();
  }

  /** Load the packages and data files that the widget needs, show how much has arrived, warm up, and draw the pending update. */
  async #loadPackages() {
    if (this.#isLoadingPackages) return;
    if (!this.#isWanted) return showState(this, "static", "");
    this.#isLoadingPackages = true;
    let fault;
    try {
      const onFetching = (progress) => showState(this, "loading", progressText(this.lang, progress));
      await python.loadPackages(this.#name, { ...this.#authorsTexts, ...this.#set }, this.lang, onFetching);
    } catch (error) {
      fault = error;
    }
    this.#isLoadingPackages = false;
    // If Python itself is broken, #showPython has shown that.
    if (!fault) this.#showPython();
    else if (python.state === "ready") showFault(this, fault);
  }

  #showLive() {
    showState(this, "live", messageText(this.lang, "live"));
    if ("demo" in this.dataset && this.#demo === null && this.#shown === AS_BUILT) this.#startDemo();
  }

  async #startDemo() {
    const demo = (this.#demo = new AbortController());
    try {
      const { showItself } = await import("./demo.mjs");
      await showItself(this, (set) => this.#showDemo(set), demo.signal);
    } catch {
      // The module did not arrive, and the figure stays as it is.
    }
    if (this.#demo === demo) this.#demo = undefined;
  }

  /** Show the figure with these parameters; they are not the reader's, so they are not in the address and cannot be undone. */
  #showDemo(set) {
    this.#pending = { set, changedAt: performance.now(), moves: true, isDemo: true };
    this.#draw();
  }

  #endDemo() {
    const wasOver = !this.#demo || this.#shown === AS_BUILT;
    this.#demo?.abort();
    this.#demo = undefined;
    if (!wasOver) this.#goBackTo(AS_BUILT);
  }

  /** Load the prepared figures, then Python. */
  #load() {
    this.#isWanted = true;
    if (this.#canDraw) return;
    this.#preparedFigures ??= fetchPreparedFigures(this.dataset.prepared);
    if (python.state === "ready") this.#loadPackages();
    else if (python.state === "loading") this.#showPython();
    else startPythonAfter(this.#preparedFigures);
  }

  get #name() {
    return this.getAttribute("name");
  }

  get #authorsTexts() {
    return JSON.parse(this.dataset.params);
  }

  /** All that decides what the figure shows, also where an author has set other parameters or none. */
  get #explicitTexts() {
    const authors = this.#authorsTexts;
    return Object.keys(authors).length ? { ...this.#initialValues, ...authors, ...this.#set } : this.#set;
  }

  get #body() {
    return this.querySelector(".pw-body");
  }

  get #form() {
    return this.querySelector("form");
  }
}

customElements.define("py-widget", PyWidget);
