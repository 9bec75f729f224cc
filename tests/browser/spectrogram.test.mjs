// What sounds when: a picture that can be read, and checked by ear.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { tune, wav } from "./sounds.mjs";
import { SAMPLE, open } from "./visit.mjs";

/** Of the page's thread, for the picture of a ten-minute song. */
const LONGEST_DRAWING_MS = 100;
/** A busy machine makes drawing long; code that is slow is slow every time. */
const TRIES = 3;
/** dB. A band is five times as wide at 5 kHz as at 1 kHz, so a tone is 7 dB fainter in it; and the mark may lie between two bands. */
const LOUD = -13;
/** Chromium itself advises those who read a canvas twice. */
const ADVICE = /willReadFrequently/;
/** Hz. As wide as a mel band is at 1 kHz, and at 5 kHz. */
const BAND_AT = { "1 kHz": [1_000, 27], "5 kHz": [5_000, 135] };

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");

let house;
before(async () => (house = await open()));
after(() => house.close());

/** Ten seconds of 1 kHz, ten seconds of 5 kHz, equally loud. */
const tones = { name: "tones.wav", bytes: wav({ rate: 22_050, channels: 1, seconds: 20, sample: (time) => 0.5 * Math.sin(2 * Math.PI * (time < 10 ? 1_000 : 5_000) * time) }) };

/** Lets the mouse rest at this share of the song, beside the mark of this frequency; gives what the page reads there. */
async function read(visit, share, frequency) {
  const lane = await visit.page.locator("canvas.pitch").boundingBox();
  const mark = await visit.page.locator(".pitches span", { hasText: new RegExp(`^${frequency}$`) }).boundingBox();
  await visit.page.mouse.move(lane.x + share * lane.width, mark.y + mark.height / 2);
  const words = await visit.of("reading").innerText();
  const told = /^(\d:\d\d), ([\d.]+) (Hz|kHz): (−?)(\d+) dB( or less)?$/.exec(words);
  assert.ok(told, words);
  return { time: told[1], hertz: told[2] * (told[3] === "kHz" ? 1_000 : 1), decibels: told[4] ? -told[5] : Number(told[5]) };
}

for (const viewport of [{ width: 390, height: 844 }, { width: 1280, height: 900 }]) {
  test(`at ${viewport.width} pixels the pointer and the keyboard read time, pitch and level`, async () => {
    const visit = await house.visit({ viewport });
    await visit.choose(tones);
    await visit.of("result").waitFor();
    await visit.page.locator("canvas.pitch").scrollIntoViewIfNeeded();
    for (const [share, loud, faint] of [[0.26, "1 kHz", "5 kHz"], [0.76, "5 kHz", "1 kHz"]]) {
      const [there, elsewhere] = [await read(visit, share, loud), await read(visit, share, faint)];
      const [hertz, band] = BAND_AT[loud];
      assert.equal(there.time, share < 0.5 ? "0:05" : "0:15");
      assert.ok(Math.abs(there.hertz - hertz) <= band, `${there.hertz} Hz beside the mark of ${loud}`);
      assert.ok(there.decibels >= LOUD, `${loud} where it sounds: ${there.decibels} dB`);
      assert.ok(elsewhere.decibels <= -50, `${faint} where ${loud} sounds: ${elsewhere.decibels} dB`);
    }
    const cursor = visit.page.getByRole("slider", { name: "Place in the song" });
    for (const [key, words] of [["Home", /^0:00, strongest at (1 kHz|980 Hz|1\.01 kHz): (0|−\d) dB$/], ["End", /^0:20, strongest at (4\.9\d|5|5\.\d+) kHz: /]]) {
      await cursor.press(key);
      assert.match(await visit.of("reading").innerText(), words);
      assert.match(await cursor.getAttribute("aria-valuetext"), words);
    }
    assert.match(await visit.page.locator(".reading .legend").innerText(), /−80 dB\s+0 dB, the song’s loudest/);
    const told = await visit.page.locator("canvas.pitch").getAttribute("aria-label");
    assert.match(told, /^Spectrogram\. Strongest (between|below|above) .*Hz(; little above .*Hz)?\.$/);
    await visit.leave();
  });
}

