// Several catalogues on one page: the visitor picks whose songs the neighbours are.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import { FAILED_FETCH } from "./engine.mjs";
import { TITLE, listing, size, songs } from "./packs.mjs";
import { tune, wav } from "./sounds.mjs";
import { open } from "./visit.mjs";

const SONG = { name: "song.wav", bytes: wav({ rate: 22_050, channels: 1, seconds: 40 }) };
const OTHER = { name: "other.wav", bytes: wav({ rate: 22_050, channels: 1, seconds: 8, sample: (s) => tune(s + 2, 0) }) };

const pack = songs();
const line = { name: "made-up", title: TITLE, manifest: "made-up/manifest.json", bytes: size(pack) };

let house;
before(async () => (house = await open()));
afterEach(() => house.host.faults.clear());
after(() => house.close());

/** Puts a list of packs and this one beside the page. */
function put(list, files = pack, folder = "made-up") {
  house.host.faults.set("models/packs.json", () => list);
  for (const [name, bytes] of files) house.host.faults.set(`models/${folder}/${name}`, () => bytes);
}

const radio = (visit, name) => visit.page.getByRole("radio", { name });
const fetched = (visit, part) => visit.requests.map((request) => request.url()).filter((url) => url.includes(part));
const titles = (visit) => visit.of("neighbour").locator(".title b bdi").allInnerTexts();
const chosen = (visit) => visit.page.locator("input[name=catalogue]:checked").getAttribute("value");

/** Waits until the neighbours are those of the made-up songs. */
const madeUp = (visit) => visit.of("neighbour").filter({ hasText: /Band \d/ }).nth(4).waitFor();

test("another catalogue is fetched when it is picked and not before, with progress, and is remembered", async () => {
  put(listing(line));
  const index = [...pack.keys()].find((name) => name.startsWith("index"));
  let release;
  const held = new Promise((resolve) => (release = resolve));
  house.host.faults.set(`models/made-up/${index}`, () =>
    (async function* () {
      yield pack.get(index).subarray(0, pack.get(index).length >> 1);
      await held;
      yield pack.get(index).subarray(pack.get(index).length >> 1);
    })(),
  );
  const visit = await house.visit();
  await visit.choose(SONG);
  const first = await visit.answer();
  assert.equal(first.catalogue.name, "fma-small");
  assert.deepEqual(fetched(visit, "made-up"), []);
  const option = visit.page.locator(".option", { has: radio(visit, TITLE) });
  assert.match(await option.innerText(), new RegExp(`${(line.bytes / 1e6).toFixed(1)} MB to fetch`));

  await radio(visit, TITLE).click();
  const progress = visit.of("coming");
  await visit.page.waitForFunction(() => {
    const now = Number(document.querySelector("[data-testid=coming]")?.getAttribute("aria-valuenow"));
    return now > 0 && now < 100;
  });
  assert.match(await option.innerText(), /\d\.\d MB of \d\.\d MB/);
  assert.equal(await visit.of("neighbour").count(), 0, "rows wait empty");
  assert.ok(await visit.of("save-json").isDisabled(), "what is not shown cannot be saved");
  release();
  await progress.waitFor({ state: "detached" });
  await madeUp(visit);
  assert.match(await option.innerText(), /799 songs/);
  const second = await visit.answer();
  assert.equal(second.catalogue.name, "made-up");
  assert.deepEqual([second.pack, second.genres], [first.pack, first.genres]);
  assert.deepEqual(await titles(visit), second.neighbours.map(({ title }) => title));
  const link = visit.of("neighbour").first().getByRole("link");
  assert.equal(await link.getAttribute("href"), second.neighbours[0].link);
  assert.equal(await link.getAttribute("rel"), "noopener noreferrer");
  assert.match(await visit.of("neighbour").first().innerText(), /CC-BY-SA-3\.0/);

  await visit.page.getByRole("radio", { name: "Free Music Archive" }).click();
  assert.deepEqual((await visit.answer()).neighbours, first.neighbours);
  await radio(visit, TITLE).click();
  await madeUp(visit);

  await visit.page.reload();
  await visit.of("drop").waitFor();
  await visit.page.getByText("7,183").first().waitFor();
  const before = fetched(visit, "made-up").length;
  await visit.choose(SONG);
  await madeUp(visit);
  assert.equal(await chosen(visit), "made-up");
  assert.equal((await visit.answer()).catalogue.name, "made-up");
  assert.ok(fetched(visit, "made-up").length > before, "it is fetched for the first song of a visit");
  await visit.leave();
});

test("a catalogue that cannot be had leaves the first, and may be tried again", async () => {
  put(listing(line));
  const index = [...pack.keys()].find((name) => name.startsWith("index"));
  house.host.faults.set(`models/made-up/${index}`, () => 503);
  const visit = await house.visit();
  await visit.choose(OTHER);
  const first = await visit.answer();
  await radio(visit, TITLE).click();
  const error = visit.of("catalogue-error");
  await error.waitFor();
  assert.match(await error.innerText(), /“Made-up songs” could not be fetched: .*index.*503.*try again/s);
  assert.equal(await chosen(visit), "fma-small");
  assert.deepEqual((await visit.answer()).neighbours, first.neighbours);
  assert.equal(await visit.page.evaluate(() => localStorage.getItem("segue.catalogue")), null);

  put(listing(line));
  await visit.of("try-again").click();
  await madeUp(visit);
  assert.equal(await error.count(), 0);
  await visit.leave({ expected: FAILED_FETCH });
});

