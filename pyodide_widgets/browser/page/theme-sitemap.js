/**
 * Material moves from page to page at an instant only to addresses in the site's sitemap, which has them as the site was
 * published. This gives it those at which the site is served: on another host or port, below another path, or where the site
 * was built without knowing its address.
 *
 * A classic script that comes before the theme's. Its element has the published address of the sitemap's folder as
 * `data-published`: empty if it was not known, and then the sitemap has relative addresses.
 */

(() => {
  const { published } = document.currentScript.dataset;
  const open = XMLHttpRequest.prototype.open;

  XMLHttpRequest.prototype.open = function (method, address, ...more) {
    open.call(this, method, address, ...more);
    const url = new URL(address, location.href);
    if (url.pathname.endsWith("/sitemap.xml")) translate(this, url.href.slice(0, -"sitemap.xml".length));
  };

  /** Give a request's response other addresses. Material reads nothing of it but its text. */
  function translate(request, served) {
    const response = Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, "response").get;
    const text = async () => {
      const sitemap = await response.call(request).text();
      return sitemap.replaceAll(`<loc>${published}`, `<loc>${served}`);
    };
    Object.defineProperty(request, "response", { get: () => ({ text }) });
  }
})();
