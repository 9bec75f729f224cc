// node time.mjs PKG ARRAYS FOLDER: candle as WebAssembly, in V8, on one thread.

import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const [pkg, arrays, folder] = process.argv.slice(2).map((name) => path.resolve(name));
const { Listener } = createRequire(import.meta.url)(path.join(pkg, "segue_bench_library.js"));

/** A .npy file of f32: shape and numbers. */
async function npy(file) {
  const bytes = await readFile(file);
  const start = 10 + bytes.readUInt16LE(8);
  const shape = /'shape': \(([^)]*)\)/.exec(bytes.toString("latin1", 10, start))[1].split(",").filter((part) => part.trim()).map(Number);
  return { shape: Uint32Array.from(shape), numbers: new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length)) };
}

const listener = new Listener();
for (const name of await readdir(arrays)) {
  const { shape, numbers } = await npy(path.join(arrays, name));
  listener.array(name.replace(/\.npy$/, ""), shape, numbers);
}
const { shape, numbers } = await npy(path.join(folder, "patches.npy"));
const expected = (await npy(path.join(folder, "tags.npy"))).numbers;
const [count, size] = [shape[0], shape[1] * shape[2]];
const times = [];
let off = 0;
for (let patch = 0; patch < count; patch++) {
  const start = performance.now();
  const tags = listener.tags(numbers.subarray(patch * size, (patch + 1) * size));
  times.push(performance.now() - start);
  tags.forEach((tag, place) => (off = Math.max(off, Math.abs(tag - expected[patch * 50 + place]))));
}
times.sort((one, other) => one - other);
console.log(`${count} patches: off by ${off.toExponential(1)} at most; ${times[count >> 1].toFixed(1)} ms a patch (median)`);
