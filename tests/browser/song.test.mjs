// The main story: somebody has a song and wants to know what it is and what is like it.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { NOTHING_BEFORE, except } from "./engine.mjs";
import { tune, wav } from "./sounds.mjs";
import { SAMPLE, corpus, open } from "./visit.mjs";

/** The thread that draws and listens must never be away for longer. */
const LONGEST_TASK_MS = 100;
/** Why some engines cannot be asked. */
const UNTOLD = "it tells nothing of long tasks";
/** Who shares the processor makes tasks a little longer; code that blocks does so every time. */
const TRIES = 3;
/** Sums of eight rounded numbers. */
const SUM_TOLERANCE = 1e-3;

let house, folder, long;
before(async () => {
  house = await open();
  folder = await mkdtemp(path.join(tmpdir(), "segue-"));
  long = path.join(folder, "four minutes.wav");
  await writeFile(long, wav({ seconds: 240, sample: tune }));
});
after(async () => {
  await house.close();
  await rm(folder, { recursive: true });
});

test("a dropped MP3 gets genre, neighbours and a saved result, and nothing leaves the page", async (story) => {
  const clips = corpus("data/fma-small/clips");
  if (!clips) story.diagnostic("skipped for FMA clips: no corpus in SEGUE_SHARED or ../shared; the bundled sample stands in");
  const file = clips ? path.join(clips, "000002.mp3") : SAMPLE;
  const visit = await house.visit();

  await visit.drop({ name: path.basename(file), bytes: await readFile(file) });
  await visit.of("stage").waitFor();
  const answer = await visit.answer();

  assert.equal(answer.schema, "segue-analysis/1");
  assert.equal(answer.song.file, path.basename(file));
  assert.equal(answer.genres.length, 8);
  near(sum(answer.genres.map(({ probability }) => probability)), 1);
  assert.equal(answer.neighbours.length, 5);
  assert.ok(answer.timeline.length > 0);

  assert.equal(await visit.of("genre-top").innerText(), answer.genres[0].genre);
  const rows = visit.of("genre-row");
  assert.equal(await rows.count(), 8);
  near(sum(await rows.evaluateAll((rows) => rows.map((row) => Number(row.dataset.probability)))), 1);
  const neighbours = await visit.of("neighbour").allInnerTexts();
  assert.equal(neighbours.length, 5);
  for (const [place, { title, artist, genre, match }] of answer.neighbours.entries()) {
    for (const word of [title, artist, genre, String(match)]) assert.ok(neighbours[place].includes(word), `${word} in ${neighbours[place]}`);
  }
  assert.equal(await visit.of("error").count(), 0);
  await visit.leave();
});

test("who has no song tries the sample", async () => {
  const visit = await house.visit();
  await visit.of("sample").click();
  const answer = await visit.answer();
  assert.equal(answer.neighbours.length, 5);
  await visit.of("again").click();
  await visit.of("drop").waitFor();
  await visit.leave();
});

test("a cancelled song leaves the page free for another", async () => {
  const visit = await house.visit();
  await visit.choose(long);
  await visit.of("stage").waitFor();
  await visit.of("cancel").click();
  await visit.of("stage").waitFor({ state: "detached" });
  assert.equal(await visit.of("result").count(), 0);
  await visit.stillWorks();
  assert.equal(await visit.of("error").count(), 0);
  await visit.leave();
});

test("the keyboard alone chooses a song", except({ webkit: "WebDriver tells nothing of file dialogues" }), async () => {
  const visit = await house.visit();
  const chosen = visit.page.waitForEvent("filechooser");
  await tabTo(visit, "drop");
  await visit.page.keyboard.press("Enter");
  await (await chosen).setFiles(SAMPLE);
  await visit.of("result").waitFor();
  await tabTo(visit, "again");
  await visit.page.keyboard.press("Enter");
  await visit.of("drop").waitFor();
  await visit.leave();
});

test(`no task of the page takes ${LONGEST_TASK_MS} ms of its thread while four minutes are analysed`, except({ firefox: UNTOLD, webkit: UNTOLD }), async (story) => {
  let longest;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const visit = await house.visit();
    const tasks = await tasksUntil(visit, async () => {
      await visit.choose(long);
      await visit.of("result").waitFor();
    });
    const [own, browsers] = [false, true].map((wanted) => Math.max(0, ...tasks.filter((task) => buildsSound(task) === wanted).map(({ time }) => time)));
    story.diagnostic(`longest task: ${own.toFixed(0)} ms; Chromium itself puts the decoded sound together in ${browsers.toFixed(0)} ms`);
    assert.ok(own > 0 && browsers > 0, "Chromium tells of its tasks otherwise than it did");
    longest = own;
    await visit.leave();
    if (longest < LONGEST_TASK_MS) return;
  }
  assert.fail(`a task took ${longest.toFixed(0)} ms, in each of ${TRIES} tries`);
});

