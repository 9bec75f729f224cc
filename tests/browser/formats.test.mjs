// Any file: every container and coding that people have, each answered, and by whom.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";
import { promisify } from "node:util";

import { ENGINE, ENOUGH_ONCE, NOTHING_BEFORE, except } from "./engine.mjs";
import { integers, tagged, wav } from "./sounds.mjs";
import { until } from "./until.mjs";
import { SAMPLE, at, corpus, open, scratch } from "./visit.mjs";

const TRAINER = process.env.SEGUE_TRAINER ?? at("target/debug/segue-trainer");
/** dB, on average over a file's mel statistics, between what the browser decodes and what Symphonia does. */
const FEATURES_TOLERANCE = 0.1;
/** What Chromium and Firefox get wrong about eight bits: all above the middle they divide by 127, all below by 128. */
const EIGHT_BITS = ENGINE === "webkit" ? 1 : 127 / 128;
/** By how much the answers' own continuous numbers, strangeness and cosines, may differ between two decoders: samples of nearly
 * nothing are the same but for their last digits, and where they cross zero is counted. (The features that follow are held to
 * more.) A genre's probability is none of them: trees decide at thresholds, and a last digit may fall to the other side. */
const ANSWER_TOLERANCE = 0.01;
/** The same where an MP3 was rounded to 16 bits, as Firefox and WebKit do: in what thereby falls silent nothing crosses zero any more. */
const ROUNDED_TOLERANCE = 0.04;
/** A browser that gets eight bits right. */
const mendEight = () => {
  const { decodeAudioData } = OfflineAudioContext.prototype;
  OfflineAudioContext.prototype.decodeAudioData = async function (bytes) {
    const sound = await decodeAudioData.call(this, bytes);
    for (let channel = 0; channel < sound.numberOfChannels; channel++) {
      const samples = sound.getChannelData(channel);
      samples.forEach((sample, place) => { if (sample > 0) samples[place] = (127 / 128) * sample; });
    }
    return sound;
  };
};
/** A browser that refuses whatever it is given. */
const refuseAll = () => {
  OfflineAudioContext.prototype.decodeAudioData = () => Promise.reject(new DOMException("no", "EncodingError"));
};
/** A machine with two cores, compiling meanwhile, answers a few seconds of sound. */
const PATIENCE_MS = 60_000;
const DECODER = /\/decoder(_bg)?\.(js|wasm)$/;
/** What the page calls it. */
const BROWSER = { chromium: "Chrome", firefox: "Firefox", webkit: "Safari" }[ENGINE];
/** Samples that an MP3's encoder put ahead of the song, and those of the decoder itself. */
const ENCODER = 576;
const OWN = 529;
/** How many of those the browser leaves in; the page cuts them off. */
const LEFT = { chromium: 0, firefox: ENCODER, webkit: ENCODER + OWN }[ENGINE];
/** What Firefox plays of an MP4 after the end that its edit list names: the rest of the last frame. */
const AFTER_THE_END = ENGINE === "firefox" ? 26 : 0;

let house, folder, clear;
before(async () => {
  house = await open();
  ({ folder, clear } = await scratch());
});
afterEach(() => house.host.faults.clear());
after(async () => {
  await house.close();
  await clear();
});

const kept = async (name) => ({ name, bytes: await readFile(at("tests/golden/formats", name)) });
const five = { seconds: 5 };

