// What a page of a published site has instead of a server: window.aigovkg, there before any other script of the page runs.
//
//   aigovkg.fetch(address)         as fetch, for the data that the page names
//   aigovkg.address(kind, name)   where a page beside the folders finds that of a thing
//   aigovkg.ask(query, options)    as a request to a SPARQL endpoint; see Engine.ask

import { address } from "./addresses.js";
import { Engine } from "./engine.js";
import { deliver, load, name } from "./load.js";
import { searching } from "./search.js";

const engine = new Engine(load, (source) => {
  // Of the page's own making, so that it is held to the page's policy and works from a disk.
  return new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
});

globalThis.aigovkg = {
  address,
  deliver,
  load,
  ask: (query, options) => engine.ask(query, options),
  async fetch(address) {
    return Response.json(await load(name(address)));
  },
};

const found = document.getElementById("found");
if (found) searching(found, load);
