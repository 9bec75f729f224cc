// Trunk calls this around the start of the page's wasm. Only a failure needs words: index.html has them.

/** The smallest module with a SIMD instruction: a function that makes a vector of sixteen zeros and drops it. */
const SIMD = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11,
]);

const supported = () => typeof WebAssembly === "object" && WebAssembly.validate(SIMD);

const onFailure = () => {
  document.getElementById(supported() ? "unloaded" : "unsupported").hidden = false;
};

export default () => {
  // Where the file breaks off on its way, Trunk's lines wait for ever, and only this hears of it.
  addEventListener("unhandledrejection", onFailure);
  return { onFailure, onSuccess: () => removeEventListener("unhandledrejection", onFailure) };
};
