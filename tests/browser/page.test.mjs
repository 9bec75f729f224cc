// What a page owes its visitors beside an answer: that nothing jumps, hangs on, or goes astray.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { tagged, tune, wav } from "./sounds.mjs";
import { SAMPLE, at, open } from "./visit.mjs";

/** Of the headline's type size: the row with the progress may be a little taller than a second line. */
const EMPTIEST = 0.35;
/** Yew sets one when it has much to render; copying four minutes of sound by timers would take two dozen. */
const MOST_TIMERS = 8;

let house, song;
before(async () => {
  house = await open();
  const sample = await readFile(SAMPLE);
  const tags = 10 + [...sample.subarray(6, 10)].reduce((size, seven) => (size << 7) | seven, 0);
  song = sample.subarray(tags);
});
after(() => house.close());

for (const width of [360, 390, 700, 768, 1280]) {
  test(`at ${width} pixels nothing moves when tags and answer come, and no gap is left`, async () => {
    const title = "A title that was never meant to be read aloud ".repeat(4);
    const long = tagged(song, { title, artist: "An orchestra of long-winded friends ".repeat(3) });
    const visit = await house.visit({ viewport: { width, height: 900 } });
    for (const file of [SAMPLE, { name: "long.mp3", bytes: long }]) {
      await visit.anew();
      await visit.page.evaluate(watch);
      await visit.choose(file);
      await visit.of("result").waitFor();
      const places = await visit.page.evaluate(() => [...places]);
      assert.equal(places.length, 1, `the genres were at ${places.join(", then ")} px`);
      const empty = await visit.page.evaluate(() => {
        const headline = document.querySelector(".sentence h1");
        const [room, filled] = [headline.parentElement, headline].map((element) => element.getBoundingClientRect().bottom);
        return (room - filled) / Number.parseFloat(getComputedStyle(headline).fontSize);
      });
      assert.ok(empty <= EMPTIEST, `${empty.toFixed(2)} lines below the headline are empty`);
    }
    await visit.leave();
  });
}

/** Notes, at every change, where the genres are. */
function watch() {
  globalThis.places = new Set();
  const note = () => {
    const genres = document.querySelector(".bars");
    if (genres) places.add(Math.round(genres.getBoundingClientRect().top + scrollY));
  };
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
}

test("the page says before its program is there what it says after", async () => {
  const visit = await house.share();
  const [before, after] = await visit.page.evaluate(async () => {
    const first = new DOMParser().parseFromString(await (await fetch("index.html")).text(), "text/html");
    // The second note tells of catalogues, once they are known.
    const parts = ".invitation :is(h1, .drop, .sample, dt, div:nth-child(odd) > dd)";
    const words = (page) => [...page.querySelectorAll(parts)].map((part) => part.textContent.replaceAll(/\s+/g, ""));
    return [words(first), words(document)];
  });
  assert.deepEqual(before, after);
  assert.equal(before.length, 8);
});

test("a song plays from where the cursor is put, and stops when it is left", async () => {
  const visit = await house.share();
  await visit.choose({ name: "first.wav", bytes: wav({ seconds: 20 }) }, { name: "second.wav", bytes: wav({ seconds: 8 }) });
  await visit.of("result").waitFor();
  const cursor = visit.page.getByRole("slider", { name: "Place in the song" });
  const frame = await cursor.boundingBox();
  await visit.page.mouse.click(frame.x + frame.width / 2, frame.y + 20);
  assert.equal(await cursor.getAttribute("aria-valuenow"), "10");
  await visit.page.getByRole("button", { name: "Play" }).click();
  await visit.page.getByRole("button", { name: "Pause" }).first().waitFor();
  await visit.page.waitForFunction(() => document.querySelector("audio").currentTime > 10.3);
  await cursor.press("ArrowRight");
  await visit.page.waitForFunction(() => document.querySelector("audio").currentTime > 15);
  const left = await visit.page.evaluateHandle(() => document.querySelector("audio"));
  await visit.page.getByRole("navigation").getByRole("button", { name: "second" }).click();
  await visit.page.getByRole("button", { name: "Play" }).waitFor();
  assert.ok(await left.evaluate((audio) => audio.paused), "the song that was left plays on");
  assert.equal(await cursor.getAttribute("aria-valuenow"), "0");
});

test("addresses of what was refused or cancelled are given back", async () => {
  const visit = await house.visit();
  await visit.page.evaluate(() => {
    globalThis.held = new Set();
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (what) => (held.add(createObjectURL(what)), [...held].at(-1));
    URL.revokeObjectURL = (address) => (held.delete(address), revokeObjectURL(address));
  });
  await visit.choose({ name: "click.mp3", bytes: tagged(song.subarray(0, 4_000), { title: "Click", artist: "Nobody" }) });
  const [sentence] = await visit.refusals();
  assert.match(sentence, /click\.mp3.*seconds/);
  const long = wav({ rate: 22_050, channels: 1, seconds: 480 }); // nobody cancels what is answered already
  await visit.choose({ name: "long.wav", bytes: long }, { name: "next.wav", bytes: long });
  await visit.of("cancel").click();
  await visit.of("cancel").click();
  await visit.of("drop").waitFor();
  assert.equal(await visit.page.evaluate(() => held.size), 0);
  await visit.leave();
});

test("a song needs next to no timers, which wait in a tab behind others, nor waits for a catalogue that is there", async () => {
  const visit = await house.visit();
  await visit.page.getByText("7,183").first().waitFor();
  await visit.page.evaluate(() => {
    globalThis.timers = 0;
    const { setTimeout } = globalThis;
    globalThis.setTimeout = (...what) => (timers++, setTimeout(...what));
    globalThis.stages = new Set();
    const note = () => stages.add(document.querySelector("[data-testid=stage]")?.textContent);
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await visit.choose({ name: "four minutes.wav", bytes: wav({ seconds: 240, sample: tune }) });
  await visit.of("result").waitFor();
  const timers = await visit.page.evaluate(() => globalThis.timers);
  assert.ok(timers <= MOST_TIMERS, `${timers} timers`);
  const stages = await visit.page.evaluate(() => [...stages]);
  assert.ok(stages.includes("Listening…"), stages.join(" "));
  assert.ok(!stages.includes("Fetching the catalogue…"), stages.join(" "));
  await visit.leave();
});

test("a link or some text that is let go over the page does not lead away", async () => {
  const visit = await house.share();
  const effect = await visit.page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData("text/uri-list", "about:blank");
    const over = new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true });
    document.querySelector("main").dispatchEvent(over);
    return over.defaultPrevented;
  });
  assert.ok(effect, "the browser would follow the link");
  await visit.stillWorks();
});

test("a folder is refused in a sentence", async () => {
  const visit = await house.share();
  const devices = await visit.context.newCDPSession(visit.page);
  const data = { items: [], files: [at("tests/browser")], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) await devices.send("Input.dispatchDragEvent", { type, x: 200, y: 300, data });
  const [sentence] = await visit.refusals();
  assert.match(sentence, /“browser”.*folder.*choose/);
  await visit.stillWorks();
});

test("whatever happened to it, nothing left the page that these share, and it never complained", async () => (await house.share()).leave());
