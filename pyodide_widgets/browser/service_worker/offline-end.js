/** Written by `mkdocs serve` in place of the service worker: it removes one that an earlier visit has installed, and itself. */

const SECOND_TRY = 500; // milliseconds

self.addEventListener("install", () => {
  self.skipWaiting();
  // Chromium ignores the first call for minutes if the previous worker was answering a request at that moment.
  setTimeout(() => self.skipWaiting(), SECOND_TRY);
});
self.addEventListener("activate", (event) => event.waitUntil(removeAll()));

async function removeAll() {
  const prefix = `pyodide-widgets ${self.registration.scope} `;
  for (const name of await caches.keys()) if (name.startsWith(prefix)) await caches.delete(name);
  await self.registration.unregister();
  for (const client of await self.clients.matchAll({ type: "window" })) client.navigate(client.url);
}
