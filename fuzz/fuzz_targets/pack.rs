//! Every file of a pack. Binary ones come in a cover that fits: behind a wrong checksum nothing would be read.
#![no_main]

mod cover;

use cover::covered;
use ndarray::{Array1, Array2};
use segue::engine::catalogue::Catalogue;
use segue::engine::forest::Forest;
use segue::engine::index::{Index, Measure};
use segue::engine::manifest::Manifest;
use segue::engine::pca::Pca;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = Manifest::parse(bytes);
    let _ = Catalogue::parse("catalogue", bytes);
    let _ = Pca::decode("pca", bytes);
    let _ = Pca::decode("pca", &covered(*b"PCA ", bytes));
    if let Ok(index) = Index::decode("index", &covered(*b"INDX", bytes)) {
        let _ = index.nearest(Array1::from_elem(index.dimensions(), 0.5).view(), 3, Measure::Corrected);
    }
    if let Ok(forest) = Forest::parse("forest", bytes) {
        // What was accepted can be asked.
        let _ = forest.predict(Array2::from_elem((1, forest.inputs()), 0.5).view());
    }
});
