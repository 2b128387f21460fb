/**
 * The service worker: it keeps the site, and the files of the runtime once Python has been used, for visits without a network.
 *
 * `build/offline.py` writes it to the root of the site, with SITE in front of it: {version, files, onRequest, runtime, packages,
 * types, policy}. All files of a version are fetched before any of them is used; until then the previous version answers.
 * Archives of packages and data files of widgets, which are large and needed by few pages, are kept when a page has requested
 * them; so are the files of a version that few readers need (`onRequest`).
 *
 * Another site of the same origin can write into these caches. So of a kept file only the bytes are used, and only if they have
 * the hash that is written here; the headers of an answer are made here.
 *
 * The one message that it receives is documented in shared/protocol.mjs, which it cannot import: not all browsers accept modules
 * as service workers.
 */

const SCOPE = self.registration.scope;
const PREFIX = `pyodide-widgets ${SCOPE} `; // of this site's caches: other sites may use the same origin
const SITE_CACHE = `${PREFIX}site ${SITE.version}`;
const RUNTIME_CACHE = `${PREFIX}runtime`;
const FAILED_CACHE = `${PREFIX}failed`;
const FAILED_AT = `${SCOPE}failed?${SITE.version}`; // its text is when, in milliseconds
const RETRY = 3600_000; // milliseconds after an install that failed, in which the same version is not fetched again
const HOST_CHECK = 10_000; // milliseconds between two questions whether the host still has this site
const [LOOK_INTERVAL, MOST_LOOKS] = [100, 50]; // milliseconds between two looks for a page that is being opened; how many
const NOT_FOUND = "404.html"; // hosts that know what it is for answer it with that status
const AT_ONCE = 2; // files of the site that are fetched at the same time, beside what the page needs

self.addEventListener("install", (event) => event.waitUntil(keepSite()));
self.addEventListener("activate", (event) => event.waitUntil(removeOldVersions()));
self.addEventListener("message", (event) => event.data.type === "keep-python" && event.waitUntil(keepPython()));
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(SCOPE)) event.respondWith(answer(event));
});

/** Keep every file of this version; if one cannot be fetched, keep none, and try again after a while only. */
async function keepSite() {
  const failed = await caches.match(FAILED_AT, { cacheName: FAILED_CACHE });
  const since = failed ? Date.now() - Number(await failed.text()) : Infinity;
  if (since >= 0 && since < RETRY) throw new Error("this version could not be fetched a short while ago");
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
    await (await caches.open(FAILED_CACHE)).put(FAILED_AT, new Response(String(Date.now())));
    console.warn(`The site is not kept for visits without a network: ${error.message}`);
    throw error;
  }
  await caches.delete(FAILED_CACHE);
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
  // A new response: browsers refuse one that was redirected as an answer to a navigation, and to keep one with `Vary: *`.
  await cache.put(SCOPE + path, new Response(response.body));
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
  if (request.mode === "navigate") event.waitUntil(endIfSiteIsGone(event.resultingClientId));
  const kept = await keptFile(path);
  if (kept) return kept;
  try {
    const response = await fetch(request);
    if (path in SITE.packages) event.waitUntil(keepPackage(path));
    else if (path in SITE.onRequest) event.waitUntil(keepRequested(path));
    return response;
  } catch (error) {
    if (request.mode !== "navigate") throw error;
    if (path + "/" in SITE.files) return Response.redirect(`${SCOPE}${path}/`);
    const missing = await keptFile(NOT_FOUND, 404);
    if (!missing) throw error;
    return missing;
  }
}

/** The answer with a kept file, if its bytes are those that were published; others are removed. */
async function keptFile(path, status = 200) {
  const integrity = SITE.files[path] ?? SITE.onRequest[path] ?? SITE.runtime[path] ?? SITE.packages[path];
  if (!integrity) return undefined;
  const cacheName = isOfRuntime(path) ? RUNTIME_CACHE : SITE_CACHE;
  // Not `caches.open`, which would create a cache again that the reader has had removed.
  const kept = await caches.match(SCOPE + encodeURI(path), { cacheName });
  if (!kept) return undefined;
  const bytes = await kept.arrayBuffer();
  if ((await integrityOf(bytes)) === integrity) return new Response(bytes, { status, headers: headersOf(path) });
  await (await caches.open(cacheName)).delete(SCOPE + encodeURI(path));
  return undefined;
}

/** A hash in the form that SITE has. */
async function integrityOf(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256-${btoa(String.fromCharCode(...hash))}`;
}

function headersOf(path) {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const ending = file.includes(".") ? file.slice(file.lastIndexOf(".")) : ".html";
  const headers = {
    "Content-Type": SITE.types[ending] ?? "application/octet-stream",
    "X-Content-Type-Options": "nosniff",
    "X-Kept": "yes", // so that the page looks for no compressed copy, which is not kept
  };
  // Pages that other sites may show have theirs in a <meta>.
  const isForFrames = /(^|\/)embed\//.test(path);
  if (SITE.policy && !isForFrames) headers["Content-Security-Policy"] = `${SITE.policy}; frame-ancestors 'self'`;
  return headers;
}

let checkedHostAt = 0;

/**
 * End and remove all that is kept if the host has this site no longer: browsers keep a service worker whose file is missing,
 * and it would go on answering for whatever site is served from this address next.
 */
async function endIfSiteIsGone(clientId) {
  if (Date.now() - checkedHostAt < HOST_CHECK) return;
  checkedHostAt = Date.now();
  const response = await fetch(self.location.href, { cache: "no-cache" }).catch(() => undefined);
  if (!response) return; // no network
  const isOther = response.ok && !/javascript/.test(response.headers.get("Content-Type"));
  if (response.status !== 404 && response.status !== 410 && !isOther) return;
  await self.clients.get(clientId); // resolves when the page is there
  for (const name of await caches.keys()) if (name.startsWith(PREFIX)) await caches.delete(name);
  await self.registration.unregister();
  const pages = await pagesOf(clientId);
  await Promise.allSettled(pages.map((page) => page.navigate(page.url)));
  // Chromium, busy, sometimes has the registration again once no page is left that it was kept for.
  await self.registration.unregister();
}

/** The pages of this site that are open, among them the one that is being opened: it may take a moment to be among them. */
async function pagesOf(openedId) {
  for (let look = 1; ; look++) {
    const pages = await self.clients.matchAll({ type: "window" });
    if (pages.some(({ id }) => id === openedId) || look === MOST_LOOKS) return pages;
    await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL));
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
