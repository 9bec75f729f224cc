// Many songs at once: two are led at a time, and each has its own state.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ENGINE } from "./engine.mjs";
import { tune, wav } from "./sounds.mjs";
import { until } from "./until.mjs";
import { open } from "./visit.mjs";

/** Ten albums; three show it elsewhere than in Chromium. */
const SONGS = ENGINE === "chromium" ? 100 : 30;

let house;
before(async () => (house = await open()));
after(() => house.close());

const song = (place, seconds = 10) => ({
  name: `song ${String(place).padStart(3, "0")}.wav`,
  bytes: wav({ seconds, rate: 11_025, channels: 1, sample: (at) => tune(at + 3 * place, 0) }),
});
/** Not by a mouse, which a page that grows may lead astray. */
const press = (button) => button.click();
const row = (visit, name) => visit.page.locator("nav[aria-label='Songs of this visit'] li", { hasText: name });

test("albums are led two songs at a time, each with its state, and any can be cancelled", { timeout: 600_000 }, async (story) => {
  const albums = Array.from({ length: SONGS }, (_, place) => song(place, place ? 10 : 3_600));
  const late = song(SONGS - 2).name.replace(".wav", "");
  const visit = await house.visit();
  visit.context.setDefaultTimeout(300_000);
  await visit.page.evaluate(() => {
    globalThis.most = 0;
    globalThis.words = new Set();
    const look = () => {
      const told = [...document.querySelectorAll(".queue span")].map((span) => span.textContent.replace(/ · .*/, ""));
      for (const word of told) words.add(word);
      globalThis.most = Math.max(most, told.filter((word) => /^(Reading|Decoding|Listening)/.test(word)).length);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await visit.choose(...albums);
  // One that is on its way, and one that waits.
  await row(visit, "song 000").getByRole("button", { name: "Cancel song 000" }).evaluate(press);
  await row(visit, late).filter({ hasText: "Waiting its turn" }).waitFor();
  await row(visit, late).getByRole("button", { name: `Cancel ${late}` }).evaluate(press);
  await until(async () => (await visit.page.locator(".queue .hued").count()) >= SONGS - 2, 300_000, "not all are answered");
  for (const name of ["song 000", late]) assert.equal(await row(visit, name).count(), 0, name);
  assert.equal(await visit.page.locator(".queue li").count(), await visit.page.locator(".queue .hued").count(), "every song that was not cancelled is answered");
  const { most, words } = await visit.page.evaluate(() => ({ most, words: [...words] }));
  story.diagnostic(`at most ${most} at a time; states: ${words.join(", ")}`);
  assert.equal(most, 2);
  assert.ok(words.includes("Waiting its turn") && words.some((word) => /^(Decoding|Listening)/.test(word)));
  assert.equal(await visit.of("error").count(), 0);
  await visit.leave();
});

test("who cancels a song keeps the other and the catalogue", async () => {
  const visit = await house.visit();
  await visit.choose(song(1), song(2, 600));
  await visit.of("stage").waitFor();
  const packs = () => visit.requests.filter((request) => /index\..*\.bin/.test(request.url()) && !request.serviceWorker()).length;
  await row(visit, "song 002").getByRole("button", { name: "Cancel song 002" }).click();
  await visit.of("result").filter({ hasText: /song 001/ }).waitFor();
  const fetched = packs();
  assert.equal(await row(visit, "song 002").count(), 0);
  await visit.choose(song(3));
  await visit.of("result").filter({ hasText: /song 003/ }).waitFor();
  assert.equal(packs(), fetched, "the catalogue was fetched again");
  await visit.leave();
});
