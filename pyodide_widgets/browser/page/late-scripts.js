/**
 * Run scripts after the first figures have been painted and respond: those of <link as="script" data-late>.
 * Where Python starts with the page they wait until it answers, or until the reader touches the page: they would take the
 * processor from it. Each link is removed when its script has run.
 *
 * A classic script, so that the theme works where browsers load no modules, as on pages that are opened from a disk; and it
 * uses nothing else, so that it works where the modules of the widgets fail to load. If this file fails to load itself,
 * without-modules.js runs the scripts; a link's `data-late` is "taken" when that is not needed.
 */

(() => {
  const MAX_DELAY = 1000; // milliseconds to wait for an idle moment
  const MAX_START = 3000; // milliseconds to wait for Python
  const PARSED = "DOMContentLoaded";
  const USES = ["pointerdown", "keydown", "wheel", "touchstart"];
  const idle = globalThis.requestIdleCallback ?? setTimeout;

  document.addEventListener(PARSED, start, { once: true });

  function start() {
    for (const link of document.querySelectorAll("link[data-late]")) link.dataset.late = "taken";
    if (document.hidden) runAll(); // a hidden page paints no frames
    else requestAnimationFrame(() => setTimeout(() => pythonStarted().then(() => idle(runAll, { timeout: MAX_DELAY }))));
  }

  /** Wait until Python answers, if it is being started; not for long, and not for a reader who uses the page. */
  function pythonStarted() {
    const was = (state) => performance.getEntriesByName(`pyodide-widgets:${state}`).length > 0; // marks of python.mjs
    if (!was("loading")) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => (was("ready") || was("broken")) && resolve();
      new PerformanceObserver(end).observe({ type: "mark", buffered: true });
      for (const use of USES) addEventListener(use, resolve, { once: true, passive: true });
      setTimeout(resolve, MAX_START);
    });
  }

  async function runAll() {
    const links = document.querySelectorAll("link[data-late]");
    if (!links.length) return; // then no script has missed the event below
    for (const link of links) {
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
})();
