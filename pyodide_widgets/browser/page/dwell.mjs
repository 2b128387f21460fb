/** How long the reader has been at each section of a page: known to this object alone, and gone with it. */

const MOST = 24; // sections; if there are more, only those of the first rank count
// A heading is passed when it is above this line: everything above the lower three fifths of the window.
const PASSED = { rootMargin: "1000000px 0px -60% 0px" };

export class Dwell {
  #seconds = new Map(); // by heading, in the order of the page
  #passed = new Set();
  #current = null; // the heading of the section that the reader is at
  #since = 0; // from when on its time has not been counted, or null while the page cannot be seen
  #observer = new IntersectionObserver((entries) => this.#moved(entries), PASSED);
  #watch = new AbortController();

  /** @param {Element} page what the headings are in */
  constructor(page) {
    let headings = [...page.querySelectorAll("h2, h3")];
    if (headings.length > MOST) headings = headings.filter(({ localName }) => localName === "h2");
    for (const heading of headings) {
      this.#seconds.set(heading, 0);
      this.#observer.observe(heading);
    }
    this.#since = document.hidden ? null : performance.now();
    document.addEventListener("visibilitychange", () => this.#count(), { signal: this.#watch.signal });
  }

  /** The times so far, a line for each section: its seconds and its heading. */
  text() {
    this.#count();
    return [...this.#seconds].map(([heading, seconds]) => `${seconds.toFixed(1)} ${nameOf(heading)}`).join("\n");
  }

  forget() {
    this.#count();
    for (const heading of this.#seconds.keys()) this.#seconds.set(heading, 0);
  }

  stop() {
    this.#observer.disconnect();
    this.#watch.abort();
  }

  /** Credit the section that the reader is at with the time since the last count. */
  #count() {
    const now = performance.now();
    if (this.#current && this.#since !== null) {
      this.#seconds.set(this.#current, this.#seconds.get(this.#current) + (now - this.#since) / 1000);
    }
    this.#since = document.hidden ? null : now;
  }

  #moved(entries) {
    this.#count();
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#passed.add(target);
      else this.#passed.delete(target);
    }
    this.#current = [...this.#seconds.keys()].findLast((heading) => this.#passed.has(heading)) ?? null;
  }
}

/** What a heading says, without the mark that links to it. */
function nameOf(heading) {
  const copy = heading.cloneNode(true);
  for (const mark of copy.querySelectorAll(".headerlink")) mark.remove();
  return copy.textContent.trim().replace(/\s+/g, " ");
}
