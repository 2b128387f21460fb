/** Work that nobody waits for, done in steps while the page asks for nothing: each step keeps the worker from answering. */

const QUIET = 1000; // milliseconds without a request, after which the next step may begin
const GAP = 20; // milliseconds between two steps, in which requests are received

let lastRequest = 0; // a time

/** To be called for each request. */
export function noteRequest() {
  lastRequest = performance.now();
}

/** @param {{next(): {done: boolean}}} work a step at each call of `next` */
export async function runWhenQuiet(work) {
  do {
    let wait = GAP;
    while (wait > 0) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait = lastRequest + QUIET - performance.now();
    }
  } while (!work.next().done);
}
