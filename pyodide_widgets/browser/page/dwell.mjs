/** How long the reader has spent in each section of a page. The times are kept in this object only, and never stored or sent. */

const MAX_SECTIONS = 24; // on a page with more headings, only h2 begin a section
// A heading counts as passed when it is above a line at two fifths of the window's height, however far above.
const ABOVE_LINE = { rootMargin: "1000000px 0px -60% 0px" };

export class Dwell {
  #seconds = new Map(); // by heading, in the order of the page
  #passed = new Set();
  #current = null; // the heading of the present section: the last one that is passed
  #since = 0; // the time of the last count, or null while the page is hidden
  #observer = new IntersectionObserver((entries) => this.#update(entries), ABOVE_LINE);
  #listeners = new AbortController();

  /** @param {Element} page contains the headings */
  constructor(page) {
    let headings = [...page.querySelectorAll("h2, h3")];
    if (headings.length > MAX_SECTIONS) headings = headings.filter(({ localName }) => localName === "h2");
    for (const heading of headings) {
      this.#seconds.set(heading, 0);
      this.#observer.observe(heading);
    }
    this.#since = document.hidden ? null : performance.now();
    document.addEventListener("visibilitychange", () => this.#count(), { signal: this.#listeners.signal });
  }

  /** The times so far: a line per section, with its seconds and its heading. */
  text() {
    this.#count();
    return [...this.#seconds].map(([heading, seconds]) => `${seconds.toFixed(1)} ${nameOf(heading)}`).join("\n");
  }

  /** Set all times to zero. */
  reset() {
    this.#count();
    for (const heading of this.#seconds.keys()) this.#seconds.set(heading, 0);
  }

  /** End the measurement. */
  stop() {
    this.#observer.disconnect();
    this.#listeners.abort();
  }

  /** Add the time since the last count to the present section. */
  #count() {
    const now = performance.now();
    if (this.#current && this.#since !== null) {
      this.#seconds.set(this.#current, this.#seconds.get(this.#current) + (now - this.#since) / 1000);
    }
    this.#since = document.hidden ? null : now;
  }

  #update(entries) {
    this.#count();
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#passed.add(target);
      else this.#passed.delete(target);
    }
    this.#current = [...this.#seconds.keys()].findLast((heading) => this.#passed.has(heading)) ?? null;
  }
}

/** The text of a heading, without the link to itself that MkDocs adds. */
function nameOf(heading) {
  const copy = heading.cloneNode(true);
  for (const link of copy.querySelectorAll(".headerlink")) link.remove();
  return copy.textContent.trim().replace(/\s+/g, " ");
}
