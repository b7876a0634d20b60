// A field in which SPARQL is written (CodeMirror). It stands in a shadow root: there its styles are objects, which a strict policy
// allows; in the page they would be an inline style sheet, which it does not.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": { fontSize: ".875rem", color: "var(--drawing-ink)", backgroundColor: "var(--drawing)", maxHeight: "16rem" },
  ".cm-scroller": { fontFamily: "ui-monospace, monospace", lineHeight: "1.5", overflow: "auto" },
  ".cm-content": { caretColor: "var(--drawing-ink)" },
  ".cm-gutters": { backgroundColor: "var(--soft)", color: "var(--quiet)", border: "0" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused": { outline: "2px solid var(--manner-rests)" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "var(--soft)" },
  ".cm-cursor": { borderLeftColor: "var(--drawing-ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--line)" },
  ".cm-tooltip": { backgroundColor: "var(--soft)", color: "var(--drawing-ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--manner-rests)", color: "var(--drawing)" },
  ".cm-matchingBracket": { outline: "1px solid var(--quiet)", backgroundColor: "transparent !important" },
});
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--manner-rests)", fontWeight: "600" },
  { tag: [tags.comment, tags.meta], color: "var(--quiet)" },
  { tag: tags.string, color: "var(--manner-approves)" },
  { tag: [tags.variableName, tags.local(tags.variableName)], color: "var(--manner-changes)" },
]);

/** Puts an editor in place of a text field. `terms` are offered to complete a word; Ctrl+Enter calls `run`. */
export function editor(place, field, label, terms, run) {
  const root = place.attachShadow({ mode: "open" });
  const offered = terms.map(([name, what]) => ({ label: name, detail: what, type: "property" }));
  const complete = (context) => {
    const word = context.matchBefore(/[\w-]+:?[\w-]*/);
    return word && (context.explicit || word.text.includes(":")) ? { from: word.from, options: offered, validFor: /^[\w-]+:?[\w-]*$/ } : null;
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }]),
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        autocompletion({ override: [complete], icons: false }),
        StreamLanguage.define(sparql),
        syntaxHighlighting(colours),
        theme,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "true", tabindex: "0" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) field.value = update.state.doc.toString();
        }),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
      ],
    }),
  });
  return {
    set(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
  };
}
