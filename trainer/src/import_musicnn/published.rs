//! A convolution of the published network, with the normalisation behind it.

use anyhow::Result;
use ndarray::{Array1, Array4, Axis};
use segue::engine::cnn::parts::LayerParts;

use super::Arrays;
use super::fold::Channels;

/// Kernels whose absolute weights sum to less are dead. Those of `MSD_musicnn` sum to less than 2e-5, or to more than 0.04.
const DEAD: f64 = 1e-3;
/// What the published normalisations add to the variance.
const EPSILON: f64 = 1e-3;

/// `scale · x + shift`: a batch normalisation with its stored statistics.
pub struct Norm {
    /// Of what it normalised in training.
    pub mean: Array1<f64>,
    pub scale: Array1<f64>,
    pub shift: Array1<f64>,
}

impl Norm {
    pub fn read(arrays: &Arrays, number: usize) -> Result<Self> {
        let array = |what: &str| -> Result<Array1<f64>> {
            arrays.read(&format!("{}|{what}", numbered("batch_normalization", number)))
        };
        let scale = array("gamma")? / (array("moving_variance")? + EPSILON).sqrt();
        let mean = array("moving_mean")?;
        let shift = array("beta")? - &mean * &scale;
        Ok(Self { mean, scale, shift })
    }
}

/// `norm(relu(kernel · x + bias))`.
pub struct Published {
    /// Taps × rows × 1 × outputs.
    kernel: Array4<f64>,
    bias: Array1<f64>,
    norm: Norm,
}

impl Published {
    /// The convolution of this number; the normalisation behind it has the next.
    pub fn read(arrays: &Arrays, number: usize) -> Result<Self> {
        let name = numbered("conv2d", number);
        Ok(Self {
            kernel: arrays.read(&format!("{name}|kernel"))?,
            bias: arrays.read(&format!("{name}|bias"))?,
            norm: Norm::read(arrays, number + 1)?,
        })
    }

    /// Numbers of the outputs that listen to anything.
    pub fn alive(&self) -> Vec<usize> {
        (0..self.bias.len()).filter(|&output| self.is_alive(output)).collect()
    }

    fn is_alive(&self, output: usize) -> bool {
        self.kernel.index_axis(Axis(3), output).mapv(f64::abs).sum() >= DEAD
    }

    /// Of every output, what [`Published::folded`] leaves out.
    pub fn constants(&self) -> Vec<f64> {
        let Norm { scale, shift, .. } = &self.norm;
        let constant = |output: usize| {
            let always = if self.is_alive(output) { 0.0 } else { scale[output] * self.bias[output].max(0.0) };
            always + shift[output]
        };
        (0..self.bias.len()).map(constant).collect()
    }

    /// These outputs, without their [`Published::constants`]; zero where one is dead. They listen to all rows, or to the
    /// kept channels of the station before, whose constants they then take over.
    pub fn folded(&self, outputs: &[usize], before: Option<&Channels>) -> LayerParts<f32> {
        let (taps, rows, ..) = self.kernel.dim();
        let every: Vec<usize> = (0..rows).collect();
        let inputs = before.map_or(&every, |channels| &channels.kept);
        let mut layer = LayerParts::default();
        for &output in outputs {
            let scale = if self.is_alive(output) { self.norm.scale[output] } else { 0.0 };
            let weight = |tap: usize, row: usize| scale * self.kernel[[tap, row, 0, output]];
            let mut bias = scale * self.bias[output];
            if let Some(Channels { constant, .. }) = before {
                let rim = |tap: usize| -> f64 {
                    constant.iter().enumerate().map(|(row, constant)| weight(tap, row) * constant).sum()
                };
                layer.kernel.extend((0..taps).map(|tap| rim(tap) as f32));
                bias += (0..taps).map(rim).sum::<f64>();
            }
            for &row in inputs {
                layer.kernel.extend((0..taps).map(|tap| weight(tap, row) as f32));
            }
            layer.bias.push(bias as f32);
            layer.falls.push(scale < 0.0);
        }
        layer
    }
}

fn numbered(stem: &str, number: usize) -> String {
    if number == 0 { stem.to_owned() } else { format!("{stem}_{number}") }
}
