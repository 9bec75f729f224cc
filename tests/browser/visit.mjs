// A visitor: a fresh page on our own host, watched for what it sends and what it complains of.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { launch, saved } from "./engine.mjs";
import { host } from "./host.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** The page must not depend on where it lies; GitHub Pages puts it below the repository's name. */
const BASE = "/segue/";
/** A shared machine with two cores, compiling meanwhile, takes its time. */
const PATIENCE_MS = 60_000;
const OPENING_MS = 20_000;

export const at = (...inside) => path.join(ROOT, ...inside);
export const OUTPUT = at("tests/browser/output");

/** A folder of the tests' own corpus, or null where that is absent. */
export function corpus(folder) {
  const place = path.join(process.env.SEGUE_SHARED ?? at("..", "shared"), folder);
  return existsSync(place) ? place : null;
}

/** The bundled sample: real music, and always there. */
export const SAMPLE = at("dist/sample/warm-ink.mp3");

/** A folder for what stories make, and what clears it away. */
export async function scratch() {
  const folder = await mkdtemp(path.join(tmpdir(), "segue-"));
  return { folder, clear: () => rm(folder, { recursive: true }) };
}

/** Opens a host and a browser for the stories of one file; with `preferences` of Firefox's, where that is it. */
export async function open(preferences) {
  const ours = await host(at("dist"), { base: BASE });
  const browser = await launch(preferences);
  const { folder, clear } = await scratch();
  const come = (options) => visit(browser, ours, { folder, ...options });
  let shared;
  return {
    host: ours,
    visit: come,
    /** The one visit of stories that do not disturb each other, at the invitation: opening a page is most of a story's time. */
    share: async () => {
      shared ??= await come();
      await shared.anew();
      return shared;
    },
    close: () => Promise.all([browser.close(), ours.close(), clear()]),
  };
}

/**
 * `query` is added to the address, `before` runs in the page ahead of it, `quota` is all that it may store, in bytes, `line` a
 * slower connection, as Chromium's remote control names it, `folder` where files lie that are chosen.
 */
async function visit(browser, ours, { query = "", opening = "drop", before, quota, line, folder, ...options }) {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const visit = new Visit(await context.newPage(), context, ours, { words: [], requests: [], downloads: browser.downloads, folder });
  context.on("request", (request) => visit.requests.push(request));
  if (before) await context.addInitScript(before);
  if (quota) {
    const { origin } = new URL(ours.address);
    await (await context.newCDPSession(visit.page)).send("Storage.overrideQuotaForOrigin", { origin, quotaSize: quota });
  }
  if (line) await (await context.newCDPSession(visit.page)).send("Network.emulateNetworkConditions", line);
  return visit.begin(query, opening);
}

class Visit {
  constructor(page, context, ours, record) {
    Object.assign(this, { ...record, page, context, ours });
  }

  async begin(query, opening) {
    this.page.on("console", (message) => this.words.push(`${message.type()}: ${message.text()}`));
    this.page.on("pageerror", (error) => this.words.push(`uncaught: ${error.message}`));
    await this.page.goto(this.ours.address + query);
    const opened = this.of(opening).waitFor({ timeout: OPENING_MS });
    await opened.catch((error) => assert.fail(`the page does not open: ${this.words.join("; ") || error.message}`));
    return this;
  }

  /** The same visitor, in another tab. */
  async another() {
    return new Visit(await this.context.newPage(), this.context, this.ours, this).begin("", "drop");
  }

  of(testid) {
    return this.page.getByTestId(testid);
  }

  /** Files through the file chooser's input: paths, or { name, bytes }, which come to lie on a disk: remote controls are slow. */
  async choose(...files) {
    const folder = await mkdtemp(path.join(this.folder, "chosen-"));
    const lay = async ({ name, bytes }) => (await writeFile(path.join(folder, name), bytes), path.join(folder, name));
    await this.of("file-input").setInputFiles(await Promise.all(files.map((file) => (typeof file === "string" ? file : lay(file)))));
  }

  /** Back to the invitation, where nothing shows of songs of before. */
  async anew() {
    if (await this.of("result").count()) await this.of("again").evaluate((button) => button.click());
    await this.of("drop").waitFor();
    await this.of("result").waitFor({ state: "detached" });
  }

  /** Files dropped on the page, as a mouse would. */
  async drop(...files) {
    const payload = files.map(({ name, bytes }) => ({ name, base64: bytes.toString("base64") }));
    await this.page.evaluate((files) => {
      const dataTransfer = new DataTransfer();
      for (const { name, base64 } of files) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], name));
      }
      const target = document.querySelector("[data-testid=drop]");
      for (const event of ["dragenter", "dragover", "drop"]) {
        target.dispatchEvent(new DragEvent(event, { bubbles: true, cancelable: true, dataTransfer }));
      }
    }, payload);
  }

  /** Presses what saves a file, and gives its name and bytes. */
  async saves(testid) {
    if (this.downloads) {
      await this.of(testid).evaluate((button) => button.click()); // not by a mouse, which a page that grows may lead astray
      return saved(this.downloads);
    }
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.of(testid).click()]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }

  /** Waits for an answer, and gives what "Save result" saves. */
  async answer() {
    await this.of("result").waitFor();
    const { name, bytes } = await this.saves("save-json");
    assert.match(name, /\.json$/);
    return JSON.parse(bytes);
  }

  /** The worker that holds the packs. */
  async library() {
    const workers = this.page.workers();
    const names = await Promise.all(workers.map((worker) => worker.evaluate(() => self.name)));
    return workers[names.indexOf("worker")];
  }

  /** Waits until the page is drawn as it is looked at now. */
  async drawn() {
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }

  /** Waits until the page says that it is kept. */
  async kept() {
    await this.of("keeping").filter({ hasText: /is kept on this device/ }).waitFor();
  }

  /** Waits until this many refusals stand on the page, and gives their sentences. */
  async refusals(count = 1) {
    await this.of("error").nth(count - 1).waitFor();
    const sentences = await this.of("error").allInnerTexts();
    assert.equal(sentences.length, count, sentences.join("\n"));
    return sentences;
  }

  /** The page still does its work: the sample is answered. */
  async stillWorks() {
    await this.anew(); // what was answered before does not count
    await this.choose(SAMPLE);
    await this.of("result").filter({ hasText: /Warm Ink/i }).waitFor();
  }

  /**
   * Ends the visit: nothing left the origin (but for the other origins that were asked for), nothing was sent, nobody
   * complained (but in the words expected).
   */
  async leave({ expected, others = [] } = {}) {
    await this.context.close();
    const { origin } = new URL(this.ours.address);
    for (const request of this.requests) {
      const url = new URL(request.url());
      const local = [origin, ...others].includes(url.origin) || ["blob:", "data:"].includes(url.protocol);
      assert.ok(local, `a request left the origin: ${request.url()}`);
      assert.equal(request.method(), "GET", `something was sent: ${request.method()} ${request.url()}`);
    }
    assert.deepEqual(this.ours.asked.filter((asked) => !/^(GET|HEAD) /.test(asked)), [], "something was sent");
    const unexpected = this.words.filter((word) => !expected?.test(word));
    assert.deepEqual(unexpected, [], "the console is not empty");
  }
}
