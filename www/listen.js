// The worker's first lines: its two files, of the build that the page asked for in the address.
// Workers keep quiet about rejected promises; thrown again, the page hears of them.
self.addEventListener("unhandledrejection", ({ reason }) => {
  throw reason;
});
importScripts(`worker.js${self.location.search}`);
wasm_bindgen({ module_or_path: `worker_bg.wasm${self.location.search}` });
