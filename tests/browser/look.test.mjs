// Pictures for people to look at, in tests/browser/output, and what a picture cannot be trusted to show.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";

import { TITLE, listing, size, songs } from "./packs.mjs";
import { OUTPUT, SAMPLE, corpus, open } from "./visit.mjs";

const SCREENS = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

/** A second catalogue, so that there is something to pick. */
const pack = songs();

let house;
before(async () => {
  await mkdir(OUTPUT, { recursive: true });
  house = await open();
  const line = { name: "made-up", title: TITLE, manifest: "made-up/manifest.json", bytes: size(pack) };
  house.host.faults.set("models/packs.json", () => listing(line));
  for (const [name, bytes] of pack) house.host.faults.set(`models/made-up/${name}`, () => bytes);
});
after(() => house.close());

for (const [screen, viewport] of Object.entries(SCREENS)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`${screen}, ${colorScheme}`, async () => {
      const visit = await house.visit({ viewport, colorScheme, reducedMotion: "reduce", deviceScaleFactor: 2 });
      const picture = async (moment) => {
        await visit.page.evaluate(() => document.fonts.ready);
        await visit.page.screenshot({ path: path.join(OUTPUT, `${moment}-${screen}-${colorScheme}.png`), fullPage: true });
        const overflow = await visit.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(overflow <= 0, `${moment} is ${overflow} px too wide`);
      };
      await picture("invitation");
      const clips = corpus("data/fma-small/clips");
      await visit.choose(clips ? path.join(clips, "000182.mp3") : SAMPLE);
      await visit.of("result").waitFor();
      await picture("result");
      await visit.page.getByRole("radio", { name: TITLE }).click();
      await visit.of("neighbour").filter({ hasText: "Band" }).nth(4).waitFor();
      await picture("catalogue");
      await visit.choose({ name: "poem.mp3", bytes: Buffer.from("no song") });
      await visit.of("error").waitFor();
      await picture("refusal");
      await visit.leave();
    });
  }
}
