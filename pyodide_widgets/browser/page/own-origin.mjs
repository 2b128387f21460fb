/**
 * Whether no other site shares this one's origin, `https://name.github.io` for one. Others could change what is kept: of files the
 * service worker knows the hashes, but of a snapshot, which is made here, nobody does. So snapshots need an origin of one's own.
 */

const SITE = new URL("../../", import.meta.url);

// A site at the root of its origin has it; for one below, the build says so (the plugin's option `owns_origin`).
export const ownsOrigin =
  SITE.pathname === "/" || Boolean(document.querySelector('meta[name="offline-worker"][data-owns-origin]'));
