/** Start Pyodide from the lean runtime: files that have been checked, modules as bytecode. */

import { unpack } from "./archive.mjs";
import { forTaking, fromMemory } from "./memory.mjs";
import { LIBRARIES, fetchNow, handledLater, openRuntime } from "./runtime-files.mjs";

const INTERPRETER = "pyodide.asm.wasm";
const STANDARD_LIBRARY = "python.tar"; // all that the interpreter needs to begin
const MODULES = ["numpy.tar", "package.tar"]; // what is imported besides, in this order
const nothing = () => {};

/**
 * @param {string} folder the URL of the runtime's folder, with a slash at its end
 * @param {object} [along]
 * @param {Compiled} [along.compiled] what an earlier start on this page has compiled
 * @param {(loaded: number, total: number) => void} [along.onProgress] called as bytes arrive
 * @param {(manifest: object) => Promise<{state: Uint8Array, memory: Promise<import("./memory.mjs").Memory>} | undefined>}
 *   [along.findMemory] gives a memory that was taken before, if there is one; Python then is where it was
 * @param {() => void} [along.onLaunch] called when everything is there
 * @returns {Promise<{pyodide: object, compiled: Compiled, complete: () => Promise<void>}>} Pyodide, in which all widgets can be
 *   imported. Some drawings need files that come only with `complete`, and an import that fails till then may work later
 * @throws {Fault} a file is missing, altered, or did not arrive; `complete` likewise
 *
 * @typedef {import("./runtime-files.mjs").Compiled & {libraries: [string, WebAssembly.Module][]}} Compiled may be sent to
 *   another worker; has the files that need not be fetched then, and libraries as memory.mjs has them
 */
export async function startPython(folder, { compiled, onProgress = nothing, findMemory = nothing, onLaunch = nothing } = {}) {
  const runtime = await arrivingRuntime(folder, onProgress, compiled);
  const { manifest, file, close } = runtime;
  const found = await findMemory(manifest);
  if (!found) file(STANDARD_LIBRARY); // before the libraries
  // Where Pyodide compiles one of them once more, the browser knows it already.
  const libraries = compiled?.libraries ?? compiledLibraries(file);
  const pyodide = found ? await startFrom(found, runtime, libraries, onLaunch) : await startAnew(runtime, onLaunch);
  installOnDemandArchive(pyodide, folder, manifest.on_demand["on_demand.tar"]);
  const missing = [...(found ? [STANDARD_LIBRARY, LIBRARIES, ...MODULES] : []), ...Object.keys(manifest.afterwards)];
  return {
    pyodide,
    compiled: { manifest, files: await compiledInterpreter(file), libraries: await libraries },
    complete: () => putInPlace(pyodide, missing.map(file)).then(close),
  };
}

/**
 * Start Pyodide so that its memory can be taken; it has no on-demand archive, for nothing of the page may be in that memory.
 *
 * @param {string} folder as above
 * @returns {Promise<{manifest: object, pyodide: object}>} with what it was started from
 * @throws {Fault} as above
 */
export async function startForTaking(folder) {
  const runtime = await arrivingRuntime(folder, nothing);
  const { createPyodideModule } = await runtime.own;
  const options = forTaking(createPyodideModule, compiledLibraries(runtime.file));
  const pyodide = await startAnew(runtime, nothing, options);
  runtime.close();
  return { manifest: runtime.manifest, pyodide };
}

/** The runtime, of which what every start needs is already on its way: `own` is a promise of Pyodide's own modules. */
async function arrivingRuntime(folder, onProgress, compiled) {
  const runtime = await openRuntime(folder, onProgress, compiled);
  return { folder, own: arrivingPyodide(runtime.file), ...runtime };
}

/** Start Python from its archives; each step begins when what it needs is there, while the rest is still on its way. */
async function startAnew(runtime, onLaunch, options) {
  const [standardLibrary, libraries, numpy, ours] = [STANDARD_LIBRARY, LIBRARIES, ...MODULES].map(runtime.file);
  Promise.all([runtime.file(INTERPRETER), standardLibrary, libraries, numpy, ours]).then(onLaunch, nothing);
  const fsInit = async (FS) => unpack(FS, (await orForEver(standardLibrary)).bytes);
  const pyodide = await load(runtime, standardLibrary, { fsInit, ...options });
  await putInPlace(pyodide, [libraries, numpy]);
  importModule(pyodide, "numpy").destroy();
  await putInPlace(pyodide, [ours]);
  return pyodide;
}

/** Start Python from a memory, in which all has been imported: only what has been compiled must be loaded anew. */
async function startFrom({ state, memory }, runtime, libraries, onLaunch) {
  Promise.all([runtime.file(INTERPRETER), libraries, memory]).then(onLaunch, nothing);
  const { createPyodideModule } = await runtime.own;
  return load(runtime, libraries, fromMemory(createPyodideModule, libraries, state, memory));
}

/** Pyodide's own modules; the interpreter, which is on its way too, may come later. */
function arrivingPyodide(file) {
  const imports = ["pyodide.asm.mjs", "pyodide.mjs"].map(async (name) => import((await file(name)).url));
  file(INTERPRETER);
  return handledLater(
    Promise.all(imports).then(([{ default: createPyodideModule }, { loadPyodide }]) => ({ loadPyodide, createPyodideModule })),
  );
}

/** Python's extension modules, compiled, in the order of their archive. */
function compiledLibraries(file) {
  return handledLater(file(LIBRARIES).then(({ libraries }) => libraries));
}

/** Import a module. What an import makes stays: to look for garbage meanwhile would take a twelfth of its time, and find none. */
export function importModule(pyodide, name) {
  const gc = pyodide.pyimport("gc");
  gc.disable();
  try {
    return pyodide.pyimport(name);
  } finally {
    gc.enable();
    gc.destroy();
  }
}

/** Unpack archives where Python has begun already, and may have looked for what is in them. */
async function putInPlace(pyodide, archives) {
  for (const { bytes } of await Promise.all(archives)) unpack(pyodide.FS, bytes);
  pyodide.runPython("import sys; sys.path_importer_cache.clear()");
}

/** Start Pyodide, whose first steps need no other file; if one does not come that it needs then, it waits, and the fault is told. */
async function load({ folder, manifest, file, own }, needed, options) {
  const { loadPyodide, createPyodideModule } = await own;
  answerPyodide(folder, orForEver(file(INTERPRETER)));
  const lockFileContents = { info: manifest.lockInfo, packages: {} };
  const starting = loadPyodide({ indexURL: folder, createPyodideModule, lockFileContents, ...options });
  const [pyodide] = await Promise.all([starting, file(INTERPRETER), needed]);
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

/** The WebAssembly file once more, for Pyodide; if a module has been compiled of it already, that goes in its place. */
function asResponse({ bytes, module }) {
  const response = new Response(module ? null : bytes, { headers: { "Content-Type": "application/wasm" } });
  if (module) moduleOf.set(response, module);
  return response;
}

/** What need not be fetched again. */
async function compiledInterpreter(file) {
  const interpreter = await file(INTERPRETER);
  return interpreter.module ? { [INTERPRETER]: interpreter } : {};
}

function installOnDemandArchive(pyodide, folder, { file, sha256 }) {
  const onDemandArchive = pyodide.pyimport("pyodide_widgets.browser.worker.on_demand_archive");
  let archive;
  onDemandArchive.install(
    (anew) => pyodide.toPy((archive = fetchNow(folder + file, anew))),
    () => unpack(pyodide.FS, archive),
    sha256,
  );
  onDemandArchive.destroy();
}
