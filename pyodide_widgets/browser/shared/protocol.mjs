/**
 * Every message between the contexts of a page: four channels, and a constructor for each message. No message is built
 * anywhere else, and a receiver knows no other types. Test: tests/browser/test_protocol.py.
 *
 * A message is a plain object with a `type`. An answer carries the `id` of its request. Errors are sent as values: a fault
 * is {kind, message, file?}, where `kind` is one of FAULTS.
 *
 * 0. Python worker or fetch worker to its owner (shared/module-worker.mjs)
 *   begun    {type}                       the first message: its script runs
 *
 * 1. Page to Python worker (page/python.mjs, worker/python-worker.mjs)
 *   start    {type, runtime, fromSnapshot, compiled}  sent once, as the first message: start Python with the files of this
 *                                         folder (a URL); from a snapshot if one is kept and `fromSnapshot` is true;
 *                                         `compiled` is what an earlier worker of this page sent with `ready`, if there was one
 *   render   {type, id, name, texts, lang}  draw a widget; texts: its parameters by name, each a string
 *   listen   {type, id, name, texts, lang, track}  compute the samples of one of a widget's tracks
 *   load-packages {type, id, name, texts, lang}  fetch the packages and data files that a widget needs, and draw it once
 *   stop     {type, id}                   cancel the drawing with this id, if its long work has not ended
 *   run-code {type, id, archive, module, name, source}  let a reader's source take the place of a function; `archive` is
 *                                         {url, integrity} of the Python that does it, here and below
 *   restore-code {type, id, archive}      let the published code run again
 *   check-solution {type, id, archive, module, solution, lang}  check a challenge; solution: {source, name, texts}
 *   run-cases {type, id, archive, module, name, data}  run the cases that a function gives for the data, {url, integrity}
 *    Python worker to page
 *   progress {type, loaded, total}        bytes of the runtime that have arrived; sent several times a second while files
 *                                         arrive, also without a change, so that the page can tell a slow start from a dead worker
 *   launching {type, snapshot}            all files are there and Python is starting; the key of the snapshot, if from one
 *   ready    {type, compiled, needPackages}  Python answers requests; what has been compiled, for a worker that replaces this
 *                                         one; the names of the widgets that need packages or data files
 *   broken   {type, fault}                the start failed, or a file that is fetched after it; the worker sends nothing more
 *   working  {type, id, done}             a drawing takes long: the share of its work that is done; more follows
 *   stopped  {type, id}                   the drawing was cancelled
 *   rendered {type, id, html, duration, notes}  the widget's inner HTML; milliseconds that Python took to draw, without long
 *                                         work; while a reader's code runs, how its results differed in kind, by function
 *   sound    {type, id, samples, rate}    the track: a Float32Array, and samples per second
 *   fetching {type, id, loaded, total}    bytes of a widget's packages or data files that have arrived; more follows
 *   packages-loaded {type, id}            a widget's packages can be imported, and its data files read
 *   case-run {type, id, name, fault, total}  the result of a case, of so many; no fault if it passed; more follows
 *   answered {type, id, value}            what was asked about a reader's code is done
 *   failed   {type, id, fault, notes}     this drawing or track failed, or a file that it needs; later ones may succeed; notes as above
 *
 * 2. Python worker or snapshot worker to fetch worker (shared/fetcher.mjs, fetch_worker/fetch-worker.mjs)
 *   fetch    {type, id, url, entry, holdsLibraries}  fetch this file and check it against its entry in the manifest; compile the
 *                                         libraries in it if it is an archive with some
 *    Fetch worker to its owner
 *   received {type, id, count}            bytes that have arrived since the last message; negative when a file is fetched again
 *   fetched  {type, id, count, file}      the file, and the bytes since the last message; nothing more follows for this id
 *   unfetched {type, id, fault}           the file is missing, altered or unreachable; nothing more follows for this id
 *
 * 3. Page to snapshot worker (page/offline.mjs, snapshot/snapshot-worker.mjs)
 *   make-snapshot {type, runtime}         make a snapshot with the runtime of this folder (a URL); sent once
 *    Snapshot worker to page
 *   snapshot-ended {type}                 one is kept now, or none can be made; the worker ends soon
 *
 * 4. Page to service worker (page/offline.mjs, service_worker/offline-worker.js), which answers nothing. It is a classic
 *    script and cannot import this module; the test holds its literal equal to this one.
 *   keep-python {type}                    keep the files of the runtime for visits without a network
 */

