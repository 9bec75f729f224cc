//! Power → dB.

use std::f32::consts::{LN_2, LN_10, SQRT_2};

/// Lowest bit of a number's exponent.
const EXPONENT: u32 = 23;

/// `10 · log10(power)` of a normal number above 0, within 1e-5 dB or three roundings of the answer; finite for whatever else.
///
/// Plain arithmetic on bits, which the compiler turns into a few instructions for several numbers at once, and the same
/// answer on every machine; a logarithm from a library takes one number at a time, and each library rounds its own way.
#[must_use]
pub fn of(power: f32) -> f32 {
    // power = 2^octaves · part, and part between 1/√2 and √2.
    let bits = power.to_bits().cast_signed();
    let octaves = bits.wrapping_sub((SQRT_2 / 2.0).to_bits().cast_signed()) >> EXPONENT;
    let part = f32::from_bits(bits.wrapping_sub(octaves << EXPONENT).cast_unsigned());
    // ln(part) = 2·artanh(x), whose series ends here: the next term is below 1e-9.
    let x = (part - 1.0) / (part + 1.0);
    let y = x * x;
    let series = 1.0 + y * (1.0 / 3.0 + y * (1.0 / 5.0 + y * (1.0 / 7.0 + y * (1.0 / 9.0))));
    10.0 / LN_10 * (octaves as f32 * LN_2 + 2.0 * x * series)
}
