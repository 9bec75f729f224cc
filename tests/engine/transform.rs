use std::f64::consts::TAU;

use ndarray::Array1;
use segue::engine::transform::{Complex, Forward, Inverse};

use crate::support::small_pack::Numbers;
use crate::support::{assert_close, test};

/// Relative to the loudest bin or sample there can be: rounding of f32, a few times over.
const ROUNDING: f32 = 1e-6;
/// Powers of two, as frames have; the blocks of 48 kHz and CD resampling; primes; and halves that are odd.
const LENGTHS: [usize; 9] = [2, 4, 6, 22, 94, 256, 1176, 2048, 2560];

fn samples(length: usize) -> Vec<f32> {
    Numbers::new(length as u32).many(length)
}

fn spectrum(samples: &[f32]) -> Vec<Complex<f32>> {
    let mut bins = vec![Complex::ZERO; samples.len() / 2 + 1];
    Forward::new(samples.len()).run(samples, &mut bins);
    bins
}

fn parts(bins: &[Complex<f32>]) -> Array1<f32> {
    bins.iter().flat_map(|bin| [bin.re, bin.im]).collect()
}

/// By its definition, in f64.
fn naive(samples: &[f32]) -> Vec<Complex<f32>> {
    let n = samples.len();
    let bin = |k: usize| {
        let turn = |j: usize| TAU * ((j * k) % n) as f64 / n as f64;
        let re: f64 = samples.iter().enumerate().map(|(j, &x)| f64::from(x) * turn(j).cos()).sum();
        let im: f64 = samples.iter().enumerate().map(|(j, &x)| f64::from(x) * turn(j).sin()).sum();
        Complex::new(re as f32, -im as f32)
    };
    (0..=n / 2).map(bin).collect()
}

#[test]
fn bins_are_those_of_the_definition() {
    for length in LENGTHS {
        let samples = samples(length);
        let tolerance = ROUNDING * length as f32;
        assert_close("bins", parts(&spectrum(&samples)).view(), parts(&naive(&samples)).view(), tolerance);
    }
}

#[test]
fn there_and_back_is_where_one_was() {
    for length in LENGTHS {
        let samples = Array1::from(samples(length));
        let mut back = vec![0.0; length];
        Inverse::new(length).run(&spectrum(samples.as_slice().unwrap()), &mut back);
        let back = Array1::from(back) / length as f32;
        assert_close("samples", back.view(), samples.view(), ROUNDING);
    }
}

#[test]
fn nothing_imaginary_is_heard_at_the_ends() {
    let mut bins = spectrum(&samples(64));
    let [mut before, mut after] = [vec![0.0; 64], vec![0.0; 64]];
    Inverse::new(64).run(&bins, &mut before);
    bins[0].im = 7.0;
    bins[32].im = -7.0;
    Inverse::new(64).run(&bins, &mut after);
    assert_eq!(before, after);
}
