// What goes wrong while the page is open, made to go wrong: a sentence, and the page goes on working. What goes wrong with
// packs is in pack.test.mjs and offline.test.mjs, with new versions in update.test.mjs.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import { FAILED_FETCH, NOTHING_BEFORE, except } from "./engine.mjs";
import { LOST } from "./host.mjs";
import { tune, wav } from "./sounds.mjs";
import { SAMPLE, open } from "./visit.mjs";

const song = { name: "song.wav", bytes: wav({ seconds: 12, sample: tune }) };
const long = { name: "four minutes.wav", bytes: wav({ rate: 22_050, channels: 1, seconds: 240, sample: tune }) };
/** Why only Chromium is asked. */
const NO_WAY_IN = "its remote control does not reach into workers";
const NOT_FROZEN = "its remote control freezes no tabs";

let house;
before(async () => (house = await open()));
afterEach(() => house.host.faults.clear());
after(() => house.close());

test("a worker that dies over a song says so, and the next song is heard", except({ firefox: NO_WAY_IN, webkit: NO_WAY_IN }), async () => {
  const visit = await house.visit();
  await visit.kept();
  for (const worker of visit.page.workers()) {
    await worker.evaluate(() => {
      const hear = globalThis.onmessage;
      globalThis.onmessage = (letter) => {
        hear(letter);
        throw new Error("killed");
      };
    });
  }
  await visit.choose(song);
  const [sentence] = await visit.refusals();
  assert.match(sentence, /“song\.wav” could not be analysed: .*stopped unexpectedly.*Try again/);
  await visit.stillWorks();
  await visit.leave({ expected: /killed/ });
});

test("a tab that is put to sleep in the midst of a song goes on when it wakes", except({ firefox: NOT_FROZEN, webkit: NOT_FROZEN }), async () => {
  const visit = await house.visit();
  const tab = await visit.context.newCDPSession(visit.page);
  await visit.choose(long);
  await visit.of("stage").waitFor();
  await tab.send("Page.setWebLifecycleState", { state: "frozen" });
  const asleep = await visit.another();
  await asleep.stillWorks(); // another tab works meanwhile
  await tab.send("Page.setWebLifecycleState", { state: "active" });
  assert.equal((await visit.answer()).song.file, long.name);
  await visit.leave();
});

test("two tabs hear songs at the same time", except({ webkit: "its driver now and then loses the session where there are two tabs" }), async () => {
  const one = await house.visit();
  const other = await one.another();
  await Promise.all([one.choose(song), other.choose(SAMPLE)]);
  assert.equal((await one.answer()).song.file, song.name);
  assert.equal((await other.answer()).song.title, "Warm Ink");
  await one.leave();
});

const programs = { "page's program": /^app-.*_bg\.wasm$/, "page's first lines": /^app-[0-9a-f]+\.js$/, "worker's program": /^worker_bg\.wasm$/ };
for (const [what, file] of Object.entries(programs)) {
  test(`a first visit on which the ${what} is lost on the way says so, and a reload mends it`, async () => {
    house.host.faults.set(file, () => LOST);
    const visit = await house.visit({ opening: what.startsWith("page") ? "unloaded" : "error" });
    assert.match(await visit.page.locator(".refusal:not([hidden])").first().innerText(), /reload/i);
    house.host.faults.clear();
    await visit.page.reload();
    await visit.stillWorks();
    await visit.kept();
    await visit.leave({ expected: /Failed to load|error|wasm|WebAssembly|aborted/i });
  });
}

test("a worker whose program is lost on the way once is started again, and nobody notices", async () => {
  let lost = 0;
  house.host.faults.set("worker_bg.wasm", (bytes) => (lost++ ? bytes : LOST));
  const visit = await house.visit({ query: "?nosw" }); // a service worker would fetch it, too
  await visit.choose(song);
  assert.equal((await visit.answer()).song.file, song.name);
  assert.ok(lost > 1, "it was not lost");
  assert.equal(await visit.of("error").count(), 0);
  await visit.leave({ expected: /Failed to load|error|wasm|WebAssembly|aborted|uncaught/i });
});

test("a song that the page has no memory for is decoded as it comes", except({ webkit: NOTHING_BEFORE }), async () => {
  const visit = await house.visit({
    before: () => {
      globalThis.denied = 0;
      globalThis.Float32Array = new Proxy(Float32Array, {
        construct(kind, given) {
          if (given[0] >= 1_000_000) { // a share of the long song
            denied++;
            throw new RangeError("Array buffer allocation failed");
          }
          return new kind(...given);
        },
      });
    },
  });
  await visit.choose(long);
  assert.equal((await visit.answer()).song.file, long.name);
  assert.ok((await visit.page.evaluate(() => denied)) > 0, "there was memory enough");
  assert.equal(await visit.of("error").count(), 0);
  await visit.stillWorks();
  await visit.leave();
});

test("a browser that will not play says so, and the rest goes on", except({ webkit: NOTHING_BEFORE }), async () => {
  const visit = await house.visit({
    before: () => {
      HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException("there is nothing to play it on", "NotSupportedError"));
    },
  });
  await visit.choose(song);
  await visit.of("result").waitFor();
  await visit.page.getByRole("button", { name: "Play" }).first().click();
  await visit.of("unplayed").filter({ hasText: /does not play/ }).waitFor();
  assert.equal((await visit.answer()).neighbours.length, 5);
  await visit.stillWorks();
  assert.equal(await visit.of("unplayed").count(), 0);
  await visit.leave();
});

test("what another app shared and is lost on the way is told", async () => {
  const visit = await house.visit({ query: "?shared" });
  const [sentence] = await visit.refusals();
  assert.match(sentence, /shared was lost.*again.*choose/);
  await visit.stillWorks();
  await visit.leave();
});
