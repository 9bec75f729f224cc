// A worker's first lines: its two files, of the build that the page asked for in the address; its name says which worker.
// Workers keep quiet about rejected promises; thrown again, the page hears of them.
self.addEventListener("unhandledrejection", ({ reason }) => {
  throw reason;
});
const program = ["network", "decoder"].includes(self.name) ? self.name : "worker";
importScripts(`${program}.js${self.location.search}`);
wasm_bindgen({ module_or_path: `${program}_bg.wasm${self.location.search}` });
// On a first visit, a worker may fetch before there is a service worker to keep anything, which asks for the addresses.
const channel = new BroadcastChannel(new URL("./", self.location).href);
channel.onmessage = ({ data }) => {
  if (data === "what was fetched?") channel.postMessage({ fetched: performance.getEntriesByType("resource").map(({ name }) => name) });
};
