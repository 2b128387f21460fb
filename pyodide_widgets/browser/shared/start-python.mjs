/** Start Pyodide from the archives of the runtime, which have been checked; Python's modules in them are bytecode. */

import { unpack } from "./archive.mjs";
import { getSynchronously } from "./http.mjs";
import { restoringOptions, takingOptions } from "./memory.mjs";
import { LIBRARIES, markHandled, openRuntime } from "./runtime-files.mjs";

const INTERPRETER = "pyodide.asm.wasm";
const STANDARD_LIBRARY = "python.tar"; // all that the interpreter needs to begin
const MODULES = ["numpy.tar", "package.tar"]; // imported afterwards, in this order
const doNothing = () => {};

/**
 * @param {string} folder the URL of the runtime's folder, with a slash at its end
 * @param {object} [options]
 * @param {Compiled} [options.compiled] what an earlier start on this page has compiled
 * @param {(loaded: number, total: number) => void} [options.onProgress] called as bytes arrive
 * @param {(manifest: object) => Promise<{state: Uint8Array, memory: Promise<import("./memory.mjs").Memory>} | undefined>}
 *   [options.findMemory] gives the memory of a snapshot, if there is one; Python is then restored from it
 * @param {() => void} [options.onLaunch] called when all files that a start needs have arrived
 * @returns {Promise<{pyodide: object, compiled: Compiled, complete: () => Promise<void>}>} Pyodide, in which all widgets can be
 *   imported. `complete` adds files that only some drawings need; until then an import or a drawing may fail that works later
 * @throws {Fault} a file is missing, altered, or did not arrive; `complete` likewise
 *
 * @typedef {import("./runtime-files.mjs").Compiled & {libraries: [string, WebAssembly.Module][]}} Compiled can be sent to
 *   another worker, which then need not fetch and compile these files
 */
export async function startPython(folder, { compiled, onProgress = doNothing, findMemory = doNothing, onLaunch = doNothing } = {}) {
  const runtime = await beginFetching(folder, onProgress, compiled);
  const { manifest, file, close } = runtime;
  const found = await findMemory(manifest);
  if (!found) file(STANDARD_LIBRARY); // requested before the libraries, because it is needed first
  // Pyodide compiles them a second time when it imports them; the browser then takes the code from its cache.
  const libraries = compiled?.libraries ?? compiledLibraries(file);
  const pyodide = found ? await startFromMemory(found, runtime, libraries, onLaunch) : await startFromArchives(runtime, onLaunch);
  installOnDemandArchive(pyodide, folder, manifest.on_demand["on_demand.tar"]);
  const remaining = [...(found ? [STANDARD_LIBRARY, LIBRARIES, ...MODULES] : []), ...Object.keys(manifest.afterwards)];
  return {
    pyodide,
    compiled: { manifest, files: await compiledInterpreter(file), libraries: await libraries },
    complete: () => unpackLate(pyodide, remaining.map(file)).then(close),
  };
}

/**
 * Start a Pyodide whose memory can be taken. The on-demand archive is not installed: its finder holds JavaScript functions,
 * which cannot be part of a snapshot.
 *
 * @param {string} folder as above
 * @returns {Promise<{manifest: object, pyodide: object}>} with the manifest of the runtime
 * @throws {Fault} as above
 */
export async function startForSnapshot(folder) {
  const runtime = await beginFetching(folder, doNothing);
  const { createPyodideModule } = await runtime.pyodideModules;
  const options = takingOptions(createPyodideModule, compiledLibraries(runtime.file));
  const pyodide = await startFromArchives(runtime, doNothing, options);
  runtime.close();
  return { manifest: runtime.manifest, pyodide };
}

/** Open the runtime and request what every start needs; `pyodideModules` is a promise of Pyodide's JavaScript. */
async function beginFetching(folder, onProgress, compiled) {
  const runtime = await openRuntime(folder, onProgress, compiled);
  return { folder, pyodideModules: importPyodide(runtime.file), ...runtime };
}

/** Start Python from its archives; each step begins when its files have arrived, while others are still being fetched. */
async function startFromArchives(runtime, onLaunch, options) {
  const [standardLibrary, libraries, numpy, ownPackage] = [STANDARD_LIBRARY, LIBRARIES, ...MODULES].map(runtime.file);
  Promise.all([runtime.file(INTERPRETER), standardLibrary, libraries, numpy, ownPackage]).then(onLaunch, doNothing);
  const fsInit = async (FS) => unpack(FS, (await pendingOnFailure(standardLibrary)).bytes);
  const pyodide = await load(runtime, standardLibrary, { fsInit, ...options });
  await unpackLate(pyodide, [libraries, numpy]);
  importModule(pyodide, "numpy").destroy();
  await unpackLate(pyodide, [ownPackage]);
  return pyodide;
}

