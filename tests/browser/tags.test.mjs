// The network that listens: after the answer, in its own time, and only if it may.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, afterEach, before, test } from "node:test";

import { ENOUGH_ONCE, FAILED_FETCH } from "./engine.mjs";
import { tune, wav } from "./sounds.mjs";
import { SAMPLE, open } from "./visit.mjs";

/** Whatever belongs to the network. */
const OF_NETWORK = /\/(network(_bg)?\.|models\/musicnn\/)/;
/** Seconds of a patch. */
const PATCH = 2.992;
/** One pieces-heard line of many lets the story press a button in time. */
const LONG = { seconds: 240, rate: 22_050, channels: 1, sample: tune };

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");

let house;
before(async () => (house = await open()));
afterEach(() => house.host.faults.clear());
after(() => house.close());

/** What the page fetched of it; the service worker, which keeps what was used before, fetches in its own time. */
const ofNetwork = (visit) =>
  visit.requests.filter((request) => !request.serviceWorker() && OF_NETWORK.test(request.url())).map((request) => request.url());
const askedOfNetwork = () => house.host.asked.filter((asked) => OF_NETWORK.test(asked));
const heardAll = (visit) => visit.of("tags-progress").filter({ hasText: /^(All \d+ pieces|The one piece)/ }).waitFor();
const long = () => ({ name: "four minutes.wav", bytes: wav(LONG) });