/** File → who decodes it: the browser, our decoder, or the one in some engines and the other in others. */
const files = {
  "MP3, CBR with a LAME tag": [() => kept("cbr.mp3"), "browser"],
  "MP3, CBR without any tag": [() => kept("plain.mp3"), "browser"],
  "MP3, VBR": [() => kept("vbr.mp3"), "browser"],
  "MP3 with a cover of 5 MB": [
    async () => ({ name: "sleeve.mp3", bytes: tagged((await kept("vbr.mp3")).bytes, { title: "Sleeve", artist: "Nobody", cover: 5e6 }) }),
    "browser",
  ],
  "AAC in M4A": [() => kept("aac.m4a"), "browser"],
  "ALAC in M4A": [() => kept("alac.m4a"), { webkit: "browser" }[ENGINE] ?? "decoder"],
  "FLAC, 16 bits": [() => kept("lossless.flac"), "browser"],
  "FLAC, 24 bits at 96 kHz": [() => kept("high24.flac"), "browser"],
  "WAV, 8 bits": [() => ({ name: "8.wav", bytes: integers({ ...five, bits: 8 }) }), "browser"],
  "WAV, 16 bits": [() => ({ name: "16.wav", bytes: wav(five) }), "browser"],
  "WAV, 24 bits": [() => ({ name: "24.wav", bytes: integers({ ...five, bits: 24 }) }), "browser"],
  "WAV, 32 bits": [() => ({ name: "32.wav", bytes: integers({ ...five, bits: 32 }) }), "browser"],
  "WAV, floats": [() => ({ name: "float.wav", bytes: wav({ ...five, float: true }) }), "browser"],
  "WAV, extensible": [() => ({ name: "extensible.wav", bytes: integers({ ...five, bits: 24, extensible: true }) }), "browser"],
  AIFF: [() => kept("pcm16.aiff"), "decoder"],
  "Ogg Vorbis": [() => kept("vorbis.ogg"), "browser"],
  Opus: [() => kept("opus.opus"), "browser"],
  "Opus in WebM": [() => kept("opus.webm"), "browser"],
  "MP4 video": [() => kept("video.mp4"), "browser"],
  "WebM video": [() => kept("video.webm"), "browser"],
};
/** Their encoder says how much silence it put around them. */
const EXACT = { "MP3, CBR with a LAME tag": 3.02, "MP3, VBR": 3.02, "MP3 with a cover of 5 MB": 3.02 };

/** What the page that `visit` has answers about one file more. */
async function answered(visit, file) {
  await visit.choose(file);
  const look = async () => {
    const answer = await visit.answer();
    return answer.song.file === file.name && answer;
  };
  return until(look, PATIENCE_MS, `${file.name} is not answered`);
}

/** What this page has asked for so far; in WebKit, which does not tell of workers, what the host was asked for. */
const asked = (visit) =>
  ENGINE === "webkit" ? [...house.host.asked] : visit.requests.filter((request) => !request.serviceWorker()).map((request) => request.url());
const decoderCame = (visit, before) => asked(visit).slice(before).some((place) => DECODER.test(place.split("?")[0]));

/** One page after the other hears them: opening it anew for each is most of the time. A page that fetched our decoder has it. */
let willing, refusing;

for (const [what, [make, by]] of Object.entries(files)) {
  const both = by === "browser" && !/Opus|WebM|ALAC|AIFF/.test(what);
  test(`${what}: answered, and the ${by} decodes it${both ? ", the same as where the browser refuses" : ""}`, async (story) => {
    const file = await make();
    const own = what === "WAV, 8 bits" && ENGINE !== "webkit" ? { before: mendEight } : by === "decoder" && ENGINE !== "webkit" ? {} : null; // WebKit has one page at a time, and fetches it once
    const visit = own ? await house.visit(own) : (willing ??= await house.visit());
    const before = asked(visit).length;
    const answer = await answered(visit, file);
    assert.ok(answer.song.seconds > 2.99 && answer.song.seconds < 5.1, `${answer.song.seconds} s`);
    if (EXACT[what]) assert.ok(Math.abs(answer.song.seconds - EXACT[what]) < 1e-4, `${answer.song.seconds} s`);
    assert.equal(answer.genres.length, 8);
    assert.equal(await visit.of("error").count(), 0);
    assert.equal(decoderCame(visit, before), by === "decoder", "who decoded");
    if (own) await visit.leave();
    const rounded = ENGINE !== "chromium" && what.startsWith("MP3");
    if (both) same(answer, await decoded(file), rounded ? ROUNDED_TOLERANCE : ANSWER_TOLERANCE, story);
  });
}

/** What our own decoder makes of a file: in a page that refuses, or on the command line where no page can be made to. */
async function decoded(file) {
  if (ENGINE === "webkit") {
    const place = path.join(folder, file.name);
    await writeFile(place, file.bytes);
    return analyzed(place);
  }
  refusing ??= await house.visit({ before: refuseAll });
  const answer = await answered(refusing, file);
  assert.ok(decoderCame(refusing, 0), "who decoded");
  return answer;
}

