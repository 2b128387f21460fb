/** A field for Python source: a plain text area at first, and the editor of codemirror.mjs as soon as that has been fetched. */

export class SourceField {
  #host;
  #area = document.createElement("textarea");
  #rich = null; // the editor that takes the place of the text area
  #onInput;

  /**
   * @param {string} label for screen readers
   * @param {string} text
   * @param {{onInput: () => void, onRun: () => void}} listeners called when the text has changed; on Ctrl+Enter or ⌘+Enter
   */
  constructor(label, text, { onInput, onRun }) {
    this.#onInput = onInput;
    this.#host = document.createElement("div");
    this.#host.className = "pw-field";
    const area = this.#area;
    area.value = text;
    area.setAttribute("aria-label", label);
    for (const [name, value] of [["spellcheck", "false"], ["autocapitalize", "off"], ["autocomplete", "off"], ["wrap", "off"]]) {
      area.setAttribute(name, value);
    }
    area.addEventListener("input", () => (this.#fit(), onInput()));
    area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      onRun();
    });
    this.#fit();
    this.#host.append(area);
    this.#enrich(label, onRun);
  }

  /** Put the editor in the place of the text area, which goes on holding the text; it stays where the editor cannot be fetched. */
  async #enrich(label, onRun) {
    let createEditor;
    try {
      ({ createEditor } = await import("./codemirror.mjs"));
    } catch {
      return;
    }
    const area = this.#area;
    const isFocused = area.matches(":focus");
    const place = document.createElement("div");
    area.before(place);
    const onInput = (text) => {
      area.value = text;
      this.#onInput();
    };
    this.#rich = createEditor({ parent: place.attachShadow({ mode: "open" }), text: area.value, label, onInput, onRun });
    area.hidden = true;
    if (isFocused) this.#rich.focus();
  }

  get element() {
    return this.#host;
  }

  get text() {
    return this.#area.value;
  }

  /** Put another text in, as if the reader had written it. */
  set text(text) {
    this.#rich?.setText(text);
    this.#area.value = text;
    this.#fit();
    this.#onInput();
  }

  focus() {
    (this.#rich ?? this.#area).focus();
  }

  /** Mark a line, counted from 1; undefined marks none. */
  markLine(line) {
    if (this.#rich) return this.#rich.markLine(line);
    if (line === undefined) return;
    const lines = this.#area.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    this.#area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  }

  #fit() {
    this.#area.rows = Math.min(40, Math.max(6, this.#area.value.split("\n").length));
  }
}
