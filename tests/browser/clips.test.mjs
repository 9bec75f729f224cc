// Page and command line give the same answer about the same file.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { wav } from "./sounds.mjs";
import { SAMPLE, at, corpus, open, scratch } from "./visit.mjs";

/** Chromium's decoder and Symphonia differ in the last digits of a sample. */
const PROBABILITY_TOLERANCE = 0.01;
const TRAINER = process.env.SEGUE_TRAINER ?? at("target/debug/segue-trainer");
const CLIPS = corpus("data/fma-small/clips");

let house, folder, clear;
before(async () => {
  house = await open();
  ({ folder, clear } = await scratch());
});
after(async () => {
  await house.close();
  await clear();
});

test("the bundled sample", () => sameAnswer(SAMPLE));

test("a tune made here", async () => {
  const file = path.join(folder, "tune.wav");
  await writeFile(file, wav({ seconds: 40 }));
  await sameAnswer(file);
});

const clips = CLIPS ? (await readdir(CLIPS)).filter((name) => name.endsWith(".mp3")).sort() : [];
for (const clip of clips) {
  test(`FMA clip ${clip}`, () => sameAnswer(path.join(CLIPS, clip)));
}
if (!CLIPS) test("FMA clips", { skip: "no corpus in SEGUE_SHARED or ../shared" }, () => {});

test("whatever was heard, nothing left the page, and it never complained", async () => (await house.share()).leave());

async function sameAnswer(file) {
  const visit = await house.share();
  await visit.choose(file);
  const page = await visit.answer();
  const command = await analyzed(file);

  assert.equal(page.schema, command.schema);
  assert.deepEqual(page.pack, command.pack);
  const expected = new Map(command.genres.map(({ genre, probability }) => [genre, probability]));
  assert.equal(page.genres.length, expected.size);
  for (const { genre, probability } of page.genres) {
    const difference = Math.abs(probability - expected.get(genre));
    assert.ok(difference <= PROBABILITY_TOLERANCE, `${genre}: page ${probability}, command line ${expected.get(genre)}`);
  }
  const songs = ({ neighbours }) => neighbours.map(({ track_id, title }) => `${track_id} ${title}`);
  assert.deepEqual(songs(page), songs(command));
}

async function analyzed(file) {
  const { stdout } = await promisify(execFile)(TRAINER, ["analyze", file, "--pack", at("models/fma-small"), "--json"]);
  const told = JSON.parse(stdout);
  return Array.isArray(told) ? told[0] : told;
}
