/** Python, for the page: one worker for all widgets, which is kept while instant navigation replaces the page's content. */

import { ModuleWorker } from "../shared/module-worker.mjs";
import { FAULTS, faultFrom, faultOf, listen, loadPackages, render, start, stop } from "../shared/protocol.mjs";
import { ownsOrigin } from "./own-origin.mjs";

const WORKER = "python-worker.mjs";
const RUNTIME = new URL("../runtime/", import.meta.url).href;
// Milliseconds without a message from a starting worker after which the start counts as failed; or, if it has begun and says nothing
// at all, is repeated. In Firefox a worker that starts another one is sometimes blocked for good, on a busy machine.
const TIMEOUT = { beginning: 30_000, begun: 8000, fetching: 30_000, launching: 120_000, restoring: 15_000 };
const MOST_BLOCKED = 3; // starts in a row
// Milliseconds that a worker has to answer before it is replaced; longer for one that has sent a message within that time.
const GRACE_PERIOD = { silent: 150, busy: 3000 };
const AFTER_RETURN = 3000; // milliseconds in which a fault still comes from requests that were cut off when the page was left

/**
 * A client of the Python worker. Dispatches `change` when `state` changes, and `progress` when `progress` does; `fault` says why
 * Python is broken. When widgets are to be drawn anew because a reader's code runs, or no longer does, `redraw` is dispatched.
 *
 * States: "idle", "loading", "ready", "broken".
 */
class Python extends EventTarget {
  state = "idle";
  progress = { loaded: 0, total: 0 };
  fault = null;
  runsReaderCode = false; // a worker that replaces another one runs the published code
  #worker = null;
  #needPackages = new Set(); // names of widgets whose packages or data files have not been loaded
  #warm = new Set(); // names of widgets that this worker has drawn
  #requests = new Map(); // {resolve, reject, onWorking, onFetching} of the requests without an answer, by id
  #lastId = 0;
  #snapshot; // the key of the snapshot that Python is started from, if any
  #compiled; // what the worker has compiled, for one that replaces it
  #timeout = 0; // a timer
  #blocked = 0; // how many starts in a row were blocked
  #lastMessageAt = 0;
  #returnedAt = -Infinity; // when the reader came back to this page, which the browser had kept
  #lastRequestAt = 0;

  /** Start Python if it is idle or broken. */
  start() {
    if (this.state === "loading" || this.state === "ready") return;
    this.#blocked = 0;
    this.#startWorker({ fromSnapshot: ownsOrigin });
  }

