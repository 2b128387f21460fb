/**
 * The service worker: it keeps the site, and the files of the runtime once Python has been used, for visits without a network.
 *
 * `build/offline.py` writes it to the root of the site, with SITE in front of it: {version, files, onRequest, runtime, packages}.
 * All files of a version are fetched before any of them is used; until then the previous version answers. Archives of packages
 * and data files of widgets, which are large and needed by few pages, are kept when a page has requested them; so are the files
 * of a version that few readers need (`onRequest`). The one message that it receives
 * is documented in shared/protocol.mjs, which it cannot import: not all browsers accept modules as service workers.
 */

const SCOPE = self.registration.scope;
const PREFIX = `pyodide-widgets ${SCOPE} `; // of this site's caches: other sites may use the same origin
const SITE_CACHE = `${PREFIX}site ${SITE.version}`;
const RUNTIME_CACHE = `${PREFIX}runtime`;
const NOT_FOUND = "404.html"; // hosts that know what it is for answer it with that status
const AT_ONCE = 3; // files of the site that are fetched at the same time, beside what the page needs

self.addEventListener("install", (event) => event.waitUntil(keepSite()));
self.addEventListener("activate", (event) => event.waitUntil(removeOldVersions()));
self.addEventListener("message", ({ data }) => data.type === "keep-python" && keepPython());
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(SCOPE)) event.respondWith(answer(event));
});

/** Keep every file of this version; if one cannot be fetched, keep none. */
async function keepSite() {
  const cache = await caches.open(SITE_CACHE);
  const waiting = Object.entries(SITE.files);
  const keepNext = async () => {
    while (waiting.length) await keep(cache, ...waiting.shift(), "no-cache");
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, keepNext));
  } catch (error) {
    waiting.length = 0;
    await caches.delete(SITE_CACHE);
    console.warn(`The site is not kept for visits without a network: ${error.message}`);
    throw error;
  }
}

/**
 * Keep the files of the runtime. Their names carry hashes, so a file that is kept already is the right one, and so is what the
 * browser's HTTP cache has from the start of Python, unless it is damaged.
 */
async function keepPython() {
  const cache = await caches.open(RUNTIME_CACHE);
  for (const [path, integrity] of Object.entries(SITE.runtime)) {
    if (await cache.match(SCOPE + path)) continue;
    await keep(cache, path, integrity, "force-cache")
      .catch(() => keep(cache, path, integrity, "reload"))
      .catch(() => {});
  }
}

/** Fetch a file, compare it with its hash, and keep it. */
async function keep(cache, path, integrity, mode) {
  let response;
  try {
    response = await fetch(SCOPE + path, { integrity, cache: mode, priority: "low" });
  } catch (error) {
    throw new Error(`${path} could not be fetched, or is not the file that was published (${error.message})`);
  }
  if (!response.ok && !(path.endsWith(NOT_FOUND) && response.status === 404)) {
    throw new Error(`${path}: the server answered ${response.status}`);
  }
  // A new response: browsers refuse one that was redirected as an answer to a navigation, and one of status 404 is none to keep.
  await cache.put(SCOPE + path, new Response(response.body, { headers: response.headers }));
}

async function removeOldVersions() {
  const old = (await caches.keys()).filter((name) => name.startsWith(`${PREFIX}site `) && name !== SITE_CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  const cache = await caches.open(RUNTIME_CACHE);
  for (const { url } of await cache.keys()) if (!isOfRuntime(url.slice(SCOPE.length))) await cache.delete(url);
}

const isOfRuntime = (path) => path in SITE.runtime || path in SITE.packages;

async function keepPackage(path) {
  const cache = await caches.open(RUNTIME_CACHE);
  await keep(cache, path, SITE.packages[path], "force-cache").catch(() => {});
}

async function keepRequested(path) {
  const cache = await caches.open(SITE_CACHE);
  await keep(cache, path, SITE.onRequest[path], "force-cache").catch(() => {});
}

async function answer(event) {
  const { request } = event;
  const path = pathOf(request.url);
  // Not `caches.open`, which would create a cache again that the reader has had removed.
  const kept = await caches.match(SCOPE + encodeURI(path), {
    cacheName: isOfRuntime(path) ? RUNTIME_CACHE : SITE_CACHE,
  });
  if (kept) return kept;
  try {
    const response = await fetch(request);
    if (path in SITE.packages) event.waitUntil(keepPackage(path));
    else if (path in SITE.onRequest) event.waitUntil(keepRequested(path));
    return response;
  } catch (error) {
    if (request.mode !== "navigate") throw error;
    if (path + "/" in SITE.files) return Response.redirect(`${SCOPE}${path}/`);
    const missing = await caches.match(SCOPE + NOT_FOUND, { cacheName: SITE_CACHE });
    if (!missing) throw error;
    return new Response(missing.body, { status: 404, headers: missing.headers });
  }
}

/** The path of an address below the root of the site, as the build names it; one that cannot be decoded stays as it is. */
function pathOf(address) {
  const { origin, pathname } = new URL(address);
  const path = (origin + pathname).slice(SCOPE.length).replace(/(^|\/)index\.html$/, "$1");
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
