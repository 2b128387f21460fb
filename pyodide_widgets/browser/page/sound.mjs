/** Play sounds, one at a time. */

const PATIENCE = 1000; // milliseconds in which the browser's sound has to start

let context = null;
let playing = null; // {source, onEnd}

/**
 * Stop whatever is playing, and get ready for the next sound. To be called while a click is being handled: browsers do not let
 * a page start sound at any other time, and computing the samples may take longer than they remember the click.
 */
export function prepareSound() {
  stop();
  if (!context) {
    context = new AudioContext();
    // Another program may take the loudspeaker; a suspended source reports no end.
    context.onstatechange = ({ target }) => target.state !== "running" && stop();
  }
  context.resume().catch(() => {}); // `play` finds out
}

/**
 * Play samples; `prepareSound` comes before.
 *
 * @param {Float32Array} samples
 * @param {number} rate samples per second
 * @param {() => void} onEnd called once, when the sound has ended or was stopped
 * @returns {Promise<boolean>} whether it plays: not where there is no device, or the browser does not allow it
 */
export async function play(samples, rate, onEnd) {
  const used = context;
  if (!used) return false; // an earlier sound did not start
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  await Promise.race([used.resume().catch(() => {}), patience]);
  if (used.state !== "running") {
    context = null; // the next click tries anew
    used.close().catch(() => {});
    return false;
  }
  stop();
  const buffer = used.createBuffer(1, samples.length, rate);
  buffer.copyToChannel(samples, 0);
  const source = used.createBufferSource();
  source.buffer = buffer;
  source.connect(used.destination);
  playing = { source, onEnd };
  source.onended = () => playing?.source === source && stop();
  source.start();
  return true;
}

/** Stop whatever is playing. */
export function stop() {
  if (!playing) return;
  const { source, onEnd } = playing;
  playing = null;
  source.stop();
  onEnd();
}

document.addEventListener("visibilitychange", () => document.hidden && stop());
