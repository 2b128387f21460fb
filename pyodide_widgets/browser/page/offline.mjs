/**
 * Keep the site for a visit without a network, through the service worker that the build writes; and a way back: a button
 * with `data-offline="forget"` removes all that has been kept.
 *
 * Python itself is kept too, once it has been used: its files, and a snapshot of it for the next visit.
 *
 * The page says where the worker is in <meta name="offline-worker">; without it nothing is kept.
 */

import { keepPython, makeSnapshot } from "../shared/protocol.mjs";
import { python } from "./python.mjs";

const CALM = 3000; // milliseconds after the start, in which readers look at what has come
const ENOUGH_MEMORY = 4; // gigabytes
const idle = globalThis.requestIdleCallback ?? setTimeout;

function keepSite() {
  const worker = document.querySelector('meta[name="offline-worker"]')?.content;
  const costly = navigator.connection?.saveData || navigator.connection?.type === "cellular";
  if (!worker || costly || !navigator.serviceWorker) return;
  // It is a help and no more: where it is refused, as in a private window, the site works as before.
  navigator.serviceWorker.register(new URL(worker, location.href)).catch(() => {});
  python.addEventListener("change", () => {
    if (python.state !== "ready") return;
    keepRuntime();
    setTimeout(() => idle(startSnapshot), CALM);
  });
}

async function keepRuntime() {
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage(keepPython());
}

/** Make a snapshot for the next visit, where there is memory for a second Python, and a word of how much there is. */
function startSnapshot() {
  if (!(navigator.deviceMemory >= ENOUGH_MEMORY)) return;
  const worker = new Worker(new URL("../snapshot/snapshot-worker.mjs", import.meta.url), { type: "module" });
  worker.postMessage(makeSnapshot(new URL("../runtime/", import.meta.url).href));
}

async function forget(button) {
  button.disabled = true;
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration) {
    const ours = `pyodide-widgets ${registration.scope} `;
    for (const name of await caches.keys()) if (name.startsWith(ours)) await caches.delete(name);
    await registration.unregister();
  }
  location.reload();
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.('[data-offline="forget"]');
  if (button) forget(button);
});

// The first figure and its controls come first.
if (document.readyState === "complete") keepSite();
else addEventListener("load", keepSite);
