/** Files of the runtime, downloaded by this worker: a few at a time, in the order of the calls; checked, and their code compiled. */

import { members } from "./archive.mjs";
import { fetchChecked } from "./checked-files.mjs";
import { DownloadQueue } from "./download-queue.mjs";

const MAX_IN_FLIGHT = 1e6; // bytes, uncompressed

const queue = new DownloadQueue(MAX_IN_FLIGHT);

/**
 * @param {string} url
 * @param {{size: number, checksum: string}} entry the file's entry in the manifest
 * @param {{holdsLibraries: boolean, onBytes: (count: number) => void}} options whether the file is an archive with libraries;
 *   what is called as bytes arrive
 * @returns {Promise<import("./runtime-files.mjs").RuntimeFile>}
 * @throws {Fault} it is missing, altered, or does not arrive
 */
export async function download(url, entry, { holdsLibraries, onBytes }) {
  let missing = entry.size;
  const arrived = (count) => {
    missing -= count;
    queue.release(count);
    onBytes(count);
  };
  await queue.enqueue(entry.size);
  try {
    const file = await fetchChecked(url, entry, arrived);
    if (holdsLibraries) file.libraries = await compileMembers(file.bytes);
    return file;
  } finally {
    queue.release(missing); // nothing more arrives, whether the file came whole or not
  }
}

/** The libraries in an archive, in its order: paths and compiled code. */
function compileMembers(archive) {
  const libraries = [...members(archive)].filter(([path]) => path.endsWith(".so"));
  return Promise.all(libraries.map(async ([path, content]) => [path, await WebAssembly.compile(content)]));
}
