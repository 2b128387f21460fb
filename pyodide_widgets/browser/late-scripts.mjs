/**
 * Scripts that can wait until the first figures are seen and answer: those of <link rel="preload" as="script" data-late>.
 * Each link goes when its script has run.
 *
 * It imports nothing, so that they come whatever becomes of the widgets.
 */

const LONGEST = 1000; // milliseconds for which a busy page may put them off

function run() {
  for (const link of document.querySelectorAll("link[data-late]")) {
    const script = document.createElement("script");
    script.src = link.href;
    script.async = false; // in their order
    script.addEventListener("load", () => link.remove());
    document.body.append(script);
  }
}

const idle = globalThis.requestIdleCallback ?? setTimeout;

// A page in the background paints nothing.
if (document.hidden) run();
else requestAnimationFrame(() => setTimeout(() => idle(run, { timeout: LONGEST })));
