/**
 * Downloads in the order in which they are needed: the next one begins when few bytes of those before it are outstanding.
 * The first file gets almost the whole bandwidth, and the connection is not idle between two files.
 */

export class DownloadQueue {
  #capacity; // bytes that may still be put in flight; the next download begins while this is positive
  #waiting = []; // {size, begin}, in their order

  /** @param {number} capacity bytes in flight; too few leave a fast connection with a long delay idle between two files */
  constructor(capacity) {
    this.#capacity = capacity;
  }

  /**
   * @param {number} size bytes of the download
   * @returns {Promise<void>} resolved when it may begin
   */
  enqueue(size) {
    return new Promise((begin) => {
      this.#waiting.push({ size, begin });
      this.release(0);
    });
  }

  /** Count bytes that have arrived, or will not arrive any more, as no longer in flight. */
  release(count) {
    this.#capacity += count;
    while (this.#waiting.length && this.#capacity > 0) {
      const { size, begin } = this.#waiting.shift();
      this.#capacity -= size;
      begin();
    }
  }
}