function same(expected, found, tolerance, story) {
  assert.ok(Math.abs(found.song.seconds - expected.song.seconds) < 0.06, `${found.song.seconds} and ${expected.song.seconds} s`);
  assert.deepEqual([found.song.sample_rate, found.song.channels], [expected.song.sample_rate, expected.song.channels]);
  assert.equal(found.genres[0].genre, expected.genres[0].genre, "the likeliest genre");
  const cosines = new Map(expected.neighbours.map(({ track_id, similarity }) => [track_id, similarity]));
  const both = found.neighbours.filter(({ track_id }) => cosines.has(track_id));
  assert.ok(both.length >= 3, `${both.length} neighbours of ${cosines.size} are the same`);
  const off = [found.strangeness - expected.strangeness, ...both.map(({ track_id, similarity }) => similarity - cosines.get(track_id))];
  const most = Math.max(...off.map(Math.abs));
  story.diagnostic(`off by ${most.toExponential(1)} at most; ${both.length} neighbours are the same`);
  assert.ok(most <= tolerance, `strangeness and cosines are off by ${off}`);
}

test("whatever was heard, nothing left these pages, and none complained", async () => {
  await willing.leave();
  await refusing?.leave();
});

for (const name of ["opus.opus", "opus.webm"]) {
  test(`${name}: where the browser refuses too, a sentence says who and what to do`, except({ webkit: NOTHING_BEFORE }), async () => {
    const visit = await house.visit({ before: refuseAll });
    await visit.choose(await kept(name));
    const [sentence] = await visit.refusals();
    assert.match(sentence, new RegExp(`neither ${BROWSER} nor Segue itself can decode it \\((Opus|WebM)\\)\\. Convert it to`));
    await visit.leave();
  });
}

/** What is left of the silence around an MP3: in front by Firefox, in front by WebKit, and behind by both. */
const AROUND = { Firefox: [ENCODER, 497], WebKit: [ENCODER + OWN, 497] };
for (const [who, [ahead, behind]] of Object.entries(AROUND)) {
  test(`what ${who} leaves around an MP3's song is not heard, whatever it is`, ENOUGH_ONCE, async () => {
    const file = await kept("cbr.mp3");
    const noisy = `{
      const { decodeAudioData } = OfflineAudioContext.prototype;
      OfflineAudioContext.prototype.decodeAudioData = async function (bytes) {
        const song = (await decodeAudioData.call(this, bytes)).getChannelData(0);
        const sound = new AudioBuffer({ length: ${ahead} + song.length + ${behind}, sampleRate: this.sampleRate });
        const samples = sound.getChannelData(0).fill(0.9);
        samples.set(song, ${ahead});
        return sound;
      };
    }`;
    const answers = [];
    for (const before of [undefined, noisy]) {
      const visit = await house.visit({ before });
      answers.push(await answered(visit, file));
      await visit.leave();
    }
    assert.deepEqual(answers[1], answers[0]);
  });
}

test("a kind of file that nobody reads is called by its name", async () => {
  const visit = await house.visit();
  const wma = Buffer.concat([Buffer.from("3026b2758e66cf11a6d900aa0062ce6c", "hex"), Buffer.alloc(5000)]);
  await visit.choose({ name: "old.wma", bytes: wma });
  const [sentence] = await visit.refusals();
  assert.match(sentence, /“old\.wma” .*WMA.*Try MP3/);
  await visit.leave();
});

test("the decoder cannot be fetched: a sentence says so, and trying again mends it", except({ webkit: "it decodes all that ours does" }), async () => {
  house.host.faults.set("decoder_bg.wasm", () => 404);
  const visit = await house.visit();
  await visit.choose(await kept("alac.m4a"));
  const [sentence] = await visit.refusals();
  assert.match(sentence, /cannot decode it \(M4A\), and Segue’s own decoder could not be fetched.*try again/);
  house.host.faults.clear();
  await visit.choose(await kept("alac.m4a"));
  await visit.answer();
  await visit.leave({ expected: /Failed to load|decoder_bg|WebAssembly|status/ });
});

