/**
 * The files of the runtime: fetched in the order in which they are requested, counted in bytes, checked against the manifest.
 * File names carry a hash, so that caches may keep them without asking again; the manifest has the current name of each file.
 */

import { Fetcher } from "./fetcher.mjs";
import { fileName, get } from "./http.mjs";
import { FAULTS, Fault } from "./protocol.mjs";

/** NumPy's compiled modules. */
export const LIBRARIES = "libraries.tar";

/**
 * @param {string} folder the URL of the runtime's folder, with a slash at its end
 * @param {(loaded: number, total: number) => void} onProgress called as bytes arrive; counts the files that a start needs
 * @param {Compiled} [compiled] the manifest, and files that need not be fetched
 * @returns {Promise<{manifest: object, file: (name: string) => Promise<RuntimeFile>, close: () => void}>} `file` gives a file by
 *   its plain name; it is fetched once, and the promise is rejected with a Fault if it is missing, altered, or does not arrive.
 *   `close` ends the worker that fetches, when no more files are needed
 * @throws {Fault} the manifest is missing or damaged
 *
 * @typedef {{manifest: object, files: Record<string, RuntimeFile>}} Compiled
 * @typedef {import("./checked-files.mjs").CheckedFile & {libraries?: [string, WebAssembly.Module][]}} RuntimeFile
 */
export async function openRuntime(folder, onProgress, compiled) {
  const fetcher = new Fetcher();
  const manifest = compiled?.manifest ?? (await readManifest(folder));
  const files = {};
  for (const [name, file] of Object.entries(compiled?.files ?? {})) files[name] = Promise.resolve(file);
  const toFetch = Object.entries(manifest.start).filter(([name]) => !files[name]);
  const total = toFetch.reduce((sum, [, { size }]) => sum + size, 0);
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
    file: (name) => (files[name] ??= markHandled(fetchNamed(name))),
    close: () => fetcher.close(),
  };
}

/**
 * Read the manifest; it is small and changes with each version of the site, so the server is always asked.
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

/** The same promise; the browser reports no unhandled rejection if it is rejected before it is awaited. */
export function markHandled(promise) {
  promise.catch(() => {});
  return promise;
}
