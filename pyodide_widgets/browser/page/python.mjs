/** Python, as the page sees it: one worker for all widgets, kept while the reader moves from page to page. */

import { FAULTS, faultFrom, listen, render, start, stop } from "../shared/protocol.mjs";

const RUNTIME = new URL("../runtime/", import.meta.url).href;
// Milliseconds without a word from a worker that starts, after which it counts as lost.
const PATIENCE = { fetching: 30_000, launching: 120_000, restoring: 15_000 };
// Milliseconds in which a worker that has been asked to stop may still answer: one that has spoken lately is only busy.
const GRACE = { silent: 150, busy: 3000 };

/** Fires `change` whenever `state` or `progress` does. States: "idle", "loading", "ready", "broken". */
class Python extends EventTarget {
  state = "idle";
  progress = { loaded: 0, total: 0 };
  fault = null;
  #worker = null;
  #waiting = new Map();
  #lastId = 0;
  #snapshot; // the key of the one that Python comes from
  #compiled; // for a worker that takes over
  #lost = 0; // a timer
  #heardAt = 0; // when the last message came

  /** Start Python unless it is starting or there; after a failure, try again. */
  start() {
    if (this.state === "loading" || this.state === "ready") return;
    this.#launch({ fromSnapshot: true });
  }

  #launch({ fromSnapshot }) {
    this.#snapshot = undefined;
    this.#worker = new Worker(new URL("../worker/python-worker.mjs", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }) => this.#receive(data);
    // Without a message it is not the worker that failed but its loading.
    this.#worker.onerror = ({ message }) =>
      this.#break(message ? { kind: FAULTS.start, message } : { kind: FAULTS.network, file: "python-worker.mjs", message: "" });
    this.progress = { loaded: 0, total: 0 };
    this.#become("loading");
    this.#expect(PATIENCE.fetching);
    this.#worker.postMessage(start(RUNTIME, fromSnapshot, this.#compiled));
  }

  /**
   * Draw a widget; Python must be ready.
   *
   * @param {string} name the widget
   * @param {Record<string, string>} texts its parameters
   * @param {string} lang the language of the figure
   * @param {{signal?: AbortSignal, working?: (done: number) => void}} [long] for a drawing that may take long: stops it;
   *   is told the share that is done, from time to time
   * @returns {Promise<{html: string, duration: number} | null>} null if it was stopped, or another worker took over
   * @throws {Fault} Python raised an exception, or ended before it answered
   */
  render(name, texts, lang, { signal, working } = {}) {
    return this.#ask((id) => {
      signal?.addEventListener("abort", () => this.#waiting.has(id) && this.#worker.postMessage(stop(id)));
      return render(id, name, texts, lang);
    }, working);
  }

  /**
   * Compute what a track of a widget sounds like; Python must be ready.
   *
   * @returns {Promise<{samples: Float32Array, rate: number}>}
   * @throws {Fault} as above
   */
  listen(name, texts, lang, track) {
    return this.#ask((id) => listen(id, name, texts, lang, track));
  }

  /** To be called when a drawing has been stopped: a worker that says nothing more is deep in it, and a new one takes over. */
  replaceIfStuck() {
    const asked = performance.now();
    const isSilent = asked - this.#heardAt > GRACE.busy;
    setTimeout(() => {
      if (this.state !== "ready" || this.#heardAt >= asked || !this.#waiting.size) return;
      this.#worker.terminate();
      const dropped = [...this.#waiting.values()];
      this.#waiting.clear();
      this.#launch({ fromSnapshot: true });
      for (const { resolve } of dropped) resolve(null);
    }, isSilent ? GRACE.silent : GRACE.busy);
  }

  #ask(request, working) {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, working });
      this.#worker.postMessage(request(id));
    });
  }

  #receive(message) {
    this.#heardAt = performance.now();
    switch (message.type) {
      case "progress":
        this.#expect(PATIENCE.fetching);
        this.#tellProgress(message);
        break;
      case "launching":
        this.#snapshot = message.snapshot;
        this.#tellProgress({ loaded: this.progress.total, total: this.progress.total });
        this.#expect(message.snapshot ? PATIENCE.restoring : PATIENCE.launching);
        break;
      case "ready":
        clearTimeout(this.#lost);
        this.#compiled = message.compiled;
        performance.mark("pyodide-widgets:ready", { detail: { fromSnapshot: Boolean(this.#snapshot) } });
        this.#become("ready");
        break;
      case "broken":
        this.#break(message.fault);
        break;
      case "working":
        this.#waiting.get(message.id)?.working?.(message.done);
        break;
      case "stopped":
        this.#settle(message.id)?.resolve(null);
        break;
      case "rendered":
      case "sound":
        this.#settle(message.id)?.resolve(message);
        break;
      case "failed":
        this.#settle(message.id)?.reject(faultFrom(message.fault));
        break;
    }
  }

  #tellProgress({ loaded, total }) {
    if (loaded === this.progress.loaded && total === this.progress.total) return; // it only says that somebody is there
    this.progress = { loaded, total };
    this.dispatchEvent(new Event("change"));
  }

  #settle(id) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  /** Count the worker as lost if it says nothing for so many milliseconds. */
  #expect(patience) {
    clearTimeout(this.#lost);
    this.#lost = setTimeout(() => this.#break({ kind: FAULTS.start, message: "no answer" }), patience);
  }

  #break(fault) {
    clearTimeout(this.#lost);
    this.#worker.terminate();
    this.#compiled = undefined;
    if (this.state === "loading" && (this.#snapshot || fault.kind === FAULTS.snapshot)) {
      // Whatever it was, it may have been the snapshot.
      if (this.#snapshot) reject(this.#snapshot);
      this.#launch({ fromSnapshot: false });
      return;
    }
    this.fault = fault;
    for (const { reject } of this.#waiting.values()) reject(faultFrom(fault));
    this.#waiting.clear();
    this.#become("broken");
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

const reject = async (snapshot) => (await import("../shared/snapshots.mjs")).rejectSnapshot(snapshot);

export const python = new Python();
