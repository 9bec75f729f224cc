// The browser that the stories run in: $SEGUE_ENGINE is chromium (if nothing is said), firefox or webkit.

import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { chromium, firefox } from "playwright-core";

import { until } from "./until.mjs";
import * as webkit from "./webkit.mjs";

export const ENGINE = process.env.SEGUE_ENGINE ?? "chromium";
const SAVING_MS = 20_000;

/**
 * Starts it; with `preferences` of Firefox's, where that is it. `downloads` is the folder where it saves, where it does not tell
 * of what it saves.
 */
export function launch(preferences = {}) {
  return { chromium: launchChromium, firefox: launchFirefox, webkit: webkit.launch }[ENGINE](preferences);
}

function launchChromium() {
  return chromium.launch({
    executablePath: process.env.SEGUE_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"],
  });
}

/** Firefox as everybody has it, by WebDriver BiDi. */
async function launchFirefox(preferences) {
  const downloads = await mkdtemp(path.join(tmpdir(), "segue-firefox-"));
  const browser = await firefox.launch({
    channel: "moz-firefox",
    executablePath: process.env.SEGUE_FIREFOX ?? "/usr/bin/firefox-esr",
    downloadsPath: downloads,
    firefoxUserPrefs: preferences,
  });
  browser.on("disconnected", () => rm(downloads, { recursive: true, force: true }));
  return Object.assign(browser, { downloads });
}

/** What the engine itself notes of whatever it cannot fetch. */
export const FAILED_FETCH = {
  chromium: /Failed to load resource/,
  firefox: /Failed to load|no-response|network ?error|^uncaught: $/i,
  webkit: /Load failed/,
}[ENGINE];

/** Why WebKit skips the stories that change the browser first. */
export const NOTHING_BEFORE = "WebDriver runs nothing in a page before its own programs";

/** What `test` is told about a story that not every engine can live through: why, by the engine's name. */
export const except = (reasons) => ({ skip: reasons[ENGINE] ?? false });

/** Stories of the page's own conduct, which one engine shows. */
export const ENOUGH_ONCE = except({ firefox: "Chromium is enough for it", webkit: "Chromium is enough for it" });

/** The one file that comes to lie in this folder, whole; it is taken away. */
export function saved(folder) {
  let size = 0;
  const look = async () => {
    const names = (await readdir(folder)).filter((name) => !name.startsWith("."));
    if (names.length === 0) return;
    if (names.length > 1 || names[0].endsWith(".part")) throw new Error(names.join(", "));
    const bytes = await readFile(path.join(folder, names[0]));
    if (bytes.length === 0 || bytes.length !== size) return void (size = bytes.length);
    await rm(path.join(folder, names[0]));
    return { name: names[0], bytes };
  };
  return until(look, SAVING_MS, "nothing is saved whole");
}
