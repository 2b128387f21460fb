/** The playhead of a sound: a line that goes over its wave, which a figure marks with the track’s name in `data-of`. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {HTMLElement} widget
 * @param {string} track
 * @param {number} seconds how long the sound takes
 * @returns {() => void} removes the line; nothing is drawn where the figure has no wave of this track
 */
export function showPlayhead(widget, track, seconds) {
  const wave = [...widget.querySelectorAll("svg path[data-of]")].find(({ dataset }) => dataset.of === track);
  if (!wave) return () => {};
  const { x, y, width, height } = wave.getBBox();
  const line = document.createElementNS(SVG, "line");
  const ends = { x1: x, x2: x, y1: y - 2, y2: y + height + 2 };
  for (const [name, value] of Object.entries({ ...ends, class: "pw-playhead" })) line.setAttribute(name, value);
  wave.ownerSVGElement.append(line);
  // It moves with reduced motion too: it says which moment is heard.
  line.animate([{ translate: "0px" }, { translate: `${width}px` }], seconds * 1000);
  return () => line.remove();
}
