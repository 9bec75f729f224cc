// `node xtask/opening.mjs FOLDER`: www/opening.js starts the page's program there, instead of trunk's lines.

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { transform } from "esbuild";

const [folder] = process.argv.slice(2);
const page = path.join(folder, "index.html");
const TRUNKS = /<script type="module">.*?<\/script>/gs;
/** trunk would have the program before the first picture. */
const HASTE = /<link rel="(modulepreload|preload)" href="[^"]*\/app-[^"]*"[^>]*>/g;

const html = await readFile(page, "utf8");
const scripts = html.match(TRUNKS) ?? [];
const [, program] = scripts.join().match(/from '\.\/(app-[0-9a-f]+)\.js'/) ?? [];
if (scripts.length !== 1 || !program || html.match(HASTE)?.length !== 2) {
  throw new Error(`${page} does not start the program as trunk 0.21 did; xtask/opening.mjs has to learn how it does`);
}
const opening = await readFile(new URL("../www/opening.js", import.meta.url), "utf8");
const { code } = await transform(opening.replaceAll("APP", program), { minify: true, target: "es2020" });
await writeFile(page, html.replace(HASTE, "").replace(TRUNKS, () => `<script type="module">${code.trim()}</script>`));