/** A browser with so many processors; its listeners, how often each was asked, and a decoder that is not done before they are there. */
const processors = (count) => `{
  Object.defineProperty(Navigator.prototype, "hardwareConcurrency", { get: () => ${count} });
  globalThis.listeners = [];
  globalThis.Worker = class extends Worker {
    constructor(address, options) {
      super(address, options);
      if (options.name !== "listener") return;
      this.asked = 0;
      this.there = new Promise((resolve) => this.addEventListener("message", resolve, { once: true }));
      listeners.push(this);
    }
    postMessage(...letter) {
      this.asked++;
      super.postMessage(...letter);
    }
  };
  const { decodeAudioData } = OfflineAudioContext.prototype;
  OfflineAudioContext.prototype.decodeAudioData = async function (bytes) {
    const sound = await decodeAudioData.call(this, bytes);
    await Promise.all(listeners.map(({ there }) => there));
    return sound;
  };
}`;

test("four minutes are heard by as many as there are processors, and the answer is what one alone says", except({ webkit: NOTHING_BEFORE }), async () => {
  const answers = [];
  for (const count of [1, 2, 4]) {
    const visit = await house.visit({ before: processors(count) });
    await visit.choose(long);
    answers.push(await visit.answer());
    const asked = await visit.page.evaluate(() => listeners.map(({ asked }) => asked));
    // The first: for the header, for its share, and to join each of the others.
    assert.deepEqual(asked, [1 + count, ...Array(count - 1).fill(1)]);
    await visit.leave();
  }
  assert.deepEqual(answers[1], answers[0]);
  assert.deepEqual(answers[2], answers[0]);
});

test("one of several listeners breaks down: a sentence says so, and the next song is heard", except({ webkit: NOTHING_BEFORE }), async () => {
  const visit = await house.visit({ before: processors(2) });
  await visit.page.evaluate(() => {
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (...letter) {
      if (this === listeners[1]) setTimeout(() => this.dispatchEvent(new Event("error")));
      else postMessage.apply(this, letter);
    };
  });
  await visit.choose(long);
  const [sentence] = await visit.refusals();
  assert.match(sentence, /four minutes.*stopped unexpectedly/);
  await visit.stillWorks();
  await visit.leave();
});

/** 85 MB are copied in one piece when decodeAudioData is done, by the browser: no page can split that. */
const buildsSound = ({ from }) => from.endsWith("/webaudio/base_audio_context.cc");

/** The tasks of the page's thread until `done` is: who asked for each, and how many of its own milliseconds it took; how busy the machine is besides does not count. */
async function tasksUntil(visit, done) {
  const session = await visit.context.newCDPSession(visit.page);
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["toplevel"] } });
  await done();
  const told = new Promise((tell) => session.once("Tracing.tracingComplete", tell));
  await session.send("Tracing.end");
  await told;
  const threads = events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(({ pid, tid }) => `${pid} ${tid}`);
  const tasks = events.filter(({ name, tdur, pid, tid }) => name === "ThreadControllerImpl::RunTask" && tdur && threads.includes(`${pid} ${tid}`));
  return tasks.map(({ tdur, args }) => ({ time: tdur / 1000, from: args.src_file }));
}

/** Presses Tab until this element has the focus, which then shows. */
async function tabTo(visit, testid) {
  for (let step = 0; step < 100; step++) {
    await visit.page.keyboard.press("Tab");
    const focused = await visit.page.evaluate(() => {
      const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement);
      return { testid: document.activeElement.dataset.testid, shows: outlineStyle !== "none" || boxShadow !== "none" };
    });
    if (focused.testid === testid) return assert.ok(focused.shows, `the focus on ${testid} is invisible`);
  }
  assert.fail(`Tab does not reach ${testid}`);
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

function near(found, expected) {
  assert.ok(Math.abs(found - expected) <= SUM_TOLERANCE, `${found} where ${expected} belongs`);
}
