/**
 * The messages between the page and the worker that runs Python: all of them, and nothing else crosses.
 * Every message is a plain object with a `type`; an answer carries the `id` of its question; errors cross as values.
 *
 * Page to worker
 *   start   {type, runtime, fromSnapshot, compiled} fetch the runtime from this folder (a URL) and start Python, from a
 *                                         snapshot if one is kept and this is true; with what an earlier worker compiled, if
 *                                         there was one; sent once
 *   render  {type, id, name, texts, lang} draw a widget; texts: parameters by name, each a string
 *   listen  {type, id, name, texts, lang, track} compute what a track of a widget sounds like
 *   stop    {type, id}                    the drawing with this id is no longer wanted, if it is still being prepared
 *
 * Worker to page
 *   progress {type, loaded, total}        bytes of the runtime that have arrived; comes several times a second in any case
 *   launching {type, snapshot}            everything is there, Python is being started; the key of the snapshot it comes
 *                                         from, if it does
 *   ready    {type, compiled}             Python answers; what has been compiled, for a worker that may have to take over
 *   broken   {type, fault}                the start failed, or what is fetched right after it; nothing more will come
 *   working  {type, id, done}             a drawing takes long to prepare; the share that is done; more will come
 *   stopped  {type, id}                   it was stopped, as asked
 *   rendered {type, id, html, duration}   the widget's inner HTML; milliseconds that Python took, preparation aside
 *   heard    {type, id, samples, rate}    the track: a Float32Array, and how many samples a second has
 *   failed   {type, id, fault}            this one drawing or track failed; the next may succeed
 *
 * A fault is {kind, file?, message}: `kind` is one of FAULTS, and words.mjs has a sentence for each.
 */

export const FAULTS = Object.freeze({
  missing: "missing", // the server has no such file
  altered: "altered", // a file's bytes are not those that were to come
  network: "network", // a file did not arrive
  spoilt: "spoilt", // what was kept for the start is not whole; it is gone, and the start is tried again without a word
  start: "start", // Python did not start, with everything there
  python: "python", // Python raised an exception
});

/** An error that says which kind of fault it is, so that it can cross as a value and be told in the reader's words. */
export class Fault extends Error {
  constructor(kind, message, file) {
    super(message);
    this.kind = kind;
    this.file = file;
  }
}

/** The value of any error; those of unknown origin count as `kind`. */
export function faultOf(error, kind) {
  return { kind: error.kind ?? kind, file: error.file, message: String(error.message ?? error) };
}

export const start = (runtime, fromSnapshot, compiled) => ({ type: "start", runtime, fromSnapshot, compiled });
export const render = (id, name, texts, lang) => ({ type: "render", id, name, texts, lang });
export const listen = (id, name, texts, lang, track) => ({ type: "listen", id, name, texts, lang, track });
export const stop = (id) => ({ type: "stop", id });

export const progress = (loaded, total) => ({ type: "progress", loaded, total });
export const launching = (snapshot) => ({ type: "launching", snapshot });
export const ready = (compiled) => ({ type: "ready", compiled });
export const broken = (fault) => ({ type: "broken", fault });
export const working = (id, done) => ({ type: "working", id, done });
export const stopped = (id) => ({ type: "stopped", id });
export const rendered = (id, html, duration) => ({ type: "rendered", id, html, duration });
export const heard = (id, samples, rate) => ({ type: "heard", id, samples, rate });
export const failed = (id, fault) => ({ type: "failed", id, fault });
