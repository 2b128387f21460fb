/**
 * Snapshots of a started Python, kept in Cache Storage: one, for this version of the site and this browser.
 *
 * All that can go wrong with what is kept is an ordinary case: then there is none. A snapshot that has proved to be no good
 * leaves a note in its place, so that none is made for this version again.
 */

import { checksum } from "./checksum.mjs";
import { FAULTS, Fault } from "./protocol.mjs";

// The service worker and the button that removes all that is kept know such caches by the beginning of their names.
const SITE = new URL("../../", import.meta.url).href;
const CACHE = `pyodide-widgets ${SITE} snapshot`;
const FORMAT = 3; // goes up with every change to what is kept, and to memory.mjs
const SUM = "X-Checksum";
const STATE = "X-State"; // also in the head of what is kept, which is there later

/**
 * What a snapshot is kept under: it fits this runtime and this browser.
 *
 * @param {{start: object}} manifest of the runtime
 */
export async function snapshotKey({ start }) {
  const fits = new TextEncoder().encode(JSON.stringify([FORMAT, start, navigator.userAgent]));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", fits));
  return `${SITE}snapshot?${encodeURIComponent(encoded(hash))}`;
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
 * What is kept for a runtime, if there is anything; what is kept for another is removed.
 *
 * @param {object} manifest of the runtime
 * @returns {Promise<{key: string, state: Uint8Array, memory: Promise<import("./memory.mjs").Memory & {proof: string}>} |
 *   undefined>} the state comes first and the rest later; it is rejected with a Fault if it is spoilt, and then removed
 */
export async function findSnapshot(manifest) {
  if (!mayKeep()) return undefined;
  try {
    const key = await snapshotKey(manifest);
    const response = await caches.match(key, { cacheName: CACHE });
    if (response && !response.headers.has(SUM)) return undefined; // the note that it was no good
    if (response) {
      const memory = read(response);
      memory.catch(() => {}); // whoever waits for it is told
      return { key, state: decoded(response.headers.get(STATE)), memory };
    }
  } catch {
    // It cannot be read.
  }
  await forget();
  return undefined;
}

async function read(response) {
  try {
    const [sum, state] = [SUM, STATE].map((name) => response.headers.get(name));
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (checksum(bytes) !== sum) throw new Error(`its bytes do not have the checksum ${sum}`);
    const [length] = new Uint32Array(bytes.buffer, 0, 1);
    const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
    if (head.state !== state) throw new Error("its state is not that of its head");
    return { ...head, state: decoded(state), pages: bytes.subarray(4 + length) };
  } catch (error) {
    await forget();
    throw new Fault(FAULTS.snapshot, error.message);
  }
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
  const { pages, ...told } = memory;
  const state = encoded(memory.state);
  const head = new TextEncoder().encode(JSON.stringify({ ...told, proof, state }));
  const bytes = new Uint8Array(await new Blob([Uint32Array.of(head.length), head, pages]).arrayBuffer());
  const headers = { [SUM]: checksum(bytes), [STATE]: state };
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

const forget = () => caches.delete(CACHE).catch(() => {});

const encoded = (bytes) => btoa(String.fromCharCode(...bytes));
const decoded = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
