/** The entry module of a page with one figure that stands inside another site's page. Nothing is kept there for later visits. */

import "./py-widget.mjs";

const dark = matchMedia("(prefers-color-scheme: dark)");
dark.addEventListener("change", showScheme);
showScheme();

// The link to the page that the figure is from carries the parameters of the figure; there they have its key before them.
const link = document.querySelector("[data-widget-source]");
const source = link.href;
for (const kind of ["pointerdown", "focus", "click"]) link.addEventListener(kind, setParameters);

function setParameters() {
  const url = new URL(source);
  for (const [name, text] of new URLSearchParams(location.search)) url.searchParams.set(`${link.dataset.widgetSource}.${name}`, text);
  link.href = url.href;
}

function showScheme() {
  document.documentElement.dataset.pwScheme = dark.matches ? "dark" : "light";
}
