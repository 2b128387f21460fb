/** The worker that runs Python: it starts Pyodide, then answers the requests of the page. */

import {
  FAULTS,
  answered,
  begun,
  broken,
  failed,
  faultOf,
  fetching,
  launching,
  packagesLoaded,
  progress,
  ready,
  rendered,
  sound,
  stopped,
  working,
} from "../shared/protocol.mjs";
import { runSelfTest } from "../shared/snapshot-selftest.mjs";
import { findSnapshot } from "../shared/snapshots.mjs";
import { importModule, startPython } from "../shared/start-python.mjs";
import { DataFiles } from "./data-files.mjs";
import { cancel, runInSlices } from "./long-work.mjs";
import { Packages } from "./packages.mjs";
import { noteRequest, runWhenQuiet } from "./quiet-work.mjs";

const REPORT_INTERVAL = 100; // milliseconds between two progress messages; each one updates every widget of the page

let calls; // kit/browser_calls.py's BrowserCalls
let packages; // a Packages
let dataFiles; // a DataFiles
let python; // Pyodide
let readerCode; // a ReaderCode, once a reader has run code
let completing; // a promise while files that some drawings need are still being fetched, else undefined

self.onmessage = async ({ data: message }) => {
  noteRequest();
  if (message.type === "start") await start(message);
  else if (message.type === "render") await answer(message, drawAfterLongWork);
  else if (message.type === "listen") await answer(message, computeSound);
  else if (message.type === "load-packages") await answer(message, loadPackages);
  else if (message.type === "stop") cancel(message.id);
  else if (message.archive) await answerAboutReaderCode(message);
};
self.postMessage(begun());

/** Start Python, from a snapshot if there is one and the page allows it. */
async function start({ runtime, fromSnapshot, compiled }) {
  const arrived = { loaded: 0, total: 0 };
  const report = () => self.postMessage(progress(arrived.loaded, arrived.total));
  const reports = setInterval(report, REPORT_INTERVAL);
  let snapshot;
  try {
    const { pyodide, ...started } = await startPython(runtime, {
      compiled,
      onProgress: (loaded, total) => Object.assign(arrived, { loaded, total }),
      findMemory: async (manifest) => {
        snapshot = fromSnapshot ? await findSnapshot(manifest) : undefined;
        return snapshot;
      },
      onLaunch: () => {
        clearInterval(reports);
        report();
        self.postMessage(launching(snapshot?.key));
      },
    });
    if (snapshot && runSelfTest(pyodide) !== (await snapshot.memory).selfTest) throw new Error("the snapshot's self-test failed");
    python = pyodide;
    calls = openCatalogue(pyodide);
    packages = new Packages(pyodide, runtime, started.compiled.manifest);
    dataFiles = new DataFiles(pyodide, runtime, started.compiled.manifest);
    noteRequest(); // the first is to be expected now
    self.postMessage(ready(started.compiled, asList(calls.need_packages())));
    completing = started.complete();
    await completing;
    completing = undefined;
  } catch (error) {
    clearInterval(reports);
    self.postMessage(broken(faultOf(error, FAULTS.start)));
    return;
  }
  await warmUp();
}

function openCatalogue(pyodide) {
  const module = importModule(pyodide, "pyodide_widgets.kit.browser_calls");
  try {
    return module.open_catalogue();
  } finally {
    module.destroy();
  }
}

/** Import and draw every widget that needs no package once, while the page asks for nothing. */
async function warmUp() {
  try {
    await runWhenQuiet(calls.warm_up());
  } catch {
    // A widget that cannot be imported or drawn reports its error when the page requests it.
  }
}

/** Answer a request. One that fails while files are still being fetched may have needed one of them: it is tried once more. */
async function answer(message, computeOnly) {
  const onProgress = (loaded, total) => self.postMessage(fetching(message.id, loaded, total));
  const compute = async () => {
    await dataFiles.ensure(missingData(message), onProgress);
    return computeOnly(message);
  };
  try {
    const names = asList(calls.packages_of(message.name));
    if (names.length) await completing; // they need files that come after the start
    await packages.ensure(names, onProgress);
    self.postMessage(await compute().catch(async (error) => {
      if (!completing) throw error;
      await completing;
      return compute();
    }));
  } catch (error) {
    self.postMessage(failed(message.id, faultOf(error, FAULTS.python), readerCode?.takeNotes()));
  }
}

async function answerAboutReaderCode(message) {
  try {
    await completing; // the source code comes after the start
    readerCode ??= await (await import("./reader-code.mjs")).ReaderCode.open(python, message.archive, runInSlices);
    self.postMessage(answered(message.id, await readerCode.answer(message)));
  } catch (error) {
    self.postMessage(failed(message.id, faultOf(error, FAULTS.python)));
  }
}

/** Draw a widget once, so that the first figure that the reader asks for is as fast as the next. */
async function loadPackages({ id, name }) {
  try {
    for (const _ of calls.warm_up_widget(name)) await new Promise((resolve) => setTimeout(resolve));
  } catch {
    // The error is reported when the page requests the figure.
  }
  return packagesLoaded(id);
}

/** Draw a widget; what takes long runs first, in slices, and other messages are handled meanwhile. */
async function drawAfterLongWork(message) {
  const { id, name, texts, lang } = message;
  const work = calls.long_work(name, JSON.stringify(texts), lang);
  try {
    if (work && !(await runInSlices(id, work, (done) => self.postMessage(working(id, done))))) return stopped(id);
  } finally {
    work?.destroy();
  }
  return draw(message);
}

function draw({ id, name, texts, lang }) {
  const begin = performance.now();
  const html = calls.render(name, JSON.stringify(texts), lang);
  return rendered(id, readerCode?.drawable(html) ?? html, performance.now() - begin, readerCode?.takeNotes());
}

async function computeSound({ id, name, texts, lang, track }) {
  const found = calls.listen(name, JSON.stringify(texts), lang, track);
  const [bytes, rate] = found.toJs();
  found.destroy();
  return sound(id, new Float32Array(bytes.slice().buffer), rate);
}

function missingData({ name, texts, lang }) {
  const missing = calls.missing_data(name, JSON.stringify(texts), lang);
  const files = missing.toJs();
  missing.destroy();
  return files;
}

/** A Python sequence of texts as an array. */
function asList(sequence) {
  const list = sequence.toJs();
  sequence.destroy();
  return list;
}
