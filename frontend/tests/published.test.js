// The search and the query reading of a published site, without a browser: node --test frontend/tests

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { address, escaped } from "../src/published/addresses.js";
import { compare, files, Index, wanted } from "../src/published/index.js";
import { excerpt, marked } from "../src/published/marking.js";
import { numbers, postings } from "../src/published/postings.js";
import { read } from "../src/published/query.js";
import { tokens } from "../src/published/tokens.js";

const table = JSON.parse(await readFile(new URL("../../tests/tokens.json", import.meta.url), "utf8"));
const simplified = new Map([..."個个資资護护"].reduce((found, one, place, all) => (place % 2 ? found : [...found, [one, all[place + 1]]]), []));

test("text is split into tokens as Python splits it", () => {
  for (const [text, expected] of table) assert.deepEqual(tokens(text, simplified), expected, text);
});

test("names of files are those that Python gives", async () => {
  const names = JSON.parse(await readFile(new URL("../../tests/file-names.json", import.meta.url), "utf8"));
  for (const [name, expected] of names) assert.equal(escaped(name), expected, name);
  assert.equal(address("instrument", "a/b"), "instrument/a~2fb.html");
  assert.equal(address("instrument", "x".repeat(121)), "");
});

test("numbers are read back from their digits", () => {
  assert.deepEqual([...numbers("ABfgBhBggggggB")], [0, 1, 31, 32, 33, 2 ** 30]);
});

test("postings are documents with their weights", () => {
  assert.deepEqual([...postings("PhBC")], [[0, 15], [3, 1], [4, 2]]);
});

test("tokens sort by code points, not by halves of them", () => {
  assert.deepEqual(["\u{20000}", "\uff5e", "ab", "a", "b"].sort(compare), ["a", "ab", "b", "\uff5e", "\u{20000}"]);
});

test("two characters are asked for as they are, one as the beginning of two", () => {
  assert.deepEqual(wanted("治理", new Map()), [{ token: "治理", begins: false }]);
  assert.deepEqual(wanted("法", new Map()), [{ token: "法", begins: true }]);
  assert.deepEqual(wanted("AI gov", new Map()), [{ token: "ai", begins: false }, { token: "gov", begins: true }]);
});

test("only the files are loaded in which a token may stand", () => {
  const first = ["a", "gov", "governor", "zebra"];
  assert.deepEqual(files(first, { token: "gove", begins: true }), [1, 2]);
  assert.deepEqual(files(first, { token: "gove", begins: false }), [1]);
  assert.deepEqual(files(first, { token: "0", begins: false }), []);
});

test("a document must have all that is asked for, and a name that is the word comes before one that begins with it", async () => {
  const parts = {
    search: { documents: 40, things: 3, perFile: 32, first: ["a"], simplified: "" },
    "search/t0": { govern: "iB", governance: "D", the: "EE" },
    "search/d0": ["zero", "one", "two"],
  };
  const index = new Index(async (name) => parts[name]);
  assert.deepEqual(await index.search("govern"), [2, 0]);
  assert.deepEqual(await index.search("govern the"), [0]);
  parts.search.things = 1;
  assert.deepEqual(await new Index(async (name) => parts[name]).search("govern"), [0, 2]);
  assert.equal(await index.search(" … "), undefined);
  assert.deepEqual(await index.search("govern absent"), []);
  assert.deepEqual(await index.documents([2, 0]), ["two", "zero"]);
});

const shown = (text, searched) => marked(text, wanted(searched, simplified), simplified).map(({ text: words, found }) => (found ? `[${words}]` : words)).join("");

test("what was searched is marked where it stands, as it is written there", () => {
  assert.equal(shown("Governance of AI, and governing", "govern"), "[Governance] of AI, and [governing]");
  assert.equal(shown("The main AI aims", "AI"), "The main [AI] aims");
  assert.equal(shown("Un café, des Cafés", "cafe"), "Un [café], des [Cafés]");
  assert.equal(shown("個人資料保護法", "个人 保护"), "[個人]資料[保護]法");
  assert.equal(shown("生成式AI服务", "ai"), "生成式[AI]服务");
  assert.equal(shown("𠮷野家 a", "野家"), "𠮷[野家] a");
  assert.equal(shown("", "x"), "");
  assert.equal(shown("nothing", "…"), "nothing");
});

test("of a long text the part around the first that was found is shown, and no character in halves", () => {
  const long = `${"word ".repeat(200)}needle ${"word ".repeat(200)}`;
  const part = excerpt(long, wanted("needle", simplified), simplified);
  assert.ok(part.includes("needle") && part.length < 440 && part.startsWith("… ") && part.endsWith(" …"));
  for (const text of ["𠮷".repeat(900), "🙂".repeat(901)]) assert.ok(excerpt(text, [], simplified).isWellFormed?.() ?? true);
});

test("the form of a query is read, whatever its strings and comments say", () => {
  const prefixes = { aig: "https://w3id.org/aigovkg/ns#" };
  assert.equal(read("# SELECT\nASK { ?s ?p 'SELECT' }", prefixes).form, "ask");
  assert.equal(read("DESCRIBE <http://x/SELECT>", prefixes).form, "graph");
  assert.equal(read("SELECT ?service { ?service aig:service 'SERVICE' }", prefixes).elsewhere, false);
  assert.equal(read("SELECT * { \\u0053ERVICE SILENT <http://x/> {} }", prefixes).elsewhere, true);
  assert.equal(read("SELECT * { GRAPH ?g {} }", prefixes).graphs, true);
  assert.equal(read("ASK { ?s a aig:Claim }", prefixes).text, "PREFIX aig: <https://w3id.org/aigovkg/ns#>\nASK { ?s a aig:Claim }");
  assert.deepEqual(read("PREFIX x: <http://x/> SELECT * FROM x:y FROM NAMED <http://z> {}", prefixes).from, ["http://x/y", "http://z"]);
});
