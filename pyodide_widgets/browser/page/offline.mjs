/**
 * Keep the site for visits without a network, through the service worker that the build writes. Once Python is ready, keep the
 * files of the runtime and a snapshot of Python as well. A button with `data-offline="forget"` removes all kept data.
 *
 * <meta name="offline-worker"> has the address of the service worker; a page without it keeps nothing.
 */

import { keepPython, makeSnapshot } from "../shared/protocol.mjs";
import { python } from "./python.mjs";

const SNAPSHOT_DELAY = 3000; // milliseconds after Python is ready, in which a reader's first drawings are to be fast
const MIN_MEMORY = 4; // gigabytes, for a second Python
const idle = globalThis.requestIdleCallback ?? setTimeout;

function keepSite() {
  const address = document.querySelector('meta[name="offline-worker"]')?.content;
  const isMetered = navigator.connection?.saveData || navigator.connection?.type === "cellular";
  if (!address || isMetered || !navigator.serviceWorker) return;
  // Where it is refused, as in some private windows, the site works without it.
  navigator.serviceWorker.register(new URL(address, location.href)).catch(() => {});
  python.addEventListener("change", () => {
    if (python.state !== "ready") return;
    keepRuntime();
    setTimeout(() => idle(startSnapshot), SNAPSHOT_DELAY);
  });
}

async function keepRuntime() {
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage(keepPython());
}

/** Have a snapshot made for the next visit, if the browser says that there is enough memory. */
function startSnapshot() {
  if (!(navigator.deviceMemory >= MIN_MEMORY)) return;
  const worker = new Worker(new URL("../snapshot/snapshot-worker.mjs", import.meta.url), { type: "module" });
  worker.postMessage(makeSnapshot(new URL("../runtime/", import.meta.url).href));
}

async function removeKept(button) {
  button.disabled = true;
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration) {
    const prefix = `pyodide-widgets ${registration.scope} `;
    for (const name of await caches.keys()) if (name.startsWith(prefix)) await caches.delete(name);
    await registration.unregister();
  }
  location.reload();
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.('[data-offline="forget"]');
  if (button) removeKept(button);
});

// After the load event, so that the first figures and their modules are fetched first.
if (document.readyState === "complete") keepSite();
else addEventListener("load", keepSite);
