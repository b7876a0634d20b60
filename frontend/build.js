// Writes the scripts of the pages and the licences of what is in them; the same bytes on every machine.
import { readFileSync, readdirSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "../src/aigovkg/web/static/scripts");
const pages = ["map", "timeline", "matrix", "compare", "ask"];

// Plain scripts, no modules: those do not load from a disk.
const made = await build({
  absWorkingDir: here,
  entryPoints: pages.map((name) => `src/${name}.js`),
  outdir: "out",
  bundle: true,
  format: "iife",
  target: ["es2022"],
  minify: true,
  charset: "utf8",
  legalComments: "none", // they stand in THIRD-PARTY.txt, with the whole licences
  metafile: true,
  write: false,
});

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const file of made.outputFiles) writeFileSync(join(target, file.path.split(/[\\/]/).pop()), file.contents);
writeFileSync(join(target, "THIRD-PARTY.txt"), licences(Object.keys(made.metafile.inputs)));

// The licence of every package of which something is in the scripts.
function licences(inputs) {
  const found = inputs.map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)).filter(Boolean);
  const folders = [...new Map(found.map(([folder, name]) => [name, join(here, folder)])).entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  const said = folders.map(([name, folder]) => {
    const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).sort().find((one) => /^licen[cs]e/i.test(one));
    if (!file) throw new Error(`${name} has no licence file`);
    return `${name} ${about.version} (${about.license})\n\n${readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim()}\n`;
  });
  const rule = `\n${"=".repeat(100)}\n\n`;
  return `The scripts in this folder are built from frontend/ of aigovkg and hold these libraries.\n${rule}${said.join(rule)}`;
}
