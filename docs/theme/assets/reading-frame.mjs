/**
 * The element <reading-frame>, for a long article: how much of it is read, which chapter this is and how many minutes are left,
 * and the way back to where a reader left off. Its sentences are attributes, which the template writes.
 */

// A unit of text, and how many are read in a minute; the same as in tests/test_article.py.
const READ = { zh: [/[\u4e00-\u9fff]/g, 400], en: [/[A-Za-z’]+/g, 250] };
const NOT_READ = "details, table, .footnote, :has(> py-widget), py-widget, py-code, py-challenge"; // in the minutes of the main line
const LINE = 0.3; // where in the window one reads, as a share of its height
const NARROW = 480; // pixels; below, the header has room for the minutes only
const REST = 500; // milliseconds without scrolling, after which the place is noted
// Material shows the page's title there once the first heading is out of sight.
const HEADER = '[data-md-component="header-title"] .md-header__topic:last-child .md-ellipsis';

class ReadingFrame extends HTMLElement {
  #chapters = []; // {heading, minutes}
  #connection = new AbortController();
  #frame = 0;
  #rest = 0;

  connectedCallback() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    const whenIdle = window.requestIdleCallback ?? setTimeout;
    whenIdle(() => signal.aborted || this.#begin(signal));
  }

  disconnectedCallback() {
    this.#connection.abort();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#rest);
  }

  #begin(signal) {
    this.#chapters = chaptersOf(this.closest("article") ?? document.body);
    if (!this.#chapters.length) return;
    const bar = document.createElement("div");
    bar.className = "reading-bar";
    bar.append(document.createElement("span"));
    this.replaceChildren(bar);
    this.#offerToResume(signal);
    for (const kind of ["scroll", "resize"]) addEventListener(kind, () => this.#moved(), { signal, passive: true });
    this.#show();
  }

  #moved() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#show());
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => remember(this.#place()), REST);
  }

  #show() {
    const { chapter, share } = this.#at();
    const minutes = this.#chapters.map((each) => each.minutes);
    const all = sum(minutes);
    const read = sum(minutes.slice(0, chapter)) + share * minutes[chapter];
    this.querySelector(".reading-bar > span").style.transform = `scaleX(${(read / all).toFixed(4)})`;
    const header = document.querySelector(HEADER);
    if (!header) return;
    const minutesLeft = Math.round(all - read);
    const left = minutesLeft ? this.dataset.left.replace("{minutes}", minutesLeft) : "";
    const title = titleOf(this.#chapters[chapter].heading);
    const text = innerWidth < NARROW && left ? left : [title, left].filter(Boolean).join(" · ");
    if (header.textContent.trim() !== text) header.textContent = text;
  }

  /** The chapter that is being read, and the share of it that is read. */
  #at() {
    const line = innerHeight * LINE;
    const tops = this.#chapters.map(({ heading }) => heading.getBoundingClientRect().top);
    const chapter = Math.max(0, tops.findLastIndex((top) => top <= line));
    const end = tops[chapter + 1] ?? this.closest("article").getBoundingClientRect().bottom;
    return { chapter, share: Math.min(1, Math.max(0, (line - tops[chapter]) / (end - tops[chapter]))) };
  }

  /** The id of the last heading above the line where one reads; null before the second chapter, where there is no way to go back. */
  #place() {
    const { chapter } = this.#at();
    if (chapter < 1) return null;
    const headings = [...this.closest("article").querySelectorAll("h2[id], h3[id]")];
    return headings.findLast((each) => each.getBoundingClientRect().top <= innerHeight * LINE)?.id ?? null;
  }

  #offerToResume(signal) {
    const heading = document.getElementById(remembered());
    if (!heading || location.hash || scrollY > 0) return;
    const offer = document.createElement("p");
    offer.className = "reading-resume";
    const link = document.createElement("a");
    link.href = `#${heading.id}`;
    link.textContent = this.dataset.resume.replace("{chapter}", titleOf(heading));
    const dismiss = document.createElement("button");
    dismiss.type = "button";
    dismiss.textContent = "×";
    dismiss.setAttribute("aria-label", this.dataset.dismiss);
    offer.append(link, dismiss);
    const remove = () => offer.remove();
    for (const each of [link, dismiss]) each.addEventListener("click", remove);
    addEventListener("scroll", () => scrollY > innerHeight && remove(), { signal, passive: true });
    this.append(offer);
  }
}

/** The chapters of an article: its headings of the second order, and the minutes that their main line takes. */
function chaptersOf(article) {
  const [unit, aMinute] = READ[document.documentElement.lang] ?? READ.en;
  const chapters = [];
  for (const element of article.children) {
    if (element.matches("h2[id]")) chapters.push({ heading: element, minutes: 0 });
    else if (chapters.length && !element.matches(NOT_READ)) {
      chapters.at(-1).minutes += (element.textContent.match(unit) ?? []).length / aMinute;
    }
  }
  return chapters;
}

/** The text of a heading, without the link to itself. */
const titleOf = (heading) =>
  [...heading.childNodes].filter((node) => !node.matches?.(".headerlink")).map(({ textContent }) => textContent).join("").trim();

const sum = (numbers) => numbers.reduce((all, each) => all + each, 0);

// Where nothing can be kept, nothing is.
const key = () => `reading ${location.pathname}`;

function remember(id) {
  try {
    if (id === null) localStorage.removeItem(key());
    else localStorage.setItem(key(), id);
  } catch {
    // A private window, or storage that is full.
  }
}

function remembered() {
  try {
    return localStorage.getItem(key());
  } catch {
    return null;
  }
}

customElements.define("reading-frame", ReadingFrame);
