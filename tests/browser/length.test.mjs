// Any length: what no tab can hold is decoded, heard and forgotten as it comes.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { open as openFile, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";

import { ENGINE } from "./engine.mjs";
import { at, open, scratch } from "./visit.mjs";

/** MB of the tab's process, whatever its song. */
const MOST_MEMORY = 600;
/** A machine with two cores, compiling meanwhile, decodes ten hours. */
const PATIENCE_MS = 900_000;
const HOUR = 3600;
const STEREO = at("tests/golden/formats/stereo.mp3");

let house, folder, clear;
before(async () => {
  house = await open();
  ({ folder, clear } = await scratch());
});
after(async () => {
  await house.close();
  await clear();
});

/** An MP3 of so many seconds: the frames of another, again and again. */
async function long(name, source, seconds) {
  const { frames, each } = await framesOf(source);
  const place = path.join(folder, name);
  const file = await openFile(place, "w");
  for (let written = 0; written < seconds; written += each) await file.write(frames);
  await file.close();
  return place;
}

const BITRATES = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const RATES = [44_100, 48_000, 32_000];

/** The frames of a file of MPEG 1, layer 3: without tags, and without the frame that says how many there are. */
async function framesOf(source) {
  const bytes = await readFile(source);
  const frames = [];
  let at = bytes.toString("latin1", 0, 3) === "ID3" ? 10 + ((bytes[6] << 21) | (bytes[7] << 14) | (bytes[8] << 7) | bytes[9]) : 0;
  let each = 0;
  while (at + 4 < bytes.length && bytes[at] === 0xff && (bytes[at + 1] & 0xfe) === 0xfa) {
    const rate = RATES[(bytes[at + 2] >> 2) & 3];
    const length = Math.floor((144_000 * BITRATES[bytes[at + 2] >> 4]) / rate) + ((bytes[at + 2] >> 1) & 1);
    const frame = bytes.subarray(at, at + length);
    if (!/Xing|Info/.test(frame.toString("latin1", 0, 64))) {
      frames.push(frame);
      each += 1152 / rate;
    }
    at += length;
  }
  assert.ok(each > 3, `${source} has frames`);
  return { frames: Buffer.concat(frames), each };
}

/** Watches what the tab's process holds; `end` gives the most, in MB, or null where no system or engine tells. */
async function watch(visit) {
  if (ENGINE !== "chromium") return { end: async () => null };
  const browser = await visit.context.browser().newBrowserCDPSession();
  let most = null;
  const look = async () => {
    const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
    for (const { id } of processInfo.filter(({ type }) => type === "renderer")) {
      if (!existsSync(`/proc/${id}/status`)) continue;
      const held = (await readFile(`/proc/${id}/status`, "utf8").catch(() => "")).match(/VmHWM:\s+(\d+) kB/);
      if (held) most = Math.max(most ?? 0, held[1] / 1024);
    }
  };
  const timer = setInterval(() => look().catch(() => {}), 1_000);
  return { end: async () => (clearInterval(timer), await look(), most) };
}

/** Elsewhere than in Chromium half an hour is enough: no tab holds it decoded. */
const lengths = ENGINE === "chromium" ? [[3, STEREO], [10, at("tests/golden/formats/plain.mp3")]] : [[0.5, STEREO]];
const mb = (most) => (most === null ? "" : `, ${most.toFixed(0)} MB at most`);

for (const [hours, source] of lengths) {
  test(`${hours} h of MP3 are answered, with progress, in ${MOST_MEMORY} MB where that is told`, { timeout: 2 * PATIENCE_MS }, async (story) => {
    const song = await long(`${hours} hours.mp3`, source, hours * HOUR);
    const visit = await house.visit();
    visit.context.setDefaultTimeout(PATIENCE_MS);
    const memory = await watch(visit);
    await visit.page.evaluate(() => {
      globalThis.told = new Set();
      new MutationObserver(() => told.add(document.querySelector("[role=progressbar]")?.ariaValueNow)).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    const start = Date.now();
    await visit.choose(song);
    await visit.of("stage").filter({ hasText: /Listening as it decodes/ }).waitFor();
    const answer = await visit.answer();
    const most = await memory.end();
    story.diagnostic(`${hours} hours: ${((Date.now() - start) / 1000).toFixed(0)} s${mb(most)}`);
    assert.ok(Math.abs(answer.song.seconds - hours * HOUR) < 60, `${answer.song.seconds} s`);
    assert.ok(answer.timeline.length > hours * 1_100, `${answer.timeline.length} windows`);
    assert.equal(answer.neighbours.length, 5);
    assert.ok(await visit.page.evaluate(() => told.size) > 20, "progress was told");
    if (most !== null) assert.ok(most <= MOST_MEMORY, `${most} MB`);
    if (hours === 10) await shownToTheEnd(visit, hours, memory, story);
    await visit.leave({ expected: /willReadFrequently/ });
    await rm(song);
  });
}

/** Everything that is shown of a song is shown of this one, and the tags of pieces from all of it. */
async function shownToTheEnd(visit, hours, memory, story) {
  await visit.page.locator(".lanes canvas").first().waitFor();
  await visit.of("tag-row").first().waitFor();
  await visit.of("tags-progress").filter({ hasText: /^All \d+ pieces/ }).waitFor();
  const { tags } = await visit.answer();
  assert.ok(tags.timeline.length > 160 && tags.timeline.length <= 320, `${tags.timeline.length} pieces`);
  assert.ok(tags.timeline.at(-1).start > (hours - 0.1) * HOUR, "the last piece is near the end");
  const later = await memory.end();
  story.diagnostic(`with tags${mb(later)}`);
  if (later !== null) assert.ok(later <= MOST_MEMORY, `${later} MB with tags`);
}

test("three hours are cancelled in the midst, and the page goes on", { timeout: PATIENCE_MS }, async () => {
  const song = await long("never mind.mp3", STEREO, 3 * HOUR);
  const visit = await house.visit();
  await visit.choose(song);
  await visit.of("stage").filter({ hasText: /Listening as it decodes/ }).waitFor();
  await visit.of("cancel").click();
  await visit.of("drop").waitFor();
  assert.equal(await visit.of("error").count(), 0);
  await visit.stillWorks();
  await visit.leave();
});
