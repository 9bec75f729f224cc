//! Counts as a soft shade.

use ndarray::Array2;

/// Cells that counts spread beyond the outermost when they are softened.
pub const RIM: usize = 2;
/// Below 1: fewer songs look less few.
const SHADE: f64 = 0.75;

/// Counts, softened, as something to look at: 0, and 255 where they are highest. Single songs are seen beside a crowd.
#[must_use]
pub fn shades(counts: &Array2<u32>) -> Array2<u8> {
    let soft = softened(counts);
    let most = soft.iter().copied().max().unwrap_or(0).max(1);
    soft.mapv(|count| (255.0 * (f64::from(count) / f64::from(most)).powf(SHADE)).round() as u8)
}

/// Counts, each shared with the cells around it, times 256: what is left says more of a place than of single songs. On
/// each side there are [`RIM`] cells more.
#[must_use]
pub fn softened(counts: &Array2<u32>) -> Array2<u32> {
    shared(&shared(counts))
}

/// A quarter here, an eighth beside, a sixteenth across the corner; in whole numbers, so 16 times as many.
fn shared(counts: &Array2<u32>) -> Array2<u32> {
    let (rows, columns) = counts.dim();
    Array2::from_shape_fn((rows + 2, columns + 2), |(row, column)| {
        let mut sum = 0_u32;
        for (down, weight) in [(0, 1), (1, 2), (2, 1)] {
            for (right, other) in [(0, 1), (1, 2), (2, 1)] {
                // Before the first it wraps to a place that is not there.
                let place = ((row + down).wrapping_sub(2), (column + right).wrapping_sub(2));
                let count = counts.get(place).copied().unwrap_or(0);
                sum = sum.saturating_add(count.saturating_mul(weight * other));
            }
        }
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_softened_stays_where_it_was() {
        let mut counts = Array2::zeros((9, 9));
        counts[(2, 6)] = 5;
        let (soft, shaded) = (softened(&counts), shades(&counts));
        assert_eq!((soft.dim(), soft.sum()), ((9 + 2 * RIM, 9 + 2 * RIM), 5 * 256));
        let at = |row: usize, column: usize| shaded[(row + RIM, column + RIM)];
        assert_eq!(at(2, 6), 255);
        assert!(at(2, 5) == at(2, 7) && at(2, 5) == at(1, 6) && at(2, 5) < 255);
        assert_eq!((at(2, 2), at(6, 6)), (0, 0));
        assert_eq!(shades(&Array2::zeros((3, 3))).sum(), 0);
        assert_eq!(shades(&Array2::from_elem((2, 2), u32::MAX))[(RIM, RIM)], 255);
    }
}
