//! How a song is cut into blocks on its way from one rate to another.

use super::low_pass::REACH;

/// The shortest block worth transforming, in samples; half or twice of it takes as long.
const SHORTEST_BLOCK: usize = 4096;

/// How a pair of rates is cut into blocks.
pub struct Layout {
    /// `L` of `L : M`, output samples per unit.
    pub up: usize,
    /// `M` of `L : M`, input samples per unit.
    pub down: usize,
    /// Units of a block, an even number.
    pub units: usize,
    /// The filter's delay in units, and its reach in input samples.
    pub delay: usize,
    pub reach: f64,
}

impl Layout {
    pub fn new(from: u32, to: u32) -> Self {
        let divisor = greatest_common_divisor(from, to);
        let (up, down) = ((to / divisor) as usize, (from / divisor) as usize);
        let reach = REACH * f64::from(from) / f64::from(from.min(to));
        let delay = reach.ceil() as usize / down + 1;
        let mut units = 4 * delay.next_power_of_two();
        while units * down.max(up) < SHORTEST_BLOCK {
            units *= 2;
        }
        Self { up, down, units, delay, reach }
    }

    /// Units from one block to the next.
    pub fn stride(&self) -> usize {
        self.units - 2 * self.delay
    }
}

/// Where the pairs of blocks begin: a resampler that is given a song from there on gives the same samples, but for the first.
pub struct Grid {
    /// Input samples from one pair to the next, and what they become.
    input: usize,
    output: usize,
    /// Output samples by which the filter is late.
    late: usize,
}

impl Grid {
    /// Of the resampler from one rate to another (Hz).
    pub fn of(from: u32, to: u32) -> Self {
        if from == to {
            return Self { input: 1, output: 1, late: 0 };
        }
        let layout = Layout::new(from, to);
        let (stride, late) = (2 * layout.stride(), layout.delay * layout.up);
        Self { input: stride * layout.down, output: stride * layout.up, late }
    }

    /// The last sample, in the song and in what it becomes, from which a resampler gives all as it should from `output` on.
    pub fn before(&self, output: usize) -> [usize; 2] {
        [self.input, self.output].map(|stride| output.saturating_sub(self.late) / self.output * stride)
    }

    /// How many samples of the song have to come until all before `output` is given.
    pub fn until(&self, output: usize) -> usize {
        (output + self.late).div_ceil(self.output) * self.input
    }
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
