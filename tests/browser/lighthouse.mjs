// `node tests/browser/lighthouse.mjs LIGHTHOUSE`: what Lighthouse says of dist, served as GitHub Pages would, on a phone and on a
// desk. LIGHTHOUSE is its command; $CHROME_PATH the browser. Fails where a category has less than it should.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { host } from "./host.mjs";

const LEAST = 95;
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const DEVICES = { phone: [], desk: ["--preset=desktop"] };
/** How a slow line and processor come about: Chromium makes them, or Lighthouse reckons from a fast run what they would do. */
const SLOW = { made: "devtools", reckoned: "simulate" };
/** Times follow the machine's own load: what counts is the median of so many looks. */
const LOOKS = 3;

const [program, ...before] = process.argv[2].split(" ");
const ours = await host("dist", { base: "/segue/" });
const folder = await mkdtemp(path.join(tmpdir(), "segue-lighthouse-"));
let short = 0;
for (const [slow, method] of Object.entries(SLOW)) {
  for (const [device, options] of Object.entries(DEVICES)) {
    const looks = [];
    for (let look = 0; look < LOOKS; look++) looks.push(await ask(method, options));
    short += told(`${device}, slowness ${slow}`, looks);
  }
}
await ours.close();
await rm(folder, { recursive: true });
process.exitCode = short > 0 ? 1 : 0;

/** One look: what Lighthouse reports. */
async function ask(method, options) {
  const report = path.join(folder, "report.json");
  await run(program, [
    ...before,
    ours.address,
    "--quiet",
    `--throttling-method=${method}`,
    "--output=json",
    `--output-path=${report}`,
    `--only-categories=${CATEGORIES}`,
    "--chrome-flags=--headless=new --no-sandbox",
    ...options,
  ]);
  return JSON.parse(await readFile(report, "utf8"));
}

function run(program, words) {
  return new Promise((resolve, reject) => {
    const running = spawn(program, words, { stdio: ["ignore", "inherit", "inherit"] });
    running.once("error", reject);
    running.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`))));
  });
}

/** Prints what one device gets, and what it lost points for in the look between the others; how many categories have too few. */
function told(device, looks) {
  const points = (report, name) => Math.round(100 * report.categories[name].score);
  const scores = CATEGORIES.map((name) => [name, looks.map((report) => points(report, name)).toSorted((a, b) => a - b)]);
  const words = scores.map(([name, all]) => `${name} ${middle(all)}${new Set(all).size > 1 ? ` (${all.join(" ")})` : ""}`);
  const { categories, audits, lighthouseVersion } = middle(looks.toSorted((a, b) => points(a, "performance") - points(b, "performance")));
  console.log(`${device}: ${words.join(", ")} (Lighthouse ${lighthouseVersion})`);
  for (const { auditRefs } of Object.values(categories)) {
    for (const { id, weight } of auditRefs) {
      const { score, title, displayValue = "" } = audits[id];
      if (weight > 0 && score !== null && score < 1) console.log(`  ${title}: ${displayValue || score}`);
    }
  }
  return scores.filter(([, all]) => middle(all) < LEAST).length;
}

function middle(all) {
  return all[all.length >> 1];
}
