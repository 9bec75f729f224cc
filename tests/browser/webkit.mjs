// WebKitGTK, which no remote control but WebDriver moves: of Playwright's words, those that the stories use.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { until } from "./until.mjs";
import { Locator } from "./webkit-locator.mjs";

const STARTING_MS = 20_000;
/** A driver that has lost a step says nothing more: then it is better to begin again. */
const ANSWER_MS = 60_000;

/** A display of its own and a driver on it; every visit is a session, which begins with nothing and leaves nothing. */
export async function launch() {
  const home = await mkdtemp(path.join(tmpdir(), "segue-webkit-"));
  const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const display = await new Promise((resolve, reject) => {
    screen.once("error", () => reject(new Error("Xvfb is missing; `cargo xtask test engines` installs it")));
    screen.stdio[3].once("data", (number) => resolve(`:${String(number).trim()}`));
  });
  const port = await freePort();
  const env = { ...process.env, DISPLAY: display, HOME: home, GTK_A11Y: "none", NO_AT_BRIDGE: "1" };
  const driver = spawn(process.env.SEGUE_WEBKIT_DRIVER ?? "WebKitWebDriver", ["-p", String(port), "--replace-on-new-session"], { env, stdio: "ignore" });
  driver.once("error", () => {}); // told by `ask`, which gets no answer
  const stop = () => [driver, screen].forEach((program) => program.kill());
  process.once("exit", stop);
  const ask = client(`http://127.0.0.1:${port}`);
  await until(() => ask("GET", "/status").then(() => true), STARTING_MS, "WebKitWebDriver does not start");
  return {
    downloads: home,
    newContext: async () => new Context(ask),
    close: async () => {
      stop();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** What WebDriver answers to a command. */
const client = (address) => async (method, place, body, patience = ANSWER_MS) => {
  const response = await fetch(address + place, { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(patience) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
};

class Context {
  constructor(ask) {
    Object.assign(this, { ask, patience: STARTING_MS, pages: [], hear() {} });
  }

  setDefaultTimeout(patience) {
    this.patience = patience;
  }

  /** Only "request": what a page says it asked for, once it goes. What its workers ask for, nobody tells. */
  on(_event, hear) {
    this.hear = hear;
  }

  async newPage() {
    if (!this.session) {
      const begin = () => this.ask("POST", "/session", { capabilities: {} }, STARTING_MS);
      const { sessionId } = await begin().catch(begin); // now and then the browser that it starts is never heard of
      this.session = `/session/${sessionId}`;
      // What is asked while a page goes is never answered; whoever looks again wants to do so soon.
      await this.ask("POST", `${this.session}/timeouts`, { script: STARTING_MS });
      this.pages.push(new Page(this, await this.ask("GET", `${this.session}/window`)));
    } else {
      const { handle } = await this.ask("POST", `${this.session}/window/new`, { type: "tab" });
      this.pages.push(new Page(this, handle));
    }
    return this.pages.at(-1);
  }

  async cookies() {
    return this.pages[0].command("GET", "/cookie");
  }

  async close() {
    for (const page of this.pages) await page.tell();
    await this.ask("DELETE", this.session);
  }
}

class Page {
  constructor(context, handle) {
    Object.assign(this, { context, handle, keyboard: { press: (key) => this.press(key) } });
    this.hearers = [];
  }

  /** A command to this tab. */
  async command(method, place, body = method === "POST" ? {} : undefined) {
    const { ask, session, front } = this.context;
    if (front !== this) {
      await ask("POST", `${session}/window`, { handle: this.handle });
      this.context.front = this;
    }
    return ask(method, session + place, body);
  }

  /** What a page complains of is heard from its opening on. */
  on(event, hear) {
    if (event === "pageerror") this.hearers.push(hear);
  }

  async goto(url) {
    await this.command("POST", "/url", { url });
    await this.listen();
  }

  async reload() {
    await this.tell();
    await this.command("POST", "/refresh");
    await this.listen();
  }

  async close() {
    await this.tell();
    await this.command("DELETE", "/window");
    this.context.pages = this.context.pages.filter((page) => page !== this);
  }

  listen() {
    return this.evaluate(() => {
      globalThis.complaints = [];
      addEventListener("error", ({ message }) => complaints.push(message));
      addEventListener("unhandledrejection", ({ reason }) => complaints.push(String(reason)));
    });
  }

  /** Before the page goes: what it complained of, and what it asked for. */
  async tell() {
    const { words, urls } = await this.evaluate(() => ({
      words: globalThis.complaints ?? [],
      urls: performance.getEntriesByType("resource").map(({ name }) => name),
    }));
    for (const message of words) this.hearers.forEach((hear) => hear({ message }));
    for (const url of urls) this.context.hear({ url: () => url, method: () => "GET" });
  }

  /** Runs a function, or the text of a program, in the page. */
  async evaluate(work, argument) {
    const deed = typeof work === "function" ? `return (${work})(given)` : work;
    const script = `const [given, done] = arguments;
      (async () => {${deed}\n})().then((value) => done({ value, nothing: value === undefined }), (error) => done({ error: String(error) }));`;
    const { value, nothing, error } = await this.command("POST", "/execute/async", { script, args: [argument ?? null] });
    if (error) throw new Error(error);
    return nothing ? undefined : value;
  }

  waitForFunction(work) {
    return until(() => this.evaluate(work), this.context.patience, `never: ${work}`);
  }

  /** Only "load": the page goes, and another is there. */
  async waitForEvent() {
    await this.evaluate(() => (globalThis.stays = true));
    await until(() => this.evaluate(() => !globalThis.stays && document.readyState === "complete"), this.context.patience, "no page is loaded");
    await this.listen();
  }

  async press(key) {
    const value = { Tab: "\uE004", Enter: "\uE007" }[key];
    const actions = ["keyDown", "keyUp"].map((type) => ({ type, value }));
    await this.command("POST", "/actions", { actions: [{ type: "key", id: "keys", actions }] });
  }

  /** Files for an `<input type=file>`, by their paths. */
  async setFiles(element, paths) {
    await this.command("POST", `/element/${Object.values(element)[0]}/value`, { text: paths.join("\n") });
  }

  locator(css, options) {
    return new Locator(this, [{ css }]).filter(options);
  }

  getByTestId(testid) {
    return this.locator(`[data-testid="${testid}"]`);
  }

  getByRole(role, { name }) {
    return new Locator(this, [{ css: role === "navigation" ? "nav" : role, named: name }]);
  }

  getByText(text, { exact } = {}) {
    return new Locator(this, [{ css: "body *", leaf: text, exact }]);
  }
}
