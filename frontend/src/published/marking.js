// A text and what was searched in it → its pieces, those that were found marked; and the part of a long text that shows them.

import { folded, isDense } from "./tokens.js";

const WORD = /[\p{L}\p{N}]/u;
const AROUND = 140; // characters that are shown before the first that was found
const SHOWN = 420;

/** Return the pieces of a text: { text, found }. `asked` is what `wanted` returned. */
export function marked(text, asked, simplified) {
  const found = places(text, asked, simplified);
  const pieces = [];
  let done = 0;
  for (const [start, end] of found) {
    if (start > done) pieces.push({ text: text.slice(done, start), found: false });
    pieces.push({ text: text.slice(start, end), found: true });
    done = end;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), found: false });
  return pieces;
}

/** Return the part of a text around the first that was found in it, cut at spaces where there are any. */
export function excerpt(text, asked, simplified) {
  if (text.length <= SHOWN) return text;
  const [first] = places(text, asked, simplified);
  const from = Math.max(0, (first?.[0] ?? 0) - AROUND);
  const start = from && /\s/.test(text.slice(from, from + 30)) ? from + text.slice(from).search(/\s/) + 1 : from;
  const cut = text.slice(start, start + SHOWN).replace(/[\ud800-\udbff]$/, "");
  const end = /\s\S{0,30}$/.test(cut) && start + SHOWN < text.length ? cut.replace(/\s\S{0,30}$/, "") : cut;
  return `${start ? "… " : ""}${end.replace(/^[\udc00-\udfff]/, "")}${start + end.length < text.length ? " …" : ""}`;
}

/** Return where in a text what was asked for stands, as [start, end] in their order, none within another. */
function places(text, asked, simplified) {
  const [plain, origins] = aligned(text, simplified);
  const marks = new Uint8Array(text.length);
  for (const { token, begins } of asked) {
    const dense = isDense(token);
    for (let at = plain.indexOf(token); at >= 0; at = plain.indexOf(token, at + 1)) {
      let end = at + token.length;
      if (!dense) {
        if (isWord(plain, at - 1)) continue;
        if (isWord(plain, end)) {
          if (!begins) continue;
          while (isWord(plain, end)) end += 1;
        }
      }
      marks.fill(1, origins[at], end < plain.length ? origins[end] : text.length);
    }
  }
  const found = [];
  for (let at = 0; at < marks.length; at += 1) {
    if (!marks[at]) continue;
    const start = at;
    while (at < marks.length && marks[at]) at += 1;
    found.push([start, at]);
  }
  return found;
}

/** Return a text folded character by character, and from where in it each folded one comes. */
function aligned(text, simplified) {
  let plain = "";
  const origins = [];
  let at = 0;
  for (const character of text) {
    const one = folded(character, simplified);
    for (let unit = 0; unit < one.length; unit += 1) origins.push(at);
    plain += one;
    at += character.length;
  }
  return [plain, origins];
}

/** Tell whether a letter or digit of a script with spaces stands there. */
function isWord(text, at) {
  const character = text[at];
  return character !== undefined && WORD.test(character) && !isDense(character);
}
