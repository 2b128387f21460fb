/**
 * The memory of a started Python: taken out of one, and put into another that then is where the first one was.
 *
 * It fits only where compiled code has the same addresses. So the libraries are loaded before the runtime begins, always in
 * the same order, and what can be compared is compared. All this goes through inner parts of Pyodide and Emscripten;
 * whatever is not as expected raises an error, and Python is then to be started the ordinary way.
 */

const PAGE = 4096; // bytes; pages of zeros are not kept
const FREE_BLOCK = 1 << 20; // bytes; free memory is looked for in blocks of this size and of its halves
const SMALLEST_BLOCK = 1 << 10;

/**
 * @typedef {Promise<[string, WebAssembly.Module][]>} Libraries paths in the file system and compiled code, in a fixed order
 * @typedef {{state: Uint8Array, size: number, runs: [number, number][], pages: Uint8Array, handles: Record<string, string>,
 *   functions: number, librariesEnd: {functions: number, memory: number}}} Memory
 *   state: what Pyodide itself has to know; size: of all memory, in bytes; runs: first page and number of pages that are
 *   not zeros, and pages: their bytes; handles: the libraries that Python has opened; functions: the length of the table
 *   of functions; librariesEnd: where the libraries end in the table and in memory
 */

/**
 * Options for `loadPyodide`, so that the memory of what is started can be taken.
 *
 * @param {Function} createPyodideModule Pyodide's own
 * @param {Libraries} libraries
 */
export function forTaking(createPyodideModule, libraries) {
  return { _makeSnapshot: true, createPyodideModule: withLibraries(createPyodideModule, libraries, () => {}) };
}

/**
 * Take the memory of a Pyodide that was started with the options of `forTaking`.
 *
 * @returns {Memory}
 */
export function takeMemory(pyodide) {
  const { _module: module } = pyodide;
  zeroFreeMemory(module);
  const snapshot = pyodide.makeMemorySnapshot();
  const [, begin] = new Uint32Array(snapshot.buffer, 0, 2);
  const memory = snapshot.subarray(begin);
  const functions = module.wasmTable.length;
  for (let place = module.librariesEnd.functions; place < functions; place++) {
    if (module.wasmTable.get(place)) throw new Error("a function has been added that could not be added again");
  }
  const libraries = Object.entries(module.LDSO.loadedLibsByHandle).filter(([handle]) => handle !== "0");
  const handles = Object.fromEntries(libraries.map(([handle, { name }]) => [handle, name]));
  return { state: snapshot.slice(0, begin), size: memory.length, ...withoutZeros(memory), handles, functions, librariesEnd: module.librariesEnd };
}

/**
 * Options for `loadPyodide`, so that what is started has a memory that was taken before.
 *
 * @param {Function} createPyodideModule Pyodide's own
 * @param {Libraries} libraries the same as when it was taken
 * @param {Uint8Array} state what Pyodide has to know before it begins
 * @param {Promise<Memory>} memory is awaited later
 */
export function fromMemory(createPyodideModule, libraries, state, memory) {
  const putBack = async (module) => put(module, await memory);
  // Pyodide gets the state alone; it would want the memory in one piece, zeros included.
  return { _loadSnapshot: state, createPyodideModule: withLibraries(createPyodideModule, libraries, putBack) };
}

function withLibraries(createPyodideModule, libraries, finish) {
  return async (settings) => {
    const loading = new Promise((resolve, reject) => {
      settings.preRun.push(async (module) => {
        module.addRunDependency("libraries");
        try {
          resolve(loadLibraries(module, await libraries));
          module.removeRunDependency("libraries");
        } catch (error) {
          reject(error); // and the module waits for ever
        }
      });
    });
    const [module, librariesEnd] = await Promise.all([createPyodideModule(settings), loading]);
    module.librariesEnd = librariesEnd;
    await finish(module);
    return module;
  };
}

/** Load libraries before the runtime begins: then each gets its place in memory one after the other. */
function loadLibraries(module, libraries) {
  for (const [path, code] of libraries) {
    const library = module.newDSO(path, undefined, "loading");
    library.exports = module.loadWebAssemblyModule(code, { loadAsync: false, global: false, nodelete: true }, path, {});
    library.global = false;
  }
  return { functions: module.wasmTable.length, memory: endOfMemory(module) };
}

function put(module, { size, runs, pages, handles, functions, librariesEnd }) {
  const [now, then] = [module.librariesEnd, librariesEnd].map((end) => JSON.stringify(end));
  if (now !== then) throw new Error(`libraries end at ${now}, and once ended at ${then}`);
  module.HEAPU8.fill(0, 0, endOfMemory(module)); // beyond that nothing has been written yet
  module.growMemory(size);
  if (module.HEAPU8.length < size) throw new Error(`there is no memory of ${size} bytes`);
  let from = 0;
  for (const [first, count] of runs) {
    const bytes = pages.subarray(from, (from += count * PAGE));
    module.HEAPU8.set(bytes, first * PAGE);
  }
  if (from !== pages.length) throw new Error(`${pages.length} bytes are there, and ${from} were to be put back`);
  // A place in the table that was given back is in no use; but what is new must not be found there either.
  module.wasmTable.grow(functions - module.wasmTable.length);
  const { loadedLibsByHandle, loadedLibsByName } = module.LDSO;
  for (const [handle, path] of Object.entries(handles)) loadedLibsByHandle[handle] = loadedLibsByName[path];
}

const endOfMemory = ({ HEAPU32, _emscripten_get_sbrk_ptr }) => HEAPU32[_emscripten_get_sbrk_ptr() >>> 2];

/** Half of the memory after a start is free again, but still holds what once was there. */
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
