// States that are odd, each with a face of its own.

import assert from "node:assert/strict";
import { open as openFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";

import { listing } from "./packs.mjs";
import { silence, tune, wav } from "./sounds.mjs";
import { SAMPLE, at, open, scratch } from "./visit.mjs";

const short = { name: "short.wav", bytes: wav({ seconds: 3.1 }) };
/** Always the same noise. */
function noise() {
  let state = 1;
  return () => 0.3 * ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 31 - 1);
}
const noisy = { name: "noise.wav", bytes: wav({ channels: 1, seconds: 20, sample: noise() }) };
const tone = { name: "tone.wav", bytes: wav({ channels: 1, seconds: 20, sample: (at) => 0.5 * Math.sin(2 * Math.PI * 440 * at) }) };

let house, folder, clear;
before(async () => {
  house = await open();
  ({ folder, clear } = await scratch());
});
afterEach(() => house.host.faults.clear());
after(async () => {
  await house.close();
  await clear();
});

const PHONE = { width: 360, height: 740 };
/** The page that stories share which do not disturb each other. */
const onPhone = async () => {
  const visit = await house.share();
  await visit.page.setViewportSize(PHONE);
  return visit;
};
const narrow = (visit) => visit.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

test("the first visit invites", async () => {
  const visit = await house.visit({ viewport: PHONE });
  assert.ok(await visit.of("drop").isVisible() && await visit.of("sample").isVisible());
  assert.equal(await visit.of("error").count(), 0);
  assert.ok(await narrow(visit));
  await visit.leave();
});

test("three seconds are enough", async () => {
  const visit = await onPhone();
  await visit.choose(short);
  const answer = await visit.answer();
  assert.deepEqual([answer.timeline.length, answer.neighbours.length], [1, 5]);
  await visit.page.getByText("50", { exact: true }).waitFor({ state: "attached" });
  assert.ok(await narrow(visit));
});

test("two hours are a song like others, only longer", { timeout: 600_000 }, async () => {
  const place = path.join(folder, "two hours.wav");
  const minute = wav({ rate: 16_000, channels: 2, seconds: 60 });
  const seconds = 2 * 60 * 60;
  const head = Buffer.from(minute.subarray(0, 44));
  head.writeUInt32LE(36 + 64_000 * seconds, 4);
  head.writeUInt32LE(64_000 * seconds, 40);
  const file = await openFile(place, "w");
  await file.write(head);
  for (let written = 0; written < seconds; written += 60) await file.write(minute.subarray(44));
  await file.close();
  const visit = await house.visit({ viewport: PHONE });
  visit.context.setDefaultTimeout(300_000);
  await visit.choose(place);
  await visit.of("stage").filter({ hasText: /Listening as it decodes/ }).waitFor();
  const { song, timeline } = await visit.answer();
  assert.deepEqual([song.seconds, timeline.length], [seconds, 2_394]);
  assert.ok((await visit.page.locator(".lanes canvas").count()) >= 3);
  assert.ok(await narrow(visit));
  await visit.leave({ expected: /willReadFrequently/ });
});

test("mono at 8 kHz is answered", async () => {
  const visit = await onPhone();
  await visit.choose({ name: "telephone.wav", bytes: wav({ rate: 8_000, channels: 1, seconds: 12 }) });
  const { song, neighbours } = await visit.answer();
  assert.deepEqual([song.sample_rate, song.channels, neighbours.length], [8_000, 1, 5]);
});

test("with one pack there is nothing to pick, and everything else to choose", async () => {
  house.host.faults.set("models/packs.json", () => listing());
  const visit = await house.visit();
  await visit.choose(short);
  await visit.of("result").waitFor();
  assert.equal(await visit.of("picker").count(), 0);
  await visit.page.getByText("From 7,183 clips").waitFor();
  await visit.of("terms").locator("summary").click();
  await visit.of("terms").getByRole("radio", { name: "10", exact: true }).check();
  await visit.of("neighbour").nth(9).waitFor();
  await visit.leave();
});

test("a browser without Web Audio has our decoder, and is told so where that knows no way", async () => {
  const visit = await house.visit({ before: () => { delete globalThis.OfflineAudioContext; delete globalThis.AudioContext; } });
  await visit.choose(short);
  await visit.answer();
  await visit.choose(at("tests/golden/formats/opus.opus"));
  const [sentence] = await visit.refusals();
  assert.match(sentence, /“opus\.opus” .*does not decode sound.*Try a current/);
  await visit.leave();
});

test("a worker that is lost in the midst of a choice says so, and the next choice works", async () => {
  const visit = await house.visit();
  await visit.choose(SAMPLE);
  await visit.of("result").waitFor();
  await (await visit.library()).evaluate(() => { globalThis.onmessage = () => { throw new Error("lost"); }; });
  await visit.of("terms").locator("summary").click();
  await visit.of("terms").getByRole("radio", { name: "20", exact: true }).check();
  await visit.of("catalogue-error").waitFor();
  assert.match(await visit.of("catalogue-error").innerText(), /could not be asked: .*Try again/s);
  await visit.of("try-again").click();
  await visit.of("neighbour").nth(19).waitFor();
  await visit.leave({ expected: /lost/ });
});

for (const file of [noisy, tone]) {
  test(`${file.name}: where nothing is similar enough, that is what is said`, async () => {
    const visit = await onPhone();
    await visit.choose(file);
    const answer = await visit.answer();
    assert.ok(answer.strangeness > 2.4);
    assert.match(await visit.of("nothing").innerText(), /^Nothing in Free Music Archive.* is similar enough/);
    assert.match(await visit.page.locator("h1").innerText(), /Hardly music:\s+perhaps/);
    assert.equal(await visit.of("neighbour").count(), 0);
    assert.ok(await narrow(visit));
    await visit.of("anyway").click();
    await visit.of("neighbour").nth(4).waitFor();
  });
}

test("silence is refused in a sentence", async () => {
  const visit = await onPhone();
  await visit.choose({ name: "silence.wav", bytes: wav({ seconds: 8, sample: silence }) });
  const [sentence] = await visit.refusals();
  assert.match(sentence, /silence\.wav.*Choose a file one can hear/);
});

test("the sample has neighbours, and of two genres that are close the verdict is unsure", async () => {
  const visit = await onPhone();
  await visit.choose(SAMPLE);
  const { genres, strangeness } = await visit.answer();
  assert.ok(strangeness < 2.4);
  const [first, second] = genres;
  assert.ok(first.probability < 0.35, "the sample is not uncertain any more: take another");
  const said = (await visit.page.locator("h1").innerText()).replaceAll(/\s+/g, " ");
  assert.equal(said, `Unsure: ${first.genre} or ${second.genre}.`);
  assert.equal(await visit.of("nothing").count(), 0);
});

test("whatever they heard, nothing left the page that these share, and it never complained", async () => (await house.share()).leave());

test("whoever wants no motion gets none", async () => {
  const visit = await house.visit({ reducedMotion: "reduce" });
  await visit.choose({ name: "song.wav", bytes: wav({ seconds: 8, sample: tune }) });
  await visit.of("result").waitFor();
  await visit.of("terms").locator("summary").click();
  const moving = await visit.page.evaluate(() =>
    [...document.querySelectorAll("*")].filter((element) => {
      const { transitionDuration, transitionProperty, animationName } = getComputedStyle(element);
      return animationName !== "none" || (transitionProperty !== "none" && transitionDuration.split(", ").some((time) => parseFloat(time) > 0));
    }).length,
  );
  assert.equal(moving, 0);
  await visit.leave();
});
