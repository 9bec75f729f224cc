// `node xtask/service-worker.mjs FOLDER BUILD`: bundles www/service-worker.js with Workbox, and tells it which files the
// page in FOLDER consists of. Packs, the network and the sample come when they are first used.

import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";

import { build } from "esbuild";
import { injectManifest } from "workbox-build";

const [folder, name] = process.argv.slice(2);
/** The worker's files are asked for with the build in their address; trunk names other code by its content. */
const OF_BUILD = /^((listen|open-library)\.js|(worker|network|decoder|library)(\.js|_bg\.wasm))$/;
/** Not every visitor needs these. */
const LATER = /^(network|decoder|library|open-library|sample\/)/;
const NAMED_BY_CONTENT = /^(app|style)-[0-9a-f]{16}|^[0-9a-f]{16}-/;

async function entry({ url, revision, size }) {
  const sha256 = createHash("sha256").update(await readFile(path.join(folder, url))).digest("hex");
  const later = LATER.test(url);
  if (OF_BUILD.test(url)) return { url: `${url}?${name}`, revision: null, size, sha256, later };
  return { url, revision: NAMED_BY_CONTENT.test(url) ? null : revision, size, sha256, later };
}

const bundled = path.join(folder, "service-worker.bundled.js");
await build({
  entryPoints: ["www/service-worker.js"],
  outfile: bundled,
  bundle: true,
  minify: true,
  target: "es2022",
  define: { "process.env.NODE_ENV": '"production"' },
});
const { count, size, warnings } = await injectManifest({
  swSrc: bundled,
  swDest: path.join(folder, "service-worker.js"),
  globDirectory: folder,
  globPatterns: ["**/*.{html,css,js,wasm,woff2,svg,webmanifest,mp3}"],
  globIgnores: ["models/**", "service-worker*"],
  maximumFileSizeToCacheInBytes: 16e6,
  manifestTransforms: [async (entries) => ({ manifest: await Promise.all(entries.map(entry)) })],
});
await rm(bundled);
if (warnings.length > 0) throw new Error(warnings.join("\n"));
console.log(`The service worker keeps ${count} files, ${size} bytes.`);
