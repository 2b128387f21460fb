/** Play sounds, one at a time. */

let context = null;
let playing = null;

/**
 * Play samples, and stop whatever is playing.
 *
 * @param {Float32Array} samples
 * @param {number} rate samples per second
 * @param {() => void} onEnd called once, when the sound has ended or was stopped
 */
export function play(samples, rate, onEnd) {
  stop();
  context ??= new AudioContext();
  const buffer = context.createBuffer(1, samples.length, rate);
  buffer.copyToChannel(samples, 0);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(context.destination);
  source.onended = () => {
    if (playing?.source === source) playing = null;
    onEnd();
  };
  playing = { source };
  context.resume();
  source.start();
}

/** Stop whatever is playing. */
export function stop() {
  playing?.source.stop();
  playing = null;
}

document.addEventListener("visibilitychange", () => document.hidden && stop());
