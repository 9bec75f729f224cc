//! Samples ⇄ bins. Real samples, of even lengths: a complex transform of half the length, and the bins of even and odd
//! samples told apart after it. Complex ones, which may be two signals in one: as they are.
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

/// Complex samples to bins, or bins to samples.
pub struct ComplexTransform {
    plan: Arc<dyn Fft<f32>>,
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
        Self { twiddles: twiddles(length), half, scratch }
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

impl ComplexTransform {
    /// From so many samples to as many bins.
    #[must_use]
    pub fn forward(length: usize) -> Self {
        Self::of(planner().plan_fft_forward(length))
    }

    /// From so many bins to as many samples.
    #[must_use]
    pub fn inverse(length: usize) -> Self {
        Self::of(planner().plan_fft_inverse(length))
    }

    fn of(plan: Arc<dyn Fft<f32>>) -> Self {
        let scratch = vec![Complex::ZERO; plan.get_immutable_scratch_len()];
        Self { plan, scratch }
    }

    /// Not normalised: there and back is as many times as loud as there are samples.
    ///
    /// # Shape
    ///
    /// `from`, `into`: the plan's length `n`. Bins from `n/2` on are those below 0 Hz, the lowest first.
    pub fn run(&mut self, from: &[Complex<f32>], into: &mut [Complex<f32>]) {
        self.plan.process_immutable_with_scratch(from, into, &mut self.scratch);
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

/// `-i/2 · exp(-2πi·k/length)` for every `k` of the half.
fn twiddles(length: usize) -> Vec<Complex<f32>> {
    let twiddle = |k: usize| {
        let (sine, cosine) = (TAU * k as f64 / length as f64).sin_cos();
        Complex::new((-0.5 * sine) as f32, (-0.5 * cosine) as f32)
    };
    (0..length / 2).map(twiddle).collect()
}
