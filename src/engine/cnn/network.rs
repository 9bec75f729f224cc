//! Patch → tags and embedding.

use super::convolution::{Convolution, Plane};
use super::ear::{BANDS, Ear, FRAMES};
use super::parts::{EMBEDDING, LayerParts, NetworkParts, RHYTHM_TAPS, TAPS, TIMBRE_BANDS};
use super::sound::Sound;
use super::tags::TAGS;
use crate::engine::Result;

/// Spare columns that the longest rhythm layer wants before and after the patch.
const REACH: (usize, usize) = ((RHYTHM_TAPS[0] - 1) / 2, RHYTHM_TAPS[0] / 2);
/// Of every middle layer.
const MIDDLE_REACH: usize = TAPS / 2;

/// What the network hears in three seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// How likely listeners would write each tag, 0 to 1, in the order of [`super::tags::ALL`]. They do not sum to 1.
    pub tags: [f32; TAGS],
    /// The layer before the tags: what they are made of.
    pub embedding: [f32; EMBEDDING],
}

/// The network, its ear, and every scratch on the way; allocates nothing per patch.
#[derive(Clone)]
pub struct Network {
    ear: Ear,
    input: [f32; 2],
    timbre: Vec<Convolution>,
    rhythm: Vec<Convolution>,
    middle: Vec<Convolution>,
    /// Pooled values → embedding, row after row.
    dense: Vec<f32>,
    dense_bias: Vec<f32>,
    falls: Vec<bool>,
    shift: Vec<f32>,
    /// Embedding → logits, row after row.
    tags: Vec<f32>,
    tag_bias: Vec<f32>,
    /// The patch, standardised; bands along the time.
    seen: Plane,
    /// What goes into each middle layer, and what comes out of the last; row 0 marks what is outside of the patch.
    stages: Vec<Plane>,
    pooled: Vec<f32>,
}

impl Network {
    /// Puts the layers together.
    ///
    /// # Errors
    ///
    /// As [`NetworkParts::check`].
    pub fn new(parts: &NetworkParts) -> Result<Self> {
        parts.check()?;
        let heights = std::iter::once(parts.rows()).chain(parts.middle.iter().map(LayerParts::outputs));
        let timbre = parts.timbre.iter().zip(TIMBRE_BANDS);
        Ok(Self {
            ear: Ear::default(),
            input: parts.input,
            timbre: timbre.map(|(layer, bands)| convolution(bands, layer)).collect(),
            rhythm: parts.rhythm.iter().map(|layer| convolution(1, layer)).collect(),
            middle: parts
                .middle
                .iter()
                .zip(heights.clone())
                .map(|(l, rows)| convolution(1 + rows, l))
                .collect(),
            dense: parts.dense.widened(),
            dense_bias: parts.dense.bias.clone(),
            falls: parts.dense.falls.clone(),
            shift: parts.shift.clone(),
            tags: parts.tags.iter().map(|weight| weight.to_f32()).collect(),
            tag_bias: parts.tag_bias.clone(),
            seen: Plane::new(BANDS, REACH.0, REACH.1),
            stages: heights.map(stage).collect(),
            pooled: vec![0.0; 2 * parts.pooled()],
        })
    }

    /// Reads the network's file; `file` names the bytes in refusals.
    ///
    /// # Errors
    ///
    /// As [`NetworkParts::decode`].
    pub fn decode(file: &str, bytes: &[u8]) -> Result<Self> {
        Self::new(&NetworkParts::decode(file, bytes)?)
    }

    /// Listens to one patch of a song. What was heard before makes no difference.
    pub fn listen(&mut self, sound: &Sound, patch: usize) -> Heard {
        let [scale, shift] = self.input;
        for (band, row) in self.ear.listen(sound, patch).rows().enumerate() {
            for (into, level) in self.seen.row_mut(band).iter_mut().zip(row) {
                *into = scale * level + shift;
            }
        }
        self.look();
        self.pool();
        let embedding = self.embed();
        Heard { tags: self.speak(&embedding), embedding }
    }

    /// Timbre and rhythm, then three middle layers; all but the first add what they heard to what they were told.
    fn look(&mut self) {
        let Some((front, _)) = self.stages.split_first_mut() else { return };
        let mut row = 1;
        for (layer, bands) in self.timbre.iter().zip(TIMBRE_BANDS) {
            layer.run(&self.seen, BANDS - bands + 1, front, row);
            row += layer.outputs();
        }
        for layer in &self.rhythm {
            layer.run(&self.seen, BANDS, front, row);
            row += layer.outputs();
        }
        for (number, layer) in self.middle.iter().enumerate() {
            let (before, after) = self.stages.split_at_mut(number + 1);
            let (Some(input), Some(output)) = (before.last(), after.first_mut()) else { return };
            layer.run(input, 1, output, 1);
            let added = number.checked_sub(1).and_then(|before| self.middle.get(before));
            for row in 1..=added.map_or(0, Convolution::outputs) {
                for (sum, value) in output.row_mut(row).iter_mut().zip(input.row(row)) {
                    *sum += value;
                }
            }
        }
    }

    /// Maximum and mean over the patch, of all that any layer said.
    fn pool(&mut self) {
        let rows = self.stages.iter().flat_map(|stage| (1..stage.rows()).map(move |row| stage.row(row)));
        for (pooled, row) in self.pooled.chunks_exact_mut(2).zip(rows) {
            pooled[0] = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            pooled[1] = (row.iter().copied().map(f64::from).sum::<f64>() / FRAMES as f64) as f32;
        }
    }

    fn embed(&self) -> [f32; EMBEDDING] {
        let mut embedding = [0.0; EMBEDDING];
        let rows = self.dense.chunks_exact(self.pooled.len());
        let outputs = rows.zip(&self.dense_bias).zip(&self.falls).zip(&self.shift);
        for (value, (((weights, bias), falls), shift)) in embedding.iter_mut().zip(outputs) {
            let sum = dot(weights, &self.pooled) + f64::from(*bias);
            let bounded = if *falls { sum.min(0.0) } else { sum.max(0.0) };
            *value = (bounded + f64::from(*shift)) as f32;
        }
        embedding
    }

    fn speak(&self, embedding: &[f32; EMBEDDING]) -> [f32; TAGS] {
        let mut tags = [0.0; TAGS];
        let outputs = self.tags.chunks_exact(EMBEDDING).zip(&self.tag_bias);
        for (tag, (weights, bias)) in tags.iter_mut().zip(outputs) {
            let logit = dot(weights, embedding) + f64::from(*bias);
            *tag = (1.0 / (1.0 + (-logit).exp())) as f32;
        }
        tags
    }
}

fn convolution<W: Copy + Into<f32>>(height: usize, layer: &LayerParts<W>) -> Convolution {
    Convolution::new(height, &layer.widened(), &layer.bias, &layer.falls)
}

/// Silence, with its rim: what constant channels put into the biases is taken back where the patch ends.
fn stage(rows: usize) -> Plane {
    let mut plane = Plane::new(1 + rows, MIDDLE_REACH, MIDDLE_REACH);
    plane.whole_row_mut(0).fill(-1.0);
    plane.row_mut(0).fill(0.0);
    plane
}

fn dot(weights: &[f32], values: &[f32]) -> f64 {
    weights.iter().zip(values).map(|(&weight, &value)| f64::from(weight) * f64::from(value)).sum()
}
