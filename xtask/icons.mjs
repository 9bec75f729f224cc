// `node xtask/icons.mjs FOLDER`: draws FOLDER/segue.svg at the sizes that systems want of an installed page's icon.

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { Resvg } from "@resvg/resvg-js";

const [folder] = process.argv.slice(2);
/** In its light scheme: a drawn picture cannot ask for the reader's. */
const drawing = await readFile(path.join(folder, "segue.svg"), "utf8");
/** Systems cut their own shape out of these: paper to the edges, and the drawing within the middle four fifths. */
const full = drawing
  .replace('viewBox="0 0 32 32"', 'viewBox="-5 -5 42 42"')
  .replace(/<rect class="paper"[^>]*>/, '<rect class="paper" x="-5" y="-5" width="42" height="42" />');

for (const [name, svg, width] of [
  ["segue-192.png", drawing, 192],
  ["segue-512.png", drawing, 512],
  ["segue-maskable-512.png", full, 512],
  ["segue-touch-180.png", full, 180],
]) {
  await writeFile(path.join(folder, name), new Resvg(svg, { fitTo: { mode: "width", value: width } }).render().asPng());
}