test("a worker that breaks down over a catalogue is replaced, and does not try again by itself", async () => {
  put(listing(line));
  const index = [...pack.keys()].find((name) => name.startsWith("index"));
  house.host.faults.set(`models/made-up/${index}`, () => endless());
  const visit = await house.visit();
  await visit.choose(OTHER);
  await visit.of("result").waitFor();
  await radio(visit, TITLE).click();
  await visit.of("coming").waitFor();
  await (await visit.library()).evaluate(() => void setTimeout(() => { throw new Error("broken down"); }));
  const error = visit.of("catalogue-error");
  await error.waitFor();
  assert.match(await error.innerText(), /“Made-up songs” could not be asked: .*try again/is);
  assert.equal(await chosen(visit), "fma-small");
  put(listing(line));
  await visit.of("try-again").click();
  await madeUp(visit);
  await visit.leave({ expected: /broken down/ });
});

async function* endless() {
  yield pack.get("manifest.json");
  await new Promise(() => {});
}

test("a catalogue that is not what the list says is refused", async () => {
  const clash = { ...line, name: "another" };
  put(listing(clash));
  const visit = await house.visit();
  await visit.choose(OTHER);
  await radio(visit, TITLE).click();
  await visit.of("catalogue-error").waitFor();
  assert.match(await visit.of("catalogue-error").innerText(), /refused: manifest\.json.*"made-up".*"another"/s);
  await visit.page.getByRole("button", { name: "Dismiss" }).click();
  assert.equal(await visit.of("catalogue-error").count(), 0);
  await visit.leave();
});

test("after a cancelled song, and for the songs before it, neighbours come from what is picked", async () => {
  put(listing(line));
  const visit = await house.visit();
  await visit.choose(SONG, OTHER);
  await visit.of("result").waitFor();
  const songs = visit.page.getByRole("navigation", { name: "Songs of this visit" });
  await radio(visit, TITLE).click();
  await madeUp(visit);
  await visit.choose({ name: "long.wav", bytes: wav({ rate: 22_050, channels: 1, seconds: 600 }) });
  await visit.of("cancel").click(); // its worker goes, and what that had open
  await songs.getByRole("button", { name: "other" }).click();
  await madeUp(visit);
  assert.equal((await visit.answer()).song.file, "other.wav");
  await songs.getByRole("button", { name: "song" }).click();
  await madeUp(visit);
  assert.equal((await visit.answer()).catalogue.name, "made-up");
  await visit.leave();
});

test("the keyboard picks a catalogue, walks along the matches and moves the cursor", async () => {
  put(listing(line));
  const visit = await house.visit({ viewport: { width: 360, height: 800 } });
  await visit.choose(SONG);
  await visit.of("result").waitFor();
  const places = () =>
    visit.page.evaluate(() => ["near", "closing"].map((name) => document.querySelector(`.${name}`).getBoundingClientRect().top + scrollY));
  const before = await places();
  await visit.page.getByRole("radio", { name: "Free Music Archive" }).focus();
  await visit.page.keyboard.press("ArrowRight");
  await madeUp(visit);
  assert.deepEqual(await places(), before, "the page moved");
  assert.ok(await visit.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is too wide");
  assert.equal(await visit.page.evaluate(() => document.activeElement.value), "made-up");

  const where = visit.of("where").first();
  await where.press("End");
  const told = await where.getAttribute("aria-valuetext");
  const [, start] = /^(\d:\d\d)–\d:\d\d here sounds like about \d:\d\d there \(\d\.\d\d\)$/.exec(told);
  await where.press("Enter");
  const cursor = visit.page.getByRole("slider", { name: "Place in the song" });
  assert.ok((await cursor.getAttribute("aria-valuetext")).startsWith(`${start}, strongest at `));
  await cursor.press("Home");
  await where.click();
  await visit.page.waitForFunction(() => document.querySelector(".cursor").getAttribute("aria-valuetext") !== "");
  await visit.leave();
});

test("a browser that refuses to remember, and a memory of what is gone, change nothing", async () => {
  put(listing(line));
  const visit = await house.visit({
    before: () => Object.defineProperty(globalThis, "localStorage", { get: () => { throw new DOMException("no", "SecurityError"); } }),
  });
  await visit.choose(OTHER);
  await visit.of("result").waitFor();
  await radio(visit, TITLE).click();
  await madeUp(visit);
  await visit.leave();

  const later = await house.visit({ before: () => localStorage.setItem("segue.catalogue", "gone") });
  await later.choose(OTHER);
  assert.equal((await later.answer()).catalogue.name, "fma-small");
  await later.leave();
});
