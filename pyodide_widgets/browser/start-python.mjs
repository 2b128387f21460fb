/** Start Pyodide from the lean runtime: files that have been checked, modules as bytecode, the rest when it is asked for. */

import { unpack } from "./archive.mjs";
import { fetchNow, fetchRuntime } from "./runtime-files.mjs";

/**
 * @param {string} folder the URL of the runtime's folder, with a slash at its end
 * @param {(loaded: number, total: number) => void} onProgress called as bytes arrive
 * @returns {Promise<object>} Pyodide, with NumPy and our package ready to be imported
 * @throws {Fault} a file is missing, altered, or did not arrive
 */
export async function startPython(folder, onProgress) {
  const { manifest, files } = await fetchRuntime(folder, onProgress);
  // Pyodide is not started before everything is there and right: with a fault in its files it would wait for ever.
  const [{ loadPyodide }, { default: createPyodideModule }, interpreter, ...archives] = await Promise.all([
    ...["pyodide.mjs", "pyodide.asm.mjs"].map(async (name) => import((await files[name]).url)),
    ...["pyodide.asm.wasm", "python.tar", "package.tar"].map((name) => files[name]),
  ]);
  answerPyodide(folder, interpreter);
  const pyodide = await loadPyodide({
    indexURL: folder,
    createPyodideModule,
    lockFileContents: { info: manifest.lockInfo, packages: {} },
    fsInit: (FS) => archives.forEach(({ bytes }) => unpack(FS, bytes)),
  });
  offerSecondArchive(pyodide, folder, manifest.later["rest.tar"]);
  return pyodide;
}

/** Answer what Pyodide itself fetches, under the names that it knows. */
function answerPyodide(folder, interpreter) {
  const answers = {
    "pyodide.asm.wasm": () => asResponse(interpreter),
    "python_stdlib.zip": () => new Response(), // the standard library comes unpacked
  };
  const fetchFromNetwork = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href).href;
    const answer = url.startsWith(folder) && answers[url.slice(folder.length)];
    return answer ? answer() : fetchFromNetwork(input, init);
  };
}

/** The WebAssembly file once more, for Pyodide; the module that has been compiled of it already goes with it. */
function asResponse({ bytes, module }) {
  const response = new Response(bytes, { headers: { "Content-Type": "application/wasm" } });
  if (!module) return response;
  const instantiate = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    if ((await source) !== response) return instantiate.call(WebAssembly, source, imports);
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  return response;
}

function offerSecondArchive(pyodide, folder, { file, sha256 }) {
  const secondArchive = pyodide.pyimport("pyodide_widgets.browser.second_archive");
  let archive;
  secondArchive.install(
    (anew) => pyodide.toPy((archive = fetchNow(folder + file, anew))),
    () => unpack(pyodide.FS, archive),
    sha256,
  );
  secondArchive.destroy();
}
