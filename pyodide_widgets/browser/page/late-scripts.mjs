/**
 * Scripts that can wait until the first figures are seen and answer: those of <link rel="preload" as="script" data-late>.
 * Each link goes when its script has run.
 *
 * It imports nothing, so that they come whatever becomes of the widgets.
 */

const LONGEST = 1000; // milliseconds for which a busy page may put them off
const PARSED = "DOMContentLoaded";
const idle = globalThis.requestIdleCallback ?? setTimeout;

document.addEventListener(PARSED, start, { once: true });

function start() {
  if (document.hidden) run(); // a page in the background paints nothing
  else requestAnimationFrame(() => setTimeout(() => idle(run, { timeout: LONGEST })));
}

async function run() {
  const links = document.querySelectorAll("link[data-late]");
  if (!links.length) return; // where the theme's script came as it always did, it has heard of it
  for (const link of links) {
    link.removeAttribute("rel"); // so that nothing is fetched when Material gives it its full address
    await loaded(link.href);
    link.remove();
  }
  // They may wait for the page to be parsed, and it has been. Who has heard of it before listens once, as we do.
  document.dispatchEvent(new Event(PARSED));
}

function loaded(src) {
  return new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = src;
    script.onload = script.onerror = resolve;
    document.body.append(script);
  });
}
