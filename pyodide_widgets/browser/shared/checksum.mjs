/**
 * A checksum that detects accidental damage in transfer or storage, in a tenth of the time of a cryptographic hash.
 *
 * It is no protection against an attacker: whoever can change the bytes can also change the manifest beside them, which
 * holds the expected checksum.
 */

const PIECE = 4096; // words

/**
 * Fletcher's checksum over 32-bit words; runtime/checksum.py computes the same and says more.
 *
 * @param {Uint8Array} bytes that begin at a multiple of four in their buffer
 * @returns {string} differs if any one word is changed, and if two different words are exchanged
 */
export function checksum(bytes) {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  const sums = new Int32Array(2);
  for (let at = 0; at < words.length; at += PIECE) add(words, at, Math.min(at + PIECE, words.length), sums);
  const last = lastWord(bytes);
  add(last, 0, last.length, sums);
  return [bytes.length, ...sums].map((number) => (number >>> 0).toString(16)).join("-");
}

// A function of its own, called for each piece: engines optimise functions that are called often sooner than long loops.
function add(words, from, to, sums) {
  let [sum, sumOfSums] = sums;
  for (let at = from; at < to; at++) {
    sum = (sum + words[at]) | 0;
    sumOfSums = (sumOfSums + sum) | 0;
  }
  sums[0] = sum;
  sums[1] = sumOfSums;
}

/** The bytes after the last whole word, padded with zeros; empty if there are none. */
function lastWord(bytes) {
  const remainder = bytes.subarray(bytes.length & ~3);
  const padded = new Uint8Array(remainder.length && 4);
  padded.set(remainder);
  return new Int32Array(padded.buffer);
}
