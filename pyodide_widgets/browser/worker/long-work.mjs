/** Long work in slices: between two of them the worker answers other messages, and the work can be dropped. */

const SLICE = 10; // milliseconds; a single step of the work may take longer
const QUIET = 250; // milliseconds; of shorter work nothing is said

const running = new Set(); // the ids of the questions that wait for such work

/**
 * Do work to its end, unless it is dropped before.
 *
 * @param {number} id
 * @param {{next(): {value: number, done: boolean}}} work each step gives the share that is done, from 0 to 1
 * @param {(done: number) => void} report called after each slice, once the work has proved to be long
 * @returns {Promise<boolean>} whether it came to its end
 */
export async function advance(id, work, report) {
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
      if (end - begin > QUIET) report(step.value);
      await othersTurn();
    }
    return false;
  } finally {
    running.delete(id);
  }
}

/** Let work be dropped at its next slice; work that is over, or was never there, needs no dropping. */
export function drop(id) {
  running.delete(id);
}

// A timer would wait for some milliseconds each time; a message takes its place behind those that are there, and no more.
const { port1: bell, port2: door } = new MessageChannel();
const waiting = [];
door.onmessage = () => waiting.shift()();

function othersTurn() {
  return new Promise((resolve) => {
    waiting.push(resolve);
    bell.postMessage(null);
  });
}
