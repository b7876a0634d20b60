// A text → the tokens it is found by: the same rule as src/aigovkg/web/tokens.py, held to the same table, tests/tokens.json.

const DENSE = "\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const RUN = new RegExp(`(?<dense>[${DENSE}]+)|(?:(?![${DENSE}])[\\p{L}\\p{N}])+`, "gu");
const DENSE_START = new RegExp(`^[${DENSE}]`, "u");
const MARK = /\p{Mn}/gu;
const LONGEST = 64;

/** Return the tokens of a text; `simplified` maps a traditional character to its simplified form. */
export function tokens(text, simplified) {
  return [...runs(text, simplified)].flatMap((run) => (run.dense ? run.pairs : [run.word]));
}

/**
 * Yield each run of a text: a word, or the pairs of characters of a script without spaces and the one left over at its end.
 */
export function* runs(text, simplified = new Map()) {
  for (const found of folded(text, simplified).matchAll(RUN)) {
    const characters = [...found[0]];
    if (found.groups.dense === undefined) yield { dense: false, word: characters.slice(0, LONGEST).join("") };
    else yield { dense: true, pairs: characters.map((one, place) => one + (characters[place + 1] ?? "")) };
  }
}

/** Return a text with its letters folded: case, width, accents, traditional and simplified Chinese. */
export function folded(text, simplified = new Map()) {
  const bare = text.normalize("NFKD").replace(MARK, "").normalize("NFC").toLowerCase().replaceAll("ς", "σ");
  return Array.from(bare, (one) => simplified.get(one) ?? one).join("");
}

/** Tell whether a token is of a script without spaces. */
export function isDense(token) {
  return DENSE_START.test(token);
}
