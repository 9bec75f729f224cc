// The catalogue without a song, and the ways to it and back.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import { FOR_AXE, PHONE, assertSound } from "./axe.mjs";
import { TITLE, listing, size, songs } from "./packs.mjs";
import { tune, wav } from "./sounds.mjs";
import { open } from "./visit.mjs";

const DESKTOP = { width: 1280, height: 900 };
const SONG = { name: "song.wav", bytes: wav({ rate: 22_050, channels: 1, seconds: 8, sample: (s) => tune(s, 0) }) };

const pack = songs();
const line = { name: "made-up", title: TITLE, manifest: "made-up/manifest.json", bytes: size(pack) };

let house;
before(async () => (house = await open()));
afterEach(() => house.host.faults.clear());
after(() => house.close());

/** Puts a second catalogue, without genres and without a report, beside the page. */
function put(files = pack) {
  house.host.faults.set("models/packs.json", () => listing(line));
  for (const [name, bytes] of files) house.host.faults.set(`models/made-up/${name}`, () => bytes);
}

const laidOut = (visit) => visit.page.getByRole("heading", { name: "The map", exact: true }).waitFor();
const page = (visit, name) => visit.page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name });
const hash = (visit) => visit.page.evaluate(() => location.hash);
const explore = (options) => house.visit({ query: "#/explore", opening: "explore", ...options });

/** The catalogue with no song picked, on a page that stories share which do not disturb each other. */
let looked;
async function lookedAt(viewport) {
  looked ??= await explore(FOR_AXE);
  await looked.page.setViewportSize(viewport);
  await laidOut(looked);
  if (await looked.of("around").count()) await looked.page.getByRole("button", { name: "Let it go" }).click();
  await looked.of("around").waitFor({ state: "detached" });
  return looked;
}

test("a link opens the catalogue, and nothing of another page is fetched for it", async () => {
  const visit = await lookedAt(DESKTOP);
  await visit.page.getByRole("heading", { name: "7,183 clips in eight genres." }).waitFor();
  assert.equal(await visit.page.title(), "Explore · Segue");
  for (const heading of ["How many of each", "What they sound like", "Where they crowd", "Whose neighbours are whose", "How much the map leaves out"]) {
    await visit.page.getByRole("heading", { name: heading }).waitFor();
  }
  const rock = visit.page.getByRole("list", { name: "Songs of each genre" }).getByRole("listitem").filter({ hasText: "Rock" });
  assert.match(await rock.innerText(), /899/);
});

test("a song that is being heard is not lost, and back and forward lead along", async () => {
  const visit = await house.visit({ query: "?nosw" });
  await visit.choose(SONG);
  await page(visit, "Explore").click();
  await laidOut(visit);
  assert.equal(await hash(visit), "#/explore");
  assert.equal(await visit.page.evaluate(() => document.activeElement.localName), "main");
  await page(visit, "Model").click();
  await visit.of("model").waitFor();
  await visit.page.goBack();
  await laidOut(visit);
  await visit.page.goBack();
  await visit.of("result").waitFor();
  assert.equal(await visit.page.title(), "song.wav · Segue");
  await visit.page.goForward();
  await laidOut(visit);
  await visit.choose({ ...SONG, name: "other.wav" });
  await visit.of("result").filter({ hasText: "other.wav" }).waitFor();
  assert.equal(await hash(visit), "#/");
  await visit.leave();
});

test("an unknown address is the first page, and skipping does not leave the open one", async () => {
  const visit = await house.visit({ query: "#/nowhere" });
  await page(visit, "Explore").click();
  await laidOut(visit);
  const skip = visit.page.getByRole("link", { name: /^Skip/ });
  await skip.focus();
  await skip.press("Enter");
  assert.equal(await visit.page.evaluate(() => document.activeElement.localName), "main");
  assert.equal(await hash(visit), "#/explore");
  await visit.leave();
});

test("a song is found by its words, picked, and its neighbours picked in turn", async () => {
  const visit = await lookedAt(DESKTOP);
  await visit.of("seek").fill("zzzzzz");
  await visit.page.getByText("No song has these words.").waitFor();
  await visit.of("seek").fill("night");
  const first = visit.of("found").first();
  const title = await first.locator("b").innerText();
  await first.click();
  await visit.of("around").filter({ hasText: `Nearest to ${title}` }).waitFor();
  await visit.of("around-song").nth(4).waitFor();
  const near = await visit.of("around-song").locator("b").allInnerTexts();
  assert.ok(!near.includes(title) && new Set(near).size === 5, near.join(", "));
  await visit.of("around-song").first().click();
  await visit.of("around").filter({ hasText: `Nearest to ${near[0]}` }).waitFor();
  await visit.of("around-song").nth(4).waitFor();
});

