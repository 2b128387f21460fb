/**
 * Run scripts after the first figures have been painted and respond: those of <link rel="preload" as="script" data-late>.
 * Each link is removed when its script has run.
 *
 * The module imports nothing, so that these scripts run even if the modules of the widgets fail to load.
 */

const MAX_DELAY = 1000; // milliseconds to wait for an idle moment
const PARSED = "DOMContentLoaded";
const idle = globalThis.requestIdleCallback ?? setTimeout;

document.addEventListener(PARSED, start, { once: true });

function start() {
  if (document.hidden) runAll(); // a hidden page paints no frames
  else requestAnimationFrame(() => setTimeout(() => idle(runAll, { timeout: MAX_DELAY })));
}

async function runAll() {
  const links = document.querySelectorAll("link[data-late]");
  if (!links.length) return; // then no script has missed the event below
  for (const link of links) {
    link.removeAttribute("rel"); // Material's script rewrites href, and with `rel` the browser would fetch it again
    await runScript(link.href);
    link.remove();
  }
  // These scripts may wait for this event, which has been dispatched already. Listeners that have had it use `once`.
  document.dispatchEvent(new Event(PARSED));
}

function runScript(src) {
  return new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = src;
    script.onload = script.onerror = resolve;
    document.body.append(script);
  });
}
