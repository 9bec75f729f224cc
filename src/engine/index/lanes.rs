//! Sixteen sums of products at once: the innermost step of every search.
//!
//! `i32 += i16 · i16 + i16 · i16` is one instruction everywhere, and four times as fast as the same in parts.
//! For x86 the compiler finds it (`pmaddwd`) in a plain loop; for WebAssembly (`i32x4.dot_i16x8_s`) it has to be named.
//! Whole numbers: both are the same to the last bit.

/// Vectors that are scanned side by side.
pub const LANES: usize = 16;
/// Two neighbouring dimensions of each, four vectors to a register.
pub type Pairs = [[i16; 8]; LANES / 4];

pub use target::Sums;

#[cfg(not(target_arch = "wasm32"))]
mod target {
    use super::{LANES, Pairs};

    /// One for each lane.
    #[derive(Clone, Copy)]
    pub struct Sums([i32; LANES]);

    impl Sums {
        pub const fn zero() -> Self {
            Self([0; LANES])
        }

        /// Adds a₀q₀ + a₁q₁ of each lane.
        #[inline(always)]
        #[allow(clippy::inline_always, reason = "as a call, sums would go through memory")]
        #[allow(
            clippy::trivially_copy_pass_by_ref,
            reason = "in one register, x86 compilers miss the instruction"
        )]
        pub fn add(&mut self, pairs: &Pairs, query: &[i16; 2]) {
            for (sum, pair) in self.0.iter_mut().zip(pairs.as_flattened().as_chunks::<2>().0) {
                *sum += i32::from(pair[0]) * i32::from(query[0]) + i32::from(pair[1]) * i32::from(query[1]);
            }
        }

        pub fn out(self) -> [i32; LANES] {
            self.0
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod target {
    use core::arch::wasm32::{i16x8, i32x4_add, i32x4_dot_i16x8, i32x4_extract_lane, i32x4_splat, v128};

    use super::{LANES, Pairs};

    /// One for each lane, four to a vector.
    #[derive(Clone, Copy)]
    pub struct Sums([v128; LANES / 4]);

    impl Sums {
        pub fn zero() -> Self {
            Self([i32x4_splat(0); LANES / 4])
        }

        /// Adds a₀q₀ + a₁q₁ of each lane.
        #[inline(always)]
        #[allow(clippy::inline_always, reason = "as a call, sums would go through memory")]
        #[allow(
            clippy::trivially_copy_pass_by_ref,
            reason = "in one register, x86 compilers miss the instruction"
        )]
        pub fn add(&mut self, pairs: &Pairs, query: &[i16; 2]) {
            let query = i32x4_splat(i32::from(query[1]) << 16 | i32::from(query[0].cast_unsigned()));
            let dot =
                |[a, b, c, d, e, f, g, h]: [i16; 8]| i32x4_dot_i16x8(i16x8(a, b, c, d, e, f, g, h), query);
            // Written out: of a loop, compilers that mind the size make one.
            let [first, second, third, fourth] = &mut self.0;
            *first = i32x4_add(*first, dot(pairs[0]));
            *second = i32x4_add(*second, dot(pairs[1]));
            *third = i32x4_add(*third, dot(pairs[2]));
            *fourth = i32x4_add(*fourth, dot(pairs[3]));
        }

        pub fn out(self) -> [i32; LANES] {
            let mut out = [0; LANES];
            for (four, sums) in out.as_chunks_mut::<4>().0.iter_mut().zip(self.0) {
                *four = [
                    i32x4_extract_lane::<0>(sums),
                    i32x4_extract_lane::<1>(sums),
                    i32x4_extract_lane::<2>(sums),
                    i32x4_extract_lane::<3>(sums),
                ];
            }
            out
        }
    }
}
