// A third catalogue is a line in the list, even if another host has it; and that host is not trusted.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import { host } from "./host.mjs";
import { listing, songs } from "./packs.mjs";
import { wav } from "./sounds.mjs";
import { at, open } from "./visit.mjs";

const HOST = "https://music.example.org";
const CODE = "<img src=x onerror=owned=1>";
const SONG = { name: "song.wav", bytes: wav({ rate: 22_050, channels: 1, seconds: 8 }) };
/** Chromium itself notes what does not arrive. */
const FAILED_FETCH = /Failed to load resource|CORS|net::ERR/;

const beside = songs();
const far = { name: "far", title: "Far songs", manifest: `${HOST}/packs/far/manifest.json` };
const lines = [{ name: "made-up", title: "Near songs", manifest: "made-up/manifest.json" }, far];

let house, third;
before(async () => ([house, third] = await Promise.all([open(), host(at("dist"))])));
afterEach(() => house.host.faults.clear());
after(() => Promise.all([house.close(), third.close()]));

/** A visitor of a page with three catalogues, the third of which is this pack on another host. */
async function visit(pack, change = (_name, answer) => answer) {
  house.host.faults.set("models/packs.json", () => listing(...lines));
  for (const [name, bytes] of beside) house.host.faults.set(`models/made-up/${name}`, () => bytes);
  const visit = await house.visit();
  visit.heard = [];
  await visit.context.route(`${HOST}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.replace("/packs/far/", "");
    visit.heard.push(route.request());
    const body = pack.get(name);
    const answer = { status: body ? 200 : 404, body, headers: { "access-control-allow-origin": "*" } };
    return route.fulfill(change(name, answer));
  });
  await visit.choose(SONG);
  await visit.of("result").waitFor();
  assert.deepEqual(visit.heard, [], "another host was asked before anybody wanted its songs");
  return visit;
}

const pick = (visit, name) => visit.page.getByRole("radio", { name }).click();
/** The third host itself knows whether anybody asked it, whatever the remote control tells. */
const leave = async (visit) => {
  await visit.leave({ expected: FAILED_FETCH, others: [HOST] });
  assert.deepEqual(third.asked, []);
};

test("a second and a third catalogue, beside the page and on another host, are lines in the list", async () => {
  const there = await visit(songs({ name: "far", title: "Far songs", song: (place) => ({ artist: `Far band ${place}` }) }));
  const option = there.page.locator(".option", { hasText: "Far songs" });
  assert.match(await option.innerText(), /from music\.example\.org/, "whose host it is, before");
  await pick(there, "Near songs");
  await there.of("neighbour").filter({ hasText: /Band \d/ }).nth(4).waitFor();
  assert.deepEqual(there.heard, []);
  await pick(there, "Far songs");
  await there.of("neighbour").filter({ hasText: "Far band" }).nth(4).waitFor();
  assert.match(await option.innerText(), /799 songs, from music\.example\.org/, "whose host it is, after");
  assert.equal((await there.answer()).catalogue.name, "far");
  // What the service worker passes on is reported twice, and whether it is in charge by now is a matter of time.
  assert.equal(new Set(there.heard.map((request) => request.url())).size, 4);
  for (const request of there.heard) {
    const { referer, cookie, authorization } = request.headers();
    assert.deepEqual([referer, cookie, authorization], [undefined, undefined, undefined]);
  }
  await there.page.getByText("Made up for far").waitFor();
  await leave(there);
});

test("what strangers write is shown as text, and only https addresses are links", async () => {
  const links = ["javascript:owned=1", "http://example.org/", "data:text/html,x", "https://example.org/a"];
  const song = (place) => ({ title: `${CODE}${place}`, artist: `${CODE} ${place}`, album: CODE, licence: CODE, link: links[place % 4] });
  const there = await visit(songs({ name: "far", title: CODE, song }));
  await pick(there, "Far songs");
  await there.of("neighbour").filter({ hasText: CODE }).nth(4).waitFor();
  const addresses = await there.of("neighbour").locator(".title a").evaluateAll((links) => links.map((link) => link.href));
  assert.ok(addresses.every((address) => address.startsWith("https://")), addresses.join(" "));
  const answer = await there.answer();
  assert.equal(addresses.length, answer.neighbours.filter(({ link }) => link.startsWith("https:")).length);
  assert.equal(await there.page.evaluate(() => globalThis.owned), undefined, "a name was run as code");
  await leave(there);
});

const far_songs = songs({ name: "far" });
const ofRole = (role) => [...far_songs.keys()].find((name) => name.startsWith(role));
const grown = (name, role, bytes) => (answer) => (name.startsWith(role) ? { ...answer, body: Buffer.concat([answer.body, bytes]) } : answer);
const hostile = {
  "a file of more bytes than announced": [
    (name, answer) => grown(name, "index", Buffer.alloc(2_000_000))(answer),
    /index.*sends more than the \d+ bytes it may have/s,
  ],
  "a manifest without end": [
    (name, answer) => grown(name, "manifest", Buffer.alloc(2_000_000, " "))(answer),
    /manifest\.json sends more than the 262144 bytes/s,
  ],
  "other bytes than announced": [
    (name, answer) => (name.startsWith("pca") ? { ...answer, body: flipped(answer.body) } : answer),
    /pca.*checksum.*was announced/s,
  ],
  "a manifest that announces too much": [(name, answer) => (name === "manifest.json" ? { ...answer, body: huge(answer.body) } : answer), /bytes altogether|are the limit/s],
  "the name of another pack": [
    (name, answer) => (name === "manifest.json" ? { ...answer, body: Buffer.from(answer.body.toString().replace('"far"', '"fma-small"')) } : answer),
    /"fma-small".*"far"/s,
  ],
  "no permission to read": [(_name, answer) => ({ ...answer, headers: { "access-control-allow-origin": "https://friend.example.org" } }), /music\.example\.org.*could not be reached, or its host does not let/s],
  "a way to a third host": [(_name, answer) => ({ ...answer, status: 302, headers: { ...answer.headers, location: third.address } }), /could not be reached/s],
};

for (const [what, [change, words]] of Object.entries(hostile)) {
  test(`another host that sends ${what} is refused in a sentence`, async () => {
    const there = await visit(far_songs, change);
    await pick(there, "Far songs");
    await there.of("catalogue-error").waitFor();
    assert.match(await there.of("catalogue-error").innerText(), words);
    assert.equal(await there.page.locator("input[name=catalogue]:checked").getAttribute("value"), "fma-small");
    assert.equal((await there.answer()).catalogue.name, "fma-small");
    await leave(there);
  });
}

test("of two packs with one name the list itself is refused", async () => {
  house.host.faults.set("models/packs.json", () => listing({ ...far, name: "fma-small" }));
  const there = await house.visit();
  const [sentence] = await there.refusals();
  assert.match(sentence, /two packs with the name "fma-small"/);
  await there.leave();
});

function flipped(bytes) {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1] ^= 1;
  return copy;
}

function huge(bytes) {
  const manifest = JSON.parse(bytes);
  for (const file of manifest.files) file.bytes = 200 << 20;
  return Buffer.from(JSON.stringify(manifest));
}