/** Restore Python from a memory in which all modules have been imported; only compiled code is loaded again. */
async function startFromMemory({ state, memory }, runtime, libraries, onLaunch) {
  Promise.all([runtime.file(INTERPRETER), libraries, memory]).then(onLaunch, doNothing);
  const { createPyodideModule } = await runtime.pyodideModules;
  return load(runtime, libraries, restoringOptions(createPyodideModule, libraries, state, memory));
}

/** Import Pyodide's JavaScript; the interpreter is requested right after it, and not awaited here. */
function importPyodide(file) {
  const imports = ["pyodide.asm.mjs", "pyodide.mjs"].map(async (name) => import((await file(name)).url));
  file(INTERPRETER);
  return markHandled(
    Promise.all(imports).then(([{ default: createPyodideModule }, { loadPyodide }]) => ({ loadPyodide, createPyodideModule })),
  );
}

/** Python's extension modules, compiled, in the order of their archive. */
function compiledLibraries(file) {
  return markHandled(file(LIBRARIES).then(({ libraries }) => libraries));
}

/** Import a Python module without garbage collection: it would take a twelfth of the time, and modules are never garbage. */
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

/** Unpack archives into a running Python; its import system may have cached that their modules do not exist. */
async function unpackLate(pyodide, archives) {
  for (const { bytes } of await Promise.all(archives)) unpack(pyodide.FS, bytes);
  pyodide.runPython("import sys; sys.path_importer_cache.clear()");
}

/**
 * Call loadPyodide. If the interpreter or `needed` cannot be fetched, loadPyodide never returns, and this is rejected with the
 * Fault.
 */
async function load({ folder, manifest, file, pyodideModules }, needed, options) {
  const { loadPyodide, createPyodideModule } = await pyodideModules;
  interceptPyodideRequests(folder, pendingOnFailure(file(INTERPRETER)));
  const lockFileContents = { info: manifest.lockInfo, packages: {} };
  const starting = loadPyodide({ indexURL: folder, createPyodideModule, lockFileContents, ...options });
  const [pyodide] = await Promise.all([starting, file(INTERPRETER), needed]);
  return pyodide;
}

/** Stay pending on failure, so that Pyodide sees no error in the middle of its start. */
const pendingOnFailure = (promise) => promise.catch(() => new Promise(doNothing));

/** Answer the requests that Pyodide makes itself, by the file names that it knows, with files that are here already. */
function interceptPyodideRequests(folder, interpreter) {
  const answers = {
    [INTERPRETER]: async () => asResponse(await interpreter),
    "python_stdlib.zip": () => new Response(), // unpacked from STANDARD_LIBRARY instead
  };
  const fetchFromNetwork = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href).href;
    const answer = url.startsWith(folder) && answers[url.slice(folder.length)];
    return answer ? answer() : fetchFromNetwork(input, init);
  };
  // Pyodide passes a promise of the response.
  const instantiate = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const response = await source;
    const module = moduleOf.get(response);
    if (!module) return instantiate.call(WebAssembly, response, imports);
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
}

const moduleOf = new WeakMap(); // compiled modules, by the responses that stand for them

/** A response with the WebAssembly file; an empty one if it has been compiled, and then `moduleOf` has the module. */
function asResponse({ bytes, module }) {
  const response = new Response(module ? null : bytes, { headers: { "Content-Type": "application/wasm" } });
  if (module) moduleOf.set(response, module);
  return response;
}

/** The interpreter by its name, if it has been compiled: then a later worker need not fetch it. */
async function compiledInterpreter(file) {
  const interpreter = await file(INTERPRETER);
  return interpreter.module ? { [INTERPRETER]: interpreter } : {};
}

function installOnDemandArchive(pyodide, folder, { file, sha256 }) {
  const onDemandArchive = pyodide.pyimport("pyodide_widgets.browser.worker.on_demand_archive");
  let archive;
  onDemandArchive.install(
    (anew) => pyodide.toPy((archive = getSynchronously(folder + file, anew))),
    () => unpack(pyodide.FS, archive),
    sha256,
  );
  onDemandArchive.destroy();
}
