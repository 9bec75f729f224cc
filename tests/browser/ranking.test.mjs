// By what neighbours are ranked: by timbre at first, and by what the network hears, too, once it has heard the song.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import { FOR_AXE, PHONE, assertSound } from "./axe.mjs";
import { SAMPLE, open } from "./visit.mjs";

/** What is fetched of a catalogue once somebody wants its songs as a network hears them. */
const SECOND_INDEX = /models\/open-music\/network-/;

let house;
before(async () => (house = await open()));
afterEach(() => house.host.faults.clear());
after(() => house.close());

/** Asked for by the page itself; what the service worker keeps for later does not count. */
const fetched = (visit) => visit.requests.filter((request) => !request.serviceWorker() && SECOND_INDEX.test(request.url()));
const by = (visit, words) => visit.of("by").filter({ hasText: words }).waitFor();
/** The answer's neighbours, once they are ranked so. */
const ranked = async (visit, words) => {
  await visit.of("terms").locator("summary").filter({ hasText: words }).waitFor();
  return visit.answer();
};
const heardAll = (visit) => visit.of("tags-progress").filter({ hasText: /^All \d+ pieces/ }).waitFor();
/** On an earlier visit, the ranking by timbre was chosen. */
const byTimbre = () => localStorage.setItem("segue.terms", "5 balanced nearest once");
/** Keeps these files from arriving until what it gives is called. */
function hold(files) {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  house.host.faults.set(files, async function* (whole) {
    await released;
    yield whole;
  });
  return release;
}
const openMusic = async (visit) => {
  await visit.choose(SAMPLE);
  await visit.of("result").waitFor();
  await visit.page.getByRole("radio", { name: /Open music/ }).click();
  await visit.of("by").waitFor();
};

test("neighbours are ranked by timbre until the network has heard the song and its catalogue is there, then by both", async () => {
  const visit = await house.visit();
  await visit.choose(SAMPLE);
  await visit.of("result").waitFor();
  await heardAll(visit);
  assert.deepEqual(fetched(visit), [], "the second index came though nobody wanted its catalogue");
  const release = hold(SECOND_INDEX);
  await visit.page.getByRole("radio", { name: /Open music/ }).click();
  await by(visit, "By timbre, until the catalogue is here as the network hears it.");
  const first = await ranked(visit, /balanced ranking/);
  assert.equal(first.ranking, "balanced");
  assert.equal(first.neighbours.length, 5);
  release();
  await by(visit, "By timbre and by what the network hears.");
  const both = await ranked(visit, /network together/);
  assert.equal(both.ranking, "both");
  assert.equal(both.neighbours.length, 5);
  assert.equal(fetched(visit).length, 2);
  assert.deepEqual([both.genres, both.timeline], [first.genres, first.timeline], "the genre stays");
  for (const { tags } of both.neighbours) assert.match(tags, /^[\w-]+(, [\w -]+)*$/);
  assert.equal(await visit.of("heard").first().textContent(), `Sounds like ${both.neighbours[0].tags}`);

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

test("a neighbour that is read is not taken away when the network has heard the song", async () => {
  const release = hold(/^models\/musicnn\/network\./);
  const visit = await house.visit();
  await visit.choose(SAMPLE);
  await visit.of("result").waitFor();
  await visit.page.getByRole("radio", { name: /Open music/ }).click();
  await by(visit, "By timbre, until the network has heard the song.");
  await visit.of("neighbour").first().getByTestId("why").click();
  await visit.of("sounds").filter({ hasText: /dB/ }).waitFor(); // the row says all that it will
  const before = await visit.of("neighbour").allInnerTexts();
  release();
  await heardAll(visit);
  await by(visit, "By timbre, while one of them is open; then by what the network hears, too.");
  assert.deepEqual(await visit.of("neighbour").allInnerTexts(), before);
  await visit.of("neighbour").first().getByTestId("why").click();
  await by(visit, "By timbre and by what the network hears.");
  await ranked(visit, /network together/);
  await visit.leave({ expected: /willReadFrequently/ });
});

test("who chose the ranking by timbre keeps it, and is offered the other, which everybody can read and press on a phone", async () => {
  const visit = await house.visit({ ...FOR_AXE, before: byTimbre });
  await openMusic(visit);
  await heardAll(visit);
  await by(visit, "By timbre. The network has heard the song:");
  assert.deepEqual(fetched(visit), []);
  await visit.of("terms").locator("summary").click();
  await assertSound(visit, "the other ranking is offered", { phone: PHONE });
  const { height } = await visit.of("by-both").boundingBox();
  assert.ok(height >= 40, `${height} px are hard to hit`);
  await visit.of("by-both").click();
  await ranked(visit, /network together/);
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
