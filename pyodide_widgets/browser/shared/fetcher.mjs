/** Has files fetched by a worker of its own, fetch-worker.mjs: who asks for them is busy for long while it starts Python. */

import { FAULTS, Fault } from "./protocol.mjs";

const WORKER = "fetch-worker.mjs";

export class Fetcher {
  #worker = new Worker(new URL(`../fetch_worker/${WORKER}`, import.meta.url), { type: "module" });
  #lost; // rejected when no more answers will come
  #awaited = new Map(); // {onBytes, resolve, reject}, by the id of the question
  #lastId = 0;

  constructor() {
    this.#worker.onmessage = ({ data }) => this.#receive(data);
    this.#lost = new Promise((_, reject) => {
      // Without a message it is not the worker that failed but its loading.
      this.#worker.onerror = ({ message }) =>
        reject(message ? new Fault(FAULTS.start, message) : new Fault(FAULTS.network, "", WORKER));
    });
    this.#lost.catch(() => {}); // whoever waits for a file is told
  }

  /**
   * Fetch a file when its turn has come.
   *
   * @param {{url: string, entry: object, holdsLibraries: boolean}} question as fetch-worker.mjs has it
   * @param {(count: number) => void} onBytes called as bytes arrive
   * @returns {Promise<object>} the file
   * @throws {Fault} it is missing, altered, or does not arrive
   */
  fetch(question, onBytes) {
    const id = ++this.#lastId;
    const answer = new Promise((resolve, reject) => this.#awaited.set(id, { onBytes, resolve, reject }));
    this.#worker.postMessage({ id, ...question });
    return Promise.race([answer, this.#lost]);
  }

  /** Nothing more is to be fetched. */
  close() {
    this.#worker.terminate();
  }

  #receive({ id, count, file, fault }) {
    const { onBytes, resolve, reject } = this.#awaited.get(id);
    if (count) onBytes(count);
    if (file) resolve(file);
    if (fault) reject(new Fault(fault.kind, fault.message, fault.file));
  }
}
