/**
 * The files of the runtime: fetched in the order in which they are asked for, counted in bytes, and checked against the manifest.
 * Their names carry a hash, so that caches may keep them for ever; the manifest says which name a file has now.
 */

import { Fetcher } from "./fetcher.mjs";
import { fileName, get } from "./http.mjs";
import { FAULTS, Fault } from "./protocol.mjs";

/** NumPy's compiled modules. */
export const LIBRARIES = "libraries.tar";

/**
 * @param {string} folder the URL of the runtime's folder, with a slash at its end
 * @param {(loaded: number, total: number) => void} onProgress called as bytes arrive, of those that a start needs
 * @param {Compiled} [there] the manifest, and the files that are there already
 * @returns {Promise<{manifest: object, file: (name: string) => Promise<RuntimeFile>, close: () => void}>} what gives a file by
 *   its plain name; it is fetched once, and the promise is rejected with a Fault if it is missing, altered, or does not arrive.
 *   To be closed when no more are asked for
 * @throws {Fault} the manifest is missing or damaged
 *
 * @typedef {{manifest: object, files: Record<string, RuntimeFile>}} Compiled
 * @typedef {import("../fetch_worker/checked-files.mjs").RuntimeFile & {libraries?: [string, WebAssembly.Module][]}} RuntimeFile
 */
export async function openRuntime(folder, onProgress, there) {
  const fetcher = new Fetcher();
  const manifest = there?.manifest ?? (await readManifest(folder));
  const files = {};
  for (const [name, file] of Object.entries(there?.files ?? {})) files[name] = Promise.resolve(file);
  const awaited = Object.entries(manifest.start).filter(([name]) => !files[name]);
  const total = awaited.reduce((sum, [, { size }]) => sum + size, 0);
  let loaded = 0;
  const count = (bytes) => onProgress((loaded += bytes), total);
  const fetchNamed = (name) => {
    const isCounted = name in manifest.start;
    const entry = manifest.start[name] ?? manifest.afterwards[name];
    const onBytes = isCounted ? count : () => {};
    return fetcher.fetch(folder + entry.file, entry, { holdsLibraries: name === LIBRARIES, onBytes });
  };
  return {
    manifest,
    file: (name) => (files[name] ??= handledLater(fetchNamed(name))),
    close: () => fetcher.close(),
  };
}

/**
 * Fetch a file while nothing else goes on in this worker, as an import has to. It is not checked.
 *
 * @param {string} url
 * @param {boolean} anew from the server, whatever the browser has kept
 * @returns {Uint8Array}
 */
export function fetchNow(url, anew) {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  request.responseType = "arraybuffer";
  if (anew) request.setRequestHeader("Cache-Control", "no-cache");
  request.send();
  if (request.status !== 200) throw new Error(`${fileName(url)}: the server answered ${request.status}`);
  return new Uint8Array(request.response);
}

/**
 * What the files of the runtime are called now, and what they are to be; it is small, so it is always asked for anew.
 *
 * @throws {Fault} it is missing or damaged
 */
export async function readManifest(folder) {
  const url = folder + "manifest.json";
  const response = await get(url, { cache: "no-cache" });
  try {
    return JSON.parse(await response.text());
  } catch (error) {
    throw new Fault(FAULTS.altered, error.message, fileName(url));
  }
}

/** A promise that may be rejected before anybody waits for it. */
export function handledLater(promise) {
  promise.catch(() => {});
  return promise;
}
