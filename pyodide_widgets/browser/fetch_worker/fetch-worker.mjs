/**
 * A worker that fetches the files of the runtime, checks and compiles them, while the one that runs Python has other work.
 *
 * Question  {id, url, entry, holdsLibraries} fetch this file, whose entry in the manifest this is, and compile what is in it
 *                                            if it is an archive of libraries
 * Answers   {id, count}                      so many bytes have come since the last word; may be less than nothing
 *           {id, count, file}                it is there; nothing more will come
 *           {id, fault}                      it will not come; a fault is as in protocol.mjs
 */

import { members } from "../shared/archive.mjs";
import { fetchChecked } from "./checked-files.mjs";
import { FAULTS, faultOf } from "../shared/protocol.mjs";
import { Turns } from "./download-queue.mjs";

const UNDER_WAY = 1e6; // bytes, unpacked
const BEAT = 50; // milliseconds between two words of a file that is arriving: they come in hundreds of pieces

const turns = new Turns(UNDER_WAY);

self.onmessage = async ({ data: { id, url, entry, holdsLibraries } }) => {
  let left = entry.size;
  let untold = 0;
  let toldAt = 0;
  const onBytes = (count) => {
    left -= count;
    untold += count;
    turns.give(count);
    if (performance.now() - toldAt < BEAT) return;
    self.postMessage({ id, count: untold });
    toldAt = performance.now();
    untold = 0;
  };
  await turns.take(entry.size);
  try {
    const file = await fetchChecked(url, entry, onBytes);
    if (holdsLibraries) file.libraries = await compiled(file.bytes);
    self.postMessage({ id, count: untold, file }, file.bytes ? [file.bytes.buffer] : []);
  } catch (error) {
    self.postMessage({ id, fault: faultOf(error, FAULTS.start) });
  } finally {
    turns.give(left);
  }
};

/** What is in an archive of libraries: paths and compiled code, in its order. */
function compiled(archive) {
  return Promise.all([...members(archive)].map(async ([path, content]) => [path, await WebAssembly.compile(content)]));
}
