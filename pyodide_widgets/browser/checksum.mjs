/**
 * Whether bytes are still what they were: a checksum that takes a tenth of the time of a cryptographic hash.
 *
 * It finds what breaks by itself, on the way or where it is kept. It is no protection against malice; but who can change
 * the bytes could change what they are compared with, too: the manifest that lies beside them.
 */

/**
 * Fletcher's, over words of 32 bits; site/checksum.py says more.
 *
 * @param {Uint8Array} bytes at the beginning of a buffer
 * @returns {string} any one word that is changed gives another, and so do two that change places
 */
export function checksum(bytes) {
  const whole = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  let [sum, sums] = [0, 0];
  for (const words of [whole, lastWord(bytes)]) {
    for (let at = 0; at < words.length; at++) {
      sum = (sum + words[at]) | 0;
      sums = (sums + sum) | 0;
    }
  }
  return [bytes.length, sum, sums].map((number) => (number >>> 0).toString(16)).join("-");
}

/** What is left when the whole words have been taken, filled up with zeros. */
function lastWord(bytes) {
  const rest = bytes.subarray(bytes.length & ~3);
  const filled = new Uint8Array(rest.length && 4);
  filled.set(rest);
  return new Uint32Array(filled.buffer);
}
