// Trunk calls this around the start of the page's wasm. Only a failure needs words: index.html has them.
export default () => ({
  onFailure: () => {
    document.getElementById("refused").hidden = false;
  },
});
