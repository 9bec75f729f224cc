// Files that are not songs: one clear sentence each, and the page goes on working.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { ENOUGH_ONCE } from "./engine.mjs";
import { broken, silence, tune, wav } from "./sounds.mjs";
import { SAMPLE, open } from "./visit.mjs";

let house;
before(async () => (house = await open()));
after(() => house.close());

/** Would run if the page took it for more than a name. */
const CODE = "<img src=x onerror=owned=1><script>owned=1";
const song = wav({ seconds: 8 });

const refused = {
  "an empty file": { name: "empty.mp3", bytes: Buffer.alloc(0) },
  "text named like a song": { name: "poem.mp3", bytes: Buffer.from("Shall I compare thee to a summer's day?\n".repeat(80)) },
  "a file cut off in its header": { name: "cut.wav", bytes: song.subarray(0, 30) },
  "a file cut off after its header": { name: "hollow.wav", bytes: song.subarray(0, 44) },
  "0.2 seconds of sound": { name: "click.wav", bytes: wav({ seconds: 0.2 }) },
  "digital silence": { name: "silence.wav", bytes: wav({ seconds: 8, sample: silence }) },
  "samples that are no numbers": { name: "nan.wav", bytes: wav({ seconds: 8, float: true, sample: broken }) },
  "a name that looks like code": { name: `${CODE}.mp3`, bytes: Buffer.from("no song") },
};

/** What is refused whatever the browser says. */
const OURS = new Set(["an empty file", "a file cut off in its header", "0.2 seconds of sound", "digital silence"]);

for (const [what, file] of Object.entries(refused)) {
  test(`${what} is refused in a sentence`, OURS.has(what) ? ENOUGH_ONCE : {}, async () => {
    const visit = await house.share();
    await visit.choose(file);
    const [sentence] = await visit.refusals();
    assertClear(sentence, file.name);
    await visit.stillWorks();
    assert.equal(await visit.page.evaluate(() => globalThis.owned), undefined, "the name was run as code");
  });
}

const accepted = {
  "a 192 kHz file": { name: "studio.wav", bytes: wav({ rate: 192_000, seconds: 6 }) },
  "a mono 8 kHz file": { name: "telephone.wav", bytes: wav({ rate: 8_000, channels: 1, seconds: 8 }) },
  "32-bit floats": { name: "float.wav", bytes: wav({ seconds: 8, float: true }) },
  "six channels": { name: "surround.wav", bytes: wav({ channels: 6, seconds: 6 }) },
  "a song whose name looks like code": { name: `${CODE}.wav`, bytes: song },
};

for (const [what, file] of Object.entries(accepted)) {
  test(`${what} is answered`, async () => {
    const visit = await house.share();
    await visit.choose(file);
    const answer = await visit.answer();
    assert.equal(answer.song.file, file.name);
    assert.equal(answer.genres.length, 8);
    assert.equal(await visit.of("error").count(), 0);
    assert.equal(await visit.page.evaluate(() => globalThis.owned), undefined, "the name was run as code");
  });
}

test("a song cut off in the middle is answered as far as it goes, or refused in a sentence", async () => {
  for (const file of [
    { name: "half.wav", bytes: song.subarray(0, song.length >> 1) },
    { name: "half.mp3", bytes: (await readFile(SAMPLE)).subarray(0, 100_001) },
  ]) {
    const visit = await house.share();
    await visit.choose(file);
    await visit.of("result").or(visit.of("error")).first().waitFor();
    for (const sentence of await visit.of("error").allInnerTexts()) assertClear(sentence, file.name);
    await visit.stillWorks();
  }
});

test("of ten files at once three are refused and seven answered", ENOUGH_ONCE, async () => {
  const songs = Array.from({ length: 7 }, (_, place) => ({
    name: `song ${place}.wav`,
    bytes: wav({ seconds: 5, sample: (seconds, channel) => tune(seconds + 3 * place, channel) }),
  }));
  const files = [refused["an empty file"], ...songs.slice(0, 4), refused["digital silence"], ...songs.slice(4), refused["text named like a song"]];
  const visit = await house.share();
  await visit.choose(...files);
  await visit.of("stage").waitFor();
  await visit.of("stage").waitFor({ state: "detached" });
  const sentences = await visit.refusals(3);
  for (const { name } of [files[0], files[5], files[9]]) {
    const sentence = sentences.find((sentence) => sentence.includes(name));
    assert.ok(sentence, `a sentence about ${name} among:\n${sentences.join("\n")}`);
    assertClear(sentence, name);
  }
  for (const { name } of songs) {
    await visit.page.getByRole("navigation", { name: "Songs of this visit" }).getByRole("button", { name: name.replace(".wav", "") }).click();
    assert.equal((await visit.answer()).song.file, name);
  }
});

test("whatever was chosen, nothing left the page, and it never complained", async () => (await house.share()).leave());

/** Names the file, says what to do, and is written for people. */
function assertClear(sentence, name) {
  assert.ok(sentence.includes(name), `names ${name}: ${sentence}`);
  assert.match(sentence, /\b(try|choose|convert|export|download|retry|cut|update|reload)\b/i, "says what to do");
  assert.doesNotMatch(sentence, /undefined|null|\[object|panicked|Error\(|RuntimeError|unwrap/, "is written for people");
  assert.ok(sentence.length < 300, "is short");
}
