/**
 * The service worker: it keeps the site, and Python once that has been used, so that both are there without a network.
 *
 * `offline.py` writes it at the root of the site, with SITE in front: {version, files, runtime}. All files of one version are
 * fetched before any of them is used; until then the version before answers. A page asks for Python to be kept as well.
 * Browsers load it as a classic script, for not all of them take modules here.
 */

const SCOPE = self.registration.scope;
const OURS = `pyodide-widgets ${SCOPE} `; // other sites may live below the same origin
const SITE_CACHE = `${OURS}site ${SITE.version}`;
const RUNTIME_CACHE = `${OURS}runtime`;

self.addEventListener("install", (event) => event.waitUntil(keepSite()));
self.addEventListener("activate", (event) => event.waitUntil(forgetTheOld()));
self.addEventListener("message", ({ data }) => data.type === "keep-python" && keepPython());
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(SCOPE)) event.respondWith(answer(event.request));
});

/** Keep every file of this version, or nothing. */
async function keepSite() {
  const cache = await caches.open(SITE_CACHE);
  try {
    await Promise.all(Object.entries(SITE.files).map(([path, integrity]) => keep(cache, path, integrity)));
  } catch (error) {
    await caches.delete(SITE_CACHE);
    throw error;
  }
}

/** Keep what Python needs. The files' names carry their hashes, so those of another version are other files. */
async function keepPython() {
  const cache = await caches.open(RUNTIME_CACHE);
  for (const [path, integrity] of Object.entries(SITE.runtime)) {
    if (!(await cache.match(SCOPE + path))) await keep(cache, path, integrity).catch(() => {});
  }
}

async function keep(cache, path, integrity) {
  // What the browser has kept by itself may be of another version; the server says whether it still holds.
  const response = await fetch(SCOPE + path, { integrity, cache: "no-cache" });
  if (!response.ok) throw new Error(`${path}: the server answered ${response.status}`);
  await cache.put(SCOPE + path, response);
}

async function forgetTheOld() {
  const old = (await caches.keys()).filter((name) => name.startsWith(`${OURS}site `) && name !== SITE_CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  const cache = await caches.open(RUNTIME_CACHE);
  for (const { url } of await cache.keys()) if (!(url.slice(SCOPE.length) in SITE.runtime)) await cache.delete(url);
}

async function answer(request) {
  const path = decodeURI(request.url.slice(SCOPE.length)).replace(/[?#].*$/s, "").replace(/(^|\/)index\.html$/, "$1");
  // Not through `open`, which would make anew what has been removed.
  const kept = await caches.match(SCOPE + encodeURI(path), {
    cacheName: path in SITE.runtime ? RUNTIME_CACHE : SITE_CACHE,
  });
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    if (request.mode !== "navigate") throw error;
    if (path + "/" in SITE.files) return Response.redirect(`${SCOPE}${path}/`);
    const missing = await caches.match(SCOPE + "404.html", { cacheName: SITE_CACHE });
    if (!missing) throw error;
    return new Response(missing.body, { status: 404, headers: missing.headers });
  }
}
