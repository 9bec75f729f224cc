// The song seen: where it lives among the catalogue's, how it wanders, and what moves when somebody points at it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { TITLE, listing, size, songs } from "./packs.mjs";
import { wav } from "./sounds.mjs";
import { SAMPLE, open } from "./visit.mjs";

/** Chromium itself advises those who read a canvas twice. */
const ADVICE = /willReadFrequently/;
/** Of 255: what is drawn over the shade stands out by this much at least. */
const STANDS_OUT = 40;

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");
/** A second catalogue, without genres. */
const pack = songs();

/** A minute of a tone that rises, then a minute of noise that fades: nobody could miss where it changes, and no two windows are the same. */
const noise = (time) => 2 * ((Math.sin(time * 1e6) * 43_758.5453) % 1) - 1;
const sample = (time) => (time < 60 ? 0.4 * Math.sin(2 * Math.PI * (220 + 4 * time) * time) : 0.4 * 10 ** ((60 - time) / 30) * noise(time));
const change = { name: "change.wav", bytes: wav({ rate: 22_050, channels: 1, seconds: 120, sample }) };

let house;
before(async () => {
  house = await open();
  const line = { name: "made-up", title: TITLE, manifest: "made-up/manifest.json", bytes: size(pack) };
  house.host.faults.set("models/packs.json", () => listing(line));
  for (const [name, bytes] of pack) house.host.faults.set(`models/made-up/${name}`, () => bytes);
});
after(() => house.close());

async function seen(visit, song) {
  await visit.choose(song);
  await visit.of("trail").waitFor();
  return visit.of("trail");
}

/** The time at which the cursor through the lanes is, in seconds. */
async function cursor(visit) {
  return Number(await visit.page.getByRole("slider", { name: "Place in the song" }).getAttribute("aria-valuenow"));
}

test("the song's way is drawn over the catalogue, and said in words", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const visit = await house.visit({ colorScheme, viewport: { width: 1280, height: 900 } });
    await seen(visit, change);
    const words = await visit.of("wandering").innerText();
    assert.match(words, /^It lives .*: (only )?\d+ % of the catalogue’s clips lie in emptier places\. It .*: \d+ of its \d+ windows lie within [\d.]+ of their middle/);
    const canvas = visit.page.locator("canvas.way-through");
    assert.equal(await canvas.getAttribute("aria-label"), `The song’s way. ${words}`);
    const { way, corner } = await canvas.evaluate((canvas) => {
      const at = (x, y) => [...canvas.getContext("2d").getImageData(x * canvas.width, y * canvas.height, 1, 1).data];
      const mark = document.querySelector(".surface .here").style;
      return { way: at(Number(mark.getPropertyValue("--x")), Number(mark.getPropertyValue("--y"))), corner: at(0.005, 0.005) };
    });
    assert.equal(way[3], 255, "nothing is drawn where the song begins");
    const paper = colorScheme === "light" ? 250 : 19;
    assert.ok(Math.max(...way.slice(0, 3).map((part) => Math.abs(part - paper))) > STANDS_OUT, `${way}`);
    assert.equal(corner[3], 0, "there are songs beyond the outermost");
    await visit.leave({ expected: ADVICE });
  }
});

test("pointing at the way tells the window, clicking and the keys move everybody", async () => {
  const visit = await house.visit({ viewport: { width: 1280, height: 900 } });
  const trail = await seen(visit, change);
  await trail.scrollIntoViewIfNeeded();
  assert.match(await visit.of("told").innerText(), /^0:00–0:30: component 1 at −?[\d.]+, component 2 at −?[\d.]+; [A-Z][\w-]+, \d+ %$/);
  await trail.press("End");
  const [end, there] = [await cursor(visit), await trail.evaluate((surface) => surface.querySelector(".here").getAttribute("style"))];
  assert.ok(end > 100, `the last window is at ${end} s`);
  const last = await visit.of("told").innerText();
  assert.match(last, /^1:\d\d–(1:59|2:00): /);
  assert.equal(await trail.getAttribute("aria-valuetext"), last);
  await trail.press("Home");
  assert.ok((await cursor(visit)) <= 16);
  const [x, y] = there.match(/[\d.]+/g).map(Number);
  const box = await trail.boundingBox();
  await visit.page.mouse.move(box.x + x * box.width, box.y + y * box.height);
  assert.equal(await visit.of("told").innerText(), last, "what lies under the pointer");
  assert.ok((await cursor(visit)) <= 16, "looking moves nobody");
  await visit.page.mouse.down();
  await visit.page.mouse.up();
  assert.equal(await cursor(visit), end);
  await visit.page.getByRole("slider", { name: "Place in the song" }).press("Home");
  assert.notEqual(await trail.evaluate((surface) => surface.querySelector(".here").getAttribute("style")), there);
  await visit.leave();
});

test("components and genres are chosen by keyboard, never one component twice, and stay chosen for the next song", async () => {
  const visit = await house.visit();
  await seen(visit, SAMPLE);
  const chosen = () => Promise.all(["across", "upwards", "shade"].map((list) => visit.of(list).evaluate((list) => list.selectedOptions[0].textContent)));
  const [first] = await chosen();
  assert.match(first, /^Component 1 · \d+ %$/);
  const before = await visit.of("told").innerText();
  await visit.of("across").focus();
  await visit.page.keyboard.press("ArrowDown"); // component 2, which was upwards
  assert.deepEqual((await chosen()).map((option) => option.split(" ·")[0]), ["Component 2", "Component 1", "All songs"]);
  assert.notEqual(await visit.of("told").innerText(), before);
  await visit.of("upwards").selectOption({ index: 4 });
  const drawn = () => visit.page.locator("canvas.way-through").evaluate((canvas) => canvas.toDataURL());
  const all = await drawn();
  await visit.of("shade").selectOption("Rock");
  assert.notEqual(await drawn(), all);
  const rock = (await chosen()).map((option) => option.split(" ·")[0]);
  assert.deepEqual(rock, ["Component 2", "Component 5", "Rock"]);
  await visit.choose(change);
  await visit.page.getByRole("heading", { name: /Where the song lives/ }).waitFor();
  await visit.of("trail").waitFor();
  assert.deepEqual((await chosen()).map((option) => option.split(" ·")[0]), rock);
  await visit.leave({ expected: ADVICE });
});

test("another catalogue is another picture, in its own components and windows", async () => {
  const visit = await house.visit();
  await seen(visit, SAMPLE);
  const words = await visit.of("wandering").innerText();
  await visit.page.getByRole("radio", { name: TITLE }).click();
  await visit.of("wandering").filter({ hasText: "segments lie in emptier" }).waitFor();
  assert.equal(await visit.of("shade").locator("option").count(), 1, "it names no genres");
  await visit.page.getByRole("radio", { name: /Free Music Archive/ }).click();
  await visit.of("wandering").filter({ hasText: "clips lie in emptier" }).waitFor();
  assert.equal(await visit.of("wandering").innerText(), words);
  await visit.leave();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe has nothing to say about the song's way, ${colorScheme}`, async () => {
    const visit = await house.visit({ colorScheme, reducedMotion: "reduce", viewport: { width: 360, height: 800 } });
    await seen(visit, change);
    await visit.page.evaluate(axe);
    const { violations } = await visit.page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`), []);
    const overflow = await visit.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${overflow} px too wide`);
    await visit.leave();
  });
}