export const FAULTS = Object.freeze({
  missing: "missing", // the server has no such file
  altered: "altered", // a file's bytes differ from what the manifest says
  network: "network", // a file did not arrive
  snapshot: "snapshot", // the kept snapshot was damaged and is removed; the page starts again without it and shows nothing
  start: "start", // Python did not start although all files were there
  python: "python", // Python raised an exception
});

/** An error with a kind of fault, so that it can be sent as a value and shown as a sentence in the page's language. */
export class Fault extends Error {
  constructor(kind, message, file) {
    super(message);
    this.kind = kind;
    this.file = file;
  }
}

/** The value that is sent for an error; one that is no Fault counts as `kind`. */
export function faultOf(error, kind) {
  return { kind: error.kind ?? kind, file: error.file, message: String(error.message ?? error) };
}

/** The Fault that a received value stands for. */
export const faultFrom = ({ kind, message, file }) => new Fault(kind, message, file);

// Python worker or fetch worker to its owner
export const begun = () => ({ type: "begun" });

// Page to Python worker
export const start = (runtime, fromSnapshot, compiled) => ({ type: "start", runtime, fromSnapshot, compiled });
export const render = (id, name, texts, lang) => ({ type: "render", id, name, texts, lang });
export const listen = (id, name, texts, lang, track) => ({ type: "listen", id, name, texts, lang, track });
export const loadPackages = (id, name, texts, lang) => ({ type: "load-packages", id, name, texts, lang });
export const stop = (id) => ({ type: "stop", id });
export const runCode = (id, archive, module, name, source) => ({ type: "run-code", id, archive, module, name, source });
export const restoreCode = (id, archive) => ({ type: "restore-code", id, archive });
export const checkSolution = (id, archive, module, solution, lang) => ({ type: "check-solution", id, archive, module, solution, lang });
export const runCases = (id, archive, module, name, data) => ({ type: "run-cases", id, archive, module, name, data });

// Python worker to page
export const progress = (loaded, total) => ({ type: "progress", loaded, total });
export const launching = (snapshot) => ({ type: "launching", snapshot });
export const ready = (compiled, needPackages) => ({ type: "ready", compiled, needPackages });
export const broken = (fault) => ({ type: "broken", fault });
export const working = (id, done) => ({ type: "working", id, done });
export const stopped = (id) => ({ type: "stopped", id });
export const rendered = (id, html, duration, notes) => ({ type: "rendered", id, html, duration, notes });
export const sound = (id, samples, rate) => ({ type: "sound", id, samples, rate });
export const fetching = (id, loaded, total) => ({ type: "fetching", id, loaded, total });
export const packagesLoaded = (id) => ({ type: "packages-loaded", id });
export const caseRun = (id, name, fault, total) => ({ type: "case-run", id, name, fault, total });
export const answered = (id, value) => ({ type: "answered", id, value });
export const failed = (id, fault, notes) => ({ type: "failed", id, fault, notes });

// Owner to fetch worker
export const fetchFile = (id, url, entry, holdsLibraries) => ({ type: "fetch", id, url, entry, holdsLibraries });

// Fetch worker to its owner
export const received = (id, count) => ({ type: "received", id, count });
export const fetched = (id, count, file) => ({ type: "fetched", id, count, file });
export const unfetched = (id, fault) => ({ type: "unfetched", id, fault });

// Page to snapshot worker
export const makeSnapshot = (runtime) => ({ type: "make-snapshot", runtime });

// Snapshot worker to page
export const snapshotEnded = () => ({ type: "snapshot-ended" });

// Page to service worker
export const keepPython = () => ({ type: "keep-python" });
