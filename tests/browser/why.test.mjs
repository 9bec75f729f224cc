// Opening a neighbour: which part met which, what that adds to the score, and what both sound like.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import { PHONE, assertSound } from "./axe.mjs";
import { TITLE, listing, size, songs } from "./packs.mjs";
import { SAMPLE, open } from "./visit.mjs";

/** Percent. Each of eleven rows is rounded to a tenth, or to a whole one. */
const ROUNDING = 3;
const MARKUP = "<img src=x onerror=alert(1)>";
const PAIR = /^(\d+:\d\d(–\d+:\d\d)?) of yours ↔ (\d+:\d\d|all) of theirs, similarity (−?\d\.\d\d), (−?[\d.]+) % of the score$/;

const pack = songs({ song: () => ({ title: MARKUP }) });
const line = { name: "made-up", title: TITLE, manifest: "made-up/manifest.json", bytes: size(pack) };

let house;
before(async () => (house = await open()));
afterEach(() => house.host.faults.clear());
after(() => house.close());

/** An answer about the sample, from the catalogue of songs in nine parts, or of clips; on the page that stories share, or on another. */
async function answer(catalogue, begin = house.share) {
  house.host.faults.set("models/packs.json", () => listing(line));
  for (const [name, bytes] of pack) house.host.faults.set(`models/made-up/${name}`, () => bytes);
  const visit = await begin();
  await visit.choose(SAMPLE);
  await visit.of("result").waitFor();
  await visit.page.getByRole("radio", { name: catalogue === "songs" ? TITLE : "Free Music Archive" }).click();
  await visit.of("neighbour").filter({ [catalogue === "songs" ? "hasText" : "hasNotText"]: /Band \d/ }).nth(4).waitFor();
  return visit;
}

/** Opens the neighbour at this place, and waits for what it tells. */
async function reason(visit, place = 0) {
  await visit.of("why").nth(place).click();
  await visit.of("sounds").filter({ hasText: /dB/ }).waitFor();
}

const link = (visit) => visit.of("link").innerText();
const expanded = (visit) => visit.of("why").evaluateAll((buttons) => buttons.map((button) => button.ariaExpanded));

test("a neighbour of many parts shows its links, one by one by keyboard, and the cursor follows", async () => {
  const visit = await answer("songs");
  const buttons = visit.page.getByRole("button", { name: `Why ${MARKUP} is near` });
  assert.equal(await buttons.count(), 5, "titles are text");
  await buttons.first().focus();
  await visit.page.keyboard.press("Enter");
  await visit.of("sounds").filter({ hasText: /dB/ }).waitFor();
  assert.deepEqual(await expanded(visit), ["true", "false", "false", "false", "false"]);
  assert.match(await visit.of("reason").innerText(), /links lead from your song/);

  const links = visit.of("links");
  await links.press("Home");
  const first = await link(visit);
  assert.match(first, PAIR);
  assert.equal(await links.getAttribute("aria-valuetext"), first);
  await links.press("End");
  const last = await link(visit);
  assert.match(last, PAIR);
  assert.notEqual(last, first);
  const cursor = visit.page.getByRole("slider", { name: "Place in the song" });
  const seconds = (words) => words.match(/^(\d+):(\d\d)/).slice(1).reduce((minutes, seconds) => 60 * minutes + Number(seconds), 0);
  await links.press("Enter");
  assert.ok(Math.abs((await cursor.getAttribute("aria-valuenow")) - seconds(last)) <= 1, last);

  await links.scrollIntoViewIfNeeded();
  const frame = await links.boundingBox();
  await visit.page.mouse.click(frame.x + frame.width * 0.3, frame.y + 2);
  const clicked = await link(visit);
  assert.ok(Math.abs((await cursor.getAttribute("aria-valuenow")) - seconds(clicked)) <= 1, clicked);
});

test("the numbers sum to the score, by either ranking", async () => {
  const visit = await answer("songs");
  await visit.of("terms").locator("summary").click();
  for (const ranking of ["published", "balanced"]) {
    await visit.of("terms").getByRole("radio", { name: new RegExp(`^${ranking}`, "i") }).click();
    await visit.page.waitForFunction(() => !document.querySelector("[data-testid=reason]"));
    await visit.of("neighbour").first().waitFor();
    await reason(visit);
    await visit.page.locator(".pairs summary").click();
    const shares = await visit.of("pairs").locator("tbody td:last-child").allInnerTexts();
    const sum = shares.reduce((sum, share) => sum + Number(share.replace("−", "-").replace(" %", "")), 0);
    assert.ok(shares.length > 0 && Math.abs(sum - 100) <= ROUNDING, `${ranking}: ${shares.join(", ")}`);
  }
});

test("one is open at a time, and what was told before is there at once", async () => {
  const visit = await answer("songs");
  await reason(visit, 0);
  const told = await visit.of("reason").innerText();
  await reason(visit, 1);
  assert.deepEqual(await expanded(visit), ["false", "true", "false", "false", "false"]);
  await visit.page.evaluate(async () => {
    globalThis.posted = 0;
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (...what) {
      posted++;
      return postMessage.apply(this, what);
    };
    // What else is asked after an answer, as by the network, does not count.
    for (let before = -1; before !== posted; await new Promise((done) => setTimeout(done, 500))) before = posted;
    posted = 0;
  });
  await visit.of("why").first().click();
  await visit.of("reason").filter({ hasText: told.split("\n")[0] }).waitFor();
  assert.equal(await visit.of("reason").innerText(), told);
  assert.equal(await visit.page.evaluate(() => posted), 0, "the worker was asked again");
  await visit.of("why").first().click();
  assert.equal(await visit.of("reason").count(), 0);
});

test("a clip that is described as a whole is one block, and its sound is told as far as it is remembered", async () => {
  const visit = await answer("clips");
  await reason(visit);
  const told = await visit.of("reason").innerText();
  assert.match(told, /describe[sd] (a song )?as a whole/);
  assert.match(await link(visit), PAIR);
  assert.match(await visit.of("sounds").innerText(), /^(Both|Yours) .*\. (Yours|Theirs|Nowhere) .*dB/s);
  assert.match(told, /of your own song, its levels would be \d+\.\d dB off/);
});

test("a worker that breaks down over it is replaced, and may be asked again", async () => {
  const visit = await answer("clips", house.visit);
  await (await visit.library()).evaluate(() => {
    globalThis.onmessage = () => setTimeout(() => { throw new Error("broken down"); });
  });
  await visit.of("why").first().click();
  const sentence = visit.of("reason").getByRole("alert");
  await sentence.waitFor();
  assert.match(await sentence.innerText(), /could not be asked/);
  await visit.of("why").first().click();
  await reason(visit);
  await visit.leave({ expected: /broken down/ });
});

test("axe has nothing to say about it, and it fits a phone, light and dark", async () => {
  const visit = await answer("songs");
  await visit.page.setViewportSize(PHONE);
  await visit.page.emulateMedia({ reducedMotion: "reduce" });
  await reason(visit);
  await visit.page.locator(".pairs summary").click();
  await assertSound(visit, "one is open", { phone: PHONE });
});

test("whatever was asked, nothing left the page that these share, and it never complained", async () => (await house.share()).leave());
