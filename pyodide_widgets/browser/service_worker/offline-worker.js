/**
 * The service worker: it keeps the site, and the files of the runtime once Python has been used, for visits without a network.
 *
 * `build/offline.py` writes it to the root of the site, with SITE in front of it: {version, files, runtime}. All files of a
 * version are fetched before any of them is used; until then the previous version answers. The one message that it receives
 * is documented in shared/protocol.mjs, which it cannot import: not all browsers accept modules as service workers.
 */

const SCOPE = self.registration.scope;
const PREFIX = `pyodide-widgets ${SCOPE} `; // of this site's caches: other sites may use the same origin
const SITE_CACHE = `${PREFIX}site ${SITE.version}`;
const RUNTIME_CACHE = `${PREFIX}runtime`;

self.addEventListener("install", (event) => event.waitUntil(keepSite()));
self.addEventListener("activate", (event) => event.waitUntil(removeOldVersions()));
self.addEventListener("message", ({ data }) => data.type === "keep-python" && keepPython());
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(SCOPE)) event.respondWith(answer(event.request));
});

/** Keep every file of this version; if one cannot be fetched, keep none. */
async function keepSite() {
  const cache = await caches.open(SITE_CACHE);
  try {
    await Promise.all(Object.entries(SITE.files).map(([path, integrity]) => keep(cache, path, integrity)));
  } catch (error) {
    await caches.delete(SITE_CACHE);
    throw error;
  }
}

/** Keep the files of the runtime. Their names carry hashes, so a file that is kept already is the right one. */
async function keepPython() {
  const cache = await caches.open(RUNTIME_CACHE);
  for (const [path, integrity] of Object.entries(SITE.runtime)) {
    if (!(await cache.match(SCOPE + path))) await keep(cache, path, integrity).catch(() => {});
  }
}

async function keep(cache, path, integrity) {
  // The browser's HTTP cache may have the file of another version, so the server is asked.
  const response = await fetch(SCOPE + path, { integrity, cache: "no-cache" });
  if (!response.ok) throw new Error(`${path}: the server answered ${response.status}`);
  await cache.put(SCOPE + path, response);
}

async function removeOldVersions() {
  const old = (await caches.keys()).filter((name) => name.startsWith(`${PREFIX}site `) && name !== SITE_CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  const cache = await caches.open(RUNTIME_CACHE);
  for (const { url } of await cache.keys()) if (!(url.slice(SCOPE.length) in SITE.runtime)) await cache.delete(url);
}

async function answer(request) {
  const path = decodeURI(request.url.slice(SCOPE.length)).replace(/[?#].*$/s, "").replace(/(^|\/)index\.html$/, "$1");
  // Not `caches.open`, which would create a cache again that the reader has had removed.
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
