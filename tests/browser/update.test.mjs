// A new version: offered, never forced, never in the midst of a song, and kind to a tab that stays with the old one.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterEach, after, before, test } from "node:test";

import { ENOUGH_ONCE, except } from "./engine.mjs";
import { tune, wav } from "./sounds.mjs";
import { at, open } from "./visit.mjs";

let house, worker, page;
before(async () => {
  house = await open();
  worker = await readFile(at("dist/service-worker.js"), "utf8");
  page = await readFile(at("dist/index.html"), "utf8");
});
afterEach(() => house.host.faults.clear());
after(() => house.close());

/** From now on the host has another version: its page says so, and its worker's files are of another build. */
function publish(version) {
  const next = page.replace("<title>Segue</title>", `<title>Segue</title><meta name="version" content="${version}" />`);
  const sha256 = createHash("sha256").update(next).digest("hex");
  house.host.faults.set("index.html", () => Buffer.from(next));
  house.host.faults.set("service-worker.js", () =>
    Buffer.from(
      worker
        .replace(/"revision":"[0-9a-f]*","sha256":"[0-9a-f]*","url":"index\.html"/, `"revision":"${version}","sha256":"${sha256}","url":"index.html"`)
        .replaceAll(/(listen\.js|worker\.js|worker_bg\.wasm)\?[0-9a-f]{16}/g, `$1?${version}`),
    ),
  );
}

const version = (visit) => visit.page.evaluate(() => document.querySelector("meta[name=version]")?.content ?? "first");
const look = (visit) => visit.page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration()).update()));
const mark = (visit) => visit.page.evaluate(() => (globalThis.untouched = true));
const isMarked = (visit) => visit.page.evaluate(() => globalThis.untouched === true);

test("a new version waits until it is wanted, and a reload alone does not bring it", async () => {
  const visit = await house.visit();
  await visit.kept();
  publish("second");
  await look(visit);
  await visit.of("new-version").waitFor();
  await visit.page.reload();
  await visit.of("new-version").waitFor();
  assert.equal(await version(visit), "first");
  await visit.stillWorks();
  assert.match(await visit.of("new-version").innerText(), /forgets the songs/);
  await Promise.all([visit.page.waitForEvent("load"), visit.of("renew").click()]);
  await visit.of("drop").waitFor();
  assert.equal(await version(visit), "second");
  await visit.kept();
  assert.equal(await visit.of("new-version").count(), 0);
  await visit.leave();
});

test("who looks at a catalogue is offered the new version there", ENOUGH_ONCE, async () => {
  const visit = await house.visit({ query: "#/explore", opening: "explore" });
  await visit.of("keeping").filter({ hasText: /is kept/ }).waitFor({ state: "attached" }); // at the foot of the other page
  publish("while exploring");
  await look(visit);
  await visit.of("new-version").waitFor();
  await Promise.all([visit.page.waitForEvent("load"), visit.of("renew").click()]);
  await visit.of("explore").waitFor();
  assert.equal(await version(visit), "while exploring");
  await visit.leave();
});

test("no offer stands in the way of a song, and a song that is being heard is not cut off", ENOUGH_ONCE, async () => {
  const visit = await house.visit();
  await visit.kept();
  await mark(visit);
  const songs = Array.from({ length: 4 }, (_, place) => ({ name: `${place}.wav`, bytes: wav({ seconds: 60, sample: (seconds, channel) => tune(seconds + place, channel) }) }));
  await visit.page.evaluate(() => {
    globalThis.together = 0;
    const note = () => (together += document.querySelector("[data-testid=stage]") && document.querySelector("[data-testid=new-version]") ? 1 : 0);
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  publish("during a song");
  await visit.choose(...songs);
  await look(visit);
  await visit.of("new-version").waitFor();
  assert.equal(await visit.of("stage").count(), 0);
  assert.equal(await visit.page.evaluate(() => together), 0, "the offer came while a song was being heard");
  assert.ok(await isMarked(visit), "the page was reloaded");
  assert.equal(await visit.page.locator(".queue .hued").count(), songs.length);
  await visit.leave();
});

test("of two tabs one takes the new version and the other goes on with the old one, as long as it is open", except({ webkit: "its driver now and then loses the session where there are two tabs" }), async () => {
  const one = await house.visit();
  await one.kept();
  const other = await one.another();
  await mark(other);
  publish("for one tab");
  await look(one);
  for (const visit of [one, other]) await visit.of("new-version").waitFor();
  await Promise.all([one.page.waitForEvent("load"), one.of("renew").click()]);
  await one.of("drop").waitFor();
  assert.equal(await version(one), "for one tab");

  // The host has long forgotten the old build. The other tab needs it: a cancelled song costs it its worker.
  for (const gone of ["listen.js", "worker.js", "worker_bg.wasm"]) house.host.faults.set(gone, () => 404);
  await other.choose({ name: "long.wav", bytes: wav({ seconds: 240 }) });
  await other.of("cancel").click();
  await other.of("drop").waitFor();
  await other.stillWorks();
  assert.ok(await isMarked(other), "the other tab was reloaded");
  await other.of("new-version").waitFor();
  for (const gone of ["listen.js", "worker.js", "worker_bg.wasm"]) house.host.faults.delete(gone);

  const old = /(listen|worker)[^?]*\?[0-9a-f]{16}$/;
  assert.ok((await shell(one)).some((url) => old.test(url)), "the old build is kept while it is used");
  await Promise.all([other.page.waitForEvent("load"), other.of("renew").click()]);
  await other.of("drop").waitFor();
  assert.equal(await version(other), "for one tab");
  await other.page.close();
  await one.page.reload();
  await one.kept();
  await one.page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration()).active.state === "activated");
  assert.deepEqual((await shell(one)).filter((url) => old.test(url)), [], "the old build goes with its last tab");
  await one.leave();
});

/** What is kept of the page itself. */
const shell = (visit) =>
  visit.page.evaluate(async () => {
    const name = (await caches.keys()).find((name) => name.startsWith("segue shell"));
    return (await (await caches.open(name)).keys()).map(({ url }) => url);
  });
