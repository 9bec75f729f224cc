// How every page looks, on phone and desktop, light and dark, compared with the pictures in tests/browser/pictures, each of
// which somebody has looked at. After a change that was meant: SEGUE_PICTURES=accept node --test tests/browser/pictures.test.mjs,
// then look at what git says has changed. What differs lies in tests/browser/output.

import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";

import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

import { TITLE, listing, size, songs } from "./packs.mjs";
import { OUTPUT, SAMPLE, at, open } from "./visit.mjs";

const STORED = at("tests/browser/pictures");
const SCREENS = { phone: { width: 360, height: 780 }, desktop: { width: 1280, height: 900 } };
/** The pictures are for comparing, and in every clone: half the size will do. */
const SCALE = 0.5;
/** Pixels that may differ, of all: other versions of Chromium set letters a little differently. */
const TOLERANCE = 0.005;
/** How much two colours may differ to be the same, of 1; pixelmatch's own. */
const SAME = 0.1;

/** A second catalogue, so that there is something to pick. */
const pack = songs();

let house;
before(async () => {
  await Promise.all([OUTPUT, STORED].map((folder) => mkdir(folder, { recursive: true })));
  house = await open();
  const line = { name: "made-up", title: TITLE, manifest: "made-up/manifest.json", bytes: size(pack) };
  house.host.faults.set("models/packs.json", () => listing(line));
  for (const [name, bytes] of pack) house.host.faults.set(`models/made-up/${name}`, () => bytes);
});
after(() => house.close());

const heardAll = (visit) => visit.of("tags-progress").filter({ hasText: /^(All \d+ pieces|The one piece)/ }).waitFor();
const go = (visit, page) => visit.page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: page }).click();

/** What there is to see, in the order of a visit. */
const MOMENTS = {
  invitation: async (visit) => {
    await visit.page.locator(".colophon").filter({ hasText: /CC BY 4\.0/ }).waitFor();
    await visit.page.locator(".notes").filter({ hasText: /7,183 clips/ }).waitFor();
    await visit.kept();
  },
  answer: async (visit) => {
    await visit.choose(SAMPLE);
    await visit.of("result").waitFor();
    await visit.kept();
    await heardAll(visit);
    await visit.of("wandering").filter({ hasText: /\w/ }).waitFor();
  },
  why: async (visit) => {
    await visit.of("why").first().click();
    await visit.of("sounds").filter({ hasText: /\w/ }).waitFor();
  },
  explore: async (visit) => {
    await go(visit, "Explore");
    await visit.page.getByRole("radio", { name: "Free Music Archive" }).click();
    await visit.page.getByRole("heading", { name: "The map", exact: true }).waitFor();
    await visit.page.locator("[data-testid=explore][aria-busy]").waitFor({ state: "detached" });
  },
  model: async (visit) => {
    await go(visit, "Model");
    await visit.page.locator("[data-testid=model]:not([aria-busy])").waitFor();
  },
};

for (const [screen, viewport] of Object.entries(SCREENS)) {
  test(`every page looks as it did: ${screen}, light and dark`, async () => {
    const visit = await house.visit({ viewport, deviceScaleFactor: SCALE, reducedMotion: "reduce" });
    const differing = [];
    for (const [moment, reach] of Object.entries(MOMENTS)) {
      await reach(visit);
      for (const colorScheme of ["light", "dark"]) {
        await visit.page.emulateMedia({ colorScheme });
        await visit.drawn();
        differing.push(...(await compare(visit.page, `${moment}-${screen}-${colorScheme}.png`)));
      }
    }
    assert.deepEqual(differing, [], "look at tests/browser/output; if it was meant, accept it as this file's head says");
    await visit.leave({ expected: /willReadFrequently/ });
  });
}

/** Sentences about how the page differs from the picture of this name: none, or one. */
async function compare(page, name) {
  // What is set in a font of the system is set in the page's own: not every system has the same.
  await page.evaluate(() => document.querySelectorAll("pre, code").forEach((element) => (element.style.fontFamily = "Inter")));
  await page.evaluate(() => document.fonts.ready);
  await page.mouse.move(0, 0);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${name}: ${overflow} px too wide`);
  const seen = await page.screenshot({ fullPage: true, animations: "disabled", caret: "hide" });
  if (process.env.SEGUE_PICTURES === "accept") await writeFile(path.join(STORED, name), seen);
  const stored = await readFile(path.join(STORED, name));
  if (stored.equals(seen)) return [];
  await writeFile(path.join(OUTPUT, name), seen);
  const [now, then] = [seen, stored].map((bytes) => PNG.sync.read(bytes));
  if (now.width !== then.width || now.height !== then.height) {
    return [`${name} is ${now.width} × ${now.height} pixels, and was ${then.width} × ${then.height}`];
  }
  const difference = new PNG({ width: now.width, height: now.height });
  const pixels = pixelmatch(now.data, then.data, difference.data, now.width, now.height, { threshold: SAME });
  const share = pixels / (now.width * now.height);
  if (share <= TOLERANCE) return [];
  await writeFile(path.join(OUTPUT, `difference-${name}`), PNG.sync.write(difference));
  return [`${name}: ${(100 * share).toFixed(2)} % of its pixels differ`];
}
