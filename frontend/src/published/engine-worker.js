// The worker of a published site's Ask page: Oxigraph as WebAssembly, the graph in its memory, one query after the other.
//
//   → { id, engine }           the compressed module, in base64, before anything else
//   → { id, part, format }     a compressed part of the graph, in base64
//   → { id, query, type, rows, from }
//   ← { id, … } | { id, error }

import start, { namedNode, Store } from "oxigraph/web.js";

const JSON_RESULTS = "application/sparql-results+json";
let store;

const TASKS = {
  async engine({ engine }) {
    await start({ module_or_path: await inflated(engine) });
    store = new Store();
    return {};
  },

  async part({ part, format }) {
    store.load(await inflated(part), { format, no_transaction: true, lenient: true });
    return { size: store.size };
  },

  query({ query, type, rows, from }) {
    const absent = from.find((graph) => !store.query(`ASK { GRAPH ${namedNode(graph)} { ?s ?p ?o } }`));
    if (absent !== undefined) throw new Error(`there is no graph <${absent}> here, and none is fetched`);
    const found = store.query(query, { results_format: type });
    return type === JSON_RESULTS ? first(found, rows) : { body: found, complete: true };
  },
};

onmessage = async ({ data }) => {
  const task = ["engine", "part", "query"].find((name) => name in data);
  try {
    postMessage({ id: data.id, ...(await TASKS[task](data)) });
  } catch (error) {
    postMessage({ id: data.id, error: error instanceof Error ? error.message : String(error) });
  }
};

/** Return SPARQL results in JSON with no more rows than that, and whether these are all. */
function first(found, rows) {
  const results = JSON.parse(found);
  const complete = !(results.results?.bindings.length > rows);
  if (!complete) results.results.bindings.length = rows;
  return { body: complete ? found : JSON.stringify(results), complete };
}

/** Return the bytes that were compressed and written in base64. */
async function inflated(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let place = 0; place < binary.length; place += 1) bytes[place] = binary.charCodeAt(place);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
