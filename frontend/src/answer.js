// What comes back from a query → terms, and these as a table, a chart or a graph.
import Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";

import { Drawing } from "./drawing.js";
import { element, filled, number, shortly, visible } from "./page.js";

export const MOST = 1000; // rows that are shown
const BARS = 50;
const NUMERIC = /#(integer|decimal|double|float|int|long)$/;
const LINE = /^(<[^>]*>|_:\S+) (<[^>]*>) (<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^>]*>)?) \.$/;

/** Reads results: { columns, rows }, each row a term or nothing for each column. */
export async function read(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.includes("json") || type.includes("ld+json")) return triples(await response.text());
  const found = await response.json();
  if ("boolean" in found) return { columns: ["answer"], rows: [[{ type: "boolean", value: found.boolean }]], form: "ask" };
  return { columns: found.head.vars, rows: found.results.bindings.map((row) => found.head.vars.map((name) => row[name])), form: "select" };
}

function triples(text) {
  const lines = text.split("\n").map((line) => LINE.exec(line)).filter(Boolean);
  return { columns: ["subject", "predicate", "object"], rows: lines.map(([, ...parts]) => parts.map(term)), form: "graph" };
}

function term(text) {
  if (text.startsWith("<")) return { type: "uri", value: unescaped(text.slice(1, -1)) };
  if (text.startsWith("_:")) return { type: "bnode", value: text };
  const [, words, lang, datatype] = /^"([^]*)"(?:@([\w-]+)|\^\^<([^>]*)>)?$/.exec(text);
  return { type: "literal", value: unescaped(words), "xml:lang": lang, datatype };
}

function unescaped(text) {
  const plain = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([^]))/g, (_, four, eight, one) =>
    one === undefined ? String.fromCodePoint(Number.parseInt(four ?? eight, 16)) : (plain[one] ?? one),
  );
}

/** The ways in which an answer can be shown, the table first. */
export function views(answer) {
  return ["table", ...(charted(answer) ? ["chart"] : []), ...(linked(answer).length ? ["graph"] : [])];
}

export function table(answer, name) {
  const cell = (one) => {
    if (!one) return element("td");
    const numeric = NUMERIC.test(one.datatype ?? "");
    return element("td", { class: numeric ? "number" : null }, name(one));
  };
  return element(
    "div",
    { class: "scrolled", tabindex: "0", role: "region", "aria-labelledby": "answer-title" },
    element(
      "table",
      { class: "answer" },
      element("thead", {}, element("tr", {}, answer.columns.map((column) => element("th", { scope: "col" }, visible(column))))),
      element("tbody", {}, answer.rows.slice(0, MOST).map((row) => element("tr", {}, row.map(cell)))),
    ),
  );
}

/** The columns of a chart: of names and of numbers. */
function charted({ columns, rows }) {
  const numeric = (at) => rows.some((row) => row[at]) && rows.every((row) => !row[at] || NUMERIC.test(row[at].datatype ?? ""));
  const value = columns.findIndex((_, at) => numeric(at));
  const texts = columns.map((_, at) => at).filter((at) => at !== value && !numeric(at) && rows.some((row) => row[at]));
  const name = texts.find((at) => rows.every((row) => row[at]?.type !== "uri")) ?? texts[0];
  return rows.length > 1 && value >= 0 && name !== undefined ? { name, value } : null;
}

export function chart(answer, label, texts) {
  const { name, value } = charted(answer);
  const rows = answer.rows.filter((row) => row[value]).slice(0, BARS);
  const most = Math.max(...rows.map((row) => Math.abs(Number(row[value].value))), 1e-9);
  const svg = (width) => {
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [key, said] of [["viewBox", "0 0 100 10"], ["preserveAspectRatio", "none"], ["aria-hidden", "true"]]) drawn.setAttribute(key, said);
    for (const [key, said] of [["width", width], ["height", 10]]) bar.setAttribute(key, said);
    drawn.append(bar);
    return drawn;
  };
  const said = filled(texts.charted, { value: answer.columns[value], name: answer.columns[name], n: number(rows.length) });
  return element(
    "figure",
    {},
    element("figcaption", { class: "quiet" }, visible(said)),
    element(
      "div",
      { class: "chart" },
      rows.flatMap((row) => [
        element("span", {}, visible(shortly(row[name] ? label(row[name]) : "", 80))),
        svg((Math.abs(Number(row[value].value)) * 100) / most),
        element("span", { class: "value" }, row[value].value),
      ]),
    ),
  );
}

/** The links in an answer: pairs of things. */
function linked({ columns, rows, form }) {
  const [source, target] = ["source", "target"].map((name) => columns.indexOf(name));
  const things = columns.map((_, at) => at).filter((at) => rows.some((row) => row[at]?.type === "uri") && (form !== "graph" || at !== 1));
  const [from, to] = source >= 0 && target >= 0 ? [source, target] : things;
  if (from === undefined || to === undefined) return [];
  return rows.slice(0, MOST).map((row) => [row[from], row[to]]).filter((pair) => pair.every((one) => one?.type === "uri"));
}

/** Draws the links of an answer into a container that stands in the page. */
export function graph(container, answer, label) {
  const pairs = linked(answer);
  const iris = [...new Set(pairs.flat().map((one) => one.value))];
  const place = new Map(iris.map((iri, at) => [iri, at]));
  const laid = new Graph();
  // A sequence that fills a square evenly: the same start every time, and so the same end.
  iris.forEach((iri, at) => laid.addNode(iri, { x: ((at + 1) * 0.7548776662466927) % 1, y: ((at + 1) * 0.5698402909980532) % 1 }));
  for (const [from, to] of pairs) if (from.value !== to.value) laid.mergeEdge(from.value, to.value);
  const settings = { ...forceAtlas2.inferSettings(laid), adjustSizes: false, gravity: 1 };
  const where = forceAtlas2(laid, { iterations: 200, settings });
  const nodes = iris.map((iri) => ({ ...where[iri], label: label({ type: "uri", value: iri }), size: 3 + Math.sqrt(laid.degree(iri)) }));
  const links = laid.mapEdges((_, __, from, to) => ({ from: place.get(from), to: place.get(to), manner: "refers", width: 1.2 }));
  return new Drawing(container, nodes, links, () => {});
}

export function csv(answer) {
  const cell = (one) => {
    const text = one ? String(one.value) : "";
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [answer.columns.map((name) => cell({ value: name })), ...answer.rows.map((row) => row.map(cell))].map((row) => row.join(",")).join("\r\n") + "\r\n";
}
