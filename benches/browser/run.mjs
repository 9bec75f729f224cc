// Times the stations and the page in headless Chromium, adds what `cargo bench` found on this machine, and writes the
// table of figures and goals to benches/results/. `cargo xtask bench` runs it.

import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { chromium } from "playwright-core";

import { SAMPLE, at, open } from "../../tests/browser/visit.mjs";
import { host } from "../../tests/browser/host.mjs";
import { COLUMNS, NEAREST, QUERIES, ROWS, SECONDS, TREES, VECTORS, exact, write } from "./inputs.mjs";
import { profile, profileOfFirst } from "./profile.mjs";

const REPETITIONS = 15;
const PAGE = at("target/bench-page");
const RESULTS = at("benches/results");
const CRITERION = path.join(process.env.SEGUE_TARGET ?? at("target"), "criterion");
const GROWTH = path.join(process.env.SEGUE_TARGET ?? at("target"), "growth.jsonl");
/** 10 Mbit/s, 40 ms: a home's line. */
const LINE = { offline: false, latency: 40, downloadThroughput: 1_250_000, uploadThroughput: 1_250_000 };
const VISITS = 5;
/** Who has an answer looks at it; meanwhile the network is fetched, and the song decoded for it. */
const REST_MS = 3000;
/** Of the sample. */
const SAMPLE_SECONDS = 40;

/** What is wanted of the figures, each in its own unit. */
const GOALS = {
  features: 160,
  resample: 60,
  trees: 4,
  ready: 50,
  search: 50,
  memory: 9,
  recall: 0.99,
  cached: 1200,
  cold: 4000,
  native: 90,
};

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const round = (number) => (number < 10 ? number.toFixed(1) : Math.round(number).toLocaleString("en"));

/** Medians of all cases, and how right their answers are. */
async function stations() {
  const { inputs, catalogue, queries } = await write(path.join(PAGE, "inputs"));
  const ours = await host(PAGE);
  const browser = await chromium.launch({ executablePath: process.env.SEGUE_CHROMIUM, args: ["--no-sandbox"] });
  const opened = async () => {
    const page = await browser.newPage();
    await page.goto(ours.address);
    await page.waitForFunction(() => globalThis.peerBench);
    return page;
  };
  const base = `${ours.address}inputs/`;
  const page = await opened();
  const found = {};
  for (const [name, of] of Object.entries(inputs)) {
    found[name] = await page.evaluate(
      async ({ name, inputs, repetitions }) => {
        const prepared = await peerBench.prepare(name, inputs);
        const times = [];
        for (let turn = 0; turn <= repetitions; turn++) times.push((await peerBench.run(name, "", {})).ms);
        const { data } = await peerBench.result(name);
        return { ...prepared, times: times.slice(1), rows: name === "search" ? [...data] : [], count: data.length };
      },
      { name, inputs: { ...of, base }, repetitions: REPETITIONS },
    );
    found[name].shares = await profile(page, name);
  }
  const readyShares = await profileOfFirst(await opened(), "trees", { ...inputs.trees, base }, /^trees_new/);
  const version = browser.version();
  await browser.close();
  await ours.close();
  const { rows } = found.search;
  const wanted = exact(catalogue, queries);
  const right = rows.filter((row, place) => wanted[Math.floor(place / NEAREST)].has(row)).length;
  return { found, readyShares, recall: right / (QUERIES * NEAREST), version };
}

/** The sample's frames of sound, as often as fill four minutes. */
async function longSong() {
  const bytes = await readFile(SAMPLE);
  const tag = 10 + bytes.subarray(6, 10).reduce((size, seven) => size * 128 + seven, 0); // ID3v2
  const sound = bytes.subarray(bytes.indexOf(bytes.subarray(tag, tag + 2), tag + 2));
  const turns = Math.ceil(SECONDS / SAMPLE_SECONDS);
  return { name: "four minutes.mp3", bytes: Buffer.concat(Array(turns).fill(sound)).subarray(0, (sound.length * SECONDS) / SAMPLE_SECONDS) };
}

/** In the page: notes when a file is chosen, how long it is decoded, and when genre and neighbours stand, since the page was asked for. */
function watch() {
  const [decode, times] = [OfflineAudioContext.prototype.decodeAudioData, { decoder: 0 }];
  OfflineAudioContext.prototype.decodeAudioData = async function (bytes) {
    const from = performance.now();
    const sound = await decode.call(this, bytes);
    times.decoder += performance.now() - from;
    return sound;
  };
  addEventListener("change", () => Object.assign(times, { start: performance.now(), decoder: 0, answer: undefined }), true);
  const look = () => {
    const there = document.querySelector("[data-testid=result]") && document.querySelector("[data-testid=neighbour]");
    if (there && !times.answer) times.answer = performance.now();
  };
  addEventListener("DOMContentLoaded", () => new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true }));
  globalThis.times = times;
}

