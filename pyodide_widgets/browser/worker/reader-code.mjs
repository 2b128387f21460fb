/**
 * Runs what a reader has written. Imported by the worker when the page sends the first message about a reader's code; so is the
 * Python for it, in an archive of its own.
 */

import { unpack } from "../shared/archive.mjs";
import { get } from "../shared/http.mjs";
import { caseRun } from "../shared/protocol.mjs";

export class ReaderCode {
  #pyodide;
  #calls; // editing/browser_calls.py's EditingCalls
  #isRunning = false;
  #runInSlices;

  /**
   * @param {object} pyodide
   * @param {{url: string, integrity: string}} archive with the Python for it, which build/editing.py has written
   * @param {typeof import("./long-work.mjs").runInSlices} runInSlices the worker's own, so that it can cancel what runs
   * @throws {Fault} the archive is missing, altered, or did not arrive
   */
  static async open(pyodide, { url, integrity }, runInSlices) {
    const response = await get(url, { integrity });
    unpack(pyodide.FS, new Uint8Array(await response.arrayBuffer()));
    pyodide.runPython("import sys; sys.path_importer_cache.clear()");
    const module = pyodide.pyimport("pyodide_widgets.editing.browser_calls");
    const opened = new ReaderCode();
    opened.#pyodide = pyodide;
    opened.#runInSlices = runInSlices;
    opened.#calls = module.open_editing();
    module.destroy();
    return opened;
  }

  /** Do what a message asks for, and return the value of the answer; what Python raises is thrown. */
  async answer(message) {
    switch (message.type) {
      case "run-code":
        this.#calls.run(message.module, message.name, message.source);
        this.#isRunning = true;
        return undefined;
      case "restore-code":
        this.#calls.restore();
        this.#isRunning = false;
        return undefined;
      case "check-solution": {
        const { module, solution, lang } = message;
        return JSON.parse(this.#calls.check(module, solution.source, solution.name, JSON.stringify(solution.texts), lang));
      }
      case "run-cases":
        return this.#runCases(message);
    }
  }

  /** Run cases in slices, and report the result of each; false if that was cancelled. */
  async #runCases({ id, module, name, data }) {
    const { body } = await get(data.url, { integrity: data.integrity });
    const bytes = await new Response(body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
    const results = this.#calls.run_cases(module, name, this.#pyodide.toPy(new Uint8Array(bytes)));
    const work = {
      next() {
        const step = results.next();
        if (!step.done) self.postMessage(caseRun(id, ...JSON.parse(step.value)));
        return step;
      },
    };
    try {
      return await this.#runInSlices(id, work, () => {});
    } finally {
      results.destroy();
    }
  }

  /** A figure that a reader's code has drawn, without what cannot be drawn. */
  drawable(html) {
    return this.#isRunning ? this.#calls.drawable(html) : html;
  }

  /** What was noted since the last drawing, while a reader's code runs: the differences for each function that was called. */
  takeNotes() {
    return this.#isRunning ? JSON.parse(this.#calls.take_notes()) : undefined;
  }
}
