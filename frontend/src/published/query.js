// What a SPARQL query is, read off its words: its form, the graphs it names, whether it would go elsewhere. Only to say so
// plainly: what keeps a query from the network is the page's policy, which allows no connection, and an engine without one.

const TOKEN = new RegExp(
  [
    /(?<comment>#[^\n\r]*)/,
    /(?<iri><[^<>"{}|^`\\\u0000-\u0020]*>)/,
    /(?<text>"{3}(?:"{0,2}(?:[^"\\]|\\[^]))*"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\[^]))*'{3}|"(?:[^"\\\n\r]|\\[^])*"|'(?:[^'\\\n\r]|\\[^])*')/,
    /(?<name>[?$@][\p{L}\p{N}_\-]+|(?:\p{L}[\p{L}\p{N}_.\-]*)?:(?:[\p{L}\p{N}_:%.\-]|\\[^])*)/,
    /(?<word>[A-Za-z]+)/,
    /(?<other>\S)/,
  ]
    .map((part) => part.source)
    .join("|"),
  "gu",
);
const UPDATES = new Set(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"]);
const FORMS = { SELECT: "select", ASK: "ask", CONSTRUCT: "graph", DESCRIBE: "graph" };

/**
 * Return a query ready to run: its text with those prefixes of ours that it uses before it, a line each, and how many;
 * its form (undefined for what is none); the graphs that FROM names; whether it asks in named graphs or in another service, or
 * is an update.
 */
export function read(query, prefixes) {
  const plain = query.replace(/\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})/g, character);
  const tokens = [...plain.matchAll(TOKEN)].map((found) => found.groups).filter(({ comment }) => !comment);
  const words = tokens.map(({ word }) => word?.toUpperCase());
  const used = new Set(tokens.filter(({ name }) => name?.includes(":")).map(({ name }) => name.split(":", 1)[0]));
  const declared = Object.entries(prefixes).filter(([prefix]) => used.has(prefix));
  return {
    text: declared.map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>\n`).join("") + plain,
    before: declared.length,
    form: FORMS[words.find((word) => word in FORMS)],
    from: [...from(tokens, words, prefixes)],
    graphs: words.includes("GRAPH") || words.includes("FROM"),
    elsewhere: words.includes("SERVICE"),
    update: UPDATES.has(words.find((word) => word && word !== "PREFIX" && word !== "BASE")),
  };
}

function* from(tokens, words, prefixes) {
  const known = { ...prefixes };
  for (const [place, word] of words.entries()) {
    const next = tokens[place + 1];
    if (word === "PREFIX" && next?.name) known[next.name.slice(0, -1)] = tokens[place + 2]?.iri?.slice(1, -1);
    if (word !== "FROM") continue;
    const named = words[place + 1] === "NAMED" ? tokens[place + 2] : next;
    const [prefix, ...local] = (named?.name ?? "").split(":");
    if (named?.iri) yield named.iri.slice(1, -1);
    else if (known[prefix] !== undefined) yield known[prefix] + local.join(":");
  }
}

function character(escape, four, eight) {
  const code = Number.parseInt(four ?? eight, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : escape;
}
