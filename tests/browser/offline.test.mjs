// Without a network, or half of one: what was visited once goes on working, and what is broken heals.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, test } from "node:test";

import { ENOUGH_ONCE, FAILED_FETCH, NOTHING_BEFORE, except } from "./engine.mjs";
import { LOST } from "./host.mjs";
import { SAMPLE, at, open } from "./visit.mjs";

const PACK = "models/fma-small";
/** Bytes: the shell has no room, or just so, and then the pack has none. */
const NO_ROOM = 100_000;
const ROOM_FOR_THE_SHELL = 3_000_000;
/** Why some engines cannot be made to. */
const ROOM = "its remote control sets no limit to what a page may store";

let house;
before(async () => (house = await open()));
afterEach(async () => {
  house.host.faults.clear();
  await house.host.stop();
  await house.host.start();
});
after(() => house.close());

/** A worker that cannot fetch its own program throws, so that the page hears of it (www/listen.js): the network's, which listens after the answer. */
const WITHOUT_NETWORK = new RegExp(`${FAILED_FETCH.source}|^uncaught: Failed to (fetch$|execute 'importScripts')`, FAILED_FETCH.flags);

const named = (bytes) => createHash("sha256").update(bytes).digest("hex");

test("who visited once hears a song without a server, reloads, and hears another", async () => {
  const visit = await house.visit();
  await visit.kept();
  await house.host.stop();
  for (let turn = 0; turn < 2; turn++) {
    await visit.page.reload();
    await visit.choose(SAMPLE);
    const answer = await visit.answer();
    assert.equal(answer.genres.length, 8);
    assert.equal(answer.neighbours.length, 5);
    await visit.kept();
  }
  assert.equal(await visit.of("error").count(), 0);
  await visit.leave({ expected: WITHOUT_NETWORK });
});

test("the sample, once it was heard, is there without a server, too", ENOUGH_ONCE, async () => {
  const visit = await house.visit();
  await visit.kept();
  await visit.page.reload();
  await visit.of("sample").click();
  await visit.answer();
  await visit.page.waitForFunction(async () => await caches.match(new URL("sample/warm-ink.mp3", document.baseURI)));
  await house.host.stop();
  await visit.page.reload();
  await visit.of("sample").click();
  assert.equal((await visit.answer()).song.title, "Warm Ink");
  await visit.leave({ expected: WITHOUT_NETWORK });
});

test("what is gone from the cache, or broken in it, comes from the network and is kept again", async () => {
  const visit = await house.visit();
  await visit.kept();
  const spoilt = await visit.page.evaluate(async () => {
    const spoilt = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const [place, { url }] of (await cache.keys()).entries()) {
        if (/json(\?|$)/.test(url) && !/\.[0-9a-f]{16}\./.test(url)) continue; // lists say for themselves when they are broken
        if (place % 2) await cache.delete(url);
        else await cache.put(url, new Response("broken", { headers: (await cache.match(url)).headers }));
        spoilt.push(url);
      }
    }
    return spoilt;
  });
  assert.ok(spoilt.some((url) => url.includes("index.html")) && spoilt.some((url) => url.includes("forest.")), spoilt.join(" "));
  await visit.page.reload();
  await visit.stillWorks();
  await visit.kept();
  await house.host.stop();
  await visit.page.reload();
  await visit.stillWorks();
  await visit.leave({ expected: WITHOUT_NETWORK });
});

