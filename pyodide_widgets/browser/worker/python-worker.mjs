/** The worker that runs Python: it starts Pyodide, and then draws what it is asked for. */

import { advance, drop } from "./long-work.mjs";
import { prove } from "../shared/snapshot-selftest.mjs";
import {
  FAULTS,
  broken,
  failed,
  faultOf,
  launching,
  progress,
  ready,
  rendered,
  sound,
  stopped,
  working,
} from "../shared/protocol.mjs";
import { findSnapshot } from "../shared/snapshots.mjs";
import { importModule, startPython } from "../shared/start-python.mjs";

// What those import: named here as well, all modules are asked for at once, and not one after the other.
import "../shared/archive.mjs";
import "../shared/http.mjs";
import "../shared/checksum.mjs";
import "../shared/fetcher.mjs";
import "../shared/memory.mjs";
import "../shared/runtime-files.mjs";

// Milliseconds between two reports while files arrive: more often would keep a page with many widgets busy.
const BEAT = 100;

let calls; // Python's, for this site
let completing; // a promise, while files that some drawings need are on their way

self.onmessage = async ({ data: message }) => {
  if (message.type === "start") await start(message);
  else if (message.type === "render") await answer(message, drawPrepared);
  else if (message.type === "listen") await answer(message, computeSound);
  else if (message.type === "stop") drop(message.id);
};

/** Start Python, from a snapshot if there is one and it may be used. */
async function start({ runtime, fromSnapshot, compiled }) {
  const arrived = { loaded: 0, total: 0 };
  const tell = () => self.postMessage(progress(arrived.loaded, arrived.total));
  const beats = setInterval(tell, BEAT);
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
        clearInterval(beats);
        tell();
        self.postMessage(launching(snapshot?.key));
      },
    });
    if (snapshot && prove(pyodide) !== (await snapshot.memory).proof) throw new Error("Python from the snapshot does not answer as before");
    calls = openCatalogue(pyodide);
    completing = started.complete();
    self.postMessage(ready(started.compiled));
    await completing;
    completing = undefined;
  } catch (error) {
    clearInterval(beats);
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

/** Widgets are imported and drawn one by one: between two of them, a question that has come meanwhile is answered. */
async function warmUp() {
  try {
    for (const _ of calls.warm_up()) await new Promise((resolve) => setTimeout(resolve));
  } catch {
    // A widget that cannot be imported says so when it is to be drawn.
  }
}

/** Answer a question. What fails while files are on their way may have missed one of them: it is tried once more. */
async function answer(message, compute) {
  try {
    self.postMessage(await compute(message).catch(async (error) => {
      if (!completing) throw error;
      await completing;
      return compute(message);
    }));
  } catch (error) {
    self.postMessage(failed(message.id, faultOf(error, FAULTS.python)));
  }
}

/** Draw at once what can be drawn at once; what takes long is prepared first, and meanwhile other messages are answered. */
async function drawPrepared(message) {
  const { id, name, texts, lang } = message;
  const work = calls.long_work(name, JSON.stringify(texts), lang);
  try {
    if (work && !(await advance(id, work, (done) => self.postMessage(working(id, done))))) return stopped(id);
  } finally {
    work?.destroy();
  }
  return draw(message);
}

function draw({ id, name, texts, lang }) {
  const begin = performance.now();
  const html = calls.render(name, JSON.stringify(texts), lang);
  return rendered(id, html, performance.now() - begin);
}

async function computeSound({ id, name, texts, lang, track }) {
  const answer = calls.listen(name, JSON.stringify(texts), lang, track);
  const [bytes, rate] = answer.toJs();
  answer.destroy();
  return sound(id, new Float32Array(bytes.slice().buffer), rate);
}
