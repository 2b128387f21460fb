/**
 * Files of the runtime that are fetched when a widget needs them, with the progress of all that a caller waits for. This worker
 * fetches them itself: in Firefox one that starts another worker is sometimes blocked for good, on a busy machine.
 */

import { download } from "../shared/downloads-in-order.mjs";

const REPORT_INTERVAL = 100; // milliseconds between two calls of `onProgress`

export class Downloads {
  #folder;
  #holdsLibraries;
  #files = new Map(); // {loaded, size, file}: bytes that have arrived, and a promise; by name, unless the fetch has failed

  /**
   * @param {string} folder the URL of the runtime's folder, with a slash at its end
   * @param {{holdsLibraries: boolean}} options whether the files are archives with libraries
   */
  constructor(folder, { holdsLibraries }) {
    this.#folder = folder;
    this.#holdsLibraries = holdsLibraries;
  }

  /**
   * Fetch files; those that are on their way already are not fetched twice.
   *
   * @param {[string, object][]} entries names and entries in the manifest, in the order in which the downloads begin
   * @param {(loaded: number, total: number) => void} onProgress called as bytes arrive
   * @returns {Promise<import("../shared/runtime-files.mjs").RuntimeFile[]>}
   * @throws {Fault} a file is missing, altered, or did not arrive; the next call tries again
   */
  async get(entries, onProgress) {
    this.#fetch(entries.filter(([name]) => !this.#files.has(name)));
    const wanted = entries.map(([name]) => this.#files.get(name));
    const sum = (part) => wanted.reduce((total, file) => total + file[part], 0);
    const report = () => onProgress(sum("loaded"), sum("size"));
    const reports = setInterval(report, REPORT_INTERVAL);
    try {
      report();
      const files = await Promise.all(wanted.map(({ file }) => file));
      report();
      return files;
    } finally {
      clearInterval(reports);
    }
  }

  /** Keep a file no longer. */
  forget(name) {
    this.#files.delete(name);
  }

  #fetch(entries) {
    for (const [name, entry] of entries) {
      const arriving = { loaded: 0, size: entry.size };
      const options = { holdsLibraries: this.#holdsLibraries, onBytes: (count) => (arriving.loaded += count) };
      arriving.file = download(this.#folder + entry.file, entry, options);
      arriving.file.catch(() => this.forget(name));
      this.#files.set(name, arriving);
    }
  }
}
