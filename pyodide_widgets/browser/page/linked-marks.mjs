/**
 * What stands for the same part of a figure lights up together while a mouse points at it, its control has the focus, or a finger
 * has tapped it. `data-part` names the part; a cell of a heat map stands for those of its row and its column.
 */

import { columnOf } from "./cell-readout.mjs";

const LIT = "pw-lit";

/** @param {HTMLElement} widget */
export function linkMarks(widget) {
  let lit = [];
  let isByFocus = false;
  const light = (marks, byFocus = false) => {
    for (const mark of lit) {
      mark.classList.remove(LIT);
      if (!mark.classList.length) mark.removeAttribute("class"); // as Python draws it
    }
    [lit, isByFocus] = [marks, byFocus];
    for (const mark of lit) mark.classList.add(LIT);
  };
  widget.addEventListener("pointerover", ({ target }) => light(marksWith(widget, target)));
  widget.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && light([]));
  widget.addEventListener("focusin", ({ target: { name, value } }) => {
    const mark = name && widget.querySelector(`[data-part][data-set="${CSS.escape(name)}=${CSS.escape(value)}"]`);
    if (mark) light(marksWith(widget, mark), true);
  });
  widget.addEventListener("focusout", () => isByFocus && light([]));
}

/** The marks that light up with an element of a figure. */
function marksWith(widget, element) {
  const cell = element.closest(".pw-cell");
  const mark = element.closest("[data-part]");
  if (!mark) return [];
  const parts = new Set([mark.dataset.part, cell && columnOf(cell)?.dataset.part]);
  const marks = [...widget.querySelectorAll("[data-part]")].filter(({ dataset }) => parts.has(dataset.part));
  return cell ? [cell, ...marks] : marks;
}
