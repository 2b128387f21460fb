/** Written by `mkdocs serve` in place of the service worker: whoever has one from an earlier visit gets rid of it. */

const ONCE_MORE = 500; // milliseconds

self.addEventListener("install", () => {
  self.skipWaiting();
  // Chromium lets it wait for minutes where the worker before was just being asked for a file; a second call is heard.
  setTimeout(() => self.skipWaiting(), ONCE_MORE);
});
self.addEventListener("activate", (event) => event.waitUntil(end()));

async function end() {
  const ours = `pyodide-widgets ${self.registration.scope} `;
  for (const name of await caches.keys()) if (name.startsWith(ours)) await caches.delete(name);
  await self.registration.unregister();
  for (const client of await self.clients.matchAll({ type: "window" })) client.navigate(client.url);
}
