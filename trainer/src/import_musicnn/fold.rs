//! The published layers → layers without normalisation, without dead channels.
//!
//! Every published layer is `norm(relu(kernel · x + bias))`, where `norm` is `scale · y + shift`. With the scale inside of
//! kernel and bias it is `bounded(kernel' · x + bias') + shift` ([`LayerParts`]), and the shift is a constant that the
//! layers behind it take over.
//!
//! Most channels died in training: weight decay took their kernels, and what is left of them is the constant
//! `norm(relu(bias))`: one more constant. Behind a convolution that pads with zeros a constant ends where the patch ends,
//! so it becomes a bias inside and is taken back outside (the rim row of [`NetworkParts::middle`]).

use anyhow::{Result, anyhow, ensure};
use half::f16;
use ndarray::{Array1, Array2};
use segue::engine::cnn::parts::{EMBEDDING, LayerParts, NetworkParts};
use segue::engine::cnn::tags::TAGS;

use super::Arrays;
use super::published::{Norm, Published};

/// The convolutions behind the input, of timbre and of rhythm.
const FRONT: usize = 5;
const ALL: usize = 8;

/// A folded network, and what was counted.
pub struct Folded {
    pub parts: NetworkParts,
    pub counts: [(&'static str, usize); 4],
}

/// All channels of a station.
pub struct Channels {
    /// Numbers of those that are computed, in the order in which they are.
    pub kept: Vec<usize>,
    /// What each has to be given to be the published one; all of it, where it is not kept.
    pub constant: Vec<f64>,
}

pub fn fold(arrays: &Arrays) -> Result<Folded> {
    let published = (0..ALL).map(|layer| Published::read(arrays, layer)).collect::<Result<Vec<_>>>()?;
    let (front, middle) = published.split_at(FRONT);
    let mut layers = Vec::new();
    let mut rows = Channels { kept: Vec::new(), constant: Vec::new() };
    for layer in front {
        let kept = layer.alive();
        layers.push(layer.folded(&kept, None));
        rows.kept.extend(kept.iter().map(|channel| rows.constant.len() + channel));
        rows.constant.extend(layer.constants());
    }
    let mut stations = vec![rows];
    for layer in middle {
        let before = &stations[stations.len() - 1];
        let mut here = Channels { kept: layer.alive(), constant: layer.constants() };
        if stations.len() > 1 {
            // What the layer before says is added: its channels come first, in its order.
            let new = here.kept.iter().filter(|channel| !before.kept.contains(channel));
            here.kept = before.kept.iter().chain(new).copied().collect();
            here.constant.iter_mut().zip(&before.constant).for_each(|(sum, constant)| *sum += constant);
        }
        layers.push(layer.folded(&here.kept, Some(before)));
        stations.push(here);
    }
    assemble(arrays, layers, &stations)
}

fn assemble(arrays: &Arrays, layers: Vec<LayerParts<f32>>, stations: &[Channels]) -> Result<Folded> {
    let miscounted = |_| anyhow!("there are {ALL} convolutions");
    let layers = <[LayerParts<f32>; ALL]>::try_from(layers).map_err(miscounted)?;
    let [timbre_a, timbre_b, rhythm_a, rhythm_b, rhythm_c, middle_a, middle_b, middle_c] = layers;
    let (dense, shift) = dense(arrays, stations)?;
    let input = Norm::read(arrays, 0)?;
    let tags: Array2<f64> = arrays.read("dense_1|kernel")?;
    ensure!(tags.dim() == (EMBEDDING, TAGS), "dense_1|kernel is of {:?}", tags.dim());
    let parts = NetworkParts {
        input: [input.scale[0] as f32, input.shift[0] as f32],
        timbre: [timbre_a, timbre_b],
        rhythm: [rhythm_a, rhythm_b, rhythm_c],
        middle: [middle_a, middle_b, middle_c],
        dense,
        shift: shift.mapv(|x| x as f32).to_vec(),
        tags: tags.t().iter().map(|&weight| f16::from_f64(weight)).collect(),
        tag_bias: arrays.read("dense_1|bias")?.mapv(|x: f64| x as f32).to_vec(),
    };
    let published = |stations: &[Channels]| stations.iter().map(|channels| channels.constant.len()).sum();
    let counts = [
        ("channels behind the input, published", published(&stations[..1])),
        ("channels behind the input, kept", parts.rows()),
        ("channels of the middle, published", published(&stations[1..])),
        ("channels of the middle, kept", parts.pooled() - parts.rows()),
    ];
    Ok(Folded { parts, counts })
}

/// Normalised maxima and means → embedding: the dense layer between two normalisations, and the shift of the second.
///
/// What rounding takes from a weight is given back to the bias for what it met on average in training: pooled values lie far
/// from zero, and the rounding of many weights would add up.
fn dense(arrays: &Arrays, stations: &[Channels]) -> Result<(LayerParts<f16>, Array1<f64>)> {
    let kernel: Array2<f64> = arrays.read("dense|kernel")?;
    let bias: Array1<f64> = arrays.read("dense|bias")?;
    let (pooled, after) = (Norm::read(arrays, 9)?, Norm::read(arrays, 10)?);
    let constant: Vec<f64> = stations.iter().flat_map(|s| &s.constant).flat_map(|&c| [c, c]).collect();
    ensure!(kernel.dim() == (constant.len(), EMBEDDING), "dense|kernel is of {:?}", kernel.dim());
    let mut kept = Vec::new();
    let mut first = 0;
    for station in stations {
        kept.extend(station.kept.iter().flat_map(|channel| [0, 1].map(|of| 2 * (first + channel) + of)));
        first += station.constant.len();
    }
    let mut layer = LayerParts::default();
    for output in 0..EMBEDDING {
        let weight = |input: usize| after.scale[output] * kernel[[input, output]];
        let mut sum = after.scale[output] * bias[output];
        for (input, constant) in constant.iter().enumerate() {
            sum += weight(input) * (pooled.scale[input] * constant + pooled.shift[input]);
        }
        for &input in &kept {
            let exact = pooled.scale[input] * weight(input);
            let rounded = f16::from_f64(exact);
            sum += (exact - rounded.to_f64()) * (pooled.mean[input] - constant[input]);
            layer.kernel.push(rounded);
        }
        layer.bias.push(sum as f32);
        layer.falls.push(after.scale[output] < 0.0);
    }
    Ok((layer, after.shift))
}
