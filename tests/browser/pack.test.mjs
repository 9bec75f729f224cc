// A pack that the host does not give whole: refused in a sentence, nothing half-loaded.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";
import { gzipSync } from "node:zlib";

import { FAILED_FETCH } from "./engine.mjs";
import { SAMPLE, at, open } from "./visit.mjs";

const LISTING = /^models\/packs\.json$/;
const MANIFEST = /^models\/fma-small\/manifest\.json$/;
/** Bytes, as a host that compresses with gzip sends them. */
const LARGEST_PACK = 2_000_000;

let house;
before(async () => (house = await open()));
afterEach(() => house.host.faults.clear());
after(() => house.close());

const fileOf = (role) => new RegExp(`^models/fma-small/[^/]*${role}[^/]*$`);

const faults = {
  "no list of packs": [LISTING, () => 404, /packs\.json.*404/],
  "a manifest that is no JSON": [MANIFEST, () => Buffer.from("<!doctype html>"), /manifest\.json/],
  "a manifest of another version": [MANIFEST, otherFormat, /version 9999.*version \d/],
  "a host that is out of order": [MANIFEST, () => 500, /manifest\.json.*500/],
  "a page instead of a file": [fileOf("index"), () => Buffer.from("<!doctype html><title>Welcome</title>"), /index.*\d+ bytes.*\d+/],
  "a missing file": [fileOf("index"), () => 404, /index.*404/],
  "a truncated index": [fileOf("index"), (bytes) => bytes.subarray(0, bytes.length >> 1), /index.*\d+ bytes.*\d+/],
  "a truncated catalogue": [fileOf("catalogue"), (bytes) => bytes.subarray(0, 100), /catalogue.*100 bytes.*\d+/],
  "a byte that was flipped": [fileOf("pca"), flipped, /pca.*checksum/],
};

for (const [what, [where, fault, words]] of Object.entries(faults)) {
  test(`${what} is refused in a sentence`, async () => {
    const visit = await refused(where, fault, words);
    await visit.leave({ expected: FAILED_FETCH });
  });
}

test("no manifest is refused in a sentence, and once the host is whole again, a reload is all it takes", async () => {
  const visit = await refused(MANIFEST, () => 404, /manifest\.json.*404/);
  house.host.faults.clear();
  await visit.page.reload();
  await visit.stillWorks();
  await visit.leave({ expected: FAILED_FETCH });
});

test(`what the page fetches of the pack is at most ${LARGEST_PACK / 1e6} MB over the wire`, async (story) => {
  const before = house.host.asked.length;
  const visit = await house.visit();
  await visit.stillWorks();
  const manifest = JSON.parse(await readFile(at("dist/models/fma-small/manifest.json")));
  const asked = house.host.asked.slice(before).map((line) => path.posix.basename(line));
  const fetched = manifest.files.map(({ name }) => name).filter((name) => asked.includes(name));
  assert.ok(fetched.length > 0, "the page fetches the files of its pack");
  let wire = 0;
  for (const name of fetched) wire += gzipSync(await readFile(at("dist/models/fma-small", name)), { level: 6 }).length;
  story.diagnostic(`${fetched.join(", ")}: ${wire} bytes with gzip`);
  assert.ok(wire <= LARGEST_PACK, `${wire} bytes`);
  await visit.leave();
});

/** A visit on which the host has this fault, and that is told. */
async function refused(where, fault, words) {
  house.host.faults.set(where, fault);
  const visit = await house.visit();
  await visit.choose(SAMPLE);
  await visit.of("error").first().waitFor();
  const sentences = await visit.of("error").allInnerTexts();
  for (const sentence of sentences) {
    assert.match(sentence, words);
    assert.match(sentence, /\b(reload|try|check)\b/i, `says what to do: ${sentence}`);
  }
  assert.equal(await visit.of("result").count(), 0, "nothing half-loaded answers");
  assert.equal(await visit.of("neighbour").count(), 0);
  return visit;
}

function otherFormat(bytes) {
  const manifest = JSON.parse(bytes);
  return Buffer.from(JSON.stringify({ ...manifest, format: 9999 }));
}

function flipped(bytes) {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1] ^= 1;
  return copy;
}
