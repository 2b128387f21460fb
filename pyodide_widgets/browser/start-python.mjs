/** Start Pyodide from the lean runtime: files that have been checked, modules as bytecode, the rest when it is asked for. */

import { members, unpack } from "./archive.mjs";
import { forTaking, fromMemory } from "./memory.mjs";
import { fetchNow, fetchRuntime } from "./runtime-files.mjs";

const INTERPRETER = "pyodide.asm.wasm";
const nothing = () => {};

/**
 * @param {string} folder the URL of the runtime's folder, with a slash at its end
 * @param {object} [along]
 * @param {Compiled} [along.compiled] what an earlier start on this page has compiled
 * @param {(loaded: number, total: number) => void} [along.onProgress] called as bytes arrive
 * @param {(manifest: object) => Promise<{state: Uint8Array, memory: Promise<import("./memory.mjs").Memory>} | undefined>}
 *   [along.findMemory] gives a memory that was taken before, if there is one; Python then is where it was
 * @param {() => void} [along.onLaunch] called when everything is there
 * @returns {Promise<{pyodide: object, compiled: Compiled}>} Pyodide, with NumPy and our package ready to be imported
 * @throws {Fault} a file is missing, altered, or did not arrive
 *
 * @typedef {import("./runtime-files.mjs").Runtime & {libraries: [string, WebAssembly.Module][]}} Compiled may be sent to
 *   another worker; has the files that need not be fetched then, and libraries as memory.mjs has them
 */
export async function startPython(folder, { compiled, onProgress = nothing, findMemory = nothing, onLaunch = nothing } = {}) {
  const { manifest, files } = await fetchRuntime(folder, onProgress, compiled);
  const archives = arrivingArchives(files);
  // Where Pyodide compiles one of them once more, the browser knows it already.
  const libraries = compiled?.libraries ?? compiledLibraries(files);
  const [pyodideOwn, found] = await Promise.all([arrivingPyodide(files), findMemory(manifest)]);
  Promise.all([pyodideOwn.interpreter, archives, found?.memory]).then(onLaunch, nothing);
  const pyodide = found
    ? await launchFrom(found, folder, manifest, pyodideOwn, libraries, archives)
    : await launch(folder, manifest, pyodideOwn, archives);
  offerSecondArchive(pyodide, folder, manifest.later["rest.tar"]);
  return { pyodide, compiled: { manifest, files: await withoutBytes(files), libraries: await libraries } };
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
  const options = forTaking(pyodideOwn.createPyodideModule, compiledLibraries(files));
  return { manifest, pyodide: await launch(folder, manifest, pyodideOwn, archives, options) };
}

const arrivingArchives = (files) =>
  handledLater(Promise.all(["libraries.tar", "python.tar", "package.tar"].map((name) => files[name])));

/** Pyodide's own modules, and the interpreter, which may come later. */
async function arrivingPyodide(files) {
  const imports = ["pyodide.mjs", "pyodide.asm.mjs"].map(async (name) => import((await files[name]).url));
  const interpreter = handledLater(Promise.resolve(files[INTERPRETER]));
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all(imports);
  return { loadPyodide, createPyodideModule, interpreter };
}

/** Python's extension modules, in the order of their archive. */
function compiledLibraries(files) {
  const compile = async ([path, content]) => [path, await WebAssembly.compile(content)];
  return handledLater(Promise.resolve(files["libraries.tar"]).then(({ bytes }) => Promise.all([...members(bytes)].map(compile))));
}

/** A promise that may be rejected before anybody waits for it. */
function handledLater(promise) {
  promise.catch(nothing);
  return promise;
}

/** Start Pyodide from its archives. */
async function launch(folder, manifest, pyodideOwn, archives, options) {
  const fsInit = async (FS) => (await orForEver(archives)).forEach(({ bytes }) => unpack(FS, bytes));
  const [pyodide] = await Promise.all([load(folder, manifest, pyodideOwn, { fsInit, ...options }), archives]);
  return pyodide;
}

/** Start Pyodide from a memory, which needs nothing of the archives but the libraries: the other files may come later. */
async function launchFrom({ state, memory }, folder, manifest, pyodideOwn, libraries, archives) {
  const options = fromMemory(pyodideOwn.createPyodideModule, libraries, state, memory);
  const pyodide = await load(folder, manifest, pyodideOwn, options);
  for (const { bytes } of await archives) unpack(pyodide.FS, bytes);
  return pyodide;
}

/** Start Pyodide, whose first steps need no other file; if the interpreter does not come, it waits, and the fault is told. */
async function load(folder, { lockInfo }, { loadPyodide, createPyodideModule, interpreter }, options) {
  answerPyodide(folder, orForEver(interpreter));
  const lockFileContents = { info: lockInfo, packages: {} };
  const starting = loadPyodide({ indexURL: folder, createPyodideModule, lockFileContents, ...options });
  const [pyodide] = await Promise.all([starting, interpreter]);
  return pyodide;
}

/** What comes, or a wait without end: Pyodide is to get no error in the middle of a start. */
const orForEver = (promise) => promise.catch(() => new Promise(nothing));

/** Answer what Pyodide itself fetches, under the names that it knows. */
function answerPyodide(folder, interpreter) {
  const answers = {
    [INTERPRETER]: async () => asResponse(await interpreter),
    "python_stdlib.zip": () => new Response(), // the standard library comes unpacked
  };
  const fetchFromNetwork = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href).href;
    const answer = url.startsWith(folder) && answers[url.slice(folder.length)];
    return answer ? answer() : fetchFromNetwork(input, init);
  };
  // Pyodide calls this before the answer is there.
  const instantiate = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const response = await source;
    const module = moduleOf.get(response);
    if (!module) return instantiate.call(WebAssembly, response, imports);
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
}

const moduleOf = new WeakMap(); // the compiled file, by the response that has its bytes

/** The WebAssembly file once more, for Pyodide; the module that has been compiled of it already goes with it. */
function asResponse({ bytes, module }) {
  const response = new Response(bytes, { headers: { "Content-Type": "application/wasm" } });
  if (module) moduleOf.set(response, module);
  return response;
}

/** What need not be fetched again. */
async function withoutBytes(files) {
  const { url, module } = await files[INTERPRETER];
  return module ? { [INTERPRETER]: { url, module } } : {};
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
