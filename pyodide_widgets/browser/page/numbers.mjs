/**
 * The numbers of a figure as tables, and as CSV to save. They are read off the drawing: heat maps, and labels with numbers beside
 * them, as bars and bands have. Imported when the button is pressed first.
 */

import { cellText } from "./cell-readout.mjs";
import { messageText } from "./message-text.mjs";
import { actionButton } from "./status.mjs";
import { offerDownload } from "./save-svg.mjs";

const PANEL = "pw-numbers";
const panels = new WeakMap(); // for each widget that shows its numbers, what keeps them those of its figure

/** Show a widget's numbers below it, or remove them again. */
export function toggleNumbers(widget) {
  const shown = widget.querySelector(`.${PANEL}`);
  widget.querySelector("[data-action=numbers]").setAttribute("aria-expanded", String(!shown));
  if (shown) {
    panels.get(widget).disconnect();
    shown.remove();
    return;
  }
  const panel = document.createElement("div");
  panel.className = PANEL;
  const tables = document.createElement("div");
  panel.append(tables, actionButton("csv", messageText(widget.lang, "csv")));
  widget.append(panel);
  const figure = widget.querySelector(".pw-panels");
  const update = () => tables.replaceChildren(...numbersOf(figure).map(tableElement));
  const observer = new MutationObserver(update);
  observer.observe(figure, { subtree: true, childList: true, characterData: true, attributes: true });
  panels.set(widget, observer);
  update();
}

/** Offer the numbers of a widget as a file. */
export function saveNumbers(widget) {
  const tables = numbersOf(widget.querySelector(".pw-panels"));
  const lines = tables.flatMap(({ title, rows }) => [[title], ...rows, []]);
  const text = lines.map((cells) => cells.map(quoted).join(",")).join("\r\n");
  // With a byte order mark spreadsheets know that it is UTF-8.
  offerDownload(new Blob(["\ufeff", text], { type: "text/csv" }), `${widget.dataset.key}.csv`);
}

/** @returns {{title: string, rows: string[][], hasHead: boolean}[]} */
export function numbersOf(figure) {
  return [...figure.querySelectorAll("svg")].flatMap((svg) => {
    const cells = heatmapOf(svg);
    return cells ? [cells] : labelledNumbers(svg);
  });
}

/** The cells of a heat map; null if there is none. */
function heatmapOf(svg) {
  const rows = [...svg.querySelectorAll("g")].filter((row) => row.querySelector(":scope > .pw-cell"));
  const columns = [...svg.querySelectorAll(":scope > text[transform]")].map(({ textContent }) => textContent);
  const values = rows.map((row) => [...row.querySelectorAll(":scope > .pw-cell")].map(cellText));
  if (!rows.length || values.some(({ length }) => length !== columns.length)) return null;
  const named = values.map((cells, place) => [rows[place].querySelector("text").textContent, ...cells]);
  return { title: svg.getAttribute("aria-label"), rows: [["", ...columns], ...named], hasHead: true };
}

/** Each label with the numbers that follow it in the drawing; a heading begins another table. */
function labelledNumbers(svg) {
  const tables = [];
  for (const text of svg.querySelectorAll("text:not(.pw-axis)")) {
    const { classList, textContent } = text;
    // A label may be emphasised like a heading, and stands at the end of its room then.
    const isHeading = classList.contains("pw-heading") && text.getAttribute("text-anchor") !== "end";
    if (isHeading || !tables.length) tables.push({ title: textContent, rows: [], hasHead: false });
    if (isHeading) continue;
    const { rows } = tables.at(-1);
    if (!classList.contains("pw-number")) rows.push([textContent]);
    else if (rows.length) rows.at(-1).push(textContent);
  }
  return tables
    .map((table) => ({ ...table, rows: table.rows.filter(({ length }) => length > 1) }))
    .filter(({ rows }) => rows.length);
}

function tableElement({ title, rows, hasHead }) {
  const table = document.createElement("table");
  table.className = "pw-cells";
  const caption = table.createCaption();
  caption.textContent = title;
  rows.forEach((cells, y) => {
    const row = table.insertRow();
    cells.forEach((text, x) => {
      const isHead = x === 0 || (hasHead && y === 0);
      const cell = document.createElement(isHead && text ? "th" : "td");
      if (cell.localName === "th") cell.scope = x === 0 ? "row" : "col";
      cell.textContent = text;
      row.append(cell);
    });
  });
  const holder = document.createElement("div");
  holder.className = "pw-table";
  holder.tabIndex = 0; // it may be wider than the widget, and is scrolled by the keyboard then
  holder.setAttribute("role", "region");
  holder.setAttribute("aria-label", title);
  holder.append(table);
  return holder;
}

// Words that a reader typed, or a link brought, must not be a formula in a spreadsheet.
const quoted = (text) => `"${(/^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
