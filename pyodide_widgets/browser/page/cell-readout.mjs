/**
 * What a cell of a heat map says while a mouse points at it or a finger has tapped it: row, column and value, in the panel's first
 * line.
 */

/** @param {HTMLElement} widget */
export function readOutCells(widget) {
  const line = document.createElement("div");
  line.className = "pw-readout";
  line.setAttribute("aria-hidden", "true"); // the numbers are there as a table, too
  let cell = null;
  widget.addEventListener("pointerover", ({ target }) => {
    cell = target.closest?.(".pw-cell") ?? null;
    const text = cell && textOf(cell);
    if (!text) return line.remove();
    line.textContent = text;
    const frame = widget.getBoundingClientRect();
    const panel = cell.ownerSVGElement.getBoundingClientRect();
    line.style.left = `${panel.left - frame.left - widget.clientLeft}px`;
    line.style.top = `${panel.top - frame.top - widget.clientTop}px`;
    line.style.width = `${panel.width}px`;
    widget.append(line);
  });
  // A finger leaves when it is lifted.
  widget.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && line.remove());
}

/** @returns {string | undefined} undefined for a cell that stands in no matrix with named rows and columns */
function textOf(cell) {
  const column = columnOf(cell);
  const row = cell.parentElement.querySelector("text").textContent;
  return column && `${row} → ${column.textContent}: ${cellText(cell)}`;
}

/** The label of a cell's column; undefined where the columns have none. */
export function columnOf(cell) {
  const cells = [...cell.parentElement.querySelectorAll(":scope > .pw-cell")];
  const columns = cell.ownerSVGElement.querySelectorAll(":scope > text[transform]");
  return columns.length === cells.length ? columns[cells.indexOf(cell)] : undefined;
}

/** The value of a cell of a heat map, which is the strength of its colour. */
export const cellText = (cell) => `${Math.round(100 * cell.getAttribute("fill-opacity"))}%`;
