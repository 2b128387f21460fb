/** The files of the runtime: fetched in parallel, counted in bytes, and checked against the hashes of the manifest. */

import { FAULTS, Fault } from "./protocol.mjs";

const TYPES = { wasm: "application/wasm", json: "application/json", mjs: "text/javascript" };

/**
 * Fetch every file that the runtime's manifest names.
 *
 * @param {string} folder the URL of the runtime's folder, with a slash at its end
 * @param {(loaded: number, total: number) => void} onProgress called as bytes arrive
 * @returns {Promise<{manifest: object, files: Map<string, Blob>}>} the files by their full URLs
 * @throws {Fault} a file is missing, altered, or did not arrive
 */
export async function fetchRuntime(folder, onProgress) {
  // The manifest is small and names the hashes of the rest, so it is always asked for anew.
  const manifest = await readManifest(folder + "manifest.json");
  const entries = Object.entries(manifest.files);
  const total = entries.reduce((sum, [, { size }]) => sum + size, 0);
  let loaded = 0;
  const files = await Promise.all(
    entries.map(async ([name, { sha256 }]) => {
      const url = folder + name;
      const bytes = await fetchChecked(url, sha256, (count) => onProgress((loaded += count), total));
      const type = TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
      return [url, new Blob([bytes], { type })];
    }),
  );
  return { manifest, files: new Map(files) };
}

/** Let this worker's fetch() answer from files that have been checked; what Pyodide asks for arrives but once. */
export function answerFrom(files) {
  const fetchFromNetwork = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href).href;
    const file = files.get(url);
    return file ? Promise.resolve(new Response(file)) : fetchFromNetwork(input, init);
  };
}

async function readManifest(url) {
  const response = await get(url, { cache: "no-cache" });
  try {
    return JSON.parse(await response.text());
  } catch (error) {
    throw new Fault(FAULTS.altered, error.message, fileName(url));
  }
}

async function fetchChecked(url, sha256, onBytes) {
  try {
    return await fetchOnce(url, sha256, onBytes, "default");
  } catch (fault) {
    if (fault.kind !== FAULTS.altered) throw fault;
    // What the browser kept from an earlier version of the site has other bytes under the same name.
    return fetchOnce(url, sha256, onBytes, "reload");
  }
}

async function fetchOnce(url, sha256, onBytes, cache) {
  // Without crypto.subtle (a page served over plain HTTP) the browser's own check does, at the price of finer progress.
  const response = await get(url, crypto.subtle ? { cache } : { cache, integrity: sha256 });
  const bytes = await readAll(response, onBytes, url);
  if (crypto.subtle && (await digest(bytes)) !== sha256) {
    onBytes(-bytes.byteLength);
    throw new Fault(FAULTS.altered, `its bytes do not have the hash ${sha256}`, fileName(url));
  }
  return bytes;
}

async function get(url, init) {
  let response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    throw new Fault(FAULTS.network, error.message, fileName(url));
  }
  if (!response.ok) throw new Fault(FAULTS.missing, `the server answered ${response.status}`, fileName(url));
  return response;
}

async function readAll(response, onBytes, url) {
  const chunks = [];
  try {
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      onBytes(value.length);
    }
  } catch (error) {
    throw new Fault(FAULTS.network, error.message, fileName(url));
  }
  return new Blob(chunks).arrayBuffer();
}

async function digest(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256-${btoa(String.fromCharCode(...hash))}`;
}

const fileName = (url) => url.slice(url.lastIndexOf("/") + 1);
