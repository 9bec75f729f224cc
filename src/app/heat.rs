//! Loudness as colour: one ramp, dark to bright in both colour schemes.

use ndarray::ArrayView2;

/// Stops at equal distances. Their lightness rises evenly (L* from 4 to 96), so that equal steps in dB look equal, to
/// colour-blind eyes and in grey as well.
const STOPS: [[u8; 3]; 7] = [
    [0x12, 0x0a, 0x1f],
    [0x47, 0x1b, 0x5a],
    [0x8c, 0x2b, 0x67],
    [0xd3, 0x41, 0x5c],
    [0xf8, 0x79, 0x5f],
    [0xff, 0xba, 0x7a],
    [0xff, 0xf3, 0xcf],
];

/// The colour of every level.
#[must_use]
pub fn ramp() -> [[u8; 3]; 256] {
    std::array::from_fn(|level| {
        let place = level as f32 / 255.0 * (STOPS.len() - 1) as f32;
        let below = (place as usize).min(STOPS.len() - 2);
        let share = place - below as f32;
        std::array::from_fn(|part| {
            let [from, to] = [below, below + 1].map(|stop| f32::from(STOPS[stop][part]));
            (from + (to - from) * share).round() as u8
        })
    })
}

/// The ramp as a CSS gradient, from left to right.
#[must_use]
pub fn gradient() -> String {
    let stops: Vec<_> = STOPS.iter().map(|[red, green, blue]| format!("rgb({red} {green} {blue})")).collect();
    format!("linear-gradient(90deg, {})", stops.join(", "))
}

/// Levels as pixels: RGBA, row by row, the highest band on top.
///
/// # Shape
///
/// `levels`: columns × bands.
#[must_use]
pub fn pixels(levels: ArrayView2<'_, u8>) -> Vec<u8> {
    let ramp = ramp().map(|[red, green, blue]| [red, green, blue, 255]);
    let (columns, bands) = levels.dim();
    let mut pixels = vec![[0; 4]; levels.len()];
    for (column, levels) in levels.rows().into_iter().enumerate() {
        for (band, &level) in levels.iter().enumerate() {
            pixels[(bands - 1 - band) * columns + column] = ramp[usize::from(level)];
        }
    }
    pixels.into_flattened()
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    /// L* between neighbours on an even ramp is 0.36; colours are whole numbers, so single steps vary around it.
    const FARTHEST_FROM_EVEN: f64 = 1.0;

    /// CIE L* of an sRGB colour.
    fn lightness(colour: [u8; 3]) -> f64 {
        let [red, green, blue] = colour.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        let luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        if luminance > 0.008_856 { 116.0 * luminance.cbrt() - 16.0 } else { 903.3 * luminance }
    }

    #[test]
    fn louder_is_lighter_by_even_steps() {
        let lightness = ramp().map(lightness);
        assert!(lightness.is_sorted_by(|a, b| a < b), "{lightness:?}");
        let [first, .., last] = lightness;
        assert!(first < 5.0 && last > 95.0, "from {first} to {last}");
        for (level, found) in lightness.into_iter().enumerate() {
            let even = first + (last - first) * level as f64 / 255.0;
            assert!((found - even).abs() < FARTHEST_FROM_EVEN, "level {level}: {found} where {even} is even");
        }
    }

    #[test]
    fn the_highest_band_is_on_top_and_time_runs_right() {
        let ramp = ramp();
        let rgba = |level: usize| [ramp[level][0], ramp[level][1], ramp[level][2], 255];
        // Two columns of three bands.
        let found = pixels(array![[0, 1, 2], [10, 11, 255]].view());
        assert_eq!(found, [2, 255, 1, 11, 0, 10].map(rgba).concat());
    }

    #[test]
    fn the_gradient_begins_and_ends_with_the_ramp() {
        let gradient = gradient();
        assert!(gradient.starts_with("linear-gradient(90deg, rgb(18 10 31)"), "{gradient}");
        assert!(gradient.ends_with("rgb(255 243 207))"), "{gradient}");
    }
}
