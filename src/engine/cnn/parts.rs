//! The numbers of a network, as they are stored.

use half::f16;
use serde::{Deserialize, Serialize};

use super::ear::BANDS;
use super::tags::TAGS;
use crate::engine::envelope::{self, Kind};
use crate::engine::{Error, Result};

const KIND: Kind = Kind { letters: *b"MCNN", version: 1 };
/// Length of an embedding.
pub const EMBEDDING: usize = 200;
/// Bands that each timbre layer sees at once.
pub const TIMBRE_BANDS: [usize; 2] = [38, 67];
/// Frames that each timbre and middle layer sees at once.
pub const TAPS: usize = 7;
/// Frames that each rhythm layer sees at once, of one band.
pub const RHYTHM_TAPS: [usize; 3] = [128, 64, 32];
/// No layer of the published network has more outputs.
const MOST_OUTPUTS: usize = 204;
/// Larger than any weight makes sense, and far from where sums of products overflow.
const LARGEST: f32 = 1e6;

/// One layer: `bounded(kernel · input + bias)`, where outputs rise from zero or fall from it. `W` is `f32` or `f16`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LayerParts<W> {
    /// Outputs × rows × taps.
    pub kernel: Vec<W>,
    /// One per output.
    pub bias: Vec<f32>,
    /// One per output: `min(·, 0)` instead of `max(·, 0)`.
    pub falls: Vec<bool>,
}

impl<W: Copy + Into<f32>> LayerParts<W> {
    /// How many outputs.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// The kernel, as it is computed with.
    #[must_use]
    pub fn widened(&self) -> Vec<f32> {
        self.kernel.iter().map(|&weight| weight.into()).collect()
    }
}

/// All layers. Convolutions are in 32 bits: rounding them would cost most. R rows in front of the middle: outputs of timbre and rhythm layers, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkParts {
    /// Scale and shift of the log-mel values.
    pub input: [f32; 2],
    /// [`TIMBRE_BANDS`] rows, [`TAPS`] taps.
    pub timbre: [LayerParts<f32>; 2],
    /// One row, [`RHYTHM_TAPS`] taps.
    pub rhythm: [LayerParts<f32>; 3],
    /// One row that is −1 outside of the patch and 0 inside (it takes back what constant channels put into the bias), then
    /// R rows or the outputs of the layer before; [`TAPS`] taps. Of the outputs, the first are added to those of the layer
    /// before; none has fewer than that.
    pub middle: [LayerParts<f32>; 3],
    /// Maximum, then mean of each of the R rows and of every middle output → [`EMBEDDING`] outputs.
    pub dense: LayerParts<f16>,
    /// Added to what the dense layer says: then it is the embedding.
    pub shift: Vec<f32>,
    /// Embedding → logits of the tags; tags × [`EMBEDDING`].
    pub tags: Vec<f16>,
    /// Added to the logits.
    pub tag_bias: Vec<f32>,
}

impl NetworkParts {
    /// Rows in front of the middle.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.timbre.iter().chain(&self.rhythm).map(LayerParts::outputs).sum()
    }

    /// Values that are pooled over the patch: a maximum and a mean of each.
    #[must_use]
    pub fn pooled(&self) -> usize {
        self.rows() + self.middle.iter().map(LayerParts::outputs).sum::<usize>()
    }

    /// The bytes of the network's file.
    ///
    /// # Errors
    ///
    /// As [`NetworkParts::check`] and [`envelope::encode`].
    pub fn encode(&self) -> Result<Vec<u8>> {
        self.check()?;
        envelope::encode(KIND, self)
    }

    /// Reads what [`NetworkParts::encode`] wrote.
    ///
    /// # Errors
    ///
    /// As [`envelope::decode`] and [`NetworkParts::check`]; `file` names the bytes in them.
    pub fn decode(file: &str, bytes: &[u8]) -> Result<Self> {
        let parts: Self = envelope::decode(KIND, file, bytes)?;
        parts
            .check()
            .map_err(|error| Error::BadPack { file: file.to_owned(), what: error.to_string().into() })?;
        Ok(parts)
    }

    /// Do the layers fit together?
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] when their lengths do not, [`Error::NotANumber`] for a number that is none or absurdly large.
    pub fn check(&self) -> Result<()> {
        for (layer, bands) in self.timbre.iter().zip(TIMBRE_BANDS) {
            check_layer("timbre layer", layer, bands.min(BANDS) * TAPS)?;
        }
        for (layer, taps) in self.rhythm.iter().zip(RHYTHM_TAPS) {
            check_layer("rhythm layer", layer, taps)?;
        }
        let mut rows = self.rows();
        let mut added = 0;
        for layer in &self.middle {
            check_layer("middle layer", layer, (1 + rows) * TAPS)?;
            if layer.outputs() < added {
                let found = layer.outputs();
                return Err(Error::Shape {
                    what: "outputs of a middle layer".into(),
                    expected: added,
                    found,
                });
            }
            (rows, added) = (layer.outputs(), layer.outputs());
        }
        check_layer("dense layer", &self.dense, 2 * self.pooled())?;
        check_length("outputs of the dense layer", self.dense.outputs(), EMBEDDING)?;
        check_length("shifts of the embedding", self.shift.len(), EMBEDDING)?;
        check_length("weights of the tags", self.tags.len(), TAGS * EMBEDDING)?;
        check_length("biases of the tags", self.tag_bias.len(), TAGS)?;
        check_numbers("input", self.input)?;
        check_numbers("shifts of the embedding", self.shift.iter().copied())?;
        check_numbers("weights of the tags", self.tags.iter().map(|weight| weight.to_f32()))?;
        check_numbers("biases of the tags", self.tag_bias.iter().copied())
    }
}

fn check_layer<W>(what: &'static str, layer: &LayerParts<W>, inputs: usize) -> Result<()>
where
    W: Copy + Into<f32>,
{
    let outputs = layer.outputs();
    if outputs == 0 || outputs > MOST_OUTPUTS {
        return Err(Error::Shape { what: what.into(), expected: MOST_OUTPUTS, found: outputs });
    }
    check_length(what, layer.kernel.len(), outputs * inputs)?;
    check_length(what, layer.falls.len(), outputs)?;
    check_numbers(what, layer.bias.iter().copied())?;
    check_numbers(what, layer.kernel.iter().map(|&weight| weight.into()))
}

fn check_length(what: &'static str, found: usize, expected: usize) -> Result<()> {
    if found == expected { Ok(()) } else { Err(Error::Shape { what: what.into(), expected, found }) }
}

fn check_numbers(what: &'static str, numbers: impl IntoIterator<Item = f32>) -> Result<()> {
    let usable = |x: f32| x.abs() <= LARGEST; // NaN is not
    match numbers.into_iter().position(|x| !usable(x)) {
        Some(column) => Err(Error::NotANumber { what: what.into(), row: 0, column }),
        None => Ok(()),
    }
}