test("a new pack arrives and the old one's files go; one that does not arrive whole leaves the old one in its place", async () => {
  const visit = await house.visit();
  await visit.kept();
  const manifest = JSON.parse(await readFile(at("dist", PACK, "manifest.json")));
  const catalogue = manifest.files.find(({ role }) => role === "catalogue");
  const old = catalogue.name;
  const bytes = Buffer.concat([await readFile(at("dist", PACK, old)), Buffer.from("\n")]);
  catalogue.name = `catalogue.${named(bytes).slice(0, 16)}.json`;
  Object.assign(catalogue, { bytes: bytes.length, sha256: named(bytes) });
  house.host.faults.set(`${PACK}/manifest.json`, () => Buffer.from(JSON.stringify(manifest)));
  house.host.faults.set(`${PACK}/${old}`, () => 404);

  house.host.faults.set(`${PACK}/${catalogue.name}`, () => 404);
  await visit.page.reload();
  await visit.of("error").waitFor();
  await house.host.stop();
  await visit.page.reload();
  await visit.stillWorks();
  await house.host.start();

  house.host.faults.set(`${PACK}/${catalogue.name}`, () => bytes);
  await visit.page.reload();
  await visit.kept();
  const kept = await visit.page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("segue packs"));
    return (await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)))).flat();
  });
  assert.ok(kept.some((url) => url.endsWith(catalogue.name)), kept.join(" "));
  assert.ok(!kept.some((url) => url.endsWith(old)), kept.join(" "));
  await house.host.stop();
  await visit.page.reload();
  await visit.stillWorks();
  await visit.leave({ expected: WITHOUT_NETWORK });
});

const broken = {
  "does not answer its list": [/packs\.json$/, () => 500],
  "answers its list with a page": [/manifest\.json$/, () => Buffer.from("<!doctype html>")],
};
test("a host that is out of order does not take away a pack that is kept", async () => {
  const visit = await house.visit();
  await visit.kept();
  for (const [where, fault] of Object.values(broken)) {
    house.host.faults.clear();
    house.host.faults.set(where, (bytes) => fault(bytes));
    await visit.page.reload();
    await visit.stillWorks();
  }
  await visit.leave({ expected: WITHOUT_NETWORK });
});

test("a network that is lost while the first pack comes is told in a sentence, and a reload mends it", async () => {
  house.host.faults.set(/index\.[0-9a-f]{16}\.bin$/, () => LOST);
  const visit = await house.visit();
  const [sentence] = await visit.refusals();
  assert.match(sentence, /index.*could not be reached.*reload/i);
  house.host.faults.clear();
  await visit.page.reload();
  await visit.stillWorks();
  await visit.kept();
  await visit.leave({ expected: WITHOUT_NETWORK });
});

for (const [what, room] of Object.entries({ "for nothing": NO_ROOM, "for the page but not for the pack": ROOM_FOR_THE_SHELL })) {
  test(`where there is room ${what}, the page says so and works while there is a network`, except({ firefox: ROOM, webkit: ROOM }), async () => {
    const visit = await house.visit({ quota: room });
    await visit.of("keeping").filter({ hasText: /could not be kept.*room.*without a network/ }).waitFor();
    await visit.stillWorks();
    assert.equal(await visit.of("error").count(), 0);
    await visit.leave();
  });
}

test("a browser that keeps no pages is told so, and works while there is a network", except({ webkit: NOTHING_BEFORE }), async () => {
  const visit = await house.visit({ before: () => delete Navigator.prototype.serviceWorker });
  await visit.of("keeping").filter({ hasText: /keeps no pages.*without a network/ }).waitFor();
  await visit.stillWorks();
  await visit.leave();
});

/** Playwright's windows in Chromium are private ones, and so are those of WebKit's driver. */
const ALL_PRIVATE = "all its stories are lived in private windows";

test("a private window keeps the page, too, as long as it is open", except({ chromium: ALL_PRIVATE, webkit: ALL_PRIVATE }), async () => {
  const private_ = await open({ "browser.privatebrowsing.autostart": true });
  const visit = await private_.visit();
  await visit.stillWorks();
  await visit.kept();
  await private_.host.stop();
  await visit.page.reload();
  await visit.stillWorks();
  await visit.leave({ expected: WITHOUT_NETWORK });
  await private_.close();
});

test("?nosw keeps nothing, and forgets what was kept", async () => {
  const registered = (visit) => visit.page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
  const visit = await house.visit({ query: "?nosw" });
  await visit.page.getByText("7,183").first().waitFor();
  assert.equal(await registered(visit), 0);
  await visit.page.goto(house.host.address);
  await visit.kept();
  assert.equal(await registered(visit), 1);
  await visit.page.goto(`${house.host.address}?nosw`);
  await visit.page.waitForFunction(async () => (await navigator.serviceWorker.getRegistrations()).length === 0);
  await visit.stillWorks();
  await visit.leave();
});
