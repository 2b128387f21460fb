/**
 * Save a figure as one SVG file that looks the same without the page's style sheet, in browsers and in other programs: computed
 * styles, panels in their places. Inkscape, librsvg and LibreOffice do not know all of `dominant-baseline` and `paint-order`, so
 * texts stand on their alphabetic baseline, and a text with an outline below it is two.
 */

const STYLES = [
  "fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-linecap",
  "stroke-linejoin", "opacity",
  "font-family", "font-size", "font-weight", "text-anchor",
]; // prettier-ignore
const OF_THE_PAGE = [
  "class", "dominant-baseline", "textLength",
  "data-set", "data-pointing", "data-drag", "data-box", "data-values",
]; // prettier-ignore
// Other programs refuse a file with a control character or half a surrogate pair; browsers write them all the same.
const NOT_IN_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const SVG = "http://www.w3.org/2000/svg";

/** Offer a figure as a download. */
export function saveFigure(figure, fileName) {
  offerDownload(new Blob([figureToSvg(figure)], { type: "image/svg+xml" }), fileName);
}

/** @param {Blob} file */
export function offerDownload(file, fileName) {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // Some browsers read from the address after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** @returns {string} an SVG document: the panels of a figure, placed as on the page, with the caption as its title */
export function figureToSvg(figure) {
  for (const transition of figure.getAnimations({ subtree: true })) transition.finish();
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
  const shifts = baselineShifts(panel);
  copy.querySelectorAll("*").forEach((element, place) => {
    const original = originals[place];
    const style = getComputedStyle(original);
    for (const name of STYLES) element.setAttribute(name, style.getPropertyValue(name));
    for (const name of OF_THE_PAGE) element.removeAttribute(name);
    if (shifts.has(original)) moveDown(element, shifts.get(original));
    if (style.paintOrder.startsWith("stroke") && style.stroke !== "none") separateOutline(element);
  });
  for (const name of ["class", "role", "aria-label"]) copy.removeAttribute(name);
  return copy;
}

/** How far below its place the alphabetic baseline of each text of a drawing is. */
function baselineShifts(panel) {
  const texts = [...panel.querySelectorAll("text[dominant-baseline]")];
  const tops = () => texts.map((text) => text.getBBox().y);
  const asDrawn = tops();
  const before = texts.map((text) => text.style.dominantBaseline);
  for (const text of texts) text.style.dominantBaseline = "alphabetic";
  const onBaseline = tops();
  texts.forEach((text, place) => {
    text.style.dominantBaseline = before[place];
    if (!text.getAttribute("style")) text.removeAttribute("style");
  });
  return new Map(texts.map((text, place) => [text, asDrawn[place] - onBaseline[place]]));
}

function moveDown(text, shift) {
  for (const part of [text, ...text.querySelectorAll("tspan[y]")]) part.setAttribute("y", Number(part.getAttribute("y")) + shift);
}

/** Put the outline of an element, which is painted below its inside, into an element of its own. */
function separateOutline(element) {
  const outline = element.cloneNode(true);
  outline.setAttribute("fill", outline.getAttribute("stroke"));
  outline.setAttribute("aria-hidden", "true");
  element.before(outline);
  element.setAttribute("stroke", "none");
}
