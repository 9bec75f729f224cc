// The worker's first lines: its two files, of the build that the page asked for in the address.
// Workers keep quiet about rejected promises; thrown again, the page hears of them.
self.addEventListener("unhandledrejection", ({ reason }) => {
  throw reason;
});
importScripts(`worker.js${self.location.search}`);
wasm_bindgen({ module_or_path: `worker_bg.wasm${self.location.search}` });
// On a first visit, the worker fetches its pack before there is a service worker to keep it, which asks for the addresses.
const channel = new BroadcastChannel(new URL("./", self.location).href);
channel.onmessage = ({ data }) => {
  if (data === "what was fetched?") channel.postMessage({ fetched: performance.getEntriesByType("resource").map(({ name }) => name) });
};
