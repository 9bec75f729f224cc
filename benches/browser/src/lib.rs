//! The engine's stations, each prepared once and then run as often as it is timed: what the worker does, without the song.

#[path = "../../../trainer/src/model/convert.rs"]
mod convert;

use ndarray::Array2;
use segue::engine::forest::{Forest, GenreProbabilities};
use segue::engine::frontend::Frontend;
use segue::engine::index::{Index, IndexParts, Measure};
use segue::engine::mel::MelDb;
use segue::engine::pcm::{Pcm, SAMPLE_RATE};
use wasm_bindgen::prelude::*;

/// What went wrong, as JavaScript throws it.
fn thrown(error: impl std::fmt::Display) -> JsError {
    JsError::new(&error.to_string())
}

/// Samples → mel levels in dB.
#[wasm_bindgen]
pub struct Features {
    pcm: Pcm,
    frontend: Frontend,
    levels: Option<MelDb>,
}

#[wasm_bindgen]
impl Features {
    /// `samples`: mono at 22 050 Hz.
    #[wasm_bindgen(constructor)]
    pub fn new(samples: &[f32]) -> Result<Self, JsError> {
        let pcm = Pcm::from_planar(&[samples], SAMPLE_RATE).map_err(thrown)?;
        Ok(Self { pcm, frontend: Frontend::new(), levels: None })
    }

    /// Listens to the whole.
    pub fn run(&mut self) {
        self.levels = Some(self.frontend.levels(&self.pcm).mel_db());
    }

    /// Frames × 128.
    pub fn result(&self) -> Vec<f32> {
        self.levels.iter().flat_map(|levels| levels.0.iter().copied()).collect()
    }
}

/// Stereo → mono at 22 050 Hz.
#[wasm_bindgen]
pub struct Resampling {
    channels: [Vec<f32>; 2],
    rate: u32,
    pcm: Option<Pcm>,
}

#[wasm_bindgen]
impl Resampling {
    /// Two channels at so many Hz.
    #[wasm_bindgen(constructor)]
    pub fn new(left: Vec<f32>, right: Vec<f32>, rate: u32) -> Self {
        Self { channels: [left, right], rate, pcm: None }
    }

    /// Mixes and resamples the whole.
    pub fn run(&mut self) -> Result<(), JsError> {
        let [left, right] = &self.channels;
        self.pcm = Some(Pcm::from_planar(&[left, right], self.rate).map_err(thrown)?);
        Ok(())
    }

    /// The samples.
    pub fn result(&self) -> Vec<f32> {
        self.pcm.iter().flat_map(|pcm| pcm.samples().to_vec()).collect()
    }
}

/// LightGBM's text → the bytes of `forest.json`, which is what a pack ships.
#[wasm_bindgen]
pub fn converted(lightgbm: &str, classes: usize) -> Result<Vec<u8>, JsError> {
    let genres = (0..classes).map(|class| class.to_string()).collect();
    convert::forest(lightgbm, genres).map_err(thrown)?.encode().map_err(thrown)
}

/// Rows → probabilities.
#[wasm_bindgen]
pub struct Trees {
    forest: Forest,
    rows: Array2<f32>,
    probabilities: Option<GenreProbabilities>,
}

#[wasm_bindgen]
impl Trees {
    /// `forest`: as [`converted`]; `rows`: one after another.
    #[wasm_bindgen(constructor)]
    pub fn new(forest: &[u8], rows: Vec<f32>, columns: usize) -> Result<Self, JsError> {
        let rows = Array2::from_shape_vec((rows.len() / columns.max(1), columns), rows).map_err(thrown)?;
        let forest = Forest::parse("forest.json", forest).map_err(thrown)?;
        Ok(Self { forest, rows, probabilities: None })
    }

    /// Asks all trees about all rows.
    pub fn run(&mut self) -> Result<(), JsError> {
        self.probabilities = Some(self.forest.predict(self.rows.view()).map_err(thrown)?);
        Ok(())
    }

    /// Rows × classes.
    pub fn result(&self) -> Vec<f32> {
        self.probabilities.iter().flat_map(|probabilities| probabilities.0.iter().copied()).collect()
    }
}

/// The codes of one vector, and what brings them to its length: as the trainer makes them, but for its choice among several
/// lengths.
fn code(vector: &[f32]) -> (Vec<i8>, f32) {
    let largest = vector.iter().fold(f32::MIN_POSITIVE, |most, x| most.max(x.abs()));
    let codes: Vec<i8> = vector.iter().map(|x| (x / largest * 127.0).round() as i8).collect();
    let own: f32 = codes.iter().zip(vector).map(|(&code, x)| f32::from(code) * x).sum();
    (codes, own.max(f32::MIN_POSITIVE).recip())
}

/// Queries → row numbers of the nearest vectors.
#[wasm_bindgen]
pub struct Search {
    index: Index,
    queries: Array2<f32>,
    count: usize,
    rows: Vec<i32>,
}

#[wasm_bindgen]
impl Search {
    /// `vectors`: of length 1, of `dimensions` numbers each, one after another; `count` nearest are wanted for each query.
    #[wasm_bindgen(constructor)]
    pub fn new(vectors: &[f32], dimensions: usize, queries: Vec<f32>, count: usize) -> Result<Self, JsError> {
        let (codes, stretch): (Vec<_>, Vec<_>) = vectors.chunks_exact(dimensions).map(code).unzip();
        let rows = stretch.len();
        let index = Index::new(IndexParts {
            scale: vec![1.0; dimensions],
            codes: codes.concat(),
            stretch,
            mean: vec![0.0; rows],
            deviation: vec![1.0; rows],
        });
        let queries =
            Array2::from_shape_vec((queries.len() / dimensions, dimensions), queries).map_err(thrown)?;
        Ok(Self { index: index.map_err(thrown)?, queries, count, rows: Vec::new() })
    }

    /// Bytes that the index holds.
    pub fn bytes(&self) -> usize {
        let per_vector = self.index.dimensions().next_multiple_of(2) + 3 * size_of::<f32>();
        self.index.rows().next_multiple_of(16) * per_vector + self.index.dimensions() * size_of::<f32>()
    }

    /// Searches for all queries.
    pub fn run(&mut self) -> Result<(), JsError> {
        self.rows.clear();
        let (count, rows) = (self.count, &mut self.rows);
        self.index
            .scan_each(self.queries.view(), |_, scan| {
                rows.extend(scan.top(count, Measure::Cosine).iter().map(|hit| hit.row as i32));
            })
            .map_err(thrown)
    }

    /// Queries × count, nearest first.
    pub fn result(&self) -> Vec<i32> {
        self.rows.clone()
    }
}
