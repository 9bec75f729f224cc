//! Numbers → axes: what a curve needs to be drawn. Pure.

/// Where numbers stand on an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The number at the low end.
    pub low: f64,
    /// The number at the high end; larger.
    pub high: f64,
}

impl Scale {
    /// From round number to round number around all of these, which lie `step` apart.
    #[must_use]
    pub fn around(numbers: impl Iterator<Item = f64>, step: f64) -> Self {
        let wide = |(low, high): (f64, f64), x: f64| (low.min(x), high.max(x));
        let (low, high) = numbers.filter(|x| x.is_finite()).fold((f64::INFINITY, f64::NEG_INFINITY), wide);
        if low > high {
            return Self { low: 0.0, high: step };
        }
        let low = (low / step).floor() * step;
        Self { low, high: ((high / step).ceil() * step).max(low + step) }
    }

    /// 0 at the low end, 1 at the high one.
    #[must_use]
    pub fn share(&self, number: f64) -> f64 {
        (number - self.low) / (self.high - self.low)
    }

    /// Round numbers from end to end, both included.
    #[must_use]
    pub fn ticks(&self, step: f64) -> Vec<f64> {
        let count = ((self.high - self.low) / step).round() as usize;
        (0..=count).map(|tick| self.low + tick as f64 * step).collect()
    }
}

/// The steps of a running sum.
#[must_use]
pub fn so_far(shares: &[f32]) -> Vec<f64> {
    let sum = |sum: &mut f64, share: &f32| {
        *sum += f64::from(*share);
        Some(*sum)
    };
    shares.iter().scan(0.0, sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round_and_hold_everything() {
        let scale = Scale::around([-31.0, -4.0, f64::NAN].into_iter(), 10.0);
        assert_eq!(scale, Scale { low: -40.0, high: 0.0 });
        assert_eq!(scale.ticks(10.0), [-40.0, -30.0, -20.0, -10.0, 0.0]);
        assert!((scale.share(-10.0) - 0.75).abs() < f64::EPSILON);
    }

    #[test]
    fn no_numbers_and_equal_numbers_still_make_a_scale() {
        assert_eq!(Scale::around(std::iter::empty(), 5.0), Scale { low: 0.0, high: 5.0 });
        assert_eq!(Scale::around([10.0].into_iter(), 5.0), Scale { low: 10.0, high: 15.0 });
    }

    #[test]
    fn sums_run() {
        assert_eq!(so_far(&[0.5, 0.25]), [0.5, 0.75]);
    }
}
