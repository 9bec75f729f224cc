//! The one kind of layer: a convolution along the time, its maximum over the bands, and what lets it speak or be silent.

/// Outputs that are computed together: each sample that is loaded is used this often.
const TOGETHER: usize = 4;
/// Frames that are computed together: two registers of SSE2 or of WebAssembly's SIMD.
const LANES: usize = 8;
/// Frames of an output, rounded up to whole blocks.
pub(super) const COLUMNS: usize = super::ear::FRAMES.next_multiple_of(LANES);

/// Rows of values along the time, with columns to spare before and after, so that no layer has to ask where the edge is.
#[derive(Clone)]
pub(super) struct Plane {
    values: Vec<f32>,
    before: usize,
    stride: usize,
}

impl Plane {
    /// All zero: `rows` of `before + COLUMNS + after` columns.
    pub(super) fn new(rows: usize, before: usize, after: usize) -> Self {
        let stride = before + COLUMNS + after;
        Self { values: vec![0.0; rows * stride], before, stride }
    }

    /// How many.
    pub(super) fn rows(&self) -> usize {
        self.values.len() / self.stride
    }

    /// The frames of one row; what is spare is left out.
    pub(super) fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.stride + self.before..][..super::ear::FRAMES]
    }

    /// As [`Plane::row`].
    pub(super) fn row_mut(&mut self, row: usize) -> &mut [f32] {
        &mut self.values[row * self.stride + self.before..][..super::ear::FRAMES]
    }

    /// One row with all its columns.
    pub(super) fn whole_row_mut(&mut self, row: usize) -> &mut [f32] {
        &mut self.values[row * self.stride..][..self.stride]
    }

    /// Rows from `row` on, as one kernel of `taps` sees them: its first tap at column 0 is centred on frame 0.
    fn seen_by(&self, row: usize, taps: usize) -> impl Iterator<Item = &[f32]> {
        let skipped = self.before - (taps - 1) / 2;
        self.values[row * self.stride..].chunks_exact(self.stride).map(move |row| &row[skipped..])
    }
}

/// `bounded(max over positions (kernel ∗ rows) + bias)`, for every output and frame.
///
/// Where the published layer is `relu`, then normalisation, this one has the scale of the normalisation inside of kernel
/// and bias, and leaves its shift to the next layer. A negative scale turns `relu` over: such outputs *fall*, from zero
/// down. Either way the maximum over positions can be taken first, and one comparison is left per frame.
#[derive(Clone)]
pub(super) struct Convolution {
    height: usize,
    taps: usize,
    /// [`TOGETHER`] outputs side by side: blocks × height × taps.
    kernel: Vec<[f32; TOGETHER]>,
    bias: Vec<f32>,
    falls: Vec<bool>,
}

impl Convolution {
    /// # Shape
    ///
    /// `kernel`: outputs × `height` × `taps`, values in this order; `bias`, `falls`: one per output.
    pub(super) fn new(height: usize, kernel: &[f32], bias: &[f32], falls: &[bool]) -> Self {
        let taps = kernel.len() / bias.len() / height;
        let mut blocks = vec![[0.0; TOGETHER]; bias.len().div_ceil(TOGETHER) * height * taps];
        for (output, weights) in kernel.chunks_exact(height * taps).enumerate() {
            let block = &mut blocks[output / TOGETHER * height * taps..];
            for (together, &weight) in block.iter_mut().zip(weights) {
                together[output % TOGETHER] = weight;
            }
        }
        Self { height, taps, kernel: blocks, bias: bias.to_vec(), falls: falls.to_vec() }
    }

    /// How many rows come out.
    pub(super) fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// Listens to `input` at `positions` heights, one row apart, and writes rows of `output` from `first` on.
    pub(super) fn run(&self, input: &Plane, positions: usize, output: &mut Plane, first: usize) {
        let blocks = self.kernel.chunks_exact(self.height * self.taps);
        for (block, kernel) in blocks.enumerate() {
            for column in (0..COLUMNS).step_by(LANES) {
                let mut highest = [[f32::NEG_INFINITY; LANES]; TOGETHER];
                for position in 0..positions {
                    let rows = input.seen_by(position, self.taps).take(self.height);
                    let sums = tile(kernel, rows, self.taps, column);
                    for (highest, sums) in highest.iter_mut().flatten().zip(sums.iter().flatten()) {
                        *highest = if *sums > *highest { *sums } else { *highest };
                    }
                }
                self.bound(block, column, &highest, output, first);
            }
        }
    }

    /// Adds the bias, lets outputs rise or fall, and keeps what belongs to the patch.
    fn bound(
        &self,
        block: usize,
        column: usize,
        highest: &[[f32; LANES]; TOGETHER],
        output: &mut Plane,
        first: usize,
    ) {
        for (values, number) in highest.iter().zip(block * TOGETHER..self.outputs()) {
            let (bias, falls) = (self.bias[number], self.falls[number]);
            for (into, value) in output.row_mut(first + number)[column..].iter_mut().zip(values) {
                let value = value + bias;
                *into = if falls { value.min(0.0) } else { value.max(0.0) };
            }
        }
    }
}

/// Products of [`LANES`] frames and [`TOGETHER`] outputs at one position. Each sum is added up in one fixed order whatever
/// the width of the registers, so that native and wasm agree to the last bit.
fn tile<'a>(
    kernel: &[[f32; TOGETHER]],
    rows: impl Iterator<Item = &'a [f32]>,
    taps: usize,
    column: usize,
) -> [[f32; LANES]; TOGETHER] {
    let mut sums = [[0.0; LANES]; TOGETHER];
    for (row, weights) in rows.zip(kernel.chunks_exact(taps)) {
        for (heard, weights) in row[column..].windows(LANES).zip(weights) {
            for (sums, weight) in sums.iter_mut().zip(weights) {
                for (sum, heard) in sums.iter_mut().zip(heard) {
                    *sum += weight * heard;
                }
            }
        }
    }
    sums
}
