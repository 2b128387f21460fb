/**
 * The files of the runtime: fetched in parallel, counted in bytes, and checked against the manifest.
 * Their names carry a hash, so that caches may keep them for ever; the manifest says which name a file has now.
 */

import { checksum } from "./checksum.mjs";
import { FAULTS, Fault } from "./protocol.mjs";

/**
 * Begin to fetch every file that a start needs.
 *
 * @param {string} folder the URL of the runtime's folder, with a slash at its end
 * @param {(loaded: number, total: number) => void} onProgress called as bytes arrive
 * @param {Runtime} [there] the manifest, and the files that are there already
 * @returns {Promise<Runtime>}
 * @throws {Fault} the manifest is missing or damaged; likewise the promise of a file is rejected if it is missing,
 *   altered, or does not arrive
 *
 * @typedef {{manifest: object, files: Record<string, RuntimeFile | Promise<RuntimeFile>>}} Runtime files by their plain names
 * @typedef {{url: string, bytes?: Uint8Array, module?: WebAssembly.Module}} RuntimeFile a module may do without its bytes
 */
export async function fetchRuntime(folder, onProgress, there) {
  const manifest = there?.manifest ?? (await readManifest(folder));
  const entries = Object.entries(manifest.start).filter(([name]) => !there?.files[name]);
  const total = entries.reduce((sum, [, { size }]) => sum + size, 0);
  let loaded = 0;
  const onBytes = (count) => onProgress((loaded += count), total);
  const files = entries.map(([name, { file, checksum }]) => [name, fetchChecked(folder + file, checksum, onBytes)]);
  return { manifest, files: { ...Object.fromEntries(files), ...there?.files } };
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

async function fetchChecked(url, expected, onBytes) {
  try {
    return await fetchOnce(url, expected, onBytes, "default");
  } catch (fault) {
    if (fault.kind !== FAULTS.altered) throw fault;
    // What the browser has kept may be damaged where the server's is not.
    return fetchOnce(url, expected, onBytes, "reload");
  }
}

async function fetchOnce(url, expected, onBytes, cache) {
  const response = await getCompressed(url, { cache });
  const compiled = url.endsWith(".wasm") ? compileWhileItArrives(response.clone()) : undefined;
  const bytes = await readAll(response, onBytes, url);
  if (checksum(bytes) !== expected) {
    onBytes(-bytes.byteLength);
    throw new Fault(FAULTS.altered, `its bytes do not have the checksum ${expected}`, fileName(url));
  }
  return { url, bytes, module: await compiled };
}

// A module is worth nothing before its bytes have been checked, and where this fails (a server that calls the file
// something else than application/wasm), they can still be compiled afterwards.
const compileWhileItArrives = (response) => WebAssembly.compileStreaming(response).catch(() => undefined);

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
  return joined(chunks);
}

// A Blob would do this too, but sends the bytes to another process and back.
function joined(chunks) {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

const fileName = (url) => url.slice(url.lastIndexOf("/") + 1);
