// The visitor says how neighbours are chosen, and takes the answer along.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, test } from "node:test";

import { TITLE, listing, size, songs } from "./packs.mjs";
import { tune, wav } from "./sounds.mjs";
import { open } from "./visit.mjs";

const SONG = { name: "song.wav", bytes: wav({ rate: 22_050, channels: 1, seconds: 40 }) };
/** Bytes. An empty sheet of paper takes a tenth. */
const LEAST_PICTURE = 20_000;
/** Titles that would be a formula, a tag and the end of a line. */
const pack = songs({ song: (place) => ({ title: `=Song, "${place}"\n<b>`, artist: `Band ${place % 7}` }) });
const line = { name: "made-up", title: TITLE, manifest: "made-up/manifest.json", bytes: size(pack) };

let house;
before(async () => (house = await open()));
afterEach(() => house.host.faults.clear());
after(() => house.close());

const rows = (visit) => visit.of("neighbour");
const pick = (visit, name) => visit.of("terms").getByRole("radio", { name, exact: true }).check();
const summary = (visit) => visit.of("terms").locator("summary");

/** An answer is there, and the controls are open; on the page that stories share which do not disturb each other, or on another. */
async function opened(begin = house.share) {
  const visit = await begin();
  await visit.choose(SONG);
  await visit.of("result").waitFor();
  await summary(visit).click();
  return visit;
}

const analyses = (visit) => visit.page.evaluate(() => globalThis.analyses);
function count() {
  globalThis.analyses = 0;
  const note = () => document.querySelector("[data-testid=stage]") && analyses++;
  document.addEventListener("DOMContentLoaded", () => new MutationObserver(note).observe(document.body, { subtree: true, childList: true }));
}

test("songs, ranking, order and artists act at once, without a new analysis, and are remembered", async () => {
  const visit = await opened(() => house.visit({ before: count }));
  const before = await analyses(visit);
  const five = (await visit.answer()).neighbours;
  for (const [number, expected] of [["10", 10], ["20", 20], ["50", 50]]) {
    await pick(visit, number);
    await rows(visit).nth(expected - 1).waitFor();
    const { neighbours, songs } = await visit.answer();
    assert.deepEqual([neighbours.length, songs], [expected, expected]);
    assert.deepEqual(neighbours.slice(0, 5), five, "the first five of more are the five");
    const artists = neighbours.map(({ artist }) => artist.toLowerCase());
    assert.equal(new Set(artists).size, expected, "an artist is named twice");
  }
  await pick(visit, "Least similar");
  await visit.page.getByRole("heading", { name: "Farthest songs" }).waitFor();
  await rows(visit).nth(49).waitFor();
  const far = await visit.answer();
  assert.equal(far.order, "farthest");
  assert.ok(far.neighbours.every(({ score }, place) => place === 0 || score >= far.neighbours[place - 1].score));
  assert.ok(far.neighbours[0].score < five[4].score);
  await visit.of("terms").getByRole("radio", { name: /^Published/ }).check();
  await pick(visit, "Any number of times");
  await rows(visit).nth(49).waitFor();
  const published = await visit.answer();
  assert.deepEqual([published.ranking, published.artists], ["published", "any"]);
  assert.match(await summary(visit).innerText(), /The 50 farthest songs, published ranking, artists any number of times\./);
  assert.equal(await analyses(visit), before, "the song was analysed again");

  await visit.page.reload();
  await visit.choose(SONG);
  const later = await visit.answer();
  assert.deepEqual(later.neighbours, published.neighbours);
  assert.match(await summary(visit).innerText(), /50 farthest/);
  await visit.leave();
});

test("an artist is left out from a song's row and taken back in", async () => {
  const visit = await opened();
  const first = await visit.answer();
  const { artist } = first.neighbours[0];
  await visit.of("leave-out").first().click();
  await visit.of("left-out").waitFor();
  assert.equal(await visit.page.evaluate(() => document.activeElement.tagName), "SUMMARY", "the keyboard has lost its place");
  await rows(visit).nth(4).waitFor();
  const without = await visit.answer();
  assert.ok(without.neighbours.every((near) => near.artist !== artist));
  assert.deepEqual(without.without, [artist]);
  assert.deepEqual(without.neighbours.slice(0, 4).map(({ title }) => title), first.neighbours.slice(1).map(({ title }) => title));
  assert.ok((await summary(visit).innerText()).includes(`without ${artist}`));
  await visit.of("left-out").press("Enter");
  await visit.of("left-out").waitFor({ state: "detached" });
  assert.deepEqual((await visit.answer()).neighbours, first.neighbours);
});

test("a memory that lies is not believed", async () => {
  const visit = await house.visit();
  for (const lie of ["7 balanced nearest once", "5 balanced nearest", "null", "5 balanced nearest once\n\u0007\n" + "x".repeat(9_999)]) {
    await visit.page.evaluate((lie) => localStorage.setItem("segue.terms", lie), lie);
    await visit.page.reload();
    await visit.choose(SONG);
    const { neighbours, ranking, without } = await visit.answer();
    assert.deepEqual([neighbours.length, ranking, without], [5, "balanced", []]);
  }
  await visit.leave();
});

