// axe, which looks for what keeps people out, and whether the page fits: on a phone and a desktop, light and dark.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");
export const PHONE = { width: 360, height: 780 };
const SCREENS = { phone: PHONE, desktop: { width: 1280, height: 900 } };

/** How a visit begins that axe is to look at: where there is least room, and nothing moves. */
export const FOR_AXE = { viewport: PHONE, reducedMotion: "reduce" };

/** The page as it stands has nothing to mend, however it is looked at. */
export async function assertSound(visit, moment, screens = SCREENS) {
  const { page } = visit;
  await page.evaluate(axe);
  for (const [screen, viewport] of Object.entries(screens)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await visit.drawn();
      const where = `${moment}, ${screen}, ${colorScheme}`;
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
      assert.deepEqual(told, [], where);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `too wide: ${where}`);
    }
  }
  await page.setViewportSize(PHONE);
}