/** Milliseconds from the choice of this file to genre and neighbours on the page, and those of the browser's decoder. */
async function fromDrop(visit, song) {
  await visit.choose(song);
  await visit.page.waitForFunction((name) => document.querySelector("[data-testid=result]")?.innerText.includes(name), path.parse(song.name).name);
  const { start, answer, decoder } = await visit.page.evaluate(() => globalThis.times);
  return { ms: answer - start, decoder };
}

/** The same for a song of four minutes, by a page that is open, and that has answered another one a moment ago. */
async function cached(stage, song) {
  const visit = await stage.visit({ before: watch });
  await visit.choose(SAMPLE);
  await visit.of("result").waitFor();
  await visit.page.waitForTimeout(REST_MS);
  const times = await fromDrop(visit, song);
  await visit.context.close();
  return times;
}

/** What has come when, on a first visit: names of files that are the last of their kind. */
const ARRIVALS = { "the page's program": /\/app-.*\.wasm$/, "the worker's program (which the remote control does not slow down)": /\/worker_bg\.wasm/, "the sample": /\.mp3$/, "the pack": /\/fma-small\// };

/** Milliseconds from the address to the sample's answer, over a home's line, with nothing in the cache; and to what comes before it. */
async function cold(stage) {
  const visit = await stage.visit({ query: "?sample", opening: "result", line: LINE, before: watch });
  await visit.of("neighbour").first().waitFor();
  const { answer: ms } = await visit.page.evaluate(() => globalThis.times);
  const own = visit.requests.filter((request) => !request.serviceWorker());
  const began = own[0].timing().startTime;
  const ends = (kind) => own.filter((request) => kind.test(request.url())).map((request) => request.timing()).map(({ startTime, responseEnd }) => startTime - began + responseEnd);
  const arrivals = Object.entries(ARRIVALS).map(([what, kind]) => [what, Math.max(...ends(kind))]);
  await visit.context.close();
  return { ms, arrivals };
}

async function page() {
  const song = await longSong();
  const stage = await open();
  const times = { cached: [], cold: [] };
  for (let turn = 0; turn < VISITS; turn++) {
    times.cached.push(await cached(stage, song));
    times.cold.push(await cold(stage));
  }
  await stage.close();
  return times;
}

/** Median milliseconds of every criterion bench, by "group/name". */
async function native() {
  const found = {};
  for (const entry of await readdir(CRITERION, { recursive: true })) {
    if (!entry.endsWith(path.join("new", "estimates.json"))) continue;
    const folder = path.join(CRITERION, entry, "..");
    const { full_id } = JSON.parse(await readFile(path.join(folder, "benchmark.json"), "utf8"));
    const { median } = JSON.parse(await readFile(path.join(folder, "estimates.json"), "utf8"));
    found[full_id] = median.point_estimate / 1e6;
  }
  return found;
}

/** Of the exact ten nearest, how many the shipped index finds: its own report says. */
async function shippedRecall() {
  const folder = at("models/open-music");
  const { files } = JSON.parse(await readFile(path.join(folder, "manifest.json"), "utf8"));
  const report = files.find(({ role }) => role === "report");
  return JSON.parse(await readFile(path.join(folder, report.name), "utf8")).evaluation.codes.recall_at_10;
}

/** Lines of JSON that `cargo bench --bench growth` printed. */
async function growth() {
  const lines = (await readFile(GROWTH, "utf8")).split("\n");
  return lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
}

/** What librosa takes for the same samples on one thread, where $SEGUE_PYTHON has it. */
function librosa() {
  if (!process.env.SEGUE_PYTHON) return null;
  const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", NUMBA_NUM_THREADS: "1" };
  const said = execFileSync(process.env.SEGUE_PYTHON, [at("benches/librosa_levels.py"), path.join(PAGE, "inputs/mono.f32")], { env });
  return Number(said);
}

const table = (head, rows) => [head, head.map((_, column) => (column ? "---:" : "---")), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/** A row of the table of goals. */
function figure(what, unit, value, goal) {
  const met = goal === undefined ? "" : value <= goal ? "met" : "**missed**";
  return [what, `${round(value)} ${unit}`, goal === undefined ? "" : `≤ ${goal.toLocaleString("en")} ${unit}`, met];
}

/** A row of what should be large. */
const share = (what, value, goal) => [what, value.toFixed(3), `≥ ${goal}`, value >= goal ? "met" : "**missed**"];

function inChromium({ found, recall }, { cached, cold }, shipped) {
  const ms = (name) => median(found[name].times);
  return [
    figure(`mel levels of ${SECONDS} s, one worker`, "ms", ms("features"), GOALS.features),
    figure(`${SECONDS} s of 44.1 kHz stereo to mono at 22 050 Hz`, "ms", ms("resample"), GOALS.resample),
    figure(`${TREES.toLocaleString("en")} trees × ${ROWS} rows`, "ms", ms("trees"), GOALS.trees),
    figure("forest, from bytes to ready", "ms", found.trees.ready_ms, GOALS.ready),
    figure(`${QUERIES} queries × ${VECTORS.toLocaleString("en")} × ${COLUMNS}, ten nearest`, "ms", ms("search"), GOALS.search),
    figure("index of that search", "MiB", found.search.memory_bytes / 2 ** 20, GOALS.memory),
    share(`recall@${NEAREST} of that search: vectors made at random, which lie in all directions alike`, recall, GOALS.recall),
    share(`recall@${NEAREST} of the shipped index (open-music, report.json)`, shipped, GOALS.recall),
    figure("drop to genre and neighbours, four minutes of MP3, pack cached", "ms", median(cached.map(({ ms }) => ms)), GOALS.cached),
    figure("of that, the browser’s decoder", "ms", median(cached.map(({ decoder }) => decoder))),
    figure("address to the sample's answer, empty cache, 10 Mbit/s", "ms", median(cold.map(({ ms }) => ms)), GOALS.cold),
    ...Object.keys(ARRIVALS).map((what, place) => figure(`of that, until ${what} has come`, "ms", median(cold.map(({ arrivals }) => arrivals[place][1])))),
  ];
}

/** What takes how much of a station's time. */
const spent = (name, shares) => [name, shares.map(([what, share]) => `${what.replaceAll("|", "")} ${Math.round(100 * share)} %`).join(", ").replaceAll("<", "&lt;")];

function onThisMachine(found, python) {
  const song = (name) => found[`4-minute song/${name}`];
  return [
    figure(`mel levels of ${SECONDS} s, one core`, "ms", song("mel levels"), GOALS.native),
    ...(python ? [[`librosa, the same`, `${round(python)} ms`, "", `${(python / song("mel levels")).toFixed(1)} times ours`]] : []),
    ...Object.entries(found).filter(([name]) => !name.endsWith("/mel levels")).map(([name, ms]) => figure(name, "ms", ms)),
  ];
}

const grown = ({ kind, size, ms, mib, mib_before }) => [
  kind === "sound" ? `${round(size / 60)} min of sound` : `${size.toLocaleString("en")} vectors, ${QUERIES} queries`,
  `${round(ms)} ms`,
  `${((1000 * ms) / size).toFixed(1)} µs per ${kind === "sound" ? "second" : "vector"}`,
  `${round(mib - mib_before)} MiB`,
  `${round(mib_before)} MiB`,
];

async function report() {
  const timed = await stations();
  const ways = await page();
  const python = librosa();
  return `# How fast it is

Medians, made by \`cargo xtask bench\` on ${machine()}; Chromium ${timed.version}, headless. Only figures of one run can be compared.

## In Chromium

${table(["", "median", "goal", ""], inChromium(timed, ways, await shippedRecall()))}

Where the time goes, as Chromium's profiler sees the worker (what is inlined counts as whose it is in):

${table(["station", "time spent in"], [...Object.entries(timed.found).map(([name, { shares }]) => spent(name, shares)), spent("forest, from bytes to ready", timed.readyShares)])}

## On this machine, one core

${table(["", "median", "goal", ""], onThisMachine(await native(), python))}

## Growth, on this machine, one core

${table(["", "time", "time each", "memory for the work", "memory for what is asked about"], (await growth()).map(grown))}
`;
}

const machine = () => `${os.cpus().length} cores of ${os.cpus()[0].model.trim()}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.arch()}`;

const words = await report();
await mkdir(RESULTS, { recursive: true });
await writeFile(path.join(RESULTS, "bench.md"), words);
console.log(words);
