// The song seen: where it lives among the catalogue's, how it wanders, and what moves when somebody points at it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { TITLE, listing, size, songs } from "./packs.mjs";
import { tune, wav } from "./sounds.mjs";
import { SAMPLE, open } from "./visit.mjs";

/** Chromium itself advises those who read a canvas twice. */
const ADVICE = /willReadFrequently/;
/** A sixtieth of a second. */
const FRAME_MS = 1000 / 60;
/** Of the wheel. */
const STEPS = 60;
/** Seconds. Windows of half a minute see a change from afar. */
const CHANGE_S = 12;
/** Of 255: what is drawn over the shade stands out by this much at least. */
const STANDS_OUT = 40;

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");
/** A second catalogue, without genres. */
const pack = songs();

/** A minute of a tone that rises, then a minute of noise that fades: nobody could miss where it changes, and no two windows are the same. */
const noise = (time) => (Math.sin(time * 1e6) * 43_758.5453) % 1;
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
  await trail.press("PageUp");
  for (let window = 0; window < 5; window++) await trail.press("ArrowRight"); // half tone, half noise: nowhere else is it like that
  const [end, there] = [await cursor(visit), await trail.evaluate((surface) => surface.querySelector(".here").getAttribute("style"))];
  assert.ok(Math.abs(end - 60) <= 1, `fifteen windows further it is at ${end} s`);
  const last = await visit.of("told").innerText();
  assert.match(last, /^0:4\d–1:1\d: /);
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

test("a genre of the legend is shown alone along the song, by mouse and by keyboard", async () => {
  const visit = await house.visit({ viewport: { width: 1280, height: 900 } });
  await seen(visit, change);
  const lane = visit.page.locator("canvas.genres");
  const drawn = () => lane.evaluate((canvas) => canvas.toDataURL());
  const [all, told] = [await drawn(), await lane.getAttribute("aria-label")];
  const second = visit.of("genre-row").nth(1);
  const name = await second.getAttribute("data-genre");
  await second.getByRole("button").click();
  assert.equal(await second.getByRole("button").getAttribute("aria-pressed"), "true");
  assert.match(await lane.getAttribute("aria-label"), new RegExp(`^${name}: likeliest at \\d:\\d\\d \\(\\d+ %\\), least at `));
  assert.match(await visit.page.locator(".label.genre").innerText(), new RegExp(`^${name} alone in 30.second windows$`));
  const alone = await drawn();
  assert.notEqual(alone, all);
  await visit.of("genre-row").first().getByRole("button").focus();
  await visit.page.keyboard.press("Space");
  assert.equal(await second.getByRole("button").getAttribute("aria-pressed"), "false");
  assert.notEqual(await drawn(), alone);
  await visit.page.keyboard.press("Enter");
  assert.deepEqual([await drawn(), await lane.getAttribute("aria-label")], [all, told]);
  await visit.leave();
});

test("all lanes come closer together, by buttons, keys and wheel, and keep one axis", async () => {
  const visit = await house.visit({ viewport: { width: 1280, height: 900 } });
  await seen(visit, change);
  const slider = visit.page.getByRole("slider", { name: "Place in the song" });
  const ticks = () => visit.page.locator(".axis span").allInnerTexts();
  const lanes = () => visit.page.evaluate(() => [".wave", ".pitch", ".genres"].map((lane) => document.querySelector(lane).toDataURL()));
  const [all, whole] = [await ticks(), await lanes()];
  assert.deepEqual([all[0], all.at(-1)], ["0:00", "2:00"]);
  assert.ok(await visit.page.getByRole("button", { name: "Whole song" }).isDisabled());
  await slider.press("End");
  for (const button of ["Closer", "Closer"]) await visit.page.getByRole("button", { name: button }).click();
  assert.equal((await ticks()).at(-1), "2:00", "what the cursor is at stays");
  assert.notEqual((await ticks())[0], "0:00");
  for (const [lane, picture] of (await lanes()).entries()) assert.notEqual(picture, whole[lane], `lane ${lane} stays as it was`);
  await slider.press("Home");
  assert.equal((await ticks())[0], "0:00", "the lanes follow the cursor");
  await slider.press("0");
  assert.deepEqual([await ticks(), await lanes()], [all, whole]);
  // What lies under the pointer stays there, and the pointer reads the time that it points at.
  const lane = await visit.page.locator("canvas.pitch").boundingBox();
  await visit.page.mouse.move(lane.x + 0.754 * lane.width, lane.y + 0.5 * lane.height);
  const read = async () => /^\d:\d\d/.exec(await visit.of("reading").innerText())[0];
  assert.equal(await read(), "1:30");
  await visit.page.keyboard.down("Control");
  for (let notch = 0; notch < 3; notch++) await visit.page.mouse.wheel(0, -60);
  await visit.page.keyboard.up("Control");
  await visit.page.waitForFunction((first) => document.querySelector(".axis span").textContent !== first, all[0]);
  await visit.page.mouse.move(lane.x + 0.754 * lane.width, lane.y + 0.5 * lane.height);
  assert.equal(await read(), "1:30");
  await visit.page.mouse.down();
  await visit.page.mouse.up();
  assert.ok(Math.abs((await cursor(visit)) - 90.5) <= 1);
  const before = await ticks();
  await visit.page.mouse.wheel(200, 0);
  await visit.page.waitForFunction((before) => [...document.querySelectorAll(".axis span")].map((tick) => tick.textContent).join() !== before, before.join());
  await visit.leave({ expected: ADVICE });
});

