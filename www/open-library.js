// Starts the program of Explore and Model, which library.js before this has brought, and says that it is there.
const { search } = new URL(document.currentScript.src);
wasm_bindgen({ module_or_path: `library_bg.wasm${search}` }).then(
  () => document.dispatchEvent(new Event("library-open")),
  () => document.dispatchEvent(new Event("library-lost")),
);
