//! MSD_musicnn as published, by candle: a patch of 187 frames and 96 mel bands in, 50 tags out.

use std::collections::HashMap;

use candle_core::{D, Device, Error, Result, Tensor};

/// Frames and mel bands of a patch.
pub const PATCH: (usize, usize) = (187, 96);
/// Of the batch normalisations.
const EPSILON: f64 = 1e-3;

/// The published arrays, by their names in the checkpoint.
pub struct Network(HashMap<String, Tensor>);

impl Network {
    /// From arrays that somebody else has read.
    pub fn new(arrays: HashMap<String, Tensor>) -> Self {
        Self(arrays)
    }

    /// From the folder that `python3 -m zipfile -e msd_musicnn.npz FOLDER` makes.
    pub fn open(folder: &str) -> Result<Self> {
        let read = |entry: std::io::Result<std::fs::DirEntry>| {
            let path = entry?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy().replace('|', "/");
            Ok((name, Tensor::read_npy(path)?))
        };
        Ok(Self(std::fs::read_dir(folder)?.map(read).collect::<Result<_>>()?))
    }

    fn array(&self, layer: &str, number: usize, part: &str) -> Result<&Tensor> {
        let name = if number == 0 { format!("{layer}/{part}") } else { format!("{layer}_{number}/{part}") };
        self.0.get(&name).ok_or_else(|| Error::Msg(format!("{name} is missing")))
    }

    /// Channels are axis 1.
    fn norm(&self, x: &Tensor, number: usize) -> Result<Tensor> {
        let of = |part| self.array("batch_normalization", number, part);
        let scale = (of("gamma")? / (of("moving_variance")? + EPSILON)?.sqrt()?)?;
        let shift = (of("beta")? - (of("moving_mean")? * &scale)?)?;
        let mut shape = vec![1; x.rank()];
        shape[1] = scale.elem_count();
        x.broadcast_mul(&scale.reshape(shape.as_slice())?)?.broadcast_add(&shift.reshape(shape.as_slice())?)
    }

    /// 1 × 1 × time × width → 1 × channels × time, the loudest place of each.
    fn front(&self, x: &Tensor, number: usize, before: usize, after: usize) -> Result<Tensor> {
        let kernel = self.array("conv2d", number, "kernel")?.permute((3, 2, 0, 1))?.contiguous()?;
        let bias = self.array("conv2d", number, "bias")?.reshape((1, (), 1, 1))?;
        let heard =
            x.pad_with_zeros(2, before, after)?.conv2d(&kernel, 0, 1, 1, 1)?.broadcast_add(&bias)?.relu()?;
        self.norm(&heard, number + 1)?.max(D::Minus1)
    }

    /// 1 × channels × time → 1 × 64 × time.
    fn middle(&self, x: &Tensor, number: usize) -> Result<Tensor> {
        let kernel = self.array("conv2d", number, "kernel")?.squeeze(2)?.permute((2, 1, 0))?.contiguous()?;
        let bias = self.array("conv2d", number, "bias")?.reshape((1, (), 1))?;
        self.norm(&x.conv1d(&kernel, 3, 1, 1, 1)?.broadcast_add(&bias)?.relu()?, number + 1)
    }

    fn dense(&self, x: &Tensor, number: usize) -> Result<Tensor> {
        x.matmul(self.array("dense", number, "kernel")?)?.broadcast_add(self.array("dense", number, "bias")?)
    }

    /// The 50 tags of a patch, row after row.
    pub fn tags(&self, patch: &[f32]) -> Result<Vec<f32>> {
        let x = self.norm(&Tensor::from_slice(patch, (1, 1, PATCH.0, PATCH.1), &Device::Cpu)?, 0)?;
        let mut front = vec![self.front(&x, 0, 3, 3)?, self.front(&x, 1, 3, 3)?];
        for (number, length) in [(2, 128), (3, 64), (4, 32)] {
            front.push(self.front(&x, number, (length - 1) / 2, length / 2)?);
        }
        let heard = Tensor::cat(&front, 1)?;
        let one = self.middle(&heard, 5)?;
        let two = (self.middle(&one, 6)? + &one)?;
        let three = (self.middle(&two, 7)? + &two)?;
        let all = Tensor::cat(&[heard, one, two, three], 1)?;
        let pooled = Tensor::stack(&[all.max(2)?, all.mean(2)?], 2)?.flatten_from(1)?;
        let embedding = self.norm(&self.dense(&self.norm(&pooled, 9)?, 0)?.relu()?, 10)?;
        let logits = self.dense(&embedding, 1)?.squeeze(0)?;
        (logits.neg()?.exp()? + 1.0)?.recip()?.to_vec1()
    }
}

/// For JavaScript, array by array.
#[cfg(target_arch = "wasm32")]
pub mod web {
    use wasm_bindgen::prelude::*;

    use super::*;

    #[wasm_bindgen]
    pub struct Listener(HashMap<String, Tensor>, Option<Network>);

    #[wasm_bindgen]
    impl Listener {
        #[wasm_bindgen(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            Self(HashMap::new(), None)
        }

        pub fn array(&mut self, name: &str, shape: &[usize], numbers: &[f32]) {
            let tensor = Tensor::from_slice(numbers, shape, &Device::Cpu).expect("a shape");
            self.0.insert(name.replace('|', "/"), tensor);
        }

        pub fn tags(&mut self, patch: &[f32]) -> Vec<f32> {
            let network = self.1.get_or_insert_with(|| Network::new(std::mem::take(&mut self.0)));
            network.tags(patch).expect("tags")
        }
    }
}
