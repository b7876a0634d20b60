// Writes what a published site has instead of a server: its script, and the engine that answers SPARQL in the page.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const web = process.argv[2] ?? join(here, "../src/aigovkg/web");
const engine = join(web, "publishing/engine");
const oxigraph = join(here, "node_modules/oxigraph");

// Plain scripts, no modules: those do not load from a disk.
const common = { absWorkingDir: here, bundle: true, format: "iife", minify: true, charset: "utf8", target: ["es2022"], legalComments: "none" };

mkdirSync(engine, { recursive: true });
await build({ ...common, entryPoints: ["src/published/page.js"], outfile: join(web, "static/published.js") });
await build({
  ...common,
  entryPoints: ["src/published/engine-worker.js"],
  outfile: join(engine, "worker.js"),
  logOverride: { "empty-import-meta": "silent" }, // the module is handed to it, it need not know where it stands
});
copyFileSync(join(oxigraph, "web_bg.wasm"), join(engine, "oxigraph.wasm"));
writeFileSync(join(engine, "THIRD-PARTY.txt"), licence());

// The package has no licence file of its own; one of the two licences it may be used under is that of this project.
function licence() {
  const { name, version, license } = JSON.parse(readFileSync(join(oxigraph, "package.json"), "utf8"));
  if (!license.includes("Apache-2.0")) throw new Error(`${name} is under ${license}`);
  const said = `worker.js and oxigraph.wasm in this folder hold ${name} ${version} (${license}), used here under the Apache License:`;
  return `${said}\n\n${readFileSync(join(here, "../LICENSE"), "utf8").trim()}\n`;
}
