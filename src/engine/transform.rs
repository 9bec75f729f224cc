//! Samples ⇄ bins, for even lengths: a complex transform of half the length, and the bins of even and odd samples told
//! apart after it or woven together before it.
//!
//! Plans come from rustfft; its own choice between instruction sets would bring all of them along, and in a page each
//! kilobyte is waited for.

use std::f64::consts::TAU;
use std::sync::Arc;

use rustfft::Fft;
pub use rustfft::num_complex::Complex;

/// Samples to bins.
#[derive(Clone)]
pub struct Forward {
    half: Arc<dyn Fft<f32>>,
    /// `-i/2 · exp(-2πi·k/n)` for the bins `k` of the half.
    twiddles: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

/// Bins to samples.
pub struct Inverse {
    half: Arc<dyn Fft<f32>>,
    /// `i · exp(2πi·k/n)` for the bins `k` of the half.
    twiddles: Vec<Complex<f32>>,
    packed: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl Forward {
    /// A plan for `length` samples.
    ///
    /// # Panics
    ///
    /// `length` is odd, or below 2.
    #[must_use]
    pub fn new(length: usize) -> Self {
        let half = planner().plan_fft_forward(halved(length));
        let scratch = vec![Complex::ZERO; half.get_inplace_scratch_len()];
        Self { twiddles: twiddles(length, -0.5, -1.0), half, scratch }
    }

    /// Samples, as planned.
    #[must_use]
    pub fn length(&self) -> usize {
        2 * self.half.len()
    }

    /// The spectrum, not normalised.
    ///
    /// # Shape
    ///
    /// `samples`: the plan's length `n`; `bins`: `n/2 + 1`, 0 Hz to the Nyquist frequency, both included.
    pub fn run(&mut self, samples: &[f32], bins: &mut [Complex<f32>]) {
        let half = self.half.len();
        for (into, pair) in bins[..half].iter_mut().zip(samples.chunks_exact(2)) {
            *into = Complex::new(pair[0], pair[1]);
        }
        self.half.process_with_scratch(&mut bins[..half], &mut self.scratch);
        let Complex { re: even, im: odd } = bins[0];
        bins[0] = (even + odd).into();
        bins[half] = (even - odd).into();
        // The bin in the middle, where there is one, is its own partner.
        let pairs = (half - 1) / 2;
        let (lows, rest) = bins[1..half].split_at_mut(pairs);
        let (middle, highs) = rest.split_at_mut(rest.len() - pairs);
        for bin in middle {
            *bin = bin.conj();
        }
        for ((low, high), twiddle) in lows.iter_mut().zip(highs.iter_mut().rev()).zip(&self.twiddles[1..]) {
            let even = (*low + high.conj()) * 0.5;
            let odd = (*low - high.conj()) * twiddle;
            *low = even + odd;
            *high = (even - odd).conj();
        }
    }
}

impl Inverse {
    /// A plan for `length` samples.
    ///
    /// # Panics
    ///
    /// `length` is odd, or below 2.
    #[must_use]
    pub fn new(length: usize) -> Self {
        let half = planner().plan_fft_inverse(halved(length));
        let scratch = vec![Complex::ZERO; half.get_inplace_scratch_len()];
        let packed = vec![Complex::ZERO; half.len()];
        Self { twiddles: twiddles(length, 1.0, 1.0), half, packed, scratch }
    }

    /// The samples, `n` times as loud as those that [`Forward`] made these bins of. What is imaginary at 0 Hz and at the
    /// Nyquist frequency counts for nothing.
    ///
    /// # Shape
    ///
    /// `bins`: `n/2 + 1` of the plan's length `n`; `samples`: `n`.
    pub fn run(&mut self, bins: &[Complex<f32>], samples: &mut [f32]) {
        let half = self.half.len();
        let (lowest, highest) = (bins[0].re, bins[half].re);
        self.packed[0] = Complex::new(lowest + highest, lowest - highest);
        let bins = &bins[1..half];
        let pairs = bins.iter().zip(bins.iter().rev()).zip(&self.twiddles[1..]);
        for (into, ((low, high), twiddle)) in self.packed[1..].iter_mut().zip(pairs) {
            *into = (low + high.conj()) + (low - high.conj()) * twiddle;
        }
        self.half.process_with_scratch(&mut self.packed, &mut self.scratch);
        for (pair, from) in samples.chunks_exact_mut(2).zip(&self.packed) {
            pair.copy_from_slice(&[from.re, from.im]);
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn planner() -> rustfft::FftPlanner<f32> {
    rustfft::FftPlanner::new()
}

#[cfg(target_arch = "wasm32")]
fn planner() -> rustfft::FftPlannerWasmSimd<f32> {
    rustfft::FftPlannerWasmSimd::new().expect("compiled with simd128, and for f32")
}

fn halved(length: usize) -> usize {
    assert!(length >= 2 && length.is_multiple_of(2), "{length} is no even length");
    length / 2
}

/// `i · scale · exp(sign · 2πi·k/length)` for every `k` of the half.
fn twiddles(length: usize, scale: f64, sign: f64) -> Vec<Complex<f32>> {
    let twiddle = |k: usize| {
        let (sine, cosine) = (sign * TAU * k as f64 / length as f64).sin_cos();
        Complex::new((-scale * sine) as f32, (scale * cosine) as f32)
    };
    (0..length / 2).map(twiddle).collect()
}
