//! Every file of a pack, past its checksum: the reader sees the bytes as they are.
#![no_main]

use ndarray::Array2;
use segue::engine::catalogue::Catalogue;
use segue::engine::forest::Forest;
use segue::engine::index::Index;
use segue::engine::manifest::Manifest;
use segue::engine::pca::Pca;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = Manifest::parse(bytes);
    let _ = Catalogue::parse("catalogue", bytes);
    let _ = Pca::decode("pca", bytes);
    let _ = Index::decode("index", bytes);
    if let Ok(forest) = Forest::parse("forest", bytes) {
        // What was accepted can be asked.
        let _ = forest.predict(Array2::from_elem((1, forest.inputs()), 0.5).view());
    }
});
