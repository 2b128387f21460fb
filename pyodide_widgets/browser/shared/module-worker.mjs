/** Workers from modules of this site: replaced if they do not begin, and possible for a page in a sandboxed frame too. */

// Milliseconds in which the first worker has to begin; each further one has twice as long. In Firefox some never do, on a busy
// machine; on a slow line the files that had arrived are in the browser's cache.
const LONGEST_BEGINNING = 8000;

/** Like a Worker, for a module that sets `self.onmessage` and then sends `begun`; what is posted before waits for that. */
export class ModuleWorker {
  onbegun = () => {};
  onmessage = () => {};
  onerror = () => {};
  #url;
  #worker;
  #waiting = []; // messages; undefined once the worker has begun
  #timeout; // a timer

  /** @param {URL} url of the module */
  constructor(url) {
    this.#url = url;
    this.#start(LONGEST_BEGINNING);
  }

  postMessage(message) {
    if (this.#waiting) this.#waiting.push(message);
    else this.#worker.postMessage(message);
  }

  terminate() {
    clearTimeout(this.#timeout);
    this.#worker.terminate();
  }

  #start(longest) {
    this.#worker = newWorker(this.#url);
    this.#timeout = setTimeout(() => {
      this.#worker.terminate();
      this.#start(2 * longest);
    }, longest);
    this.#worker.onmessage = (event) => {
      if (event.data.type === "begun") this.#deliver();
      else this.onmessage(event);
    };
    this.#worker.onerror = (event) => {
      clearTimeout(this.#timeout);
      this.onerror(event);
    };
  }

  #deliver() {
    clearTimeout(this.#timeout);
    for (const message of this.#waiting) this.#worker.postMessage(message);
    this.#waiting = undefined;
    this.onbegun();
  }
}

/**
 * A frame that is sandboxed without `allow-same-origin` has an origin of its own, and browsers start workers of one's own origin
 * only: there the worker is a script made here that imports the module. For that the server has to allow other origins to read
 * the file. It is a classic script, since Chromium does not let such a frame start a module.
 */
function newWorker(url) {
  if (globalThis.origin !== "null") return new Worker(url, { type: "module" });
  const script = `
    self.importScripts = () => { throw new TypeError("not in a module"); }; // by which Pyodide knows what it runs in
    import(${JSON.stringify(url.href)}).catch(
      (error) => setTimeout(() => { throw error; }), // so that it reaches the page as an error event
    );`;
  return new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
}