test("two fingers stretch the song between them", async () => {
  const visit = await house.visit({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await seen(visit, change);
  const ticks = () => visit.page.locator(".lanes > .axis span").allInnerTexts();
  const whole = await ticks();
  const lane = visit.page.locator("canvas.pitch");
  await lane.scrollIntoViewIfNeeded();
  const { x, y, width } = await lane.boundingBox();
  const touch = await visit.context.newCDPSession(visit.page);
  const fingers = (...along) => along.map((share, id) => ({ x: x + share * width, y: y + 40, id }));
  const say = (type, ...along) => touch.send("Input.dispatchTouchEvent", { type, touchPoints: fingers(...along) });
  await say("touchStart", 0.45);
  await say("touchStart", 0.45, 0.55);
  for (let apart = 0.1; apart < 0.8; apart += 0.1) await say("touchMove", 0.5 - apart / 2, 0.5 + apart / 2);
  await say("touchEnd");
  await visit.page.waitForFunction((first) => document.querySelector(".lanes > .axis span").textContent !== first, whole[0]);
  const seconds = (tick) => tick.split(":").reduce((minutes, rest) => 60 * Number(minutes) + Number(rest));
  const [from, to] = [(await ticks()).map(seconds).at(0), (await ticks()).map(seconds).at(-1)];
  const last = seconds(whole.at(-1));
  assert.ok(from > 0.2 * last && to < 0.8 * last, `${from} to ${to} s of ${last} s: the middle is nearer`);
  await visit.leave({ expected: ADVICE });
});

test("ten minutes scroll and zoom at 60 frames a second of the page's time", async (story) => {
  const visit = await house.visit({ viewport: { width: 1280, height: 900 } });
  await seen(visit, { name: "ten minutes.wav", bytes: wav({ rate: 22_050, channels: 1, seconds: 600, sample: tune }) });
  await visit.of("tags-progress").filter({ hasText: /^All \d+ pieces heard/ }).waitFor(); // decoding the song once more for the network is not scrolling
  // The thread's own time: how busy the machine is besides does not count.
  const session = await visit.context.newCDPSession(visit.page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value;
  const before = await busy();
  const drawn = await visit.page.evaluate(rolled, STEPS);
  const frame = (1000 * ((await busy()) - before)) / drawn;
  story.diagnostic(`${frame.toFixed(1)} ms a frame, ${drawn} of ${STEPS} steps drawn`);
  assert.ok(drawn > 0.6 * STEPS, `${drawn} of ${STEPS} steps were drawn`);
  assert.ok(frame <= FRAME_MS, `${frame} ms`);
  await visit.leave();
});

/** In the page: zooms in, then along; how many of the steps were drawn. */
async function rolled(steps) {
  const surface = document.querySelector(".cursor.live");
  const frame = surface.getBoundingClientRect();
  const roll = (how) => surface.dispatchEvent(new WheelEvent("wheel", { bubbles: true, cancelable: true, clientX: frame.left + 600, clientY: frame.top + 9, ...how }));
  const { drawImage } = CanvasRenderingContext2D.prototype;
  let drawings = 0;
  CanvasRenderingContext2D.prototype.drawImage = function (...what) {
    drawImage.apply(this, what);
    drawings += 1;
  };
  const nextFrame = () => new Promise(requestAnimationFrame);
  let drawn = 0;
  for (let step = 0; step < steps; step++) {
    const seen = drawings;
    roll(step < steps / 2 ? { ctrlKey: true, deltaY: -12 } : { deltaX: 40 });
    await nextFrame();
    await nextFrame();
    drawn += Number(drawings > seen);
  }
  return drawn;
}

test("the song beside itself tells where it changes, on the axis as well, and moves the cursor", async () => {
  const visit = await house.visit({ viewport: { width: 1280, height: 900 } });
  await seen(visit, change);
  assert.equal(await visit.of("square").count(), 0, "it is there for those who ask");
  const button = visit.of("beside");
  await button.focus();
  await visit.page.keyboard.press("Enter");
  await visit.of("square").waitFor();
  assert.equal(await button.getAttribute("aria-expanded"), "true");
  const words = await visit.of("changes").innerText();
  const [, minutes, seconds] = /^It changes most at (\d):(\d\d)/.exec(words) ?? assert.fail(words);
  assert.ok(Math.abs(60 * minutes + Number(seconds) - 60) <= CHANGE_S, words);
  const marks = await visit.page.locator(".axis .turn").evaluateAll((marks) => marks.map((mark) => 120 * Number(mark.style.getPropertyValue("--at"))));
  assert.ok(marks.some((mark) => Math.abs(mark - 60) <= CHANGE_S), `${marks}`);
  const square = await visit.of("square").boundingBox();
  await visit.of("square").scrollIntoViewIfNeeded();
  const box = await visit.of("square").boundingBox();
  await visit.page.mouse.click(box.x + 0.9 * box.width, box.y + 0.9 * square.height);
  assert.ok((await cursor(visit)) > 90);
  assert.match(await visit.of("pair").innerText(), /^1:\d\d–\d:\d\d and 0:\d\d–0:\d\d: −?[\d.]+ alike$/);
  await visit.page.mouse.move(5, 5);
  await visit.of("square").press("Home");
  assert.ok((await cursor(visit)) <= 16);
  assert.match(await visit.of("square").getAttribute("aria-valuetext"), /^0:00–0:30 and \d:\d\d–\d:\d\d: /);
  await visit.page.evaluate(axe);
  const { violations } = await visit.page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(violations.map(({ id }) => id), []);
  await button.click();
  assert.equal(await visit.of("square").count(), 0);
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
