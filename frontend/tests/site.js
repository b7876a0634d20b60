// A published site asked without a browser: node site.js SITE, requests as JSON on standard input, answers on standard output.
//
//   [{ "search": "…" } | { "ask": "…", … }, …]

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import vm from "node:vm";
import { Worker } from "node:worker_threads";
import { Engine } from "../src/published/engine.js";
import { Index } from "../src/published/index.js";

const loaded = [];

/** Run a script of the site that hands over a value, and return that. */
async function load(name) {
  let value;
  const deliver = (given, what) => ([name, value] = [given, what]);
  vm.runInNewContext(await readFile(join(process.argv[2], "data-in-page", `${name}.js`), "utf8"), { aigovkg: { deliver } });
  loaded.push(name);
  return JSON.parse(JSON.stringify(value)); // from that context into this one
}

/** Start a worker that speaks as one of a browser does. */
function makeWorker(source) {
  const before = `
    const { parentPort } = require("node:worker_threads");
    globalThis.postMessage = (data) => parentPort.postMessage(data);
    parentPort.on("message", (data) => globalThis.onmessage({ data }));`;
  const worker = new Worker(`${before}\n${source}`, { eval: true });
  const shown = { postMessage: (data) => worker.postMessage(data), terminate: () => worker.terminate() };
  worker.on("message", (data) => shown.onmessage({ data }));
  worker.on("error", (error) => shown.onerror(error));
  return shown;
}

const engine = new Engine(load, makeWorker);
const index = new Index(load);
const answers = [];
for (const { search, ask, ...options } of JSON.parse(await text(process.stdin))) {
  loaded.length = 0;
  if (search !== undefined) {
    const found = await index.search(search);
    answers.push({ found: found && (await index.documents(found)), loaded: [...loaded] });
  } else {
    const answer = await engine.ask(ask, options);
    const headers = Object.fromEntries(answer.headers);
    answers.push({ status: answer.status, headers, body: await answer.text(), loaded: [...loaded] });
  }
}
engine.stop();
process.stdout.write(JSON.stringify(answers));
