/**
 * Snapshots of a started Python in Cache Storage: at most one is kept, for this version of the site and this browser.
 *
 * Whatever fails while one is read counts as "there is no snapshot". A snapshot with which Python did not work is replaced by
 * a rejection marker, so that no other is made for the same version.
 */

import { checksum } from "./checksum.mjs";
import { FAULTS, Fault } from "./protocol.mjs";

// The service worker, and the button that removes all kept data, find these caches by the beginning of their names.
const SITE = new URL("../../", import.meta.url).href;
const CACHE = `pyodide-widgets ${SITE} snapshot`;
const FORMAT = 4; // increase with every change to what is stored, and to memory.mjs
const CHECKSUM = "X-Checksum"; // a rejection marker has none
const STATE = "X-State"; // stored in the body as well; a header can be read before the body has been loaded
const LONGEST_SEARCH = 5000; // milliseconds until Cache Storage, which another page may block, counts as refusing

/**
 * The key of a snapshot: another runtime, browser or format has another key.
 *
 * @param {{start: object}} manifest of the runtime
 * @returns {Promise<string>} an address below the site
 */
export async function snapshotKey({ start }) {
  const origin = new TextEncoder().encode(JSON.stringify([FORMAT, start, navigator.userAgent]));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", origin));
  return `${SITE}snapshot?${encodeURIComponent(toBase64(hash))}`;
}

/** Whether a snapshot or a rejection marker is kept under this key, so that none is to be made. */
export async function isKept(key) {
  return Boolean(await caches.match(key, { cacheName: CACHE }));
}

/** Pages that are served over plain HTTP have no Cache Storage, and some private windows throw when it is accessed. */
function hasCacheStorage() {
  try {
    return Boolean(globalThis.caches);
  } catch {
    return false;
  }
}

/**
 * Find the snapshot for a runtime; a snapshot for another runtime is removed.
 *
 * @param {object} manifest of the runtime
 * @returns {Promise<{key: string, state: Uint8Array, memory: Promise<import("./memory.mjs").Memory & {selfTest: string}>} |
 *   undefined>} the state is available at once and the memory later; `memory` is rejected with a Fault, and the snapshot
 *   removed, if it is damaged
 */
export async function findSnapshot(manifest) {
  if (!hasCacheStorage()) return undefined;
  const tooLong = new Promise((resolve) => setTimeout(resolve, LONGEST_SEARCH));
  return Promise.race([findKept(manifest), tooLong]);
}

async function findKept(manifest) {
  try {
    const key = await snapshotKey(manifest);
    const response = await caches.match(key, { cacheName: CACHE });
    if (response && !response.headers.has(CHECKSUM)) return undefined; // a rejection marker
    if (response) {
      const memory = readMemory(response);
      memory.catch(() => {}); // the caller awaits it later; till then the rejection is not to be reported as unhandled
      return { key, state: fromBase64(response.headers.get(STATE)), memory };
    }
  } catch {
    // Cache Storage refuses, or the entry is malformed: it is removed below.
  }
  await removeAll();
  return undefined;
}

async function readMemory(response) {
  try {
    const [expected, state] = [CHECKSUM, STATE].map((name) => response.headers.get(name));
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (checksum(bytes) !== expected) throw new Error(`its bytes do not have the checksum ${expected}`);
    const [length] = new Uint32Array(bytes.buffer, 0, 1);
    const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
    if (head.state !== state) throw new Error("the state in its header is not that in its body");
    return { ...head, state: fromBase64(state), pages: bytes.subarray(4 + length) };
  } catch (error) {
    await removeAll();
    throw new Fault(FAULTS.snapshot, error.message);
  }
}

/**
 * Keep a snapshot in place of any other. Cache Storage stores it whole or not at all.
 *
 * @param {string} key from `snapshotKey`
 * @param {import("./memory.mjs").Memory} memory
 * @param {string} selfTest the result of the self-test in the Python that has this memory
 * @throws the quota is exceeded, or Cache Storage refuses
 */
export async function keepSnapshot(key, memory, selfTest) {
  const { pages, ...described } = memory;
  const state = toBase64(memory.state);
  const head = new TextEncoder().encode(JSON.stringify({ ...described, selfTest, state }));
  const bytes = new Uint8Array(await new Blob([Uint32Array.of(head.length), head, pages]).arrayBuffer());
  const headers = { [CHECKSUM]: checksum(bytes), [STATE]: state };
  await caches.delete(CACHE);
  const cache = await caches.open(CACHE);
  await cache.put(key, new Response(bytes, { headers }));
}

/** For the page: in WebKit what a worker has stored is lost when it ends, unless the page has opened the cache by then. */
export async function openCache() {
  try {
    if (await caches.has(CACHE)) await (await caches.open(CACHE)).keys();
  } catch {
    // Cache Storage refuses, so nothing has been stored.
  }
}

/** Replace a snapshot with which Python did not work by a rejection marker. */
export async function rejectSnapshot(key) {
  try {
    await caches.delete(CACHE);
    const cache = await caches.open(CACHE);
    await cache.put(key, new Response());
  } catch {
    // Without a marker the next visit may make another snapshot, which costs time but does no harm.
  }
}

const removeAll = () => caches.delete(CACHE).catch(() => {});

const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
