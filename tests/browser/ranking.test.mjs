// By what neighbours are ranked: by timbre at first, by what the network hears once it has heard the song, or by both.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { SAMPLE, open } from "./visit.mjs";

/** What is fetched of a catalogue once somebody wants its songs as a network hears them. */
const SECOND_INDEX = /models\/open-music\/network-/;

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");

let house;
before(async () => (house = await open()));
after(() => house.close());

const fetched = (visit) => visit.requests.filter((request) => !request.serviceWorker() && SECOND_INDEX.test(request.url()));
const by = (visit, words) => visit.of("by").filter({ hasText: words }).waitFor();
/** The answer's neighbours, once they are ranked so. */
const ranked = async (visit, words) => {
  await visit.of("terms").locator("summary").filter({ hasText: words }).waitFor();
  return visit.answer();
};
const openMusic = async (visit) => {
  await visit.choose(SAMPLE);
  await visit.of("result").waitFor();
  await visit.page.getByRole("radio", { name: /Open music/ }).click();
  await visit.of("by").waitFor();
};

test("neighbours are ranked by timbre until the network has heard the song, then by both for who asks", async () => {
  const visit = await house.visit();
  await openMusic(visit);
  const first = await ranked(visit, /balanced ranking/);
  assert.equal(first.ranking, "balanced");
  await visit.of("by-both").waitFor();
  assert.deepEqual(fetched(visit), [], "the second index came though nobody wanted it");
  await visit.of("by-both").click();
  await by(visit, "By timbre and by what the network hears.");
  const both = await ranked(visit, /network together/);
  assert.equal(both.ranking, "both");
  assert.equal(both.neighbours.length, 5);
  assert.equal(fetched(visit).length, 2);
  assert.deepEqual([both.genres, both.timeline], [first.genres, first.timeline], "the genre stays");

  const row = visit.of("neighbour").first();
  await row.getByTestId("why").click();
  const told = await visit.of("reason").locator(".told").filter({ hasText: /links lead/ }).innerText();
  // Every three seconds twice: by timbre, and by the network. Neither hears what is left at the end.
  const links = Number(told.match(/^[\d,]+/)[0].replace(",", ""));
  assert.ok(links >= 2 * Math.floor(both.song.seconds / 3.1), told);
  await row.getByTestId("why").click();

  await visit.of("terms").locator("summary").click();
  await visit.of("terms").getByRole("radio", { name: /^Network/ }).click();
  assert.equal((await ranked(visit, /as the network hears/)).ranking, "network");
  await visit.of("terms").getByRole("radio", { name: /^Both/ }).click();
  await ranked(visit, /network together/);

  await visit.page.reload();
  await visit.of("drop").waitFor();
  await visit.choose(SAMPLE);
  const again = await ranked(visit, /network together/);
  assert.deepEqual(again.neighbours, both.neighbours, "the choice is remembered, and the answer the same");
  await visit.leave({ expected: /willReadFrequently/ });
});

test("a catalogue that no network has heard offers no ranking by it", async () => {
  const visit = await house.visit();
  await visit.choose(SAMPLE);
  await visit.of("result").waitFor();
  await visit.of("terms").locator("summary").click();
  assert.equal(await visit.of("terms").locator("input[name=ranking]").count(), 2);
  assert.equal(await visit.of("by").count(), 0);
  await visit.leave();
});

test("on a phone, what it is ranked by can be read and pressed by everybody", async () => {
  const visit = await house.visit({ viewport: { width: 360, height: 740 }, reducedMotion: "reduce" });
  await openMusic(visit);
  await visit.of("by-both").waitFor();
  await visit.of("terms").locator("summary").click();
  await visit.page.evaluate(axe);
  const { violations } = await visit.page.evaluate(() => globalThis.axe.run(document.querySelector(".near")));
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
  assert.ok(await visit.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it is wider than the phone");
  const { height } = await visit.of("by-both").boundingBox();
  assert.ok(height >= 40, `${height} px are hard to hit`);
  await visit.leave();
});
