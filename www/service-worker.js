// Keeps the page, and the packs that it used, for when there is no network. xtask/service-worker.mjs bundles it with
// Workbox and fills in the list of files. A new one waits until the page's visitor wants it.

import { PrecacheController, PrecacheRoute } from "workbox-precaching";
import { registerRoute, setDefaultHandler } from "workbox-routing";
import { CacheFirst } from "workbox-strategies";

const SCOPE = self.registration.scope;
/** Other pages of this origin have caches too. */
const SHELL = `segue shell ${SCOPE}`;
const PACKS = `segue packs ${SCOPE}`;
/** A pack's files carry the beginning of their SHA-256 in their name, in front of the ending. */
const HASHED = /\.([0-9a-f]{16})\.[a-z]+$/;
/** These say which files there are, and change. */
const LIST = /\/(packs|manifest)\.json$/;
/** Where the network that hears tags is described. */
const NETWORK = "models/musicnn/manifest.json";
/** A network that takes longer for a list is none, if the list is kept. */
const PATIENCE_MS = 4_000;
/** Workers that fetched something say so at once, or are busy with a song. */
const ANSWER_MS = 500;

/** Workbox asks before it keeps a file and before it gives it: only what has its digest is kept, or given. */
const intact = (digestOf) => {
  const checked = async (request, response) => {
    const found = response && (await response.clone().arrayBuffer().then(sha256, () => null));
    return found?.startsWith(digestOf(request.url)) ? response : null;
  };
  return {
    cacheWillUpdate: ({ request, response }) => checked(request, response),
    cachedResponseWillBeUsed: ({ request, cachedResponse }) => checked(request, cachedResponse),
  };
};

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The shell: all files of one build, or none. What is gone or broken comes from the network and is kept again.

const FILES = self.__WB_MANIFEST;
/** What only some visitors need is kept when it is first used. */
const later = new Set(FILES.filter(({ later }) => later).map(({ url }) => new URL(url, SCOPE).href));
const digests = new Map(FILES.map(({ url, sha256 }) => [new URL(url, SCOPE).href, sha256]));
const whole = intact((url) => digests.get(url.replace(/[?&]__WB_REVISION__=.*/, "")) ?? digests.get(url.replace(/(index\.html)?(\?.*)?$/, "index.html")));
const shell = new PrecacheController({ cacheName: SHELL, plugins: [whole] });
shell.addToCacheList(FILES.filter(({ later }) => !later));
self.addEventListener("install", (event) => shell.install(event));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const { match } = new PrecacheRoute(shell, { ignoreURLParametersMatching: [/./], cleanURLs: false });
const cacheKeyWillBeUsed = ({ params }) => params.cacheKey;
registerRoute(({ request, url }) => request.mode === "navigate" && url.searchParams.has("nosw"), ({ request }) => fetch(request));
registerRoute(match, new CacheFirst({ cacheName: SHELL, plugins: [{ cacheKeyWillBeUsed }, whole] }));
// Hosts ask for ten minutes, for failures as well: who tries again wants to know it anew.
const used = new CacheFirst({ cacheName: PACKS, plugins: [whole], fetchOptions: { cache: "no-cache" } });
registerRoute(({ url }) => later.has(url.href), used);
// A page of the build before this one may still be open, and start its worker again.
setDefaultHandler(async ({ request }) => (await caches.match(request, { cacheName: SHELL })) ?? fetch(request));

// The packs: a file is kept when it is first fetched; a list, once all that it led to has arrived.

const files = (fetchOptions) => new CacheFirst({
  cacheName: PACKS,
  matchOptions: { ignoreVary: true },
  plugins: [intact((url) => HASHED.exec(new URL(url).pathname)[1])],
  fetchOptions,
});
/** Other hosts need not know whose page this is, nor may they lead to others: what a page's own requests say is said again by whoever makes or changes one. */
const DISCREET = { referrerPolicy: "no-referrer", redirect: "error" };
// The browser's own cache would keep them twice, and lets a second asker wait until the first has all of it.
registerRoute(({ url }) => HASHED.test(url.pathname), files({ cache: "no-store", ...DISCREET }));
/** For what came before there was anybody to keep it: the browser's cache may still have it. */
const earlier = files(DISCREET);
registerRoute(({ url }) => LIST.test(url.pathname), newest);

/** Lists as the network gave them, by address. */
const coming = new Map();

/** The network's list; where it has none to give, the one with which a pack last arrived whole. */
async function newest({ request }) {
  const kept = await caches.match(request, { cacheName: PACKS, ignoreVary: true });
  const asked = fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const answer = await (kept ? Promise.race([asked, late]).catch(() => null) : asked);
  if (!(await isList(answer))) return kept ?? answer;
  coming.set(request.url, answer.clone());
  return answer;
}

/** Whoever stands between may answer with a page of his own. */
const isList = (answer) => answer?.ok && answer.clone().json().then(() => true, () => false);

/** A pack has arrived: its lists are kept from now on, and whatever came before there was anybody to keep it. */
async function keep(event) {
  const fetched = await fetchedByWorkers();
  const cache = await caches.open(PACKS);
  for (const address of fetched) {
    const strategy = later.has(address) ? used : HASHED.test(new URL(address).pathname) ? earlier : null;
    for (const step of strategy?.handleAll({ event, request: new Request(address) }) ?? []) await step;
  }
  for (const address of fetched.filter((address) => LIST.test(new URL(address).pathname))) {
    const list = coming.get(address) ?? ((await cache.match(address)) ? null : await fetch(address, DISCREET));
    if (await isList(list)) await cache.put(address, list);
  }
  coming.clear();
  await forget(cache);
  // What the build before this one left behind, unless a page of it may be open.
  if ((await self.clients.matchAll({ type: "window", includeUncontrolled: true })).length === 1) await shell.activate(event);
}

/** Addresses that the pages' workers have fetched: www/listen.js answers. */
async function fetchedByWorkers() {
  const fetched = new Set();
  const channel = new BroadcastChannel(SCOPE);
  channel.onmessage = ({ data }) => data.fetched?.forEach((address) => fetched.add(address));
  channel.postMessage("what was fetched?");
  await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
  channel.close();
  return [...fetched];
}

/** Drops the files that no list names any more. */
async function forget(cache) {
  const read = async (address) => (await cache.match(address))?.json() ?? {};
  const packs = new URL("models/packs.json", SCOPE).href;
  const network = new URL(NETWORK, SCOPE).href;
  const wanted = new Set([packs, network, ...later]);
  const { file } = await read(network);
  if (file) wanted.add(new URL(file.name, network).href);
  for (const { manifest } of (await read(packs)).packs ?? []) {
    const address = new URL(manifest, packs).href;
    wanted.add(address);
    for (const { name } of (await read(address)).files ?? []) wanted.add(new URL(name, address).href);
  }
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
}

// Songs that other apps share with the installed page.

const shared = [];
const receive = async ({ request }) => {
  const songs = (await request.formData()).getAll("songs");
  shared.push(...songs.filter((song) => song instanceof File));
  return Response.redirect("./?shared", 303);
};
registerRoute(({ url }) => url.href === `${SCOPE}share`, receive, "POST");

// What the page says: src/app/keeper.rs.

self.addEventListener("message", (event) => {
  const answer = (answer) => event.source.postMessage(answer);
  if (event.data === "apply") self.skipWaiting();
  if (event.data === "shared?") answer({ songs: shared.splice(0) });
  if (event.data === "keep") event.waitUntil(keep(event).then(() => answer({ kept: true }), () => answer({ kept: false })));
});
