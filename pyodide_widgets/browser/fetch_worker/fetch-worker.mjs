/** The worker that fetches the files of the runtime, checks and compiles them, while its owner starts Python. */

import { members } from "../shared/archive.mjs";
import { FAULTS, begun, faultOf, fetched, received, unfetched } from "../shared/protocol.mjs";
import { fetchChecked } from "./checked-files.mjs";
import { DownloadQueue } from "./download-queue.mjs";

const MAX_IN_FLIGHT = 1e6; // bytes, uncompressed
const REPORT_INTERVAL = 50; // milliseconds between two messages about one file, which arrives in hundreds of pieces

const queue = new DownloadQueue(MAX_IN_FLIGHT);

self.onmessage = async ({ data: message }) => {
  if (message.type === "fetch") await answer(message);
};
self.postMessage(begun());

async function answer({ id, url, entry, holdsLibraries }) {
  let missing = entry.size;
  let unreported = 0;
  let reportedAt = 0;
  const onBytes = (count) => {
    missing -= count;
    unreported += count;
    queue.release(count);
    if (performance.now() - reportedAt < REPORT_INTERVAL) return;
    self.postMessage(received(id, unreported));
    reportedAt = performance.now();
    unreported = 0;
  };
  await queue.enqueue(entry.size);
  try {
    const file = await fetchChecked(url, entry, onBytes);
    if (holdsLibraries) file.libraries = await compileMembers(file.bytes);
    self.postMessage(fetched(id, unreported, file), file.bytes ? [file.bytes.buffer] : []);
  } catch (error) {
    self.postMessage(unfetched(id, faultOf(error, FAULTS.start)));
  } finally {
    queue.release(missing); // nothing more arrives, whether the file came whole or not
  }
}

/** The libraries in an archive, in its order: paths and compiled code. */
function compileMembers(archive) {
  const libraries = [...members(archive)].filter(([path]) => path.endsWith(".so"));
  return Promise.all(libraries.map(async ([path, content]) => [path, await WebAssembly.compile(content)]));
}
