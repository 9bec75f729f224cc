// What protects a visitor from strangers' files, and from us: the policy, and that nothing asks elsewhere.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { tagged } from "./sounds.mjs";
import { SAMPLE, open } from "./visit.mjs";

let house;
before(async () => (house = await open()));
after(() => house.close());

const MARKUP = "<img src=x onerror=owned=1><script>owned=1</script><style>*{display:none}</style>";

test("a whole visit breaks no rule of the policy, sets no cookie and tells no server what page it is", async () => {
  const visit = await house.visit();
  await visit.page.evaluate(() => {
    globalThis.broken = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => broken.push(`${violatedDirective} ${blockedURI}`));
  });
  const sample = await readFile(SAMPLE);
  const tags = 10 + [...sample.subarray(6, 10)].reduce((size, seven) => (size << 7) | seven, 0);
  const file = { name: `${MARKUP}.mp3`.replaceAll("/", "_"), bytes: tagged(sample.subarray(tags), { title: MARKUP, artist: MARKUP }) };
  await visit.drop(file, { name: "poem.mp3", bytes: Buffer.from("no song") });
  const answer = await visit.answer();
  assert.equal(answer.song.title, MARKUP);
  assert.ok((await visit.page.locator(".song").innerText()).includes(MARKUP), "the title is shown as it is written");
  assert.equal(await visit.page.locator(".cover img").evaluate((cover) => cover.naturalWidth), 1, "the cover is shown");
  await visit.page.getByRole("button", { name: "Play" }).click();
  await visit.page.getByRole("button", { name: "Pause" }).first().click();
  await visit.of("again").click();
  await visit.of("sample").click();
  await visit.of("result").filter({ hasText: /Warm Ink/i }).waitFor();

  assert.deepEqual(await visit.page.evaluate(() => broken), []);
  assert.equal(await visit.page.evaluate(() => globalThis.owned), undefined, "a tag was run as code");
  assert.deepEqual(await visit.context.cookies(), []);
  for (const [pathname, referer] of house.host.referred) {
    // A worker's policy would have to come in a header: workers name themselves, to their own host.
    assert.match(referer, /\/(listen|service-worker)\.js/, pathname);
  }
  await visit.leave();
});

const forbidden = {
  "asking another host": () => fetch("https://example.org/").catch(() => {}),
  "a picture from another host": () => (document.body.append(Object.assign(new Image(), { src: "https://example.org/a.png" })), undefined),
  "a script in the page": () => (document.body.append(Object.assign(document.createElement("script"), { text: "owned=1" })), undefined),
  "a script in an attribute": () => document.body.setAttribute("onclick", "owned=1") ?? document.body.click(),
  "text run as code": () => import("data:text/javascript,owned=1").catch(() => {}),
  "a style in the page": () => (document.head.append(Object.assign(document.createElement("style"), { textContent: "*{display:none}" })), undefined),
  "a frame": () => (document.body.append(Object.assign(document.createElement("iframe"), { src: "https://example.org/" })), undefined),
  "a form sent away": () => {
    const form = Object.assign(document.createElement("form"), { action: "https://example.org/" });
    document.body.append(form);
    form.submit();
  },
};

test("the policy forbids what the page does not need", async () => {
  const visit = await house.visit();
  for (const [what, deed] of Object.entries(forbidden)) {
    await visit.page.evaluate(() => {
      globalThis.violated = null;
      document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => (globalThis.violated = violatedDirective), { once: true });
    });
    await visit.page.evaluate(deed).catch(() => {}); // some engines throw where others keep quiet
    await visit.page.waitForFunction(() => globalThis.violated).catch(() => assert.fail(`${what} is not forbidden`));
  }
  assert.equal(await visit.page.evaluate(() => globalThis.owned), undefined);
  for (const request of visit.requests.filter((request) => request.url().includes("example.org"))) {
    assert.match(request.failure().errorText, /^(csp|NS_BINDING_ABORTED)$/, request.url());
  }
  await visit.context.close();
});
