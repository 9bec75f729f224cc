// What a picture (pictures.test.mjs) cannot be trusted to show: axe, on every state of a visit.

import { readdir } from "node:fs/promises";
import { after, before, test } from "node:test";

import { FOR_AXE, assertSound } from "./axe.mjs";
import { TITLE, listing, size, songs } from "./packs.mjs";
import { wav } from "./sounds.mjs";
import { at, open } from "./visit.mjs";

/** A second catalogue, so that there is something to pick. */
const pack = songs();

let house;
before(async () => {
  house = await open();
  const line = { name: "made-up", title: TITLE, manifest: "made-up/manifest.json", bytes: size(pack) };
  house.host.faults.set("models/packs.json", () => listing(line));
  for (const [name, bytes] of pack) house.host.faults.set(`models/made-up/${name}`, () => bytes);
});
after(() => house.close());

test("axe finds nothing to mend before, while and after a song is analysed, on a phone and a desktop, light and dark", async () => {
  const held = release();
  const index = [...pack.keys()].find((name) => name.startsWith("index"));
  house.host.faults.set(`models/fma-small/${await shippedIndex()}`, (bytes) => slowly(bytes, held.promise));
  const visit = await house.visit(FOR_AXE);
  await assertSound(visit, "the invitation");
  await visit.choose({ name: "song.wav", bytes: wav({ rate: 22_050, channels: 1, seconds: 40 }) });
  await visit.of("stage").filter({ hasText: "Fetching" }).waitFor();
  await assertSound(visit, "a song on its way");
  held.resolve();
  await visit.of("result").waitFor();
  await visit.of("leave-out").first().click();
  await visit.of("terms").locator("summary").click();
  await visit.of("left-out").waitFor();
  await assertSound(visit, "an answer with the controls open");
  const coming = release();
  house.host.faults.set(`models/made-up/${index}`, () => slowly(pack.get(index), coming.promise));
  await visit.page.getByRole("radio", { name: TITLE }).click();
  await visit.of("coming").waitFor();
  await assertSound(visit, "a catalogue on its way");
  coming.resolve();
  await visit.of("neighbour").filter({ hasText: "Band" }).nth(4).waitFor();
  await assertSound(visit, "neighbours of another catalogue");
  house.host.faults.set(`models/made-up/${index}`, () => pack.get(index));
  await visit.choose({ name: "tone.wav", bytes: wav({ rate: 22_050, channels: 1, seconds: 8, sample: tone }) });
  await visit.of("nothing").waitFor();
  await assertSound(visit, "nothing similar enough");
  await visit.choose({ name: "poem.mp3", bytes: Buffer.from("no song") });
  await visit.of("error").waitFor();
  await assertSound(visit, "a refusal");
  await visit.leave();
});

const tone = (at) => 0.5 * Math.sin(2 * Math.PI * 440 * at);

/** A promise, and what keeps it. */
function release() {
  let resolve;
  const promise = new Promise((kept) => (resolve = kept));
  return { promise, resolve };
}

const shippedIndex = async () => (await readdir(at("dist/models/fma-small"))).find((name) => name.startsWith("index"));

async function* slowly(bytes, until) {
  yield bytes.subarray(0, bytes.length >> 1);
  await until;
  yield bytes.subarray(bytes.length >> 1);
}
