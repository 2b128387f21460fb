/**
 * Downloads in the order in which they are needed: the next one begins when little is left of those before it. So the first
 * has the line almost to itself, and the line is never idle.
 */

export class Turns {
  #room;
  #waiting = []; // {size, begin}, in their order

  /** @param {number} room how many bytes may be under way; with fewer, a fast line far away would be idle between two files */
  constructor(room) {
    this.#room = room;
  }

  /**
   * @param {number} size bytes that will come
   * @returns {Promise<void>} resolved when it may begin
   */
  take(size) {
    return new Promise((begin) => {
      this.#waiting.push({ size, begin });
      this.give(0);
    });
  }

  /** So many bytes have come, or will not come any more. */
  give(count) {
    this.#room += count;
    while (this.#waiting.length && this.#room > 0) {
      const { size, begin } = this.#waiting.shift();
      this.#room -= size;
      begin();
    }
  }
}