test("the picture is dark where nothing sounds and bright where much does, in both colour schemes", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const visit = await house.visit({ colorScheme });
    await visit.choose(tones);
    await visit.of("result").waitFor();
    const [top, loud] = await visit.page.evaluate(() => {
      const canvas = document.querySelector("canvas.pitch");
      const at = (up) => [...canvas.getContext("2d").getImageData(canvas.width / 4, canvas.height * (1 - up), 1, 1).data];
      const mark = [...document.querySelectorAll(".pitches span")].find((mark) => mark.textContent === "1 kHz");
      return [at(0.99), at(Number(mark.style.getPropertyValue("--up")))];
    });
    assert.ok(Math.max(...top.slice(0, 3)) < 48 && top[3] === 255, `nothing sounds: ${top}`);
    assert.ok(Math.min(...loud.slice(0, 2)) > 180, `much sounds: ${loud}`);
    await visit.leave({ expected: ADVICE });
  }
});

test("the lane has its height from the start, and nothing below moves when it fills", async () => {
  for (const viewport of [{ width: 390, height: 844 }, { width: 1280, height: 900 }]) {
    const visit = await house.visit({ viewport });
    await visit.page.evaluate(() => {
      globalThis.places = new Set();
      const note = () => {
        const bars = document.querySelector(".bars");
        const parts = [".pitch", ".genres", ".reading", ".near"].map((part) => document.querySelector(part));
        if (bars) places.add(parts.map((part) => Math.round(part.getBoundingClientRect().top - bars.getBoundingClientRect().bottom)).join(" "));
      };
      new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    await visit.choose(SAMPLE);
    await visit.of("result").waitFor();
    await visit.of("reading").filter({ hasText: "strongest at" }).waitFor();
    const places = await visit.page.evaluate(() => [...places]);
    assert.equal(places.length, 1, `the lanes were at ${places.join(", then ")} px`);
    await visit.leave();
  }
});

test(`ten minutes are drawn in ${LONGEST_DRAWING_MS} ms, and anew when the window changes, without another analysis`, async (story) => {
  const visit = await house.visit({ viewport: { width: 1280, height: 900 }, deviceScaleFactor: 2 });
  await visit.page.evaluate(watchDrawing);
  await visit.choose({ name: "ten minutes.wav", bytes: wav({ rate: 22_050, channels: 1, seconds: 600, sample: tune }) });
  await visit.of("result").waitFor();
  const drawings = async (count) => {
    await visit.page.waitForFunction((count) => globalThis.drawings.length >= count, count);
    return visit.page.evaluate(() => globalThis.drawings);
  };
  let times = await drawings(1);
  await visit.of("tags-progress").filter({ hasText: /^All \d+ pieces heard/ }).waitFor(); // nothing else is asked any more
  const said = await visit.page.evaluate(() => globalThis.posted);
  for (let attempt = 1; attempt < TRIES; attempt++) {
    await visit.page.setViewportSize({ width: 1280 - 100 * attempt, height: 900 });
    times = await drawings(attempt + 1);
  }
  assert.equal(await visit.page.evaluate(() => globalThis.posted), said, "the worker was asked again");
  story.diagnostic(`drawn in ${times.map((time) => time.toFixed(1)).join(", ")} ms`);
  assert.ok(Math.min(...times) <= LONGEST_DRAWING_MS, `${times} ms`);
  await visit.leave({ expected: ADVICE });
});

/** Notes how long the spectrogram's canvas takes from being cleared to being drawn, and counts what the worker is told. */
function watchDrawing() {
  globalThis.drawings = [];
  globalThis.posted = 0;
  let from = 0;
  const width = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, "width");
  Object.defineProperty(HTMLCanvasElement.prototype, "width", {
    ...width,
    set(pixels) {
      if (this.classList.contains("pitch")) from = performance.now();
      width.set.call(this, pixels);
    },
  });
  const { drawImage } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.drawImage = function (...what) {
    drawImage.apply(this, what);
    this.getImageData(0, 0, 1, 1); // what was only noted down is drawn now
    if (this.canvas.classList.contains("pitch")) drawings.push(performance.now() - from);
  };
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (...what) {
    posted++;
    return postMessage.apply(this, what);
  };
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe has nothing to say about an answer, ${colorScheme}`, async () => {
    const visit = await house.visit({ colorScheme, reducedMotion: "reduce", viewport: { width: 390, height: 844 } });
    await visit.choose(SAMPLE);
    await visit.of("result").waitFor();
    await visit.page.evaluate(axe);
    const { violations } = await visit.page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`), []);
    await visit.leave();
  });
}