test("a dropped song shows its tags along its timeline, in words, and in what is taken along; nothing of it came before the answer", async () => {
  const visit = await house.visit();
  await visit.page.evaluate(() => {
    globalThis.early = null;
    const note = () => {
      if (document.querySelector("[data-testid=result]") && globalThis.early === null) globalThis.early = performance.getEntriesByType("resource").map(({ name }) => name);
    };
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  await visit.choose(SAMPLE);
  await visit.of("stage").waitFor();
  assert.deepEqual(askedOfNetwork(), [], "the network is fetched while the song is on its way");
  await visit.of("result").waitFor();
  const early = await visit.page.evaluate(() => globalThis.early);
  assert.deepEqual(early.filter((url) => OF_NETWORK.test(url)), [], "the network was fetched before the answer stood");
  await heardAll(visit);
  for (const file of [/network_bg\.wasm/, /musicnn\/network\..*\.bin/]) assert.ok(askedOfNetwork().some((asked) => file.test(asked)));

  const { tags, song, genres } = await visit.answer();
  assert.equal(tags.network, "msd-musicnn");
  assert.equal(tags.song.length, 50);
  assert.equal(tags.timeline.length, Math.floor(song.seconds / PATCH), "every piece was heard");
  assert.ok(tags.timeline.every(({ start }, place) => Math.abs(start - place * PATCH) < 1e-6), "in time order");
  const likeliest = tags.song.map(({ probability }) => probability);
  assert.deepEqual(likeliest, likeliest.toSorted((a, b) => b - a));

  const rows = await visit.of("tag-row").allInnerTexts();
  assert.equal(rows.length, 12);
  for (const group of ["genre", "mood", "voice", "instrument", "decade"]) {
    assert.ok(rows.includes(tags.song.find((tag) => tag.group === group).tag), `the strongest ${group} stands along the song`);
  }
  const words = await visit.of("tag-words").innerText();
  assert.ok(words.toLowerCase().startsWith(tags.song[0].tag.toLowerCase()), words);
  assert.match(await visit.of("tag-agreement").innerText(), new RegExp(`${genres[0].genre}|leave the genre open`));
  const drawn = await visit.page.locator(".tag-group canvas").first().evaluate((canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((part) => part > 0));
  assert.ok(drawn, "the lane is empty");
  assert.match(await visit.page.locator(".tag-group canvas").first().getAttribute("aria-label"), /^Genre: .+ \d+ %, most at \d:\d\d/);
  const { bytes } = await visit.saves("save-tags");
  const table = bytes.toString().trim().split("\r\n");
  assert.equal(table.length, 1 + tags.timeline.length);
  assert.ok(table[0].includes(tags.song[0].tag));
  await visit.leave({ expected: /willReadFrequently/ });
});

test("who switches it off is not asked again, and nothing of it is fetched; who switches it on again has it", ENOUGH_ONCE, async () => {
  const visit = await house.visit();
  await visit.choose(SAMPLE);
  await visit.of("result").waitFor();
  await visit.of("tags-off").click();
  await visit.of("tag-lanes").waitFor({ state: "detached" });
  await visit.page.reload();
  await visit.of("drop").waitFor();
  const fetched = ofNetwork(visit).length;
  await visit.choose(SAMPLE);
  await visit.of("result").waitFor();
  await visit.of("tags-unheard").filter({ hasText: /switched off/ }).waitFor();
  assert.equal((await visit.answer()).tags, undefined);
  assert.deepEqual(ofNetwork(visit).slice(fetched), [], "the network was fetched though it is off");
  await visit.of("tags-on").click();
  await heardAll(visit);
  await visit.leave();
});

test("where traffic is to be saved, it asks first", ENOUGH_ONCE, async () => {
  const visit = await house.visit({ before: () => Object.defineProperty(Navigator.prototype, "connection", { get: () => ({ saveData: true }) }) });
  await visit.choose(SAMPLE);
  await visit.of("result").waitFor();
  await visit.of("tags-unheard").filter({ hasText: /save traffic/ }).waitFor();
  assert.deepEqual(ofNetwork(visit), []);
  await visit.of("tags-on").click();
  await heardAll(visit);
  await visit.leave();
});

test("it pauses and goes on, and what it heard stays while another song is looked at", ENOUGH_ONCE, async () => {
  const visit = await house.visit();
  await visit.choose(long());
  await visit.of("tags-progress").filter({ hasText: /of 80 pieces heard/ }).waitFor();
  await visit.of("tags-pause").click();
  const paused = visit.of("tags-progress").filter({ hasText: /^Paused at/ });
  await paused.waitFor();
  await visit.page.waitForTimeout(1_000); // what was at hand is heard
  const told = await paused.innerText();
  await visit.page.waitForTimeout(1_000);
  assert.equal(await paused.innerText(), told, "it listens though it is paused");
  assert.ok(parseInt(told.match(/\d+/)[0]) < 80, told);

  await visit.choose(SAMPLE);
  await visit.of("result").filter({ hasText: /Warm Ink/i }).waitFor();
  await heardAll(visit);
  await visit.page.getByRole("button", { name: /four minutes/ }).click();
  await paused.waitFor();
  assert.equal(await paused.innerText(), told, "what was heard is gone");
  await visit.of("tags-go-on").click();
  await visit.of("tags-progress").filter({ hasText: "All 80 pieces heard" }).waitFor();
  assert.equal((await visit.answer()).tags.timeline.length, 80);
  await visit.leave();
});

test("four minutes of song: how long it takes to the first tags and to all", ENOUGH_ONCE, async (story) => {
  const visit = await house.visit();
  await visit.page.evaluate(() => {
    globalThis.times = {};
    const note = () => {
      const now = performance.now();
      const progress = document.querySelector("[data-testid=tags-progress]")?.textContent ?? "";
      if (document.querySelector("[data-testid=result]")) times.answer ??= now;
      if (document.querySelector("[data-testid=tag-row]")) times.first ??= now;
      if (/^All/.test(progress)) times.all ??= now;
    };
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  await visit.choose(long());
  await heardAll(visit);
  const { answer, first, all } = await visit.page.evaluate(() => globalThis.times);
  const seconds = (time) => ((time - answer) / 1_000).toFixed(2);
  story.diagnostic(`after the answer: first tags ${seconds(first)} s, all 80 pieces ${seconds(all)} s`);
  assert.ok(answer < first && first < all);
  await visit.leave();
});

for (const [what, where] of Object.entries({ "its weights": /musicnn\/network\..*bin$/, "its description": /musicnn\/manifest\.json$/ })) {
  test(`${what} cannot be had: a sentence says so, everything else stays, and trying again mends it`, ENOUGH_ONCE, async () => {
    house.host.faults.set(where, () => 404);
    const visit = await house.visit();
    await visit.choose(SAMPLE);
    await visit.of("result").waitFor();
    await visit.of("tags-progress").filter({ hasText: /could not be fetched: .*musicnn.* answered with status 404.*try again/ }).waitFor();
    const answer = await visit.answer();
    assert.equal(answer.neighbours.length, 5);
    assert.equal(answer.tags, undefined);
    assert.equal(await visit.of("error").count(), 0);
    house.host.faults.clear();
    await visit.of("tags-again").click();
    await heardAll(visit);
    await visit.leave({ expected: FAILED_FETCH });
  });
}

test("its program cannot be had: a sentence says so", ENOUGH_ONCE, async () => {
  house.host.faults.set("network_bg.wasm", () => 404);
  const visit = await house.visit();
  await visit.choose(SAMPLE);
  await visit.of("tags-progress").filter({ hasText: /could not be started.*try again/ }).waitFor();
  assert.equal((await visit.answer()).neighbours.length, 5);
  house.host.faults.clear();
  await visit.of("tags-again").click();
  await heardAll(visit);
  await visit.leave({ expected: /Failed to load resource|network_bg|WebAssembly|uncaught/i });
});

test("it listened once with a network and listens again without", async () => {
  const visit = await house.visit();
  await visit.kept();
  await visit.choose(SAMPLE);
  await heardAll(visit);
  await visit.page.waitForFunction(async () => {
    const kept = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)));
    return [/network_bg\.wasm/, /musicnn\/network\./, /musicnn\/manifest/].every((file) => kept.flat().some((url) => file.test(url)));
  });
  await house.host.stop();
  try {
    await visit.page.reload();
    await visit.choose(SAMPLE);
    await heardAll(visit);
  } finally {
    await house.host.start();
  }
  await visit.leave({ expected: FAILED_FETCH });
});

for (const viewport of [{ width: 360, height: 780 }, { width: 1280, height: 900 }]) {
  test(`at ${viewport.width} pixels nothing moves when tags come, nothing is too wide, and axe is content`, ENOUGH_ONCE, async () => {
    const visit = await house.visit({ viewport, reducedMotion: "reduce" });
    await visit.choose(SAMPLE);
    await visit.of("result").waitFor();
    const places = () => visit.page.evaluate(() => [".tag-lanes", ".axis", ".heard-tags", ".all-tags", ".near"].map((part) => Math.round(document.querySelector(part).getBoundingClientRect().top + scrollY)).join(" "));
    const first = await places();
    await heardAll(visit);
    assert.equal(await places(), first);
    assert.ok(await visit.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is too wide");
    for (const summary of await visit.page.locator(".all-tags summary").all()) await summary.click();
    await visit.page.evaluate(axe);
    const { violations } = await visit.page.evaluate(() => globalThis.axe.run(document.querySelector("main")));
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`), []);
    await visit.leave();
  });
}
