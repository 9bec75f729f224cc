// What this engine has and lacks of what the page can use: as the README's table says.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { ENGINE } from "./engine.mjs";
import { at, open } from "./visit.mjs";

const COLUMN = { chromium: 2, firefox: 3, webkit: 4 }[ENGINE];

let house;
before(async () => (house = await open()));
after(() => house.close());

test("the README's table of engines says what this one can", async () => {
  const visit = await house.visit();
  const measured = await visit.page.evaluate(() => ({
    "service workers": "serviceWorker" in navigator,
    OfflineAudioContext: "OfflineAudioContext" in globalThis,
    launchQueue: "launchQueue" in globalThis,
    "navigator.connection.saveData": "saveData" in (navigator.connection ?? {}),
  }));
  const readme = await readFile(at("README.md"), "utf8");
  for (const [what, has] of Object.entries(measured)) {
    const row = readme.split("\n").find((line) => line.startsWith("|") && line.includes(what));
    assert.ok(row, `no row about ${what}`);
    assert.equal(row.split("|")[COLUMN].trim(), has ? "yes" : "no", what);
  }
  await visit.leave();
});
