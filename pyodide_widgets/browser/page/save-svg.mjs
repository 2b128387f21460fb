/** Save a figure as one SVG file that looks the same without the page's style sheet: computed styles, panels in their places. */

const STYLES = [
  "fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-linecap",
  "stroke-linejoin", "paint-order", "opacity",
  "font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline",
]; // prettier-ignore
// Other programs refuse a file with a control character or half a surrogate pair; browsers write them all the same.
const NOT_IN_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const SVG = "http://www.w3.org/2000/svg";

/** Offer a figure as a download. */
export function saveFigure(figure, fileName) {
  const url = URL.createObjectURL(new Blob([figureToSvg(figure)], { type: "image/svg+xml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // Some browsers read from the address after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** @returns {string} an SVG document: the panels of a figure, placed as on the page, with the caption as its title */
export function figureToSvg(figure) {
  const panels = [...figure.querySelectorAll("svg")];
  const boxes = panels.map((panel) => panel.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const width = Math.max(...boxes.map((box) => box.right)) - left;
  const height = Math.max(...boxes.map((box) => box.bottom)) - top;
  const margin = 16;

  const file = document.createElementNS(SVG, "svg");
  file.setAttribute("viewBox", `${-margin} ${-margin} ${width + 2 * margin} ${height + 2 * margin}`);
  file.setAttribute("width", width + 2 * margin);
  file.setAttribute("height", height + 2 * margin);
  const title = document.createElementNS(SVG, "title");
  title.textContent = figure.querySelector("figcaption").textContent;
  const paper = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x: -margin, y: -margin, width: width + 2 * margin, height: height + 2 * margin })) {
    paper.setAttribute(name, value);
  }
  paper.setAttribute("fill", getComputedStyle(figure).getPropertyValue("--pw-paper"));
  file.append(title, paper);

  panels.forEach((panel, place) => {
    const copy = withStyles(panel);
    copy.setAttribute("x", boxes[place].left - left);
    copy.setAttribute("y", boxes[place].top - top);
    copy.setAttribute("width", boxes[place].width);
    copy.setAttribute("height", boxes[place].height);
    file.append(copy);
  });
  return new XMLSerializer().serializeToString(file).replace(NOT_IN_XML, "\ufffd");
}

function withStyles(panel) {
  const copy = panel.cloneNode(true);
  const originals = panel.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((element, place) => {
    const style = getComputedStyle(originals[place]);
    for (const name of STYLES) element.setAttribute(name, style.getPropertyValue(name));
    for (const name of ["class", "data-set", "data-pointing", "data-drag", "data-box", "data-values"]) element.removeAttribute(name);
  });
  for (const name of ["class", "role", "aria-label"]) copy.removeAttribute(name);
  return copy;
}
