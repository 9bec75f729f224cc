// The page's side: hands every question to one worker and every answer back.
//
// globalThis.peerBench = {
//   cases: those that can be run,
//   prepare(case, inputs) → { init_ms, build_ms?, memory_bytes? },
//   run(case, variant, { part }) → { ms }, one repetition, timed in the worker around the work alone,
//   result(case) → { data, layout? }, of the last run,
// }

const worker = new Worker(new URL("worker.mjs", import.meta.url), { type: "module" });
const waiting = new Map();
let last = 0;

worker.onmessage = ({ data: { number, answer, error } }) => {
  const { resolve, reject } = waiting.get(number);
  waiting.delete(number);
  error === undefined ? resolve(answer) : reject(new Error(error));
};

worker.onerror = ({ message }) => {
  for (const { reject } of waiting.values()) reject(new Error(message || "the worker broke down"));
  waiting.clear();
};

const ask = (what, ...about) =>
  new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    worker.postMessage({ number: last, what, about });
  });

globalThis.peerBench = {
  cases: ["features", "trees", "search", "resample"],
  prepare: (name, { base = document.baseURI, ...inputs }) => ask("prepare", name, { ...inputs, base }),
  run: (name) => ask("run", name),
  result: (name) => ask("result", name),
};
