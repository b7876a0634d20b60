// SPARQL in the page: a query in, a Response out, as from an endpoint. The engine works in a worker, which is stopped at the
// time limit; it begins when the first query is asked and keeps the graph for the next.
//
//   engine         { prefixes, part, graphs }   ours, and how many parts there are of the graph and of its named graphs
//   engine/worker  the source of the worker   engine/module  the compressed module
//   engine/partN   N-Triples of all           engine/graphsN  N-Quads of the named graphs

import { read } from "./query.js";

const GRAPH_TYPES = ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"];
const TABLE_TYPES = ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"];

/** Why there is no answer, with the status that an endpoint would give. */
class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export class Engine {
  #load;
  #makeWorker;
  #worker;
  #ready; // a promise that the graph is in the worker
  #graphs; // a promise that the named graphs are in it as well
  #waiting = new Map();
  #sent = 0;

  /** `load` brings a file by its name; `makeWorker` starts the worker from its source. */
  constructor(load, makeWorker) {
    this.#load = load;
    this.#makeWorker = makeWorker;
  }

  /**
   * Answer a query: results or triples in the first type of `accept` that fits, or text that says what is wrong, with status 400
   * for the query's own faults and 503 where the time is up. `tell` is called with a share from 0 to 1 while the graph is loaded.
   */
  async ask(query, { accept = "", seconds = 30, rows = 10_000, signal, tell = () => {} } = {}) {
    let before = 0;
    try {
      const { prefixes } = await this.#load("engine");
      const asked = read(query, prefixes);
      if (asked.update) throw new Refusal(400, "this is an update, and graphs are read-only here");
      if (asked.elsewhere) throw new Refusal(400, "SERVICE is not allowed: a query reads only what is in the graph it asks");
      await this.#whileWanted(() => this.#loaded(asked.graphs, tell), signal);
      const type = fitting(asked.form === "graph" ? GRAPH_TYPES : TABLE_TYPES, accept);
      const task = () => this.#send({ query: asked.text, type, rows, from: asked.from });
      before = asked.before;
      const { body, complete } = await this.#whileWanted(() => this.#inTime(task(), seconds), signal);
      return new Response(body, { headers: { "Content-Type": type, "X-Complete": String(complete) } });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      return new Response(plainly(error.message, before), { status: error.status ?? 500, headers: { "Content-Type": "text/plain" } });
    }
  }

  /** Stop whatever is being done; the next query starts anew. */
  stop(reason = new DOMException("stopped", "AbortError")) {
    const waiting = [...this.#waiting.values()];
    this.#worker?.terminate();
    this.#worker = this.#ready = this.#graphs = undefined;
    this.#waiting.clear();
    for (const { reject } of waiting) reject(reason);
  }

  async #loaded(graphs, tell) {
    await (this.#ready ??= this.#begin(tell));
    if (graphs) await (this.#graphs ??= this.#parts("graphs", "nq", tell));
  }

  async #begin(tell) {
    const worker = this.#makeWorker(await this.#load("engine/worker"));
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#received(data);
    worker.onerror = (event) => this.stop(new Refusal(500, `the engine does not start: ${event.message ?? ""}`));
    try {
      await this.#send({ engine: await this.#load("engine/module") });
      await this.#parts("part", "nt", tell);
    } catch (error) {
      if (this.#worker === worker) this.stop(error);
      throw error.name === "AbortError" ? error : new Refusal(500, `the graph cannot be loaded: ${error.message}`);
    }
  }

  async #parts(name, format, tell) {
    const many = (await this.#load("engine"))[name];
    for (let place = 0; place < many; place += 1) {
      tell(place / many);
      await this.#send({ part: await this.#load(`engine/${name}${place}`), format });
    }
    tell(1);
  }

  #send(message) {
    const id = (this.#sent += 1);
    return new Promise((resolve, reject) => {
      if (!this.#worker) throw new DOMException("stopped", "AbortError");
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...message });
    });
  }

  #received({ id, error, ...answer }) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Refusal(400, error));
  }

  /** Wait for what was sent; when the time is up, the worker is stopped, for nothing else stops a query. */
  async #inTime(task, seconds) {
    const over = () => this.stop(new Refusal(503, `the time for a query is up: ${seconds} s`));
    const timer = setTimeout(over, seconds * 1000);
    try {
      return await task;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Do something, and stop the worker when nobody wants it any more. */
  async #whileWanted(task, signal) {
    signal?.throwIfAborted();
    const abort = () => this.stop(signal.reason);
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return await task();
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }
}

/** Return the engine's words, its lines counted from the query's first, without the list of all it would have taken there. */
function plainly(message, before) {
  const [place, line, column] = /^error at (\d+):(\d+): /.exec(message) ?? [];
  if (!place) return message;
  const what = message.includes("Prefix not found") ? "a prefix is not declared" : message.slice(place.length).split("\n", 1)[0].slice(0, 160);
  return `malformed at line ${line - before}, column ${column}: ${what}`;
}

function fitting(types, accept) {
  const wanted = accept.split(",").map((one) => one.split(";", 1)[0].trim().toLowerCase());
  return wanted.find((type) => types.includes(type)) ?? types[0];
}
