/** Long work in time slices: between two of them the worker handles other messages, and the work can be cancelled. */

const SLICE = 10; // milliseconds; a single step of the work may take longer
const REPORT_AFTER = 250; // milliseconds; shorter work is not reported

const running = new Set(); // the ids of the requests whose work is running

/**
 * Run work to its end, unless it is cancelled.
 *
 * @param {number} id of the request
 * @param {{next(): {value: number, done: boolean}}} work each step gives the share that is done, from 0 to 1
 * @param {(done: number) => void} report called after each slice, once the work has taken longer than `REPORT_AFTER`
 * @returns {Promise<boolean>} false if it was cancelled
 */
export async function runInSlices(id, work, report) {
  const begin = performance.now();
  running.add(id);
  try {
    while (running.has(id)) {
      const end = performance.now() + SLICE;
      let step;
      do {
        step = work.next();
        if (step.done) return true;
      } while (performance.now() < end);
      if (end - begin > REPORT_AFTER) report(step.value);
      await handlePendingMessages();
    }
    return false;
  } finally {
    running.delete(id);
  }
}

/** End the work of a request after its present slice; without effect if it has ended, or the request has none. */
export function cancel(id) {
  running.delete(id);
}

// A message to oneself is handled right after those that are waiting; a timer would add milliseconds to every slice.
const { port1: sender, port2: receiver } = new MessageChannel();
const resolvers = [];
receiver.onmessage = () => resolvers.shift()();

function handlePendingMessages() {
  return new Promise((resolve) => {
    resolvers.push(resolve);
    sender.postMessage(null);
  });
}
