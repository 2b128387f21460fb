/** Workers from modules of this site, also for a page in a sandboxed frame. */

/**
 * Start a worker.
 *
 * A frame that is sandboxed without `allow-same-origin` has an origin of its own, and browsers start workers of one's own origin
 * only: there the worker is a script made here that imports the module. For that the server has to allow other origins to read
 * the file. It is a classic script, since Chromium does not let such a frame start a module; what arrives before the module has
 * been imported is kept for it.
 *
 * @param {URL} url of the module, which sets `self.onmessage`
 * @returns {Worker}
 */
export function moduleWorker(url) {
  if (globalThis.origin !== "null") return new Worker(url, { type: "module" });
  const script = `
    self.importScripts = () => { throw new TypeError("not in a module"); }; // by which Pyodide knows what it runs in
    const early = [];
    self.onmessage = (event) => early.push(event);
    import(${JSON.stringify(url.href)}).then(
      () => early.forEach((event) => self.onmessage(event)),
      (error) => setTimeout(() => { throw error; }), // so that it reaches the page as an error event
    );`;
  return new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
}
