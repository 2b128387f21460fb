/**
 * The reader's code that Python runs for this page, and the marks on the figures that it has drawn.
 *
 * Dispatches `change` when it starts or stops running, with the reason ("running", "published" or "stopped"), and `drawn` after
 * each figure meanwhile: {widget, notes, fault}.
 */

import { holdView } from "../page/hold-view.mjs";
import { python } from "../page/python.mjs";
import { checkSolution, restoreCode, runCases, runCode } from "../shared/protocol.mjs";
import { ARCHIVE } from "./archive.mjs";
import { DATA } from "./data.mjs";
import { differenceText, editingText } from "./editing-text.mjs";

const addressed = ({ file, integrity }) => ({ url: new URL(file, import.meta.url).href, integrity });
const archive = addressed(ARCHIVE);
const MARK = "pw-yours";
const PATIENCE = 500; // milliseconds that Python has to restore the published code

class ReaderCode extends EventTarget {
  #names = new Set(); // of the functions that run with the reader's code: "module.function"

  constructor() {
    super();
    python.addEventListener("change", () => this.#followPython());
    document.addEventListener("pw-drawn", ({ target, detail }) => this.#drawn(target, detail));
  }

  get isPythonReady() {
    return python.state === "ready";
  }

  /** Whether Python is starting, or has something to do. */
  get isPythonBusy() {
    return python.state === "loading" || python.isBusy;
  }

  /** For how many milliseconds Python has not said a word although it has something to do; 0 while it starts. */
  get silence() {
    return python.state === "ready" && python.isBusy ? python.silence : 0;
  }

  /** The functions that run with the reader's code: "module.function". */
  get names() {
    return [...this.#names];
  }

  runs(module, name) {
    return this.#names.has(`${module}.${name}`);
  }

  /**
   * Run a source in the place of a function, and have every figure of the page drawn with it.
   *
   * @returns {Promise<boolean>} false if it was stopped
   * @throws {Fault} it cannot be compiled or run; what ran before runs on
   */
  async run(module, name, source) {
    await pythonReady();
    if (!(await python.ask((id) => runCode(id, archive, module, name, source)))) return false;
    python.runsReaderCode = true;
    this.#names.add(`${module}.${name}`);
    this.#changed("running");
    return true;
  }

  /**
   * Check the solution of a challenge.
   *
   * @param {string} module of the challenge
   * @param {{source: string, name: string, texts: Record<string, string>}} solution the reader's source, or the name of a widget
   *   and the texts of its parameters
   * @returns {Promise<{solved: boolean, said: string} | null>} null if it was stopped
   * @throws {Fault} the source cannot be compiled or run
   */
  async check(module, solution, lang) {
    await pythonReady();
    const answer = await python.ask((id) => checkSolution(id, archive, module, solution, lang));
    return answer && answer.value;
  }

  /**
   * Run cases, one after the other; other drawings are answered in between.
   *
   * @param {string} module of the function that gives the cases
   * @param {string} name of that function
   * @param {string} data what the build has made for it
   * @param {{signal: AbortSignal, onCase: (result: {name: string, fault: string, total: number}) => void}} options
   * @returns {Promise<boolean>} false if it was stopped
   * @throws {Fault} the data did not arrive, or the cases could not be read
   */
  async runCases(module, name, data, { signal, onCase }) {
    await pythonReady();
    const request = (id) => runCases(id, archive, module, name, addressed(DATA[data]));
    const answer = await python.ask(request, { signal, onCase });
    return Boolean(answer?.value);
  }

  /** Let the published code run again, everywhere; where Python does not answer, a new one takes its place. */
  async restore() {
    if (!this.#names.size) return;
    this.#names.clear();
    removeMarks();
    if (python.state !== "ready") return; // a start that is under way is one of the published code
    const timer = setTimeout(() => this.stop(), PATIENCE);
    const answer = await python.ask((id) => restoreCode(id, archive));
    clearTimeout(timer);
    if (!answer) await pythonReady();
    python.runsReaderCode = false;
    this.#changed("published");
  }

  /** Stop what does not end: Python starts anew, with the published code. */
  stop() {
    if (python.state === "ready") python.replace();
  }

  #changed(reason) {
    removeMarks();
    this.dispatchEvent(new CustomEvent("change", { detail: reason }));
    python.dispatchEvent(new Event("redraw"));
  }

  /** A worker that takes the place of another one runs the published code: what is in the page is drawn by it anew. */
  #followPython() {
    if (python.state !== "ready" || python.runsReaderCode) return;
    if (!this.#names.size) return;
    this.#names.clear();
    this.#changed("stopped");
  }

  #drawn(widget, { notes = {}, fault }) {
    if (!this.#names.size) return;
    if (Object.keys(notes).length) markFigure(widget, notes);
    this.dispatchEvent(new CustomEvent("drawn", { detail: { widget, notes, fault } }));
  }
}

/** Start Python unless it is there, and wait until it is ready. Rejected with its fault if it cannot start. */
function pythonReady() {
  return new Promise((resolve, reject) => {
    const settle = () => {
      if (python.state === "ready") resolve();
      else if (python.state === "broken") reject(python.fault);
      else return;
      python.removeEventListener("change", settle);
    };
    python.addEventListener("change", settle);
    if (python.state === "idle" || python.state === "broken") python.start();
    settle();
  });
}

/** Say above a figure that the reader's code has drawn it, and how its results differ in kind. */
function markFigure(widget, notes) {
  const mark = widget.querySelector(`.${MARK}`) ?? document.createElement("p");
  mark.className = MARK;
  const sentences = Object.entries(notes).flatMap(([name, differences]) => [
    editingText(widget.lang, "drawn_with", { name }),
    ...differences.map((difference) => differenceText(widget.lang, name, difference)),
  ]);
  changeMark(widget, (body) => {
    mark.textContent = sentences.join(" ");
    if (!mark.isConnected) body.before(mark);
  });
}

function removeMarks() {
  for (const mark of document.querySelectorAll(`.${MARK}`)) changeMark(mark.closest("py-widget"), () => mark.remove());
}

/** Change the mark of a widget, which stands before its figure. */
function changeMark(widget, change) {
  const body = widget.querySelector(".pw-body");
  holdView(
    () => body.getBoundingClientRect().top,
    () => change(body),
  );
}

export const readerCode = new ReaderCode();
