//! The higher and the lower of two numbers that are never NaN.
//!
//! For what they say of NaN, WebAssembly takes `f32::max` and `f32::min` one number at a time; these are one instruction for
//! several.

pub(super) fn higher(one: f32, other: f32) -> f32 {
    if one > other { one } else { other }
}

pub(super) fn lower(one: f32, other: f32) -> f32 {
    if one < other { one } else { other }
}
