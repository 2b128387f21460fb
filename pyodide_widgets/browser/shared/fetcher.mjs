/**
 * Fetches files through a fetch worker: the worker that starts Python is blocked for long stretches, and downloads would
 * stop meanwhile.
 */

import { ModuleWorker } from "./module-worker.mjs";
import { FAULTS, Fault, faultFrom, fetchFile } from "./protocol.mjs";

const WORKER = "fetch-worker.mjs";

export class Fetcher {
  #worker = new ModuleWorker(new URL(`../fetch_worker/${WORKER}`, import.meta.url));
  #workerFailed; // a promise that is rejected when the worker does not load or throws
  #pending = new Map(); // {onBytes, resolve, reject}, by the id of the request
  #lastId = 0;

  constructor() {
    this.#worker.onmessage = ({ data }) => this.#receive(data);
    this.#workerFailed = new Promise((_, reject) => {
      // An error event without a message means that the worker's script did not load.
      this.#worker.onerror = ({ message }) =>
        reject(message ? new Fault(FAULTS.start, message) : new Fault(FAULTS.network, "", WORKER));
    });
    this.#workerFailed.catch(() => {}); // each pending fetch is rejected with it; without one there is nobody to report to
  }

  /**
   * Fetch a file; downloads begin in the order of the calls.
   *
   * @param {string} url
   * @param {{size: number, checksum: string}} entry the file's entry in the manifest
   * @param {{holdsLibraries: boolean, onBytes: (count: number) => void}} options whether the file is an archive with libraries;
   *   what is called as bytes arrive
   * @returns {Promise<import("./runtime-files.mjs").RuntimeFile>}
   * @throws {Fault} it is missing, altered, or does not arrive
   */
  fetch(url, entry, { holdsLibraries, onBytes }) {
    const id = ++this.#lastId;
    const answer = new Promise((resolve, reject) => this.#pending.set(id, { onBytes, resolve, reject }));
    this.#worker.postMessage(fetchFile(id, url, entry, holdsLibraries));
    return Promise.race([answer, this.#workerFailed]);
  }

  /** End the worker; no more files can be fetched. */
  close() {
    this.#worker.terminate();
  }

  #receive(message) {
    const { onBytes, resolve, reject } = this.#pending.get(message.id);
    switch (message.type) {
      case "received":
        onBytes(message.count);
        break;
      case "fetched":
        onBytes(message.count);
        resolve(message.file);
        break;
      case "unfetched":
        reject(faultFrom(message.fault));
        break;
    }
  }
}