const clips = corpus("data/fma-small/clips");
const songs = [SAMPLE, ...(clips ? (await readdir(clips)).filter((name) => name.endsWith(".mp3")).sort().map((name) => path.join(clips, name)) : [])];
const made = ["cbr.mp3", "plain.mp3", "vbr.mp3", "aac.m4a", "vorbis.ogg", "lossless.flac", "high24.flac", "video.mp4"].map((name) => at("tests/golden/formats", name));
/** Their encoder says how much silence it put ahead of them, and it is LAME's usual. */
const LAME = ["warm-ink.mp3", "cbr.mp3", "vbr.mp3"];
if (!clips) test("FMA clips", { skip: "no corpus in SEGUE_SHARED or ../shared" }, () => {});

test("the browser's decoder and ours give the same features", { timeout: 600_000 }, async (story) => {
  const visit = await house.visit();
  const waves = [];
  for (const bits of [8, 16, 24, 32]) {
    waves.push(path.join(folder, `${bits}.wav`));
    await writeFile(waves.at(-1), integers({ ...five, bits, extensible: bits === 32 }));
  }
  for (const song of [...songs, ...made, ...waves]) {
    const heard = path.join(folder, "heard.wav");
    const above = path.basename(song) === "8.wav" ? EIGHT_BITS : 1;
    const [silence, over] = [LAME.includes(path.basename(song)) ? LEFT : 0, song.endsWith("video.mp4") ? AFTER_THE_END : 0];
    await writeFile(heard, await inBrowser(visit, song, { above, silence, over }));
    const [theirs, ours] = [await features(heard), await features(song)];
    const rows = Math.min(theirs.length, ours.length);
    assert.ok(Math.abs(theirs.length - ours.length) <= 256, `${song}: ${theirs.length / 256} and ${ours.length / 256} segments`);
    let sum = 0;
    for (let place = 0; place < rows; place++) sum += Math.abs(theirs[place] - ours[place]);
    story.diagnostic(`${path.basename(song)}: off by ${(sum / rows).toFixed(4)} dB on average`);
    assert.ok(sum / rows <= FEATURES_TOLERANCE, `${song}: off by ${sum / rows} dB`);
  }
  await visit.leave();
});

/** What the command line answers about a file. */
async function analyzed(song) {
  const { stdout } = await promisify(execFile)(TRAINER, ["analyze", song, "--pack", at("models/fma-small"), "--json"]);
  return JSON.parse(stdout);
}

/**
 * What the browser makes of a file at its own rate, as a WAV of floats, but for what it gets wrong `above` the middle and for the
 * samples of `silence` ahead that it left in and those that are `over` at the end.
 */
async function inBrowser(visit, song, { above, silence, over }) {
  const rate = (await analyzed(song)).song.sample_rate;
  const base64 = (await readFile(song)).toString("base64");
  const channels = await visit.page.evaluate(async ({ base64, rate }) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const sound = await new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes.buffer);
    const text = (samples) => {
      const bytes = new Uint8Array(samples.buffer);
      let letters = "";
      for (let start = 0; start < bytes.length; start += 32_768) letters += String.fromCharCode(...bytes.subarray(start, start + 32_768));
      return btoa(letters);
    };
    return Array.from({ length: sound.numberOfChannels }, (_, channel) => text(sound.getChannelData(channel)));
  }, { base64, rate });
  const planes = channels.map((text) => {
    const bytes = Buffer.from(text, "base64");
    const samples = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).slice(silence, -over || undefined);
    return samples.map((sample) => (sample > 0 ? above * sample : sample));
  });
  return wav({ rate, channels: planes.length, seconds: planes[0].length / rate, float: true, sample: (seconds, channel) => planes[channel][Math.round(seconds * rate)] });
}

/** A file's mel statistics, as the command line has them. */
async function features(file) {
  const out = path.join(folder, "features");
  await promisify(execFile)(TRAINER, ["features", file, "--out", out]);
  const npy = await readFile(path.join(out, "mel_stats.npy"));
  const start = 10 + npy.readUInt16LE(8);
  return new Float32Array(npy.buffer.slice(npy.byteOffset + start, npy.byteOffset + npy.length));
}
