/**
 * Snapshots of a started Python, kept in Cache Storage: one, for this version of the site and this browser.
 *
 * All that can go wrong with what is kept is an ordinary case: then there is none. A snapshot that has proved to be no good
 * leaves a note in its place, so that none is made for this version again.
 */

import { digest } from "./runtime-files.mjs";

// The service worker and the button that removes all that is kept know such caches by the beginning of their names.
const SITE = new URL("../", import.meta.url).href;
const CACHE = `pyodide-widgets ${SITE} snapshot`;
const FORMAT = 1; // goes up with every change to what is kept, and to memory.mjs
const HASH = "X-Integrity";

/**
 * What a snapshot is kept under: it fits this runtime and this browser.
 *
 * @param {{start: object}} manifest of the runtime
 */
export async function snapshotKey({ start }) {
  const hash = await digest(new TextEncoder().encode(JSON.stringify([FORMAT, start, navigator.userAgent])));
  return `${SITE}snapshot?${encodeURIComponent(hash)}`;
}

/** Whether there is nothing to be made: a snapshot is kept, or a note that it was no good. */
export async function isKept(key) {
  return Boolean(await caches.match(key, { cacheName: CACHE }));
}

/** Pages served over plain HTTP have no Cache Storage, and some private windows refuse it. */
function mayKeep() {
  try {
    return Boolean(globalThis.caches);
  } catch {
    return false;
  }
}

/**
 * What is kept for a runtime, if there is anything and it is whole; what is kept of another is removed.
 *
 * @param {object} manifest of the runtime
 * @returns {Promise<{key: string, memory: import("./memory.mjs").Memory, proof: string} | undefined>}
 */
export async function findSnapshot(manifest) {
  if (!mayKeep()) return undefined;
  try {
    const key = await snapshotKey(manifest);
    const response = await caches.match(key, { cacheName: CACHE });
    if (response && !response.headers.has(HASH)) return undefined; // the note that it was no good
    const bytes = new Uint8Array((await response?.arrayBuffer()) ?? 0);
    if (response && (await digest(bytes)) === response.headers.get(HASH)) return { key, ...parsed(bytes) };
  } catch {
    // It cannot be read.
  }
  await caches.delete(CACHE).catch(() => {});
  return undefined;
}

/**
 * Keep a snapshot, whole or not at all, and no other.
 *
 * @param {string} key what `snapshotKey` says
 * @param {import("./memory.mjs").Memory} memory
 * @param {string} proof what Python says that has this memory
 * @throws there is no room, or nothing may be kept
 */
export async function keepSnapshot(key, memory, proof) {
  const { state, pages, ...told } = memory;
  const head = new TextEncoder().encode(JSON.stringify({ ...told, proof, state: state.length }));
  const bytes = new Uint8Array(await new Blob([Uint32Array.of(head.length), head, state, pages]).arrayBuffer());
  const headers = { [HASH]: await digest(bytes) };
  await caches.delete(CACHE);
  const cache = await caches.open(CACHE);
  await cache.put(key, new Response(bytes, { headers }));
}

/** Note that what is kept was no good. */
export async function rejectSnapshot(key) {
  try {
    await caches.delete(CACHE);
    const cache = await caches.open(CACHE);
    await cache.put(key, new Response());
  } catch {
    // Then there is none.
  }
}

function parsed(bytes) {
  const [length] = new Uint32Array(bytes.buffer, 0, 1);
  const { proof, state, ...told } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const begin = 4 + length;
  const memory = { ...told, state: bytes.slice(begin, begin + state), pages: bytes.subarray(begin + state) };
  return { memory, proof };
}
