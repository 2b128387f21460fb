/** Start Pyodide from the lean runtime: files that have been checked, modules as bytecode, the rest when it is asked for. */

import { members, unpack } from "./archive.mjs";
import { forTaking, fromMemory } from "./memory.mjs";
import { fetchNow, fetchRuntime } from "./runtime-files.mjs";

const nothing = () => {};

/**
 * @param {string} folder the URL of the runtime's folder, with a slash at its end
 * @param {object} [along]
 * @param {(loaded: number, total: number) => void} [along.onProgress] called as bytes arrive
 * @param {(manifest: object) => Promise<{state: Uint8Array, memory: Promise<import("./memory.mjs").Memory>} | undefined>}
 *   [along.findMemory] gives a memory that was taken before, if there is one; Python then is where it was
 * @param {() => void} [along.onLaunch] called when everything is there
 * @returns {Promise<object>} Pyodide, with NumPy and our package ready to be imported
 * @throws {Fault} a file is missing, altered, or did not arrive
 */
export async function startPython(folder, { onProgress = nothing, findMemory = nothing, onLaunch = nothing } = {}) {
  const { manifest, files } = await fetchRuntime(folder, onProgress);
  const archives = arrivingArchives(files);
  const [pyodideOwn, found] = await Promise.all([arrivingPyodide(files), findMemory(manifest)]);
  Promise.all([archives, found?.memory]).then(onLaunch, nothing);
  const options = found
    ? fromMemory(pyodideOwn.createPyodideModule, compiledLibraries(archives), found.state, found.memory)
    : {};
  const pyodide = await launch(folder, manifest, pyodideOwn, archives, options);
  offerSecondArchive(pyodide, folder, manifest.later["rest.tar"]);
  return pyodide;
}

/**
 * Start Pyodide so that its memory can be taken; it has no second archive, for nothing of the page may be in that memory.
 *
 * @param {string} folder as above
 * @returns {Promise<{manifest: object, pyodide: object}>} with what it was started from
 * @throws {Fault} as above
 */
export async function startForTaking(folder) {
  const { manifest, files } = await fetchRuntime(folder, nothing);
  const archives = arrivingArchives(files);
  const pyodideOwn = await arrivingPyodide(files);
  const options = forTaking(pyodideOwn.createPyodideModule, compiledLibraries(archives));
  return { manifest, pyodide: await launch(folder, manifest, pyodideOwn, archives, options) };
}

const arrivingArchives = (files) => handledLater(Promise.all([files["python.tar"], files["package.tar"]]));

// Pyodide is not started before its own files are there and right: with a fault in them it would wait for ever.
async function arrivingPyodide(files) {
  const [{ loadPyodide }, { default: createPyodideModule }, interpreter] = await Promise.all([
    ...["pyodide.mjs", "pyodide.asm.mjs"].map(async (name) => import((await files[name]).url)),
    files["pyodide.asm.wasm"],
  ]);
  return { loadPyodide, createPyodideModule, interpreter };
}

/** Python's extension modules, in the order of the archives. */
function compiledLibraries(archives) {
  const compile = async ([path, content]) => [path, await WebAssembly.compile(content)];
  const found = archives.then((files) => files.flatMap(({ bytes }) => [...members(bytes)]));
  return handledLater(found.then((all) => Promise.all(all.filter(([path]) => path.endsWith(".so")).map(compile))));
}

/** A promise that may be rejected before anybody waits for it. */
function handledLater(promise) {
  promise.catch(nothing);
  return promise;
}

/** Start Pyodide, whose first steps need no archive; if one does not come, Pyodide waits, and the fault is told. */
async function launch(folder, { lockInfo }, { loadPyodide, createPyodideModule, interpreter }, archives, options) {
  answerPyodide(folder, interpreter);
  const there = archives.catch(() => new Promise(nothing));
  const starting = loadPyodide({
    indexURL: folder,
    createPyodideModule,
    lockFileContents: { info: lockInfo, packages: {} },
    fsInit: async (FS) => (await there).forEach(({ bytes }) => unpack(FS, bytes)),
    ...options,
  });
  const [pyodide] = await Promise.all([starting, archives]);
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
