/**
 * The files of the runtime: fetched in the order in which they are asked for, counted in bytes, and checked against the manifest.
 * Their names carry a hash, so that caches may keep them for ever; the manifest says which name a file has now.
 */

import { checksum } from "./checksum.mjs";
import { FAULTS, Fault } from "./protocol.mjs";
import { Turns } from "./turns.mjs";

const UNDER_WAY = 1e6; // bytes, unpacked

/**
 * @param {string} folder the URL of the runtime's folder, with a slash at its end
 * @param {(loaded: number, total: number) => void} onProgress called as bytes arrive, of those that a start needs
 * @param {Compiled} [there] the manifest, and the files that are there already
 * @returns {Promise<{manifest: object, file: (name: string) => Promise<RuntimeFile>}>} what gives a file by its plain name;
 *   it is fetched once, and the promise is rejected with a Fault if it is missing, altered, or does not arrive
 * @throws {Fault} the manifest is missing or damaged
 *
 * @typedef {{manifest: object, files: Record<string, RuntimeFile>}} Compiled
 * @typedef {{url: string, bytes?: Uint8Array, module?: WebAssembly.Module}} RuntimeFile a module may do without its bytes
 */
export async function openRuntime(folder, onProgress, there) {
  const manifest = there?.manifest ?? (await readManifest(folder));
  const files = {};
  for (const [name, file] of Object.entries(there?.files ?? {})) files[name] = Promise.resolve(file);
  const awaited = Object.entries(manifest.start).filter(([name]) => !files[name]);
  const total = awaited.reduce((sum, [, { size }]) => sum + size, 0);
  const turns = new Turns(UNDER_WAY);
  let loaded = 0;
  const fetchInTurn = async (name) => {
    const isCounted = name in manifest.start;
    const entry = manifest.start[name] ?? manifest.afterwards[name];
    let left = entry.size;
    const onBytes = (count) => {
      left -= count;
      turns.give(count);
      if (isCounted) onProgress((loaded += count), total);
    };
    await turns.take(entry.size);
    try {
      return await fetchChecked(folder + entry.file, entry, onBytes);
    } finally {
      turns.give(left);
    }
  };
  return { manifest, file: (name) => (files[name] ??= handledLater(fetchInTurn(name))) };
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

async function fetchChecked(url, entry, onBytes) {
  try {
    return await fetchOnce(url, entry, onBytes, "default");
  } catch (fault) {
    if (fault.kind !== FAULTS.altered) throw fault;
    // What the browser has kept may be damaged where the server's is not.
    return fetchOnce(url, entry, onBytes, "reload");
  }
}

async function fetchOnce(url, { size, checksum: expected }, onBytes, cache) {
  const response = await getCompressed(url, { cache });
  const compiler = url.endsWith(".wasm") ? compileWhileItArrives() : undefined;
  const { bytes, count } = await readAll(response, size, onBytes, compiler, url);
  if (count !== size || checksum(bytes) !== expected) {
    onBytes(-count);
    throw new Fault(FAULTS.altered, `its bytes do not have the checksum ${expected}`, fileName(url));
  }
  return { url, bytes, module: await compiler?.module };
}

// A module is worth nothing before its bytes have been checked, and where this fails they can still be compiled afterwards.
// Its bytes come piece by piece from whoever reads them: to split the response in two would cost more.
function compileWhileItArrives() {
  let pieces;
  const body = new ReadableStream({ start: (controller) => void (pieces = controller) });
  const response = new Response(body, { headers: { "Content-Type": "application/wasm" } });
  return { pieces, module: WebAssembly.compileStreaming(response).catch(() => undefined) };
}

// Many hosts compress neither archives nor WebAssembly: there the copy that lies beside the file is fetched, and unpacked
// here. Modules are left out: import() asks for them under their own names once more, and finds what is kept.
async function getCompressed(url, init) {
  const response = await get(url, init);
  if (response.headers.has("Content-Encoding") || url.endsWith(".mjs")) return response;
  const copy = await fetch(url + ".gz", init).catch(() => undefined);
  if (!copy?.ok) return response;
  response.body.cancel();
  // Some hosts say of such a file that it is the plain one, compressed; then the browser has unpacked it already.
  const isUnpacked = copy.headers.has("Content-Encoding");
  const body = isUnpacked ? copy.body : copy.body.pipeThrough(new DecompressionStream("gzip"));
  return new Response(body, { headers: { "Content-Type": response.headers.get("Content-Type") } });
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

/** The bytes of a response that should have so many, and how many it has; there is no room for more. */
async function readAll(response, size, onBytes, compiler, url) {
  const bytes = new Uint8Array(size);
  let count = 0;
  try {
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      if (count + value.length <= size) bytes.set(value, count);
      count += value.length;
      compiler?.pieces.enqueue(value);
      onBytes(value.length);
    }
    compiler?.pieces.close();
  } catch (error) {
    compiler?.pieces.error(error);
    throw new Fault(FAULTS.network, error.message, fileName(url));
  }
  return { bytes, count };
}

const fileName = (url) => url.slice(url.lastIndexOf("/") + 1);
