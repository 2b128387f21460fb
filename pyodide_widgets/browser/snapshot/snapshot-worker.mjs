/**
 * A worker that makes a snapshot for the next visit, and ends: it starts a Python of its own, so that the one that draws is
 * not disturbed. Whatever goes wrong, there is none, and the next visit starts the ordinary way.
 */

import { takeMemory } from "../shared/memory.mjs";
import { prove } from "../shared/snapshot-selftest.mjs";
import { readManifest } from "../shared/runtime-files.mjs";
import { isKept, keepSnapshot, snapshotKey } from "../shared/snapshots.mjs";
import { startForTaking } from "../shared/start-python.mjs";

// What every drawing may need is imported; what was only needed for that is forgotten. Nothing is drawn: what widgets keep
// from one drawing to the next would double what has to be read at each start.
const WARM_UP = `
import gc
from pyodide_widgets.browser.worker import on_demand_archive
from pyodide_widgets.kit.browser_calls import open_catalogue

open_catalogue().import_all()
`;
const FORGET = "gc.collect()";

const LIMIT = 300_000; // milliseconds; a file that never comes must not keep others from making one

self.onmessage = async ({ data: message }) => {
  if (message.type === "make-snapshot") await answer(message);
};

async function answer({ runtime: folder }) {
  setTimeout(() => self.close(), LIMIT);
  try {
    // One at a time, whatever number of pages are open.
    const options = { ifAvailable: true };
    await navigator.locks.request(`pyodide-widgets snapshot ${folder}`, options, (lock) => lock && make(folder));
  } catch (error) {
    console.debug("no snapshot was made:", error);
  }
  self.close();
}

async function make(folder) {
  if (await isKept(await snapshotKey(await readManifest(folder)))) return;
  const { manifest, pyodide } = await startForTaking(folder);
  pyodide.runPython(WARM_UP);
  const proof = prove(pyodide);
  pyodide.runPython(FORGET);
  await keepSnapshot(await snapshotKey(manifest), takeMemory(pyodide), proof);
}
