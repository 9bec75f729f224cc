// What the model is, how good it is, and whether this browser answers as it should.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { after, afterEach, before, test } from "node:test";

import { FOR_AXE, assertSound } from "./axe.mjs";
import { at, open } from "./visit.mjs";

const PACK = at("dist/models/fma-small");
const report = JSON.parse(readFileSync(`${PACK}/${readdirSync(PACK).find((name) => name.startsWith("report."))}`));

let house;
before(async () => (house = await open()));
afterEach(() => house.host.faults.clear());
after(() => house.close());

const model = (options) => house.visit({ query: "#/model", opening: "model", ...options });
const laidOut = (visit) => visit.page.getByRole("heading", { name: "Where it comes from" }).waitFor();
const told = (visit) => visit.of("self-check-told");

/** The page that stories share which do not disturb each other, on a phone. */
let read;
async function readIn() {
  read ??= await model(FOR_AXE);
  await laidOut(read);
  return read;
}

test("a link opens the model, and every number is its report's", async () => {
  const visit = await readIn();
  assert.equal(await visit.page.title(), "Model · Segue");
  const { validation } = report;
  const scores = await visit.of("scores").innerText();
  const percent = (share) => `${(share * 100).toFixed(1)} %`;
  for (const number of [
    percent(validation.accuracy),
    `${percent(validation.accuracy_interval[0])} to ${percent(validation.accuracy_interval[1])}`,
    validation.log_loss.toFixed(3),
    validation.expected_calibration_error.toFixed(3),
  ]) {
    assert.ok(scores.includes(number), `${number} is not in ${scores}`);
  }
  const rows = visit.page.getByRole("table", { name: /songs: a row for what/ }).locator("tbody tr");
  const cells = await rows.evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll("td")].map((cell) => Number(cell.textContent))));
  assert.deepEqual(cells, validation.confusion);
  const pop = visit.page.getByRole("table", { name: "Precision, recall and F1" }).getByRole("row", { name: /^Pop/ });
  const { precision, recall, f1, tracks } = validation.genres.find(({ genre }) => genre === "Pop");
  assert.deepEqual(await pop.locator("td").allInnerTexts(), [precision, recall, f1].map((x) => x.toFixed(2)).concat(`${tracks}`));
});

test("this browser gives the stored answer, and no song of it is shown", async () => {
  const visit = await model();
  await laidOut(visit);
  await visit.of("self-check").click();
  await told(visit).filter({ hasText: "Same answer: 8 probabilities within 0.0001, and the same five neighbours in the same order." }).waitFor();
  await visit.page.getByRole("link", { name: "Listen" }).click();
  await visit.of("drop").waitFor();
  assert.equal(await visit.of("result").count(), 0);
  await visit.leave();
});

test("another clip gets another answer, and what differs is named", async () => {
  house.host.faults.set("sample/check.flac", () => readFileSync(at("dist/sample/warm-ink.mp3")));
  const visit = await model();
  await visit.of("self-check").click();
  await told(visit).filter({ hasText: "Another answer:" }).waitFor();
  assert.match(await told(visit).innerText(), /is 0\.\d{5} here, 0\.\d{5} was stored/);
  await visit.leave();
});

test("a clip that cannot be fetched is told, and may be tried again", async () => {
  house.host.faults.set("sample/check.flac", () => 404);
  const visit = await model();
  await visit.of("self-check").click();
  await told(visit).filter({ hasText: /check\.flac.*404/ }).waitFor();
  assert.equal(await visit.of("error").count(), 0);
  house.host.faults.clear();
  await visit.of("self-check").click();
  await told(visit).filter({ hasText: "Same answer" }).waitFor();
  await visit.leave({ expected: /Failed to load resource/ });
});

test("a report that cannot be fetched is told, and may be tried again", async () => {
  house.host.faults.set(/^models\/fma-small\/report\./, () => 503);
  const visit = await model();
  await visit.of("failure").waitFor();
  assert.match(await visit.of("failure").innerText(), /could not be fetched: .*503/s);
  house.host.faults.clear();
  await visit.of("try-again").click();
  await laidOut(visit);
  await visit.leave({ expected: /Failed to load resource/ });
});

test("the keyboard reads the calibration out", async () => {
  const visit = await readIn();
  const curve = visit.page.getByRole("slider", { name: "How often it is right, by how sure it is" });
  await curve.press("Home");
  const first = await curve.getAttribute("aria-valuetext");
  assert.match(first, /^\d+ % sure, \d+ % right: \d+ songs$/);
  await curve.press("ArrowRight");
  assert.notEqual(await curve.getAttribute("aria-valuetext"), first);
});

test("axe has nothing to say about the model, on a phone and a desktop, light and dark", async () => {
  const visit = await readIn();
  await visit.of("self-check").click();
  await told(visit).filter({ hasText: "Same answer" }).waitFor();
  for (const summary of await visit.page.locator("summary").all()) await summary.click();
  await assertSound(visit, "all is open");
});

test("however it was read, nothing left the page that these share, and it never complained", async () => (await readIn()).leave());
