// What the stations are given: sizes as in practice, numbers that anybody can compute.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

export const SECONDS = 240;
export const RATE = 22_050;
const FILE_RATE = 44_100;
export const [TREES, LEAVES, ROWS, COLUMNS, CLASSES] = [1600, 31, 80, 100, 8];
export const [VECTORS, QUERIES, NEAREST] = [80_000, 80, 10];

/** Uniform in [0, 1): Numerical Recipes' generator, good enough to be timed with. */
function numbers(seed) {
  return () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

function normal(next) {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** A saw that walks through eight notes, over noise. */
function song(seconds, rate, seed) {
  const next = numbers(seed);
  const notes = [110, 220, 165, 330, 147, 440, 98, 247];
  let phase = 0;
  return Float32Array.from({ length: seconds * rate }, (_, at) => {
    const beat = Math.floor((4 * at) / rate);
    phase = (phase + notes[beat % notes.length] / rate) % 1;
    const fade = 1 - ((4 * at) / rate - beat);
    return fade * (0.5 * (phase - 0.5) + 0.05 * (next() - 0.5));
  });
}

/** Unit vectors around a few dozen centres, as songs of a few genres lie. */
function vectors(count, seed) {
  const next = numbers(seed);
  const centres = numbers(7);
  const middle = Array.from({ length: 64 }, () => Array.from({ length: COLUMNS }, () => normal(centres)));
  const all = new Float32Array(count * COLUMNS);
  for (let row = 0; row < count; row++) {
    const one = all.subarray(row * COLUMNS, (row + 1) * COLUMNS);
    const centre = middle[Math.floor(next() * middle.length)];
    one.forEach((_, at) => (one[at] = centre[at] + normal(next)));
    const length = Math.hypot(...one);
    one.forEach((x, at) => (one[at] = x / length));
  }
  return all;
}

/** A tree of LEAVES leaves, grown at random leaves, in LightGBM's text. */
function tree(number, next) {
  const nodes = [];
  const open = [{ parent: -1, side: "" }];
  while (nodes.length < LEAVES - 1) {
    const { parent, side } = open.splice(Math.floor(next() * open.length), 1)[0];
    if (parent >= 0) nodes[parent][side] = nodes.length;
    nodes.push({ feature: Math.floor(next() * COLUMNS), threshold: 0.2 * (next() - 0.5), left: 0, right: 0 });
    open.push({ parent: nodes.length - 1, side: "left" }, { parent: nodes.length - 1, side: "right" });
  }
  open.forEach(({ parent, side }, leaf) => (nodes[parent][side] = -1 - leaf));
  const row = (name, of) => `${name}=${nodes.map(of).join(" ")}`;
  return [
    `Tree=${number}`,
    `num_leaves=${LEAVES}`,
    "num_cat=0",
    row("split_feature", (node) => node.feature),
    row("threshold", (node) => node.threshold),
    row("decision_type", () => 2),
    row("left_child", (node) => node.left),
    row("right_child", (node) => node.right),
    `leaf_value=${Array.from({ length: LEAVES }, () => 0.1 * normal(next)).join(" ")}`,
    "is_linear=0",
    "",
    "",
  ].join("\n");
}

function forest() {
  const next = numbers(3);
  const head = ["tree", "version=v4", `num_class=${CLASSES}`, `num_tree_per_iteration=${CLASSES}`, `max_feature_idx=${COLUMNS - 1}`, "", ""];
  return head.join("\n") + Array.from({ length: TREES }, (_, number) => tree(number, next)).join("") + "end of trees\n";
}

/** Writes the inputs of every case into `folder`, and says what they are, as `prepare` wants it. */
export async function write(folder) {
  await mkdir(folder, { recursive: true });
  const file = async (name, content) => {
    await writeFile(path.join(folder, name), ArrayBuffer.isView(content) ? new Uint8Array(content.buffer) : content);
    return name;
  };
  const catalogue = vectors(VECTORS, 5);
  const queries = vectors(QUERIES, 11);
  const inputs = {
    features: { pcm: await file("mono.f32", song(SECONDS, RATE, 1)), sr: RATE, n_fft: 2048, hop: 512, n_mels: 128 },
    resample: {
      left: await file("left.f32", song(SECONDS, FILE_RATE, 1)),
      right: await file("right.f32", song(SECONDS, FILE_RATE, 2)),
      sr: FILE_RATE,
    },
    trees: {
      rows: await file("rows.f32", vectors(ROWS, 13)),
      n_rows: ROWS,
      n_features: COLUMNS,
      lightgbm: await file("forest.txt", forest()),
    },
    search: {
      vectors: await file("vectors.f32", catalogue),
      n: VECTORS,
      dim: COLUMNS,
      queries: await file("queries.f32", queries),
      k: NEAREST,
    },
  };
  return { inputs, catalogue, queries };
}

/** Row numbers of the nearest vectors by exact cosine, as a set for each query. */
export function exact(catalogue, queries) {
  return Array.from({ length: QUERIES }, (_, query) => {
    const asked = queries.subarray(query * COLUMNS, (query + 1) * COLUMNS);
    const similarity = new Float64Array(VECTORS);
    for (let row = 0; row < VECTORS; row++) {
      for (let at = 0; at < COLUMNS; at++) similarity[row] += asked[at] * catalogue[row * COLUMNS + at];
    }
    const rows = Uint32Array.from(similarity.keys()).sort((a, b) => similarity[b] - similarity[a]);
    return new Set(rows.subarray(0, NEAREST));
  });
}
