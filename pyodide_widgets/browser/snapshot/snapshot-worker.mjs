/**
 * The worker that makes a snapshot for the next visit, and ends. It starts a second Python, so that the one that answers the
 * page is not interrupted. If anything fails there is no snapshot, and the next visit starts without one.
 */

import { takeMemory } from "../shared/memory.mjs";
import { snapshotEnded } from "../shared/protocol.mjs";
import { readManifest } from "../shared/runtime-files.mjs";
import { runSelfTest } from "../shared/snapshot-selftest.mjs";
import { isKept, keepSnapshot, snapshotKey } from "../shared/snapshots.mjs";
import { startForSnapshot } from "../shared/start-python.mjs";

// Imports what every drawing may need. No widget is drawn: values that widgets cache would double the size of the snapshot.
const IMPORT_ALL = `
import gc
from pyodide_widgets.browser.worker import on_demand_archive
from pyodide_widgets.kit.browser_calls import open_catalogue

open_catalogue().import_all()
`;
const COLLECT_GARBAGE = "gc.collect()";

const TIME_LIMIT = 300_000; // milliseconds; a file that never arrives must not hold the lock, which blocks other pages
const TIME_TO_OPEN = 5000; // milliseconds for the page to open the cache: see `openCache`

self.onmessage = async ({ data: message }) => {
  if (message.type === "make-snapshot") await make(message);
};

async function make({ runtime }) {
  setTimeout(end, TIME_LIMIT);
  try {
    // One at a time, however many pages are open.
    const options = { ifAvailable: true };
    await navigator.locks.request(`pyodide-widgets snapshot ${runtime}`, options, (lock) => lock && makeUnlessKept(runtime));
  } catch (error) {
    console.debug("no snapshot was made:", error);
  }
  end();
}

function end() {
  self.postMessage(snapshotEnded());
  setTimeout(() => self.close(), TIME_TO_OPEN);
}

async function makeUnlessKept(runtime) {
  if (await isKept(await snapshotKey(await readManifest(runtime)))) return;
  const { manifest, pyodide } = await startForSnapshot(runtime);
  pyodide.runPython(IMPORT_ALL);
  const selfTest = runSelfTest(pyodide);
  pyodide.runPython(COLLECT_GARBAGE);
  await keepSnapshot(await snapshotKey(manifest), takeMemory(pyodide), selfTest);
}
