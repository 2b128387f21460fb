/**
 * The editor for Python source in a page: CodeMirror with what a function of some lines needs. scripts/build_editor.py bundles it.
 *
 * The Tab key moves the focus on, as everywhere else in the page; Enter indents.
 */

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, LRLanguage, bracketMatching, indentService, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { parser } from "@lezer/python";

const INDENT = 4;

// The colours of the page; editing.css has them for light and dark.
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.self, tags.null, tags.bool], color: "var(--pw-code-keyword)" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], color: "var(--pw-code-defined)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--pw-code-string)" },
  { tag: tags.number, color: "var(--pw-code-number)" },
  { tag: tags.comment, color: "var(--pw-code-comment)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { border: "1px solid var(--pw-edge)", borderRadius: "5px", color: "inherit" },
  "&.cm-focused": { outline: "2px solid var(--pw-query)", outlineOffset: "2px" },
  ".cm-scroller": { font: "13px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace" },
  ".cm-content": { caretColor: "var(--pw-ink)", minHeight: "8em" },
  ".cm-gutters": { background: "transparent", borderRight: "1px solid var(--pw-line)", color: "var(--pw-quiet)" },
  ".cm-fault": { background: "var(--pw-code-removed)", boxShadow: "inset 3px 0 0 var(--pw-warn)" },
  "&.cm-focused .cm-matchingBracket": { background: "none", outline: "1px solid var(--pw-edge)" },
  "@media (pointer: coarse)": { ".cm-scroller": { fontSize: "16px" } }, // phones zoom into fields with smaller text
});

const markFault = StateEffect.define();
const faults = StateField.define({
  create: () => Decoration.none,
  update(marks, { effects, changes, docChanged }) {
    for (const effect of effects) if (effect.is(markFault)) return effect.value;
    return docChanged ? marks.map(changes) : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** A line is indented as the one above it, and further behind a colon. */
const indentation = indentService.of((context, position) => {
  if (context.pos === 0) return 0;
  const above = context.state.doc.lineAt(position - (position > 0 && context.simulatedBreak !== position ? 1 : 0)).text;
  const indented = above.length - above.trimStart().length;
  return /:\s*(#.*)?$/.test(above) ? indented + INDENT : indented;
});

/**
 * @param {object} options
 * @param {ShadowRoot} options.parent where the editor is put; in a shadow root its styles need no `<style>` element, which a
 *   strict Content-Security-Policy forbids
 * @param {string} options.text
 * @param {string} options.label for screen readers
 * @param {(text: string) => void} options.onInput called with the whole text when it has changed
 * @param {() => void} options.onRun called on Ctrl+Enter or ⌘+Enter
 * @returns {{setText: (text: string) => void, markLine: (line?: number) => void, focus: () => void}}
 */
export function createEditor({ parent, text, label, onInput, onRun }) {
  const run = () => (onRun(), true);
  const view = new EditorView({
    parent,
    root: parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([{ key: "Mod-Enter", run }, { key: "Ctrl-Enter", run }]),
        history(),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        lineNumbers(),
        bracketMatching(),
        indentUnit.of(" ".repeat(INDENT)),
        indentation,
        LRLanguage.define({ parser, languageData: { commentTokens: { line: "#" } } }),
        syntaxHighlighting(colours),
        faults,
        look,
        EditorView.contentAttributes.of({ "aria-label": label }),
        EditorView.updateListener.of(({ docChanged, state }) => docChanged && onInput(state.doc.toString())),
      ],
    }),
  });
  return {
    setText: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    markLine(number) {
      const isThere = number >= 1 && number <= view.state.doc.lines;
      const line = isThere ? view.state.doc.line(number) : null;
      const marks = line ? Decoration.set([Decoration.line({ class: "cm-fault" }).range(line.from)]) : Decoration.none;
      view.dispatch({ effects: [markFault.of(marks), ...(line ? [EditorView.scrollIntoView(line.from, { y: "nearest" })] : [])] });
    },
    focus: () => view.focus(),
  };
}