  #startWorker({ fromSnapshot }) {
    this.runsReaderCode = false;
    this.#snapshot = undefined;
    this.#warm.clear();
    this.progress = { loaded: 0, total: 0 };
    this.#setState("loading");
    try {
      this.#worker = new ModuleWorker(new URL(`../worker/${WORKER}`, import.meta.url));
    } catch (error) {
      this.#worker = null; // some browsers and extensions allow no workers
      this.#fail(faultOf(error, FAULTS.start));
      return;
    }
    this.#worker.onmessage = ({ data }) => this.#receive(data);
    // An error event without a message means that the worker's script did not load.
    this.#worker.onerror = ({ message }) =>
      this.#fail(message ? { kind: FAULTS.start, message } : { kind: FAULTS.network, file: WORKER, message: "" });
    this.#worker.onbegun = () => this.#restartTimeout(TIMEOUT.begun, () => this.#startAnew({ fromSnapshot }));
    this.#restartTimeout(TIMEOUT.beginning);
    this.#worker.postMessage(start(RUNTIME, fromSnapshot, this.#compiled));
  }

  /**
   * Draw a widget; Python must be ready.
   *
   * @param {string} name the widget
   * @param {Record<string, string>} texts its parameters
   * @param {string} lang the language of the figure
   * @param {{signal?: AbortSignal, onWorking?: (done: number) => void, onFetching?: Fetching}} [options] cancels the drawing; is
   *   called with the share that is done, from 0 to 1, while a drawing takes long; is called as bytes of a data file arrive
   * @returns {Promise<{html: string, duration: number} | null>} null if it was cancelled, or the worker was replaced
   * @throws {Fault} Python raised an exception, or ended before it answered; or a data file did not arrive
   *
   * @typedef {(progress: {loaded: number, total: number}) => void} Fetching
   */
  async render(name, texts, lang, { signal, onWorking, onFetching } = {}) {
    const answer = await this.#send((id) => {
      signal?.addEventListener("abort", () => this.#requests.has(id) && this.#worker.postMessage(stop(id)));
      return render(id, name, texts, lang);
    }, { onWorking, onFetching });
    if (answer) this.#warm.add(name);
    return answer;
  }

  /** Whether a widget has been drawn before: the first time takes many times as long. */
  isWarm(name) {
    return this.#warm.has(name);
  }

  /** Whether packages or data files have to be loaded before a widget is drawn; known when Python is ready. */
  needsPackages(name) {
    return this.#needPackages.has(name);
  }

  /**
   * Load the packages and data files that a widget needs, and draw it once; Python must be ready.
   *
   * @param {string} name the widget
   * @param {Record<string, string>} texts its parameters
   * @param {string} lang the language of the figure
   * @param {Fetching} onFetching called as bytes arrive
   * @returns {Promise<void>}
   * @throws {Fault} a file did not arrive, or as above; the next call tries again
   */
  async loadPackages(name, texts, lang, onFetching) {
    if (!(await this.#send((id) => loadPackages(id, name, texts, lang), { onFetching }))) return;
    this.#needPackages.delete(name);
    this.#warm.add(name);
  }

  /**
   * Compute the samples of a widget's track; Python must be ready.
   *
   * @returns {Promise<{samples: Float32Array, rate: number}>}
   * @throws {Fault} as above
   */
  listen(name, texts, lang, track) {
    return this.#send((id) => listen(id, name, texts, lang, track));
  }

  /** Replace the worker unless it sends a message soon. To be called after a drawing was cancelled, which may block it. */
  replaceIfStuck() {
    const calledAt = performance.now();
    const isSilent = calledAt - this.#lastMessageAt > GRACE_PERIOD.busy;
    setTimeout(() => {
      if (this.state !== "ready" || this.#lastMessageAt >= calledAt || !this.#requests.size) return;
      this.replace();
    }, isSilent ? GRACE_PERIOD.silent : GRACE_PERIOD.busy);
  }

  /**
   * To be called when the reader leaves a page that the browser keeps: the requests of a start would be cut off, and it would fail
   * or never end.
   */
  pause() {
    if (this.state !== "loading") return;
    clearTimeout(this.#timeout);
    this.#worker?.terminate();
  }

  /** To be called when the reader comes back to a page that the browser has kept. */
  resume() {
    this.#returnedAt = performance.now();
    if (this.state === "loading" || this.state === "broken") this.replace();
  }

  /** Replace the worker, whatever it is doing. */
  replace() {
    this.#worker?.terminate();
    const dropped = [...this.#requests.values()];
    this.#requests.clear();
    this.#startWorker({ fromSnapshot: ownsOrigin });
    for (const { resolve } of dropped) resolve(null);
  }

  /**
   * Ask about a reader's code; Python must be ready.
   *
   * @param {(id: number) => object} request builds the message
   * @param {{signal?: AbortSignal, onCase?: (result: object) => void}} [options] stops it; is called with the result of each case
   * @returns {Promise<{value: unknown} | null>} null if the worker was replaced
   * @throws {Fault} as above
   */
  ask(request, { signal, onCase } = {}) {
    return this.#send((id) => {
      signal?.addEventListener("abort", () => {
        if (!this.#requests.has(id)) return;
        this.#worker.postMessage(stop(id));
        this.replaceIfStuck();
      });
      return request(id);
    }, { onCase });
  }

  /** Whether the worker has requests that it has not answered. */
  get isBusy() {
    return this.#requests.size > 0;
  }

  /** Milliseconds since the worker's last message, or since the last request to it. */
  get silence() {
    return performance.now() - Math.max(this.#lastMessageAt, this.#lastRequestAt);
  }

  #send(request, callbacks = {}) {
    const id = ++this.#lastId;
    this.#lastRequestAt = performance.now();
    return new Promise((resolve, reject) => {
      this.#requests.set(id, { resolve, reject, ...callbacks });
      this.#worker.postMessage(request(id));
    });
  }

  #receive(message) {
    this.#lastMessageAt = performance.now();
    switch (message.type) {
      case "progress":
        this.#restartTimeout(TIMEOUT.fetching);
        this.#setProgress(message);
        break;
      case "launching":
        this.#snapshot = message.snapshot;
        this.#setProgress({ loaded: this.progress.total, total: this.progress.total });
        this.#restartTimeout(message.snapshot ? TIMEOUT.restoring : TIMEOUT.launching);
        break;
      case "ready":
        clearTimeout(this.#timeout);
        this.#blocked = 0;
        this.#compiled = message.compiled;
        this.#needPackages = new Set(message.needPackages);
        this.#setState("ready");
        break;
      case "broken":
        this.#fail(message.fault);
        break;
      case "working":
        this.#requests.get(message.id)?.onWorking?.(message.done);
        break;
      case "stopped":
        this.#takeRequest(message.id)?.resolve(null);
        break;
      case "case-run":
        this.#requests.get(message.id)?.onCase?.(message);
        break;
      case "fetching":
        this.#requests.get(message.id)?.onFetching?.(message);
        break;
      case "rendered":
      case "sound":
      case "packages-loaded":
      case "answered":
        this.#takeRequest(message.id)?.resolve(message);
        break;
      case "failed":
        this.#takeRequest(message.id)?.reject(Object.assign(faultFrom(message.fault), { notes: message.notes }));
        break;
    }
  }

  #setProgress({ loaded, total }) {
    if (loaded === this.progress.loaded && total === this.progress.total) return;
    this.progress = { loaded, total };
    this.dispatchEvent(new Event("progress"));
  }

  /** Remove a request, which is being answered, and return it; undefined if the page does not wait for it any more. */
  #takeRequest(id) {
    const request = this.#requests.get(id);
    this.#requests.delete(id);
    return request;
  }

  /** Let the start fail, or do something else, if the worker sends no message for so many milliseconds. */
  #restartTimeout(milliseconds, onSilence = () => this.#fail({ kind: FAULTS.start, message: "no answer" })) {
    clearTimeout(this.#timeout);
    this.#timeout = setTimeout(onSilence, milliseconds);
  }

  /** Put another worker in the place of one that is blocked. */
  #startAnew(how) {
    this.#blocked += 1;
    if (this.#blocked === MOST_BLOCKED) return this.#fail({ kind: FAULTS.start, message: "no answer" });
    this.#worker.terminate();
    this.#startWorker(how);
  }

  #fail(fault) {
    clearTimeout(this.#timeout);
    this.#worker?.terminate();
    this.#compiled = undefined;
    if (this.state === "ready" && performance.now() - this.#returnedAt < AFTER_RETURN) {
      this.#returnedAt = -Infinity; // once
      this.replace();
      return;
    }
    if (this.state === "loading" && (this.#snapshot || fault.kind === FAULTS.snapshot)) {
      // The snapshot may be the cause, whatever the fault is.
      if (this.#snapshot) rejectSnapshot(this.#snapshot);
      this.#startWorker({ fromSnapshot: false });
      return;
    }
    this.fault = fault;
    for (const { reject } of this.#requests.values()) reject(faultFrom(fault));
    this.#requests.clear();
    this.#setState("broken");
  }

  #setState(state) {
    this.state = state;
    performance.mark(`pyodide-widgets:${state}`, { detail: { fromSnapshot: Boolean(this.#snapshot) } });
    this.dispatchEvent(new Event("change"));
  }
}

// Imported only when needed, so that pages do not load the module.
const rejectSnapshot = async (key) => (await import("../shared/snapshots.mjs")).rejectSnapshot(key);

export const python = new Python();

addEventListener("pagehide", ({ persisted }) => persisted && python.pause());
addEventListener("pageshow", ({ persisted }) => persisted && python.resume());
