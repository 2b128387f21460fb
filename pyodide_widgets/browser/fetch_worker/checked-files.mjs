/** Files of the runtime, checked against what the manifest says of them; WebAssembly is compiled while it arrives. */

import { checksum } from "../shared/checksum.mjs";
import { fileName, get } from "../shared/http.mjs";
import { FAULTS, Fault } from "../shared/protocol.mjs";

/**
 * @param {string} url
 * @param {{size: number, checksum: string}} entry the manifest's
 * @param {(count: number) => void} onBytes called as bytes arrive; with less than nothing when they come once more
 * @returns {Promise<RuntimeFile>}
 * @throws {Fault} it is missing, altered, or does not arrive
 *
 * @typedef {{url: string, bytes?: Uint8Array, module?: WebAssembly.Module}} RuntimeFile what has been compiled has no bytes
 */
export async function fetchChecked(url, entry, onBytes) {
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
  const module = await compiler?.module;
  return module ? { url, module } : { url, bytes };
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
