// Starts the page's program. xtask/opening.mjs puts these lines into index.html, in the place of trunk's, with the names of the
// program's two files: what says that they did not arrive must not have to arrive itself. index.html has the words.
(async () => {
  try {
    // The first picture needs nothing of the program, so nothing of it is fetched before that: on a slow line, it would take turns
    // with style, fonts and drawing. A page in the background is not painted, and a drawing that hangs is not waited for.
    const seen = (resolve) => new PerformanceObserver(resolve).observe({ type: "paint", buffered: true });
    const painted = document.hidden ? null : new Promise(seen);
    const loaded = new Promise((resolve) => addEventListener("load", () => resolve(painted)));
    const late = new Promise((resolve) => setTimeout(resolve, 3_000));
    await Promise.race([loaded, late]);
    const program = fetch("APP_bg.wasm");
    const [{ default: start }] = await Promise.all([import("./APP.js"), program]);
    await start({ module_or_path: program });
  } catch {
    /** The smallest module with a SIMD instruction: a function that makes a vector of sixteen zeros and drops it. */
    const simd = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11];
    const supported = typeof WebAssembly === "object" && WebAssembly.validate(new Uint8Array(simd));
    // Once the program has begun, they have gone.
    const sentence = document.getElementById(supported ? "unloaded" : "unsupported");
    if (sentence) sentence.hidden = false;
  }
})();
