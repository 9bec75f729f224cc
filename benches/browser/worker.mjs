// The worker's side: fetches what a case needs, prepares the engine's station for it, runs it.

import init, { Features, Resampling, Search, Trees, converted } from "./segue_bench_page.js";

/** The front end's own numbers: a case that wants others cannot be run. */
const FRONT_END = { sr: 22_050, n_fft: 2048, hop: 512, n_mels: 128 };

/** Milliseconds until the engine's module was fetched, compiled and ready. */
const opened = performance.now();
const opening = init().then(() => performance.now() - opened);
const stations = new Map();

async function fetched(base, file, Kind) {
  const address = new URL(file, base);
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
  return Kind === String ? answer.text() : new Kind(await answer.arrayBuffer());
}

/** Milliseconds that `work` takes, and what it returns. */
function timed(work) {
  const start = performance.now();
  const made = work();
  return { made, ms: performance.now() - start };
}

/** Each gives { station, init_ms, … }: from fetched bytes to a station that can run. */
const prepare = {
  async features({ base, pcm, ...wanted }) {
    for (const [name, own] of Object.entries(FRONT_END)) {
      if ((wanted[name] ?? own) !== own) throw new Error(`${name} is ${own} here, not ${wanted[name]}`);
    }
    const samples = await fetched(base, pcm, Float32Array);
    const { made, ms } = timed(() => new Features(samples));
    return { station: made, layout: "frame-major", init_ms: ms };
  },

  async trees({ base, rows, n_features, lightgbm, n_classes }) {
    const text = await fetched(base, lightgbm, String);
    const numbers = await fetched(base, rows, Float32Array);
    const classes = n_classes ?? Number(/^num_class=(\d+)$/m.exec(text)?.[1]);
    const { made: shipped, ms: build_ms } = timed(() => converted(text, classes));
    const { made, ms } = timed(() => new Trees(shipped, numbers, n_features));
    return { station: made, init_ms: ms, build_ms, memory_bytes: shipped.length };
  },

  async search({ base, vectors, dim, queries, k }) {
    const catalogue = await fetched(base, vectors, Float32Array);
    const asked = await fetched(base, queries, Float32Array);
    const { made, ms } = timed(() => new Search(catalogue, dim, asked, k));
    return { station: made, init_ms: ms, memory_bytes: made.bytes() };
  },

  async resample({ base, left, right, sr }) {
    const channels = await Promise.all([left, right].map((file) => fetched(base, file, Float32Array)));
    const { made, ms } = timed(() => new Resampling(...channels, sr));
    return { station: made, init_ms: ms };
  },
};

const answers = {
  async prepare(name, inputs) {
    const opening_ms = await opening;
    stations.get(name)?.station.free();
    stations.delete(name);
    const { station, layout, init_ms, ...told } = await prepare[name](inputs);
    stations.set(name, { station, layout });
    return { init_ms: opening_ms + init_ms, ready_ms: init_ms, ...told };
  },

  async run(name) {
    const { station } = stations.get(name);
    return { ms: timed(() => station.run()).ms };
  },

  async result(name) {
    const { station, layout } = stations.get(name);
    return { data: station.result(), layout };
  },
};

onmessage = async ({ data: { number, what, about } }) => {
  try {
    const answer = await answers[what](...about);
    postMessage({ number, answer }, answer.data ? [answer.data.buffer] : []);
  } catch (error) {
    postMessage({ number, error: error.message });
  }
};
