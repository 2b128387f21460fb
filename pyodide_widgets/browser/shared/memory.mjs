/**
 * The memory of a started Python: taken from one Pyodide, and restored into another, which then is in the same state.
 *
 * That works only if compiled code has the same addresses in both. So the libraries are loaded before the runtime begins,
 * always in the same order, and the addresses where they end are compared. All this uses internals of Pyodide and Emscripten;
 * whatever is not as expected raises an error, and the caller then starts Python without a snapshot.
 */

const PAGE = 4096; // bytes; pages of zeros are left out
const FREE_BLOCK = 1 << 20; // bytes; free memory is allocated in blocks of this size, then of half, and so on
const SMALLEST_BLOCK = 1 << 10;

/**
 * @typedef {Promise<[string, WebAssembly.Module][]>} Libraries paths in the file system and compiled code, in a fixed order
 * @typedef {{state: Uint8Array, size: number, runs: [number, number][], pages: Uint8Array, handles: Record<string, string>,
 *   functions: number, librariesEnd: {functions: number, memory: number}}} Memory
 *   state: what Pyodide itself stores in a snapshot; size: of all memory, in bytes; runs: first page and number of pages that
 *   are not zeros, and pages: their bytes; handles: the libraries that Python has opened; functions: the length of the table
 *   of functions; librariesEnd: where the libraries end in that table and in memory
 */

/**
 * Options for `loadPyodide` with which the memory of that Pyodide can be taken.
 *
 * @param {Function} createPyodideModule Pyodide's own
 * @param {Libraries} libraries
 */
export function takingOptions(createPyodideModule, libraries) {
  return { _makeSnapshot: true, createPyodideModule: withLibraries(createPyodideModule, libraries, () => {}) };
}

/**
 * Take the memory of a Pyodide that was started with `takingOptions`.
 *
 * @returns {Memory}
 * @throws {Error} Python has added functions that could not be restored
 */
export function takeMemory(pyodide) {
  const { _module: module } = pyodide;
  zeroFreeMemory(module);
  const snapshot = pyodide.makeMemorySnapshot();
  const [, begin] = new Uint32Array(snapshot.buffer, 0, 2);
  const memory = snapshot.subarray(begin);
  const functions = module.wasmTable.length;
  for (let place = module.librariesEnd.functions; place < functions; place++) {
    if (module.wasmTable.get(place)) throw new Error("a function was added after the libraries, and cannot be restored");
  }
  const libraries = Object.entries(module.LDSO.loadedLibsByHandle).filter(([handle]) => handle !== "0");
  const handles = Object.fromEntries(libraries.map(([handle, { name }]) => [handle, name]));
  return { state: snapshot.slice(0, begin), size: memory.length, ...withoutZeros(memory), handles, functions, librariesEnd: module.librariesEnd };
}

/**
 * Options for `loadPyodide` that restore a memory.
 *
 * @param {Function} createPyodideModule Pyodide's own
 * @param {Libraries} libraries the same as when it was taken
 * @param {Uint8Array} state the memory's, which Pyodide needs before it begins
 * @param {Promise<Memory>} memory awaited only after the libraries have been loaded
 */
export function restoringOptions(createPyodideModule, libraries, state, memory) {
  const restoreWhenLoaded = async (module) => restore(module, await memory);
  // Pyodide gets the state alone: it would expect the memory in one piece, with its zeros.
  return { _loadSnapshot: state, createPyodideModule: withLibraries(createPyodideModule, libraries, restoreWhenLoaded) };
}

/** A function like `createPyodideModule` that loads libraries before the runtime begins, and calls `finish` at the end. */
function withLibraries(createPyodideModule, libraries, finish) {
  return async (settings) => {
    const loading = new Promise((resolve, reject) => {
      settings.preRun.push(async (module) => {
        module.addRunDependency("libraries");
        try {
          resolve(loadLibraries(module, await libraries));
          module.removeRunDependency("libraries");
        } catch (error) {
          reject(error); // the dependency stays, so that Emscripten does not go on without the libraries
        }
      });
    });
    const [module, librariesEnd] = await Promise.all([createPyodideModule(settings), loading]);
    module.librariesEnd = librariesEnd;
    await finish(module);
    return module;
  };
}

/** Load libraries; before the runtime begins, each is placed in memory right behind the one before. */
function loadLibraries(module, libraries) {
  for (const [path, code] of libraries) {
    const library = module.newDSO(path, undefined, "loading");
    library.exports = module.loadWebAssemblyModule(code, { loadAsync: false, global: false, nodelete: true }, path, {});
    library.global = false;
  }
  return { functions: module.wasmTable.length, memory: endOfMemory(module) };
}

function restore(module, { size, runs, pages, handles, functions, librariesEnd }) {
  const [found, expected] = [module.librariesEnd, librariesEnd].map((end) => JSON.stringify(end));
  if (found !== expected) throw new Error(`libraries end at ${found}, in the snapshot at ${expected}`);
  module.HEAPU8.fill(0, 0, endOfMemory(module)); // nothing has been written beyond that
  module.growMemory(size);
  if (module.HEAPU8.length < size) throw new Error(`memory cannot grow to ${size} bytes`);
  let from = 0;
  for (const [first, count] of runs) {
    const bytes = pages.subarray(from, (from += count * PAGE));
    module.HEAPU8.set(bytes, first * PAGE);
  }
  if (from !== pages.length) throw new Error(`the snapshot has ${pages.length} bytes of pages, its runs ${from}`);
  // Places of functions that were removed before the snapshot are in its memory's free list; no new function may get them.
  module.wasmTable.grow(functions - module.wasmTable.length);
  const { loadedLibsByHandle, loadedLibsByName } = module.LDSO;
  for (const [handle, path] of Object.entries(handles)) loadedLibsByHandle[handle] = loadedLibsByName[path];
}

const endOfMemory = ({ HEAPU32, _emscripten_get_sbrk_ptr }) => HEAPU32[_emscripten_get_sbrk_ptr() >>> 2];

/** Overwrite free memory with zeros: half of the memory after a start is free, and still holds old values. */
function zeroFreeMemory(module) {
  const blocks = [];
  for (let size = FREE_BLOCK; size >= SMALLEST_BLOCK; size /= 2) {
    for (let end = endOfMemory(module), block; end === endOfMemory(module); ) {
      block = module._malloc(size) >>> 0;
      if (!block) break;
      blocks.push(block);
      module.HEAPU8.fill(0, block, block + size);
    }
  }
  blocks.forEach((block) => module._free(block));
}

function withoutZeros(memory) {
  const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.byteLength / 4);
  const perPage = PAGE / 4;
  const isZero = (page) => words.subarray(page * perPage, (page + 1) * perPage).every((word) => word === 0);
  const runs = [];
  for (let page = 0; page < words.length / perPage; page++) {
    if (isZero(page)) continue;
    const last = runs.at(-1);
    if (last && last[0] + last[1] === page) last[1]++;
    else runs.push([page, 1]);
  }
  const pages = new Uint8Array(runs.reduce((sum, [, count]) => sum + count, 0) * PAGE);
  let to = 0;
  for (const [first, count] of runs) {
    pages.set(memory.subarray(first * PAGE, (first + count) * PAGE), to);
    to += count * PAGE;
  }
  return { runs, pages };
}
