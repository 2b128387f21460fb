/** Files of the runtime, checked against their entries in the manifest; WebAssembly is compiled while it arrives. */

import { checksum } from "./checksum.mjs";
import { fileName, get } from "./http.mjs";
import { FAULTS, Fault } from "./protocol.mjs";

/**
 * @param {string} url
 * @param {{size: number, checksum: string}} entry the file's entry in the manifest
 * @param {(count: number) => void} onBytes called as bytes arrive; with a negative count when they will be fetched again
 * @returns {Promise<CheckedFile>}
 * @throws {Fault} it is missing, altered, or does not arrive
 *
 * @typedef {{url: string, bytes?: Uint8Array, module?: WebAssembly.Module}} CheckedFile a compiled file has no bytes
 */
export async function fetchChecked(url, entry, onBytes) {
  try {
    return await fetchOnce(url, entry, onBytes, "default");
  } catch (fault) {
    if (fault.kind !== FAULTS.altered) throw fault;
    // The browser's cache may have a damaged copy where the server's is whole.
    return fetchOnce(url, entry, onBytes, "reload");
  }
}

async function fetchOnce(url, { size, checksum: expected }, onBytes, cache) {
  const response = await getCompressed(url, { cache });
  const compiler = url.endsWith(".wasm") ? startCompiling() : undefined;
  const { bytes, count } = await readAll(response, size, onBytes, compiler, url);
  if (count !== size || checksum(bytes) !== expected) {
    onBytes(-count);
    throw new Fault(FAULTS.altered, `its bytes do not have the checksum ${expected}`, fileName(url));
  }
  const module = await compiler?.module;
  return module ? { url, module } : { url, bytes };
}

// The module is used only after its bytes have been checked; where compiling fails here, Pyodide compiles the bytes later.
// The bytes are passed on by whoever reads the response, which costs less than response.clone().
function startCompiling() {
  let stream;
  const body = new ReadableStream({ start: (controller) => void (stream = controller) });
  const response = new Response(body, { headers: { "Content-Type": "application/wasm" } });
  return { stream, module: WebAssembly.compileStreaming(response).catch(() => undefined) };
}

// Many hosts compress neither archives nor WebAssembly: then the compressed copy beside the file is fetched, and decompressed
// here. JavaScript modules are excluded: import() requests them again by their own names, and is to find them in the cache. So is
// what the service worker has kept.
async function getCompressed(url, init) {
  const response = await get(url, init);
  const isAtHand = response.headers.has("Content-Encoding") || response.headers.has("X-Kept");
  if (isAtHand || url.endsWith(".mjs")) return response;
  const copy = await fetch(url + ".gz", init).catch(() => undefined);
  if (!copy?.ok) return response;
  response.body.cancel();
  // Some hosts serve a .gz file as the plain file with Content-Encoding: gzip; then the browser has decompressed it already.
  const isDecompressed = copy.headers.has("Content-Encoding");
  const body = isDecompressed ? copy.body : copy.body.pipeThrough(new DecompressionStream("gzip"));
  return new Response(body, { headers: { "Content-Type": response.headers.get("Content-Type") } });
}

/** The bytes of a response that should have `size` of them, and how many arrived; surplus bytes are counted but not stored. */
async function readAll(response, size, onBytes, compiler, url) {
  const bytes = new Uint8Array(size);
  let count = 0;
  try {
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      if (count + value.length <= size) bytes.set(value, count);
      count += value.length;
      compiler?.stream.enqueue(value);
      onBytes(value.length);
    }
    compiler?.stream.close();
  } catch (error) {
    compiler?.stream.error(error);
    throw new Fault(FAULTS.network, error.message, fileName(url));
  }
  return { bytes, count };
}
