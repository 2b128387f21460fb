/**
 * Whether bytes are still what they were: a checksum that takes a tenth of the time of a cryptographic hash.
 *
 * It finds what breaks by itself, on the way or where it is kept. It is no protection against malice; but who can change
 * the bytes could change what they are compared with, too: the manifest that lies beside them.
 */

const PIECE = 4096; // words

/**
 * Fletcher's, over words of 32 bits; runtime/checksum.py says more.
 *
 * @param {Uint8Array} bytes at the beginning of a buffer
 * @returns {string} any one word that is changed gives another, and so do two that change places
 */
export function checksum(bytes) {
  const whole = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  const sums = new Int32Array(2);
  for (let at = 0; at < whole.length; at += PIECE) add(whole, at, Math.min(at + PIECE, whole.length), sums);
  const last = lastWord(bytes);
  add(last, 0, last.length, sums);
  return [bytes.length, ...sums].map((number) => (number >>> 0).toString(16)).join("-");
}

// Called for piece after piece: a browser makes its best code of functions that are called often, not of long loops.
function add(words, from, to, sums) {
  let [sum, sumOfSums] = sums;
  for (let at = from; at < to; at++) {
    sum = (sum + words[at]) | 0;
    sumOfSums = (sumOfSums + sum) | 0;
  }
  sums[0] = sum;
  sums[1] = sumOfSums;
}

/** What is left when the whole words have been taken, filled up with zeros. */
function lastWord(bytes) {
  const rest = bytes.subarray(bytes.length & ~3);
  const filled = new Uint8Array(rest.length && 4);
  filled.set(rest);
  return new Int32Array(filled.buffer);
}
