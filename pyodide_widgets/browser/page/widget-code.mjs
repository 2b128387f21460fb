/** What the button "Code" of a widget shows: what its drawing called, and its own file. Imported when it is pressed first. */

import { messageText } from "./message-text.mjs";
import { announce } from "./status.mjs";

const FILES = new URL("../code/", import.meta.url); // written by build/traced_code.py, one for each widget
const STYLE_SHEET = new URL("editing.css", import.meta.url).href;
const SITE = new URL("../../", import.meta.url); // the root of the site
const PANEL = "pw-code-panel";

/** Show the code of a widget below it, or remove it again. */
export async function toggleCode(widget) {
  const shown = widget.querySelector(`.${PANEL}`);
  widget.querySelector("[data-action=code]").setAttribute("aria-expanded", String(!shown));
  if (shown) return shown.remove();
  const panel = document.createElement("div");
  panel.className = PANEL;
  widget.append(panel);
  try {
    const response = await fetch(new URL(`${encodeURIComponent(widget.getAttribute("name"))}.json`, FILES));
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const { functions, own } = await response.json();
    addStyleSheet();
    panel.append(
      sentence(widget, "code_called"),
      ...functions.map((each) => folded(widget, each)),
      sentence(widget, "code_own"),
      folded(widget, own),
    );
  } catch {
    panel.remove();
    announce(widget, messageText(widget.lang, "no_editor"));
  }
}

function sentence(widget, key) {
  const paragraph = document.createElement("p");
  paragraph.textContent = messageText(widget.lang, key);
  return paragraph;
}

/** A source that unfolds, with its place, and a link to what the reference says of it. */
function folded(widget, { name, path, first, last, reference = {}, parts }) {
  const details = document.createElement("details");
  details.className = "pw-fold";
  const summary = document.createElement("summary");
  const title = document.createElement("code");
  title.textContent = name ?? path;
  const place = document.createElement("span");
  place.className = "pw-place";
  place.textContent = name ? `${path}, ${first}–${last}` : "";
  summary.append(title, " ", place);
  details.append(summary);
  const address = reference[document.documentElement.lang];
  if (address) {
    const link = document.createElement("a");
    link.href = new URL(address, SITE).href;
    link.textContent = messageText(widget.lang, "code_reference");
    const line = document.createElement("p");
    line.append(link);
    details.append(line);
  }
  details.append(source(parts));
  return details;
}

function source(parts) {
  const pre = document.createElement("pre");
  pre.className = "pw-source";
  pre.tabIndex = 0;
  const code = document.createElement("code");
  for (let at = 0; at < parts.length; at += 2) {
    const span = document.createElement("span");
    if (parts[at]) span.className = `pw-${parts[at]}`;
    span.textContent = parts[at + 1];
    code.append(span);
  }
  pre.append(code);
  return pre;
}

function addStyleSheet() {
  if ([...document.styleSheets].some(({ href }) => href === STYLE_SHEET)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = STYLE_SHEET;
  document.head.append(link);
}
