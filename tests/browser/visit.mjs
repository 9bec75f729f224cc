// A visitor: a fresh Chromium page on our own host, watched for what it sends and what it complains of.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

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

/** Opens a host and a browser for the stories of one file. */
export async function open() {
  const ours = await host(at("dist"), { base: BASE });
  const browser = await chromium.launch({
    executablePath: process.env.SEGUE_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"],
  });
  return {
    host: ours,
    visit: (options) => visit(browser, ours, options),
    close: () => Promise.all([browser.close(), ours.close()]),
  };
}

/**
 * `query` is added to the address, `before` runs in the page ahead of it, `quota` is all that it may store, in bytes, `line` a
 * slower connection, as Chromium's remote control names it.
 */
async function visit(browser, ours, { query = "", opening = "drop", before, quota, line, ...options } = {}) {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const visit = new Visit(await context.newPage(), context, ours, [], []);
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
  constructor(page, context, ours, words, requests) {
    Object.assign(this, { page, context, ours, words, requests });
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
    return new Visit(await this.context.newPage(), this.context, this.ours, this.words, this.requests).begin("", "drop");
  }

  of(testid) {
    return this.page.getByTestId(testid);
  }

  /** Files through the file chooser's input: paths, or { name, bytes }. */
  async choose(...files) {
    const payload = files.map((file) =>
      typeof file === "string" ? file : { name: file.name, mimeType: file.type ?? "", buffer: file.bytes },
    );
    await this.of("file-input").setInputFiles(payload);
  }

  /** Files dropped on the page, as a mouse would. */
  async drop(...files) {
    const payload = files.map(({ name, bytes }) => ({ name, base64: bytes.toString("base64") }));
    const carried = await this.page.evaluateHandle((files) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of files) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
      }
      return transfer;
    }, payload);
    for (const event of ["dragenter", "dragover", "drop"]) {
      await this.of("drop").dispatchEvent(event, { dataTransfer: carried });
    }
  }

  /** Waits for an answer, and gives what "Save result" saves. */
  async answer() {
    await this.of("result").waitFor();
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.of("save-json").click()]);
    assert.match(download.suggestedFilename(), /\.json$/);
    return JSON.parse(await readFile(await download.path(), "utf8"));
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
    await this.choose(SAMPLE);
    await this.of("result").filter({ hasText: /Warm Ink/i }).waitFor();
  }

  /**
   * Ends the visit: nothing left the origin (but for the other origins that were asked for), nothing was sent, nobody
   * complained (but in the words expected).
   */
  async leave({ expected, others = [] } = {}) {
    const { origin } = new URL(this.ours.address);
    for (const request of this.requests) {
      const url = new URL(request.url());
      const local = [origin, ...others].includes(url.origin) || ["blob:", "data:"].includes(url.protocol);
      assert.ok(local, `a request left the origin: ${request.url()}`);
      assert.equal(request.method(), "GET", `something was sent: ${request.method()} ${request.url()}`);
    }
    const unexpected = this.words.filter((word) => !expected?.test(word));
    assert.deepEqual(unexpected, [], "the console is not empty");
    await this.context.close();
  }
}
