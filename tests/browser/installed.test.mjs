// The page as an app: what systems ask of it, and the ways by which they hand it songs.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { SAMPLE, at, open } from "./visit.mjs";

let house;
before(async () => (house = await open()));
after(() => house.close());

test("it can be installed, and every icon has the size that it is said to have", async () => {
  const visit = await house.visit();
  await visit.kept();
  const devices = await visit.context.newCDPSession(visit.page);
  const { errors, url, data } = await devices.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  assert.equal(url, `${house.host.address}manifest.webmanifest`);
  const { installabilityErrors } = await devices.send("Page.getInstallabilityErrors");
  assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito"), []);
  const { icons, shortcuts } = JSON.parse(data);
  assert.ok(icons.some(({ purpose }) => purpose === "maskable"));
  for (const { src, sizes } of [...icons, ...shortcuts.flatMap(({ icons }) => icons)]) {
    const size = await visit.page.evaluate(
      (src) => new Promise((resolve, reject) => {
        const icon = Object.assign(new Image(), { src, onerror: reject, onload: () => resolve(`${icon.naturalWidth}x${icon.naturalHeight}`) });
      }),
      src,
    );
    assert.ok(sizes === "any" || sizes === size, `${src} is ${size}`);
  }
  await visit.leave();
});

test("the shortcut's address opens the sample", async () => {
  const visit = await house.visit({ query: "?sample", opening: "result" });
  assert.equal(await visit.page.evaluate(() => location.search), "", "a reload would do it again");
  await visit.leave();
});

test("songs that the system opens with it are answered", async () => {
  const visit = await house.visit({
    before: () => Object.defineProperty(globalThis, "launchQueue", { value: { setConsumer: (hear) => (globalThis.launch = hear) } }),
  });
  const base64 = (await readFile(SAMPLE)).toString("base64");
  await visit.page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    launch({ files: [{ getFile: async () => new File([bytes], "opened.mp3") }, { getFile: () => Promise.reject(new Error("gone")) }] });
  }, base64);
  assert.equal((await visit.answer()).song.file, "opened.mp3");
  await visit.leave();
});

test("a song that another app shares is answered, and goes to no server", async () => {
  const visit = await house.visit();
  await visit.kept();
  const base64 = (await readFile(SAMPLE)).toString("base64");
  const answer = await visit.page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const form = new FormData();
    form.append("songs", new File([bytes], "shared.mp3", { type: "audio/mpeg" }));
    return (await fetch("share", { method: "POST", body: form, redirect: "manual" })).type;
  }, base64);
  assert.equal(answer, "opaqueredirect", "it leads back to the page");
  await visit.page.goto(`${house.host.address}?shared`);
  assert.equal((await visit.answer()).song.file, "shared.mp3");
  assert.ok(!house.host.asked.some((asked) => asked.startsWith("POST")), "it went to the host");
  await visit.context.close();
});

test("what is said of the formats is said alike by manifest and file picker", async () => {
  const { file_handlers, share_target } = JSON.parse(await readFile(at("www/manifest.webmanifest")));
  const endings = Object.values(file_handlers[0].accept).flat();
  for (const ending of share_target.params.files[0].accept.filter((kind) => kind.startsWith("."))) {
    assert.ok(endings.includes(ending), ending);
  }
});
