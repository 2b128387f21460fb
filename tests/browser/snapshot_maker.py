"""Having a snapshot of Python made at once, where a page would wait for a calm moment; and what is kept of it."""

from __future__ import annotations

from playwright.sync_api import Page

from .waiting import wait_until

MAKE = """async () => {
  const { makeSnapshot } = await import("/pyodide-widgets/shared/protocol.mjs");
  const worker = new Worker("/pyodide-widgets/snapshot/snapshot-worker.mjs", { type: "module" });
  worker.postMessage(makeSnapshot(new URL("/pyodide-widgets/runtime/", location.href).href));
}"""
# What is kept: the address of each entry, and whether it is a snapshot or the note that one was no good.
KEPT = """async () => {
  const name = (await caches.keys()).find((name) => name.endsWith(" snapshot"));
  if (!name) return [];
  const cache = await caches.open(name);
  const kept = (await cache.keys()).map(async (request) => [
    request.url,
    (await cache.match(request)).headers.has("X-Checksum") ? "snapshot" : "note",
  ]);
  return Promise.all(kept);
}"""


def wait_kept(page: Page, kind: str) -> None:
    """Wait until there is one entry of this kind, and no other."""
    wait_until(page, lambda: [kept for _, kept in page.evaluate(KEPT)] == [kind], f"a {kind} kept")