test("the answer is copied as text, and where that is not allowed it is laid out for copying", async () => {
  const visit = await opened(() => house.visit({ permissions: ["clipboard-read", "clipboard-write"] }));
  const { neighbours } = await visit.answer();
  await visit.of("tags-progress").filter({ hasText: /^All \d+ pieces heard/ }).waitFor(); // the text tells them, too
  await visit.of("copy").click();
  await visit.of("outcome").getByText("Copied.").waitFor();
  const text = await visit.page.evaluate(() => navigator.clipboard.readText());
  for (const { title, artist } of neighbours) assert.ok(text.includes(`${title}, ${artist} (match`), text);
  assert.match(text, /^song\.wav \(0:40\)\n.*\n.*%.*\nAlong the song: .*\nIn listeners’ words: .*\n\nNearest songs in Free Music Archive/);
  await visit.page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new Error("no"))));
  await visit.of("copy").click();
  const laid = visit.of("outcome").getByRole("textbox");
  assert.equal(await laid.inputValue(), text.replaceAll("\r", ""));
  await visit.leave();

  const plain = await house.visit({ before: () => Object.defineProperty(Navigator.prototype, "clipboard", { value: undefined }) });
  await plain.choose(SONG);
  await plain.of("result").waitFor();
  await plain.of("copy").click();
  await plain.of("outcome").getByText("does not let the page copy").waitFor();
  await plain.leave();
});

test("tables are RFC 4180, in UTF-8, and nothing in them is a formula", async () => {
  house.host.faults.set("models/packs.json", () => listing(line));
  for (const [name, bytes] of pack) house.host.faults.set(`models/made-up/${name}`, () => bytes);
  const visit = await opened(house.visit);
  await visit.page.getByRole("radio", { name: TITLE }).click();
  await rows(visit).filter({ hasText: "Band" }).nth(4).waitFor();
  const answer = await visit.answer();
  const near = await saved(visit, "save-neighbours", "song.wav.segue.neighbours.csv");
  const [head, ...lines] = parsed(near);
  assert.deepEqual(head.slice(0, 3), ["rank", "title", "artist"]);
  assert.deepEqual(lines.map(([, title]) => title), answer.neighbours.map(({ title }) => `'${title}`));
  const column = (name) => lines.map((fields) => fields[head.indexOf(name)]);
  assert.deepEqual(column("match").map(Number), answer.neighbours.map(({ match }) => match));
  assert.ok(lines.every((fields) => fields.length === head.length));
  assert.deepEqual([new Set(column("ranking")), new Set(column("order"))], [new Set(["balanced"]), new Set(["nearest"])]);

  const [genres, ...steps] = parsed(await saved(visit, "save-timeline", "song.wav.segue.timeline.csv"));
  assert.deepEqual(genres, ["start", "end", ...answer.genres.map(({ genre }) => genre)]);
  assert.equal(steps.length, answer.timeline.length);
  for (const step of steps) assert.ok(Math.abs(step.slice(2).reduce((sum, share) => sum + Number(share), 0) - 1) < 1e-3);
  await visit.leave();
});

test("the picture to share has 1200 × 630 pixels, and something on them", async () => {
  const visit = await opened();
  for (const colorScheme of ["light", "dark"]) {
    await visit.page.emulateMedia({ colorScheme });
    const bytes = await saved(visit, "save-picture", "song.wav.segue.png");
    assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [1200, 630]);
    assert.ok(bytes.length > LEAST_PICTURE, `${bytes.length} bytes`);
  }
});

test("on paper there is one light page with the answer and no controls", async () => {
  const visit = await opened();
  await visit.page.emulateMedia({ colorScheme: "dark" });
  await visit.page.evaluate(() => (globalThis.print = () => (globalThis.printed = true)));
  await visit.of("print").click();
  assert.ok(await visit.page.evaluate(() => globalThis.printed));
  await visit.page.emulateMedia({ media: "print" });
  for (const gone of [".closing", ".cursor", ".picker", ".colophon", ".terms > div", ".without"]) {
    assert.equal(await visit.page.locator(gone).first().isVisible(), false, `${gone} on paper`);
  }
  for (const kept of ["h1", ".bars", ".lanes canvas", ".in-words", ".near li", ".terms summary"]) {
    assert.ok(await visit.page.locator(kept).first().isVisible(), `${kept} is missing on paper`);
  }
  const paper = await visit.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(paper, "rgb(255, 255, 255)");
  const pdf = (await visit.page.pdf({ format: "A4" })).toString("latin1");
  assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1, "more than one page");
  await visit.page.emulateMedia({ media: null, colorScheme: null });
});

test("whatever was chosen, nothing left the page that these share, and it never complained", async () => (await house.share()).leave());

/** What a button saves, by the name that is expected. */
async function saved(visit, testid, name) {
  const [download] = await Promise.all([visit.page.waitForEvent("download"), visit.of(testid).click()]);
  assert.equal(download.suggestedFilename(), name);
  return readFile(await download.path());
}

/** RFC 4180, read strictly: lines end with CR LF, and quotes stand where they may. */
function parsed(bytes) {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  assert.equal(text[0], "\ufeff", "Excel takes it for another encoding");
  const lines = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  field.lastIndex = 1;
  while (field.lastIndex < text.length) {
    const found = field.exec(text);
    assert.ok(found, "a field that is none");
    lines.at(-1).push(found[1]?.replaceAll('""', '"') ?? found[2]);
    if (found[3] !== ",") lines.push([]);
  }
  assert.deepEqual(lines.pop(), [], "the last line does not end");
  for (const value of lines.flat()) assert.doesNotMatch(value, /^\s*[=+@\t\r]/, "a formula");
  return lines;
}
