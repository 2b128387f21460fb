/** The worker that fetches the files of the runtime, checks and compiles them, while its owner starts Python. */

import { download } from "../shared/downloads-in-order.mjs";
import { FAULTS, begun, faultOf, fetched, received, unfetched } from "../shared/protocol.mjs";

const REPORT_INTERVAL = 50; // milliseconds between two messages about one file, which arrives in hundreds of pieces

self.onmessage = async ({ data: message }) => {
  if (message.type === "fetch") await answer(message);
};
self.postMessage(begun());

async function answer({ id, url, entry, holdsLibraries }) {
  let unreported = 0;
  let reportedAt = 0;
  const onBytes = (count) => {
    unreported += count;
    if (performance.now() - reportedAt < REPORT_INTERVAL) return;
    self.postMessage(received(id, unreported));
    reportedAt = performance.now();
    unreported = 0;
  };
  try {
    const file = await download(url, entry, { holdsLibraries, onBytes });
    self.postMessage(fetched(id, unreported, file), file.bytes ? [file.bytes.buffer] : []);
  } catch (error) {
    self.postMessage(unfetched(id, faultOf(error, FAULTS.start)));
  }
}