test("the keyboard walks over the map, comes nearer and picks", async () => {
  const visit = await lookedAt(PHONE);
  const map = visit.of("map");
  const told = () => visit.of("map-told").innerText();
  await map.focus();
  const unasked = await told();
  await map.press("ArrowRight");
  const first = await told();
  assert.doesNotMatch(first, /Point at/);
  assert.notEqual(first, unasked);
  await map.press("ArrowRight");
  assert.notEqual(await told(), first);
  await map.press("+");
  await map.press("+");
  assert.equal(await map.getAttribute("data-zoom"), "2.25");
  await map.press("Enter");
  await visit.of("around-song").nth(4).waitFor();
  await map.press("0");
  assert.equal(await map.getAttribute("data-zoom"), "1.00");
});

test("wheel, buttons and hand move the map, and elsewhere the wheel scrolls the page", async () => {
  const visit = await explore({ viewport: DESKTOP });
  await laidOut(visit);
  const map = visit.of("map");
  const zoom = () => map.getAttribute("data-zoom").then(Number);
  await map.evaluate((map) => map.scrollIntoView({ block: "center" }));
  const box = await map.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await visit.page.mouse.move(x, y);
  await visit.page.mouse.wheel(0, -200);
  assert.equal(await zoom(), 1, "the map was not asked for");
  await visit.page.getByRole("button", { name: "Nearer" }).click();
  assert.equal(await zoom(), 1.5);
  await map.focus();
  const now = await map.boundingBox();
  await visit.page.mouse.move(now.x + now.width / 2, now.y + now.height / 2);
  await visit.page.mouse.wheel(0, -300);
  await visit.page.waitForFunction(() => Number(document.querySelector("[data-testid=map]").dataset.zoom) > 1.5);
  await visit.page.mouse.down();
  await visit.page.mouse.move(now.x + now.width / 2 + 90, now.y + now.height / 2, { steps: 5 });
  await visit.page.mouse.up();
  assert.equal(await visit.of("around").count(), 0, "a drag is no click");
  await visit.page.getByRole("button", { name: "The whole map" }).click();
  assert.equal(await zoom(), 1);
  await visit.leave();
});

test("a catalogue without genres and without a report says so", async () => {
  put();
  const visit = await explore();
  await laidOut(visit);
  await visit.page.getByRole("radio", { name: TITLE }).click();
  await visit.page.getByText(/Nobody named the genres/).waitFor();
  await visit.page.getByRole("heading", { name: "The largest albums" }).waitFor();
  await visit.of("seek").fill("song 12");
  await visit.of("found").first().click();
  await visit.of("around-song").nth(4).waitFor();
  assert.equal(await visit.page.getByRole("heading", { name: "Whose neighbours are whose" }).count(), 0);
  await visit.leave();
});

test("a catalogue that cannot be fetched is told, and may be tried again", async () => {
  put();
  const index = [...pack.keys()].find((name) => name.startsWith("index"));
  house.host.faults.set(`models/made-up/${index}`, () => 503);
  const visit = await explore();
  await laidOut(visit);
  await visit.page.getByRole("radio", { name: TITLE }).click();
  await visit.of("failure").waitFor();
  assert.match(await visit.of("failure").innerText(), /“Made-up songs” could not be fetched: .*503.*try again/is);
  await laidOut(visit); // the first is still there
  put();
  await visit.of("try-again").click();
  await visit.page.getByRole("heading", { name: "The largest albums" }).waitFor();
  await visit.leave({ expected: /Failed to load resource/ });
});

test("a report that is none leaves the map, and says why", async () => {
  const report = /^models\/fma-small\/report\./;
  house.host.faults.set(report, (bytes) => bytes.subarray(1));
  const visit = await explore();
  await laidOut(visit);
  await visit.page.getByText(/was refused: report.*bytes.*announced/).waitFor();
  assert.equal(await visit.page.getByRole("heading", { name: "What they sound like" }).count(), 0);
  await visit.leave();
});

test("axe has nothing to say about the catalogue, on a phone and a desktop, light and dark", async () => {
  const visit = await lookedAt(PHONE);
  await visit.of("map").focus();
  await visit.of("map").press("ArrowRight");
  await visit.of("map").press("Enter");
  await visit.of("around-song").nth(4).waitFor();
  await assertSound(visit, "a song is picked");
});

test("however it was looked at, nothing left the page that these share, and it never complained", async () => (await lookedAt(PHONE)).leave());
