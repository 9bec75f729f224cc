use std::f64::consts::TAU;

use ndarray::Array1;
use segue::engine::transform::{Complex, ComplexTransform, Forward};

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
fn two_signals_in_one_have_the_bins_of_both() {
    for length in LENGTHS {
        let [one, other] = [samples(length), samples(length + 1)];
        let together: Vec<_> = one.iter().zip(&other).map(|(&re, &im)| Complex::new(re, im)).collect();
        let mut bins = vec![Complex::ZERO; length];
        ComplexTransform::forward(length).run(&together, &mut bins);
        let both = spectrum(&one).into_iter().zip(spectrum(&other[..length]));
        let expected: Vec<_> = both.map(|(one, other)| one + other * Complex::I).collect();
        let tolerance = ROUNDING * length as f32;
        assert_close(
            "bins",
            parts(&bins[..=length / 2]).view(),
            parts(&expected[..=length / 2]).view(),
            tolerance,
        );
    }
}

#[test]
fn there_and_back_is_where_one_was() {
    for length in LENGTHS {
        let samples: Vec<_> =
            samples(2 * length).chunks(2).map(|pair| Complex::new(pair[0], pair[1])).collect();
        let [mut bins, mut back] = [vec![Complex::ZERO; length], vec![Complex::ZERO; length]];
        ComplexTransform::forward(length).run(&samples, &mut bins);
        ComplexTransform::inverse(length).run(&bins, &mut back);
        assert_close("samples", (parts(&back) / length as f32).view(), parts(&samples).view(), ROUNDING);
    }
}
