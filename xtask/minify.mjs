// `node xtask/minify.mjs FOLDER`: takes what nobody reads out of the scripts and the style that the page loads first.

import { readdir } from "node:fs/promises";
import path from "node:path";

import { build } from "esbuild";

const [folder] = process.argv.slice(2);
const FIRST = /^(app|style)-[0-9a-f]{16}\.(js|css)$|^(library|network|worker)\.js$/;

const files = (await readdir(folder)).filter((name) => FIRST.test(name)).map((name) => path.join(folder, name));
// Each stays the file it is: neither joined with others nor wrapped.
await build({ entryPoints: files, outdir: folder, allowOverwrite: true, minify: true, bundle: false, target: "es2022" });
