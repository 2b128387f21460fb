/**
 * Keep the site for visits without a network, through the service worker that the build writes: when Python is live, so that
 * nothing competes with its start, and on pages without widgets when the page is idle. The files of the runtime and a snapshot
 * of Python are kept as well. A button with `data-offline="forget"` removes all kept data, and from then on nothing is kept.
 *
 * <meta name="offline-worker"> has the address of the service worker; a page without it keeps nothing.
 */

import { keepPython, makeSnapshot } from "../shared/protocol.mjs";
import { ownsOrigin } from "./own-origin.mjs";
import { python } from "./python.mjs";
import { remember, remembered } from "./remembered.mjs";

const SITE = new URL("../../", import.meta.url).href; // the root of the site, which is the service worker's scope
const REFUSED = "refused"; // a name in localStorage
const SNAPSHOT_DELAY = 3000; // milliseconds after Python is ready, in which a reader's first drawings are to be fast
const [ATTEMPTS, PAUSE] = [3, 10_000]; // to register the service worker, and milliseconds between two
const MIN_MEMORY = 4; // gigabytes, for a second Python; only browsers based on Chromium say how much there is
const ATTEMPT = "snapshot"; // likewise: when the making of a snapshot began that has not ended
const NO_ROOM = 30 * 24 * 3600_000; // milliseconds without another attempt after one that the page did not survive
const idle = globalThis.requestIdleCallback ?? setTimeout;

function keepSite() {
  if (!document.querySelector('meta[name="offline-worker"]') || !mayKeep()) return;
  if (!document.querySelector("py-widget")) idle(register);
  python.addEventListener("change", keepReadyPython);
  keepReadyPython(); // it may have been ready before the page was loaded
}

function keepReadyPython() {
  if (python.state !== "ready") return;
  setTimeout(() => idle(startSnapshot), SNAPSHOT_DELAY);
  idle(async () => (await register())?.postMessage(keepPython()));
}

/** Whether the reader, the line and the browser let anything be kept. */
function mayKeep() {
  const isMetered = navigator.connection?.saveData || navigator.connection?.type === "cellular";
  return Boolean(navigator.serviceWorker) && !isMetered && !remembered(REFUSED);
}

/** Have the service worker keep the site; resolves to it when it has, and to nothing where that fails. */
async function register() {
  const address = document.querySelector('meta[name="offline-worker"]')?.content;
  if (!address) return undefined; // this page came by instant navigation
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      await navigator.serviceWorker.register(new URL(address, location.href));
      return (await navigator.serviceWorker.ready).active;
    } catch {
      // The file did not arrive, or the browser allows none, as in some private windows; the site works without it.
      if (attempt < ATTEMPTS) await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
  return undefined;
}

/**
 * Have a snapshot made for the next visit, unless there is too little memory: the browser says so, or an earlier attempt is noted
 * that has neither ended nor been left. Then the browser has ended the page in the middle of it.
 */
function startSnapshot() {
  if (!ownsOrigin || navigator.deviceMemory < MIN_MEMORY) return;
  if (Date.now() - Number(remembered(ATTEMPT)) < NO_ROOM) return;
  remember(ATTEMPT, Date.now());
  const worker = new Worker(new URL("../snapshot/snapshot-worker.mjs", import.meta.url), { type: "module" });
  worker.onmessage = async ({ data: message }) => {
    if (message.type !== "snapshot-ended") return;
    remember(ATTEMPT, null);
    (await import("../shared/snapshots.mjs")).openCache();
  };
  worker.onerror = () => remember(ATTEMPT, null);
  addEventListener("pagehide", () => {
    // Browsers that keep the page would halt it in the middle of writing, and Cache Storage might not answer the next page.
    worker.terminate();
    remember(ATTEMPT, null);
  });
  worker.postMessage(makeSnapshot(new URL("../runtime/", import.meta.url).href));
}

async function removeKept(button) {
  button.disabled = true;
  remember(REFUSED, "yes");
  await (await navigator.serviceWorker?.getRegistration(SITE))?.unregister();
  const kept = (await globalThis.caches?.keys()) ?? [];
  for (const name of kept) if (name.startsWith(`pyodide-widgets ${SITE} `)) await caches.delete(name);
  location.reload();
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.('[data-offline="forget"]');
  if (button) removeKept(button);
});

if (document.readyState === "complete") keepSite();
else addEventListener("load", keepSite);
