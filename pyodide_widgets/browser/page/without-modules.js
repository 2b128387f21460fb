/**
 * What a page does where the widgets' module does not run: browsers load no modules from a file that is opened directly, and an
 * extension, a policy or a server may stand in the way. The figures stay as built, a sentence above the first one says why, and
 * controls that would have no effect are hidden. Pages that are opened from a disk link to files in place of folders.
 *
 * A classic script, for the same reason. Its element has the sentences, as `data-file` and `data-blocked`.
 */

(() => {
  const { file, blocked } = document.currentScript.dataset;
  const isFile = location.protocol === "file:";

  if (isFile) document.addEventListener("click", nameFile, true);
  // By then all modules have run that could be loaded.
  addEventListener("load", () => {
    runUntakenScripts();
    if (!customElements.get("py-widget")) explain();
  });

  function explain() {
    const first = document.querySelector("py-widget");
    if (!first) return;
    document.documentElement.dataset.pwStill = "";
    const sentence = document.createElement("p");
    sentence.className = "pw-still";
    sentence.textContent = isFile ? file : blocked;
    first.before(sentence);
  }

  /** A web server gives a folder's index.html; without one, the link has to name it. */
  function nameFile({ target }) {
    const link = target.closest?.("a[href]");
    if (link?.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
  }

  /** Run the scripts that late-scripts.js was to run, if it was not loaded. */
  function runUntakenScripts() {
    const links = [...document.querySelectorAll('link[data-late=""]')];
    for (const link of links) {
      const script = document.createElement("script");
      script.async = false; // in order
      script.src = link.href;
      if (link === links.at(-1)) script.onload = () => document.dispatchEvent(new Event("DOMContentLoaded"));
      link.remove();
      document.body.append(script);
    }
  }
})();
